"""The figures of the desk: what waits, what is late, what failed; each a link to its list."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.admin import failed
from common.models import OutboxMail
from submissions import roles
from submissions.admin import columns, drafts
from submissions.models import Submission
from submissions.states import Status

QUEUE = "admin:submissions_submission_changelist"


@dataclass(frozen=True)
class Figure:
    """A number that tells of work, and the list behind it; red for what is late or failed."""

    number: int
    label: str | Promise
    url: str
    is_late: bool = False


def waiting(user: User) -> int | None:
    """Return how many submissions wait for the Unit; None for who may not see them."""
    if not roles.has(user, "submissions.view_submission"):
        return None
    return Submission.objects.awaiting().count()


def longest(user: User) -> list[Submission]:
    """Return the ten submissions that wait longest, for who may see them."""
    if not roles.has(user, "submissions.view_submission"):
        return []
    return list(Submission.objects.awaiting().select_related("call")[:10])


def figures(user: User) -> list[Figure]:
    """Return the figures of the lists that the person may open."""
    found: list[Figure] = []
    if roles.has(user, "submissions.view_submission"):
        found += of_submissions()
    if roles.has(user, "submissions.view_draft") and roles.has(user, roles.SEE_CONTACT):
        found.append(of_drafts())
    if roles.has(user, "common.view_outboxmail"):
        found.append(of_mails())
    return found


def of_submissions() -> list[Figure]:
    """Count what waits, for how long, what is overdue, and what nobody has confirmed."""
    rows, now, queue = Submission.objects.all(), timezone.now(), reverse(QUEUE)
    oldest = rows.awaiting().first()
    days = (now - oldest.submitted_at).days if oldest else 0
    oldest_url = (
        reverse("admin:submissions_submission_change", args=[oldest.pk]) if oldest else queue
    )
    overdue = rows.overdue(now).count()
    unconfirmed = rows.filter(status=Status.UNCONFIRMED).count()
    return [
        Figure(rows.awaiting().count(), _("waiting"), queue),
        Figure(days, _("days, the oldest"), oldest_url, bool(oldest and columns.is_late(oldest))),
        Figure(overdue, _("changes overdue"), f"{queue}?status=overdue", overdue > 0),
        Figure(unconfirmed, _("unconfirmed"), f"{queue}?status=unconfirmed"),
    ]


def of_drafts() -> Figure:
    """Count answers that were kept because they came late or conflict, and not entered."""
    url = reverse("admin:submissions_draft_changelist")
    return Figure(drafts.unentered().count(), _("late or conflicting drafts"), url)


def of_mails() -> Figure:
    """Count mails that failed; where none did, those that wait."""
    url = reverse("admin:common_outboxmail_changelist")
    count = failed(OutboxMail.objects.all()).count()
    if count:
        return Figure(count, _("mails failed"), f"{url}?state=failed", is_late=True)
    unsent = OutboxMail.objects.waiting().count()
    return Figure(unsent, _("mails not sent yet"), f"{url}?state=waiting")
