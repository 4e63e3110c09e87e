"""Answers that are no submissions: unsent, late or conflicting ones, kept exactly as typed."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from common import outbox
from common.models import OutboxMail
from common.tokens import is_token_valid, make_token, public_id_of
from submissions.models import Attachment, Call, Draft, Submission
from submissions.models.drafts import KeptBecause
from submissions.rows import Typed

LONGEST_EMAIL = 254
CONTACT = ("contact_name", "contact_email")
# Nobody is reminded of a draft that somebody was writing so short a time ago.
QUIET = timedelta(hours=3)
# So many mails with addresses of drafts wait for one mailbox at most.
MOST_WAITING = 3


def unsent(
    call: Call,
    key: str,
    *,
    first_seen_at: datetime,
    language: str,
    submission: Submission | None = None,
) -> Draft:
    """Return, locked, the draft of a form that is not sent yet: it holds its files and words.

    Must run in a transaction: until its end another sending of the form waits here.
    """
    while True:
        try:
            draft, _made = Draft.objects.get_or_create(
                idempotency_key=key,
                defaults={
                    "call": call,
                    "kept_because": KeptBecause.UNSENT,
                    "first_seen_at": first_seen_at,
                    "language": language,
                    "submission": submission,
                },
            )
        except IntegrityError:  # another sending made it, and took it away, just now
            continue
        locked = Draft.objects.select_for_update().filter(pk=draft.pk).first()
        if locked is not None:  # else the form was taken, and the draft went, just now
            return locked


def email_in(typed: Typed) -> str:
    """Return the e-mail address among what was typed, or "" when it is none."""
    email = (typed.get("contact_email") or [""])[-1].strip()
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return email if len(email) <= LONGEST_EMAIL and email.isprintable() else ""


@transaction.atomic
def keep(
    call: Call,
    typed: Typed,
    *,
    because: str,
    key: str,
    first_seen_at: datetime,
    language: str,
    files: Iterable[Attachment] = (),
    submission: Submission | None = None,
) -> Draft:
    """Keep an answer that comes too late or conflicts, once per content, and tell the Unit.

    `key` is the form's; the same answer sent again under it finds the same draft.
    """
    content = json.dumps(typed, sort_keys=True).encode()
    draft, made = Draft.objects.get_or_create(
        idempotency_key=f"{key}:{hashlib.sha256(content).hexdigest()[:24]}",
        defaults={
            "call": call,
            "kept_because": because,
            "content": typed,
            "email": email_in(typed),
            "first_seen_at": first_seen_at,
            "language": language,
            "submission": submission,
        },
    )
    kept = set(draft.attachments.values_list("sha256", flat=True))
    new = [file.pk for file in files if file.sha256 not in kept]
    Attachment.objects.filter(pk__in=new, submission=None).update(draft=draft)
    if made:
        outbox.put("submissions.draft_kept", {"draft": draft.pk}, language="en")
    return draft


def with_call(rows: QuerySet[Draft]) -> QuerySet[Draft]:
    """Return the rows with what a page of a draft needs of its call."""
    return rows.select_related("call__dialogue", "call__workshop", "submission")


def by_token(token: str) -> Draft | None:
    """Return the draft of a private address, or None when the token is not ours."""
    draft = with_call(Draft.objects.filter(public_id=public_id_of(token))).first()
    if draft and is_token_valid(token, "draft", draft.public_id, draft.token_version):
        return draft
    return None


def by_share_token(token: str) -> Draft | None:
    """Return the draft of a read-only address, or None when it is not ours or was ended."""
    rows = Draft.objects.filter(public_id=public_id_of(token), is_shared=True)
    draft = with_call(rows).first()
    if draft is None or not is_token_valid(
        token, "shared draft", draft.public_id, draft.share_version
    ):
        return None
    return draft if _is_reached(draft) else None


def correction_key(submission: Submission) -> str:
    """Return the key of the form of a new version: it ends where the submission's address ends."""
    purpose = f"correction {submission.pk}"
    return make_token(purpose, submission.public_id, submission.token_version)


def _is_reached(draft: Draft) -> bool:
    """Tell whether its author still reaches a draft, to end what was shared of it."""
    if not draft.is_correction or draft.submission is None:
        return True
    is_theirs = draft.idempotency_key == correction_key(draft.submission)
    return is_theirs and draft.submission.can_correct()


