"""Contact data are erased when the contact person asks for it."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from submissions import drafts
from submissions.lifecycle.steps import Why, cancel_owed, hold_still, need, now_or, record, refusal
from submissions.models import Submission
from submissions.states import ERASABLE, Verb


@transaction.atomic
def erase_contact(
    submission: Submission, *, by: User, note: str, at: datetime | None = None
) -> None:
    """Erase the contact's name and e-mail for good; the note says how it was asked for.

    Everything else of the answer stays. Its private address ends, and so do those of its kept
    drafts, which lose the contact too; mails that have not left are cancelled.

    Possible where the answer has ended or is accepted. Before that the address is still needed:
    to confirm, to send what the Unit asks for, or to be told the decision, and without it the
    stakeholder could do nothing more, not even withdraw. Whoever will not wait withdraws first.

    Raises VerbRefused, also when there is nothing to erase, and Conflict.
    """
    at = now_or(at)
    need(bool(note.strip()), _("Say how the request was made."))
    need(submission.status in ERASABLE, refusal(Verb.ERASE_CONTACT, submission.status))
    hold_still(submission)
    need(holds_contact(submission), _("There is no contact data to erase."))
    submission.contact_name = submission.contact_email = ""
    submission.token_version += 1
    submission.save(update_fields=["contact_name", "contact_email", "token_version"])
    drafts.erase_contact(submission)
    cancel_owed(submission)
    record(submission, Verb.ERASE_CONTACT, at=at, by=by, why=Why(internal_note=note))


def holds_contact(submission: Submission) -> bool:
    """Tell whether the submission, or a kept draft of it, names a contact."""
    if submission.contact_name or submission.contact_email:
        return True
    return any(drafts.holds_contact(draft) for draft in drafts.of_submission(submission))
