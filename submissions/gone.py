"""What was public once and is no more: its address says so (410) and nothing else."""

from datetime import datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from submissions.models import Publication, Recommendation, RetiredReference
from submissions.states import Status, Verb


class Gone(StrEnum):
    """Why an address leads nowhere any more."""

    RETIRED = "retired"
    WITHDRAWN = "withdrawn"
    SET_ASIDE = "set_aside"

    @property
    def words(self) -> Promise:
        """The reason as readers are told it."""
        return WORDS[self]


WORDS = {
    Gone.RETIRED: _(
        "Whoever sent it chose a more private way to be published. "
        "This reference is not used again, and leads to no other."
    ),
    Gone.WITHDRAWN: _("Whoever sent it has withdrawn it. This reference is not used again."),
    Gone.SET_ASIDE: _("The IDM Unit has set this recommendation aside after it was published."),
}


def why_gone(reference: str, at: datetime | None = None) -> Gone | None:
    """Return why a reference that was public leads nowhere at the moment (default: now).

    None for one that never was public, and for one that leads to something.
    """
    at = at or timezone.now()
    if RetiredReference.objects.filter(reference=reference).exists():
        return Gone.RETIRED
    row = (
        Recommendation.objects.filter(
            reference=reference,
            submission__status__in=[Status.ACCEPTED, Status.WITHDRAWN],
            submission__publication__in=[Publication.NAMED, Publication.ANONYMOUS],
            submission__call__is_published=True,
            submission__call__dialogue__is_published=True,
        )
        .select_related("submission__call")
        .first()
    )
    if row is None:
        return None
    endings = [(moment, why) for moment, why in _endings(row, at) if moment]
    first = min(endings, default=None)
    since = _public_since(row)
    return first[1] if first and since and since <= first[0] <= at else None


def was_public(row: Recommendation, at: datetime) -> bool:
    """Tell whether readers could see the row, however shortly, before the moment."""
    since = _public_since(row)
    ends = [moment for moment, _why in _endings(row, at) if moment]
    return since is not None and since <= at and all(since < end for end in ends)


def _endings(row: Recommendation, at: datetime) -> list[tuple[datetime | None, Gone]]:
    """Return each moment from which the row cannot be seen, and why."""
    endings: list[tuple[datetime | None, Gone]] = [(row.withdrawn_at, Gone.WITHDRAWN)]
    if row.submission.status == Status.WITHDRAWN:
        endings.append((row.submission.withdrawn_at, Gone.WITHDRAWN))
    if row.set_aside_reason:
        decision = row.decisions.filter(verb=Verb.SET_ASIDE).last()
        endings.append((decision.at if decision else at, Gone.SET_ASIDE))
    return endings


def _public_since(row: Recommendation) -> datetime | None:
    """Return the first moment at which the row could be seen; None if there was none."""
    published = row.submission.decisions.filter(verb=Verb.PUBLISH).first()
    since = published.at if published else row.submission.public_at
    released = row.submission.call.publish_from
    return max(since, released) if since and released else since
