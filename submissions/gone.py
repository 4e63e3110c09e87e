"""What was public once and is no more: its address says so (410) and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from submissions.models import Decision, Publication, Recommendation, RetiredReference
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
    return gone_among([row], at).get(row.pk) if row else None


def gone_among(rows: list[Recommendation], at: datetime | None = None) -> dict[int, Gone]:
    """Return key -> why, of those rows that were public and have left; in one query.

    The rows come with submission and call (select_related).
    """
    at, steps, found = at or timezone.now(), Steps.of(rows), {}
    for row in rows:
        endings = [(moment, why) for moment, why in steps.endings(row, at) if moment]
        first, since = min(endings, default=None), steps.public_since(row)
        if first and since and since <= first[0] <= at:
            found[row.pk] = first[1]
    return found


def was_public(row: Recommendation, at: datetime) -> bool:
    """Tell whether readers could see the row, however shortly, before the moment.

    An earlier choice of privacy did not end it: the row went on under another reference.
    """
    steps = Steps.of([row])
    since = steps.public_since(row)
    ends = [moment for moment, why in steps.endings(row, at) if moment and why != Gone.RETIRED]
    return since is not None and since <= at and all(since < end for end in ends)


@dataclass
class Steps:
    """When answers were published and made more private, and recommendations set aside."""

    published: dict[int, datetime]
    narrowed: dict[int, datetime]
    set_aside: dict[int, datetime]

    @classmethod
    def of(cls, rows: list[Recommendation]) -> Steps:
        """Read the decisions about the answers that the rows belong to."""
        steps = cls({}, {}, {})
        verbs = [Verb.PUBLISH, Verb.CHANGE_PUBLICATION, Verb.SET_ASIDE]
        decisions = Decision.objects.filter(
            submission__in={row.submission_id for row in rows}, verb__in=verbs
        )
        for one in decisions.order_by("at", "pk"):
            if one.verb == Verb.PUBLISH:
                steps.published.setdefault(one.submission_id, one.at)
            elif one.verb == Verb.CHANGE_PUBLICATION:
                steps.narrowed[one.submission_id] = one.at
            elif one.recommendation_id:
                steps.set_aside[one.recommendation_id] = one.at
        return steps

    def public_since(self, row: Recommendation) -> datetime | None:
        """Return the first moment at which the row could be seen; None if there was none."""
        since = self.published.get(row.submission_id, row.submission.public_at)
        released = row.submission.call.publish_from
        return max(since, released) if since and released else since

    def endings(self, row: Recommendation, at: datetime) -> list[tuple[datetime | None, Gone]]:
        """Return each moment from which the row cannot be seen, and why."""
        submission = row.submission
        endings: list[tuple[datetime | None, Gone]] = [(row.withdrawn_at, Gone.WITHDRAWN)]
        if submission.status == Status.WITHDRAWN:
            endings.append((submission.withdrawn_at, Gone.WITHDRAWN))
        if row.set_aside_reason:
            endings.append((self.set_aside.get(row.pk, at), Gone.SET_ASIDE))
        if submission.publication == Publication.COUNTED:
            endings.append((self.narrowed.get(submission.pk), Gone.RETIRED))
        return endings
