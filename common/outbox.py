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

from common.languages import direction
from common.models import OutboxMail

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
# What a mail server says that is going away, whichever command it was given.
GOING = 421
HOUR = timedelta(hours=1)
# Until a mail is tried again: one that the server will not have, and any while it is away.
LONGEST_WAIT, LONGEST_WHILE_AWAY = timedelta(hours=6), timedelta(minutes=10)
# After so long the worker's other steps have their turn, however slow the server is.
ROUND = timedelta(seconds=30)


class ServerAway(Exception):
    """The mail server does not answer, or wants nobody's mail now: the others need not try."""


@dataclass(frozen=True)
class Mail:
    """What a notice function gives back: to whom, and the template with its context.

    `template` is a path without ending; `.txt` and `.html` stand beside each other, and the
    first line of `.txt` is the subject.
    """

    to: str
    template: str
    context: dict[str, object] = field(default_factory=dict)


def key_of(value: str) -> str:
    """Return a keyed digest of an address: enough to count by, useless to read."""
    if not value:
        return ""
    return salted_hmac("common.outbox", value.strip().lower(), algorithm="sha256").hexdigest()


def put(
    notice: str,
    ids: dict[str, object],
    *,
    language: str,
    recipient: str = "",
    source: str = "",
    due_at: datetime | None = None,
) -> OutboxMail:
    """Owe a mail, in the transaction that the caller is in.

    `recipient` (an e-mail address) and `source` (a client's address) slow the mail when too
    many went to, or came from, the same one within an hour; they are kept only as digests.
    """
    keys = {"recipient_key": key_of(recipient), "source_key": key_of(source)}
    due_at = _slowed(due_at or timezone.now(), notice, keys)
    return OutboxMail.objects.create(
        notice=notice, ids=ids, language=language, due_at=due_at, **keys
    )


def _slowed(due_at: datetime, notice: str, keys: dict[str, str]) -> datetime:
    """Return the moment at which the limits let it go, each kind of mail by itself.

    So nobody can hold back the mail that confirms by asking for others.
    """
    limits = {
        "recipient_key": settings.MAILS_PER_HOUR,
        "source_key": settings.MAILS_PER_HOUR_PER_ADDRESS,
    }
    for name, key in keys.items():
        if not key:
            continue
        recent = OutboxMail.objects.filter(**{name: key}, notice=notice, cancelled_at=None)
        last = recent.order_by("-due_at").values_list("due_at", flat=True)[: limits[name]]
        if len(last) == limits[name]:
            due_at = max(due_at, last[limits[name] - 1] + HOUR)
    return due_at


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
            try:
                sent += _send(OutboxMail.objects.get(pk=pk))
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
    return message
