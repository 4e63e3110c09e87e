"""The one way from a private address to what it opens."""

from django.http import Http404

from common.tokens import is_token_valid, public_id_of
from submissions import drafts
from submissions.models import Draft, Submission
from submissions.models.drafts import KeptBecause
from submissions.states import Status


def submission_by_token(token: str) -> Submission:
    """Return the submission of a private address; raises Http404 for any other token."""
    row = (
        Submission.objects.filter(public_id=public_id_of(token))
        .select_related("call__dialogue", "call__workshop")
        .first()
    )
    if row is None or not is_token_valid(token, "submission", row.public_id, row.token_version):
        raise Http404
    return row


def draft_by_token(token: str) -> Draft:
    """Return the draft of a private address; raises Http404 for any other token.

    That of a corrected answer is reached by the submission's own address alone, and none where the
    answer that it became was disowned or lost its contact.
    """
    draft = drafts.by_token(token)
    if draft is None or draft.is_correction:
        raise Http404
    is_unsent = draft.kept_because == KeptBecause.UNSENT
    if is_unsent and draft.submission and not draft.submission.is_theirs:
        raise Http404
    return draft


def submissions_of(email: str) -> list[Submission]:
    """Return what was sent under an e-mail address and not disowned, newest first.

    Small and capital letters are the same within ASCII only: the database also takes ı for I, and
    who owns a mailbox that merely looks alike must not be sent the other's private addresses.
    """
    rows = (
        Submission.objects.filter(contact_email__iexact=email)
        .exclude(status=Status.DISOWNED)
        .select_related("call__dialogue")
        .order_by("-submitted_at")
    )
    return [row for row in rows if mailbox(row.contact_email) == mailbox(email)]


def mailbox(email: str) -> str:
    """Return the form in which two addresses of one mailbox are equal."""
    return email.lower() if email.isascii() else email


def is_disowned(token: str, secret: str) -> bool:
    """Tell whether the addresses are those of a submission that its mailbox has disowned.

    Disowning gives it new ones; whoever opens the link of the mail again is told what they did.
    """
    row = Submission.objects.filter(public_id=public_id_of(token), status=Status.DISOWNED).first()
    if row is None:
        return False
    row.token_version -= 1
    is_theirs = is_token_valid(token, "submission", row.public_id, row.token_version)
    return is_theirs and row.is_secret_valid(secret)


def submission_by_secret(token: str, secret: str) -> Submission:
    """Return the submission of an address that only its mail carries; raises Http404."""
    row = submission_by_token(token)
    if not row.is_secret_valid(secret):
        raise Http404
    return row