def of_submission(submission: Submission) -> QuerySet[Draft]:
    """Return the kept drafts of a submission: those it came from, and those sent again after it.

    One that came late under the key of its form, before the call was opened again, does not
    point to it.
    """
    same = Q(submission=submission)
    if submission.idempotency_key:
        same |= Q(idempotency_key__startswith=f"{submission.idempotency_key}:")
    return Draft.objects.filter(same)


def holds_contact(draft: Draft) -> bool:
    """Tell whether the draft names a contact."""
    return bool(draft.email) or any(name in draft.content for name in CONTACT)


def erase_contact(submission: Submission) -> None:
    """Take name and e-mail out of the kept drafts of a submission, and end their addresses.

    The rest stays as typed, and is erased at the day it was to be: `updated_at` does not move.
    """
    for draft in of_submission(submission).select_for_update():
        draft.content = {key: said for key, said in draft.content.items() if key not in CONTACT}
        draft.others = [other for other in draft.others if other["name"] not in CONTACT]
        draft.email, draft.is_shared = "", False
        draft.token_version += 1
        draft.share_version += 1
        fields = ["content", "others", "email", "is_shared", "token_version", "share_version"]
        draft.save(update_fields=fields)
        draft.revisions.all().delete()


def share(draft: Draft, *, is_shared: bool) -> None:
    """Give the draft a read-only address for colleagues, or end the one it has for good."""
    version = F("share_version") + (0 if is_shared else 1)
    Draft.objects.filter(pk=draft.pk).update(is_shared=is_shared, share_version=version)
    draft.refresh_from_db(fields=["is_shared", "share_version"])


def erase(draft: Draft) -> None:
    """Delete a draft with its files."""
    for attachment in draft.attachments.all():
        attachment.file.delete(save=False)
    draft.delete()


def erase_due(now: datetime | None = None) -> int:
    """Erase drafts that were not touched for `DRAFT_KEEP_DAYS`, files included; return how many.

    One that is not sent stays at least so long after the close of its call.
    """
    before = (now or timezone.now()) - timedelta(days=settings.DRAFT_KEEP_DAYS)
    is_over = ~Q(kept_because=KeptBecause.UNSENT) | Q(call__closes_at__lt=before)
    due = Draft.objects.filter(is_over, updated_at__lt=before)
    return sum(_erase_still(due, key) for key in due.values_list("pk", flat=True)[:100])


@transaction.atomic
def _erase_still(due: QuerySet[Draft], key: int) -> bool:
    """Erase a draft unless somebody has just written into it."""
    draft = due.filter(pk=key).select_for_update(of=("self",)).first()
    if draft is not None:
        erase(draft)
    return draft is not None


def remind_due(now: datetime | None = None) -> int:
    """Owe each unsent draft with an address one mail before its call closes; return how many.

    `DRAFT_REMINDER_HOURS` before, and not while somebody writes.
    """
    now = now or timezone.now()
    soon = now + timedelta(hours=settings.DRAFT_REMINDER_HOURS)
    due = Draft.objects.filter(
        kept_because=KeptBecause.UNSENT,
        submission=None,
        reminded_at=None,
        call__closes_at__gt=now,
        call__closes_at__lte=soon,
        updated_at__lt=now - QUIET,
    ).exclude(email="")
    return sum(_remind(draft, now) for draft in due.filter(call__in=Call.objects.public())[:100])


@transaction.atomic
def _remind(draft: Draft, now: datetime) -> bool:
    # Not `updated_at`: a reminder is no work on the draft.
    if not Draft.objects.filter(pk=draft.pk, reminded_at=None).update(reminded_at=now):
        return False
    same = Draft.objects.filter(email=draft.email, call=draft.call, reminded_at__isnull=False)
    if same.exclude(pk=draft.pk).exists():
        return False  # one mail for each address and call
    outbox.put(
        "submissions.draft_reminder",
        {"draft": draft.pk},
        language=draft.language,
        recipient=draft.email,
    )
    return True


def mail_address(draft: Draft, *, source: str) -> None:
    """Owe the mail with the draft's private address; one that waits is enough."""
    waiting = OutboxMail.objects.waiting().filter(notice="submissions.draft_address")
    same = waiting.filter(recipient_key=outbox.key_of(draft.email))
    if not waiting.filter(ids__draft=draft.pk).exists() and same.count() < MOST_WAITING:
        outbox.put(
            "submissions.draft_address",
            {"draft": draft.pk},
            language=draft.language,
            recipient=draft.email,
            source=source,
        )
