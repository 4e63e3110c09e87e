"""What a row of the list of submissions shows, and how long it has waited."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from submissions.mail_domains import Standing
from submissions.models import Submission
from submissions.states import AWAITING, Status

# After this the number of days turns red: the Unit owes an answer.
LATE_AFTER = timedelta(days=14)
LOOKS = {
    Status.RECEIVED: "plain",
    Status.IN_REVIEW: "river",
    Status.CHANGES_REQUESTED: "voice",
    Status.ACCEPTED: "good",
    Status.DECLINED: "ink",
}


def status_tag(submission: Submission) -> SafeString:
    """Return the status as a tag: always its word, with a tint."""
    look = LOOKS.get(Status(submission.status), "plain")
    return format_html('<span class="tag tag-{}">{}</span>', look, submission.get_status_display())


def signs(submission: Submission, standing: str) -> SafeString:
    """Return as tags what to look at twice: an unverified address, a form filled by a machine."""
    told: list[str] = []
    if standing == Standing.UNVERIFIED:
        told.append(str(Standing.UNVERIFIED.label))
    if submission.suspicion:
        told.append(gettext("Filled like a machine"))
    return format_html_join(" ", '<span class="tag tag-voice">{}</span>', ((one,) for one in told))


def days_waiting(submission: Submission, now: datetime | None = None) -> int | None:
    """Return for how many whole days the submission has waited for the Unit, or None."""
    if submission.status not in AWAITING:
        return None
    return ((now or timezone.now()) - submission.submitted_at).days


def is_late(submission: Submission, now: datetime | None = None) -> bool:
    """Tell whether the submission waits for too long, or its stakeholder's changes do."""
    now = now or timezone.now()
    if submission.status == Status.CHANGES_REQUESTED:
        return submission.changes_due_at is not None and submission.changes_due_at < now
    return submission.status in AWAITING and now - submission.submitted_at > LATE_AFTER


def waiting(submission: Submission) -> SafeString:
    """Return the days of waiting in words, marked when they are too many; "–" for none."""
    days = days_waiting(submission)
    if days is None:
        return format_html("{}", "–")
    words = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    look = "late" if is_late(submission) else "keep"
    moment = submission.submitted_at.strftime("%Y-%m-%d %H:%M UTC")
    return format_html('<span class="{}" title="{}">{}</span>', look, moment, words)
