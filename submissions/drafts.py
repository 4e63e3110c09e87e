"""What was sent but is no submission: kept exactly as typed, readable at its address."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from common import outbox
from common.tokens import is_token_valid, public_id_of
from submissions.models import Attachment, Call, Draft, Submission
from submissions.models.drafts import KeptBecause

Typed = dict[str, list[str]]
LONGEST_EMAIL = 254
CONTACT = ("contact_name", "contact_email")


def staging(call: Call, key: str, *, first_seen_at: datetime, language: str) -> Draft:
    """Return, locked, the draft that holds the files of a form that is not sent yet.

    Must run in a transaction: until its end another sending of the form waits here.
    """
    while True:
        try:
            draft, _made = Draft.objects.get_or_create(
                idempotency_key=key,
                defaults={
                    "call": call,
                    "kept_because": KeptBecause.STAGED,
                    "first_seen_at": first_seen_at,
                    "language": language,
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


def by_token(token: str) -> Draft | None:
    """Return the draft of a private address, or None when the token is not ours."""
    draft = Draft.objects.filter(public_id=public_id_of(token)).first()
    if draft and is_token_valid(token, "draft", draft.public_id, draft.token_version):
        return draft
    return None


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
        draft.email = ""
        draft.token_version += 1
        draft.save(update_fields=["content", "email", "token_version"])


def erase_due(now: datetime | None = None) -> int:
    """Erase drafts that were not touched for `DRAFT_KEEP_DAYS`, files included; return how many."""
    before = (now or timezone.now()) - timedelta(days=settings.DRAFT_KEEP_DAYS)
    drafts = Draft.objects.filter(updated_at__lt=before)
    erased = 0
    for draft in drafts[:100]:
        for attachment in draft.attachments.all():
            attachment.file.delete(save=False)
        draft.delete()
        erased += 1
    return erased
