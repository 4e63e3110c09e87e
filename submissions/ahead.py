"""What happens next to an answer, and by when: for the private page, the mail and the PDF."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from common.marked import Marked, filled
from dialogues.dates import date_range
from submissions.deadlines import told
from submissions.models import Call, Publication, Submission
from submissions.states import CORRECTABLE, Status

UNDECIDED = (
    Status.UNCONFIRMED,
    Status.RECEIVED,
    Status.IN_REVIEW,
    Status.CHANGES_REQUESTED,
)


@dataclass(frozen=True)
class Ahead:
    """One step that is still to come: its name, what it means, and its moment in words."""

    title: str
    words: str = ""
    by_when: Marked | str = ""


def ahead_of(submission: Submission, status: Status) -> list[Ahead]:
    """Return the steps ahead of an answer that stands, for its stakeholder, at `status`."""
    steps = [*_of_stakeholder(submission, status)]
    if status in UNDECIDED:
        steps.append(_decision(submission.call))
    if status in (*UNDECIDED, Status.ACCEPTED):
        steps += [*_publication(submission), *_what_became(submission)]
    return steps


def _of_stakeholder(submission: Submission, status: Status) -> Iterator[Ahead]:
    call = submission.call
    if status == Status.UNCONFIRMED:
        words = _("One click in the mail that we send; a full copy follows.")
        yield Ahead(_("You confirm by mail"), words, _until(submission.confirm_until, call))
    if status == Status.CHANGES_REQUESTED and submission.changes_due_at:
        words = _("By the page that your private page leads to.")
        yield Ahead(_("You send the new version"), words, _until(submission.changes_due_at, call))
    if status in CORRECTABLE and submission.can_correct():
        words = _("Or until the IDM Unit begins to read, whichever is first.")
        yield Ahead(_("You can still correct it"), words, _until(call.closes_at, call))


def _decision(call: Call) -> Ahead:
    words = _("You hear by mail. Your private page shows every step.")
    return Ahead(_("It is accepted, or declined with a reason"), words, _("No date is set."))


def _publication(submission: Submission) -> Iterator[Ahead]:
    call = submission.call
    if submission.publication == Publication.COUNTED:
        yield Ahead(_("It is counted in the total of the call"), _("It is not published."))
    elif call.publish_from is None:
        if submission.public_at is None:
            words = _("Each answer soon after it is accepted.")
            yield Ahead(_("It is published as you chose"), words)
    elif submission.public_at is None or call.publish_from > timezone.now():
        when = filled(_("From: %(moment)s"), moment=told(call.publish_from, call))
        yield Ahead(_("It is published as you chose"), _("All answers together."), when)


def _what_became(submission: Submission) -> Iterator[Ahead]:
    if not submission.recommendations.current().filter(disposition="").exists():
        return
    words = _(
        "Each recommendation ends as reflected, partly reflected, noted or not taken up, "
        "with the reason."
    )
    yield Ahead(_("You are told where it went"), words, _fed(submission.call))


def _fed(call: Call) -> Marked | str:
    milestone = call.milestone
    if milestone is None or not milestone.is_public or milestone.last_day < timezone.localdate():
        return _("No date is set.")
    days = date_range(milestone.starts_on, milestone.ends_on)
    words = _("What is said feeds “%(milestone)s”: %(days)s")
    return filled(words, milestone=milestone.shown("title"), days=days)


def _until(at: datetime, call: Call) -> Marked:
    return filled(_("Until: %(moment)s"), moment=told(at, call))
