"""Put mails into the outbox, and send what is due: at least once, under one Message-ID."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from common import outbox_limits
from common.languages import direction
from common.models import OutboxMail

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
# What a mail server says that is going away, whichever command it was given.
GOING = 421
# Until a mail is tried again: one that the server will not have, and any while it is away.
LONGEST_WAIT, LONGEST_WHILE_AWAY = timedelta(hours=6), timedelta(minutes=10)
# After so long the worker's other steps have their turn, however slow the server is.
ROUND = timedelta(seconds=30)


class ServerAway(Exception):
    """The mail server does not answer, or wants nobody's mail now: the others need not try."""


@dataclass(frozen=True)
class Enclosed:
    """A file that goes with a mail."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Mail:
    """What a notice function gives back: to whom, the template with its context, and files.

    `template` is a path without ending; `.txt` and `.html` stand beside each other, and the
    first line of `.txt` is the subject.
    """

    to: str
    template: str
    context: dict[str, object] = field(default_factory=dict)
    files: tuple[Enclosed, ...] = ()


def key_of(value: str) -> str:
    """Return a keyed digest of an address: enough to count by, useless to read.

    Small and capital letters are the same within ASCII only, as for the owner of a mailbox.
    """
    value = value.strip()
    if not value:
        return ""
    value = value.lower() if value.isascii() else value
    return salted_hmac("common.outbox", value, algorithm="sha256").hexdigest()


def put(
    notice: str,
    ids: dict[str, object],
    *,
    language: str,
    recipient: str = "",
    source: str = "",
    due_at: datetime | None = None,
    confirms: bool = False,
    instead: str = "",
) -> OutboxMail:
    """Owe a mail, in the transaction that the caller is in.

    `recipient` (an e-mail address that nobody has confirmed) and `source` (a client's address)
    slow the mail when too many go to, or come from, the same one within an hour, whatever their
    kind; they are kept only as digests. `confirms`: it carries the link that confirms, and goes
    before others. See common/outbox_limits.py.

    `instead`: the notice that stands for all that would have to wait for a place. One of it waits
    for a recipient; its ids are {"to": the digest, "of": the ids of each that it stands for}.
    """
    now = timezone.now()
    row = OutboxMail(
        notice=notice,
        ids=ids,
        language=language,
        recipient_key=key_of(recipient),
        source_key=key_of(source),
        confirms=confirms,
    )
    row.due_at = outbox_limits.spaced(row.source_key, due_at or now, now)
    if instead and not outbox_limits.has_room(row, now):
        row = _folded(row, instead, now)
    row.save()
    return row


def _folded(row: OutboxMail, instead: str, now: datetime) -> OutboxMail:
    """Return the mail that stands for this one too: the one that waits, or a first one.

    It stays locked until the end of the transaction: a worker reads what it tells after that.
    """
    free = OutboxMail.objects.waiting().exclude(leased_until__gt=now).select_for_update()
    same = free.filter(notice=instead, recipient_key=row.recipient_key)
    found: OutboxMail | None = same.first()
    if found is None:
        ids: dict[str, object] = {"to": row.recipient_key, "of": [row.ids]}
        row.notice, row.ids = instead, ids
        return row
    found.ids["of"].append(row.ids)
    found.confirms = found.confirms or row.confirms
    found.due_at = min(found.due_at, row.due_at)
    return found


def cancel(**ids: object) -> int:
    """Cancel owed mails that no worker holds, by their notice and ids; return how many."""
    now = timezone.now()
    free = OutboxMail.objects.waiting().exclude(leased_until__gt=now)
    return int(free.filter(**ids).update(cancelled_at=now))


def send_due(now: datetime | None = None, limit: int = 50) -> int:
    """Send up to `limit` mails that are due; return how many left.

    Ends sooner when the mail server is away, or takes its time: then the rest waits for the next
    round, lest what else the worker does waits for it.
    """
    started = timezone.now()
    now = now or started
    sent = 0
    for pk in OutboxMail.objects.due(now).order_by("due_at").values_list("pk", flat=True)[:limit]:
        # The claim: of two workers one changes the row. It lasts from now, however long the
        # mails before took: whoever undoes a decision must know that its mail is on its way.
        moment = now + (timezone.now() - started)
        if moment - now > ROUND:
            break
        if OutboxMail.objects.due(moment).filter(pk=pk).update(leased_until=moment + LEASE):
            row = OutboxMail.objects.get(pk=pk)
            wait_until = outbox_limits.wait_of(row, moment)
            if wait_until is not None:
                OutboxMail.objects.filter(pk=pk).update(due_at=wait_until, leased_until=None)
                continue
            try:
                sent += _send(row)
            except ServerAway:
                break
    return sent


def _send(row: OutboxMail) -> int:
    """Send one mail; return whether it left. Raises ServerAway."""
    try:
        message = render(row)
    except Exception as error:  # noqa: BLE001 - a template, a row that is gone, anything: the others still go
        _postpone(row, error, LONGEST_WAIT)
        return 0
    try:
        if message is not None:
            message.send()
    except Exception as error:
        is_away = _is_away(error)
        _postpone(row, error, LONGEST_WHILE_AWAY if is_away else LONGEST_WAIT)
        if is_away:
            raise ServerAway from error
        return 0
    OutboxMail.objects.filter(pk=row.pk).update(
        attempts=row.attempts + 1, sent_at=timezone.now(), leased_until=None, last_error=""
    )
    return 1


def _postpone(row: OutboxMail, error: Exception, longest: timedelta) -> None:
    log.warning("mail %s not sent: %s", row.pk, _in_words(error))
    OutboxMail.objects.filter(pk=row.pk).update(
        attempts=row.attempts + 1,
        last_error=_in_words(error),
        due_at=timezone.now() + min(timedelta(seconds=30) * 2 ** min(row.attempts, 12), longest),
        leased_until=None,
    )


def _is_away(error: Exception) -> bool:
    """Tell whether the server is at fault, or its line, and not this mail."""
    if isinstance(error, SMTPRecipientsRefused):
        return GOING in {code for code, _words in error.recipients.values()}
    if isinstance(error, (SMTPSenderRefused, SMTPDataError)):
        return error.smtp_code == GOING
    return isinstance(error, OSError)  # as are all others of smtplib


def _in_words(error: Exception) -> str:
    """Return what went wrong, without a mail server's own words: they hold the address."""
    name = type(error).__name__
    if isinstance(error, SMTPRecipientsRefused):
        return " ".join([name, *(str(code) for code, _words in error.recipients.values())])
    if isinstance(error, SMTPException):
        return f"{name} {getattr(error, 'smtp_code', '')}".strip()
    return f"{name}: {error}"[:500]


def render(row: OutboxMail) -> EmailMultiAlternatives | None:
    """Return the message of an owed mail, or None when there is nobody left to write to."""
    app, name = row.notice.split(".")
    notice: Callable[[dict[str, object]], Mail | None] = import_string(f"{app}.notices.{name}")
    with translation.override(row.language):
        mail = notice(row.ids)
        if mail is None or not mail.to:
            return None
        # The limits were those of the address at which it was owed.
        if row.recipient_key and key_of(mail.to) != row.recipient_key:
            return None
        is_rtl = direction(row.language) == "rtl"
        context = {
            "base_url": settings.BASE_URL,
            "text_direction": "rtl" if is_rtl else "ltr",
            # Mail programs know neither logical sides nor, often, the head of the page.
            "text_start": "right" if is_rtl else "left",
            "text_end": "left" if is_rtl else "right",
            "language_code": row.language,
            **mail.context,
        }
        subject, _, body = render_to_string(f"{mail.template}.txt", context).partition("\n")
        html = render_to_string(f"{mail.template}.html", context)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        to=[mail.to],
        reply_to=[settings.UNIT_EMAIL],
        headers={
            "Message-ID": f"<{row.message_id}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(html, "text/html")
    for file in mail.files:
        message.attach(file.name, file.content, file.content_type)
    return message
