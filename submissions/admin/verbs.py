"""The one way from the desk to a verb: permission, what was seen, the step, and what to say."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from common.row_keys import row_key
from common.states import Conflict
from submissions import lifecycle, roles
from submissions.admin.words import BUTTONS
from submissions.lifecycle.erasure import holds_contact
from submissions.lifecycle.moderation import SORTABLE
from submissions.lifecycle.steps import conflict_message
from submissions.models import Recommendation, Submission
from submissions.states import ENDED, ERASABLE, TRANSITIONS, Status, Verb


@dataclass(frozen=True)
class Seen:
    """How a submission stood when a person looked at it."""

    status: str
    version: int
    standing: str

    @classmethod
    def of(cls, submission: Submission) -> "Seen":
        """Return how the submission stands now; reads its recommendations."""
        numbers = submission.recommendations.current().filter(set_aside_reason="")
        return cls(
            submission.status,
            submission.version,
            ",".join(str(number) for number in numbers.values_list("number", flat=True)),
        )

    @classmethod
    def told(cls, posted: QueryDict) -> "Seen":
        """Return what a form says was seen; nothing matches where it says nothing."""
        version = posted.get("seen_version", "")
        return cls(
            posted.get("seen_status", ""),
            row_key(version),
            posted.get("seen_standing", ""),
        )


def require_unchanged(submission: Submission, seen: Seen) -> None:
    """Raise Conflict, saying who did what, unless the submission stands as it was seen."""
    if Seen.of(submission) != seen:
        raise Conflict(conflict_message(submission))


def perform(
    verb: str, target: Submission | Recommendation, *, by: User, given: dict[str, Any] | None = None
) -> None:
    """Do a verb in the name of a member of staff.

    Raises PermissionDenied, VerbRefused or Conflict; nothing is done then.
    """
    roles.require(by, verb)
    getattr(lifecycle, verb)(target, by=by, **(given or {}))


def offered(submission: Submission, user: User, now: datetime | None = None) -> list[str]:
    """Return the verbs that the person may do with the submission as it stands, in order."""
    return [
        verb
        for verb, button in BUTTONS.items()
        if not button.is_of_one
        and roles.may(user, verb)
        and submission.status in sources(verb)
        and (verb != Verb.UNDO or can_undo(submission, user, now))
        and (verb != Verb.ERASE_CONTACT or holds_contact(submission))
    ]


def sources(verb: str) -> tuple[str, ...]:
    """Return the statuses in which a verb about a whole submission is possible."""
    return ERASABLE if verb == Verb.ERASE_CONTACT else TRANSITIONS[verb].sources


def can_undo(submission: Submission, user: User, now: datetime | None = None) -> bool:
    """Tell whether the person decided it and the mail is still held."""
    until = submission.hold_until
    return (
        submission.decided_by_id == user.pk
        and until is not None
        and (now or timezone.now()) < until
    )


def offered_for_one(recommendation: Recommendation, user: User) -> list[str]:
    """Return the verbs that the person may do with one recommendation; no query."""
    submission = recommendation.submission
    is_sortable = submission.status in SORTABLE and recommendation.withdrawn_at is None
    is_aside = bool(recommendation.set_aside_reason)
    possible = {
        Verb.SET_ASIDE: is_sortable and not is_aside,
        Verb.RESTORE: is_sortable and is_aside,
        Verb.WITHDRAW_ONE: submission.status not in ENDED and recommendation.withdrawn_at is None,
        # Corrected here; first told with all others of its call, by a release.
        Verb.DISPOSE: submission.status == Status.ACCEPTED
        and bool(recommendation.disposition)
        and recommendation.withdrawn_at is None
        and not is_aside,
    }
    return [verb for verb, is_possible in possible.items() if is_possible and roles.may(user, verb)]


def mail_sentence(submission: Submission, verb: str) -> str:
    """Return in words whether a mail leaves after the step, and when."""
    if verb == Verb.UNDO:
        return _("No mail has left, and none leaves.")
    if not submission.contact_email:
        return _("No mail leaves: there is no address.")
    until = submission.hold_until
    if verb in (Verb.ACCEPT, Verb.DECLINE) and until is not None and until > timezone.now():
        return _("The mail leaves at %(time)s UTC; until then it can be undone.") % {
            "time": until.strftime("%H:%M")
        }
    return _("The mail to the stakeholder leaves now.")
