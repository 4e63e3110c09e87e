"""What staff do with a stocktaking paper: make an edition, publish the paper, take it back."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.canonical import canonical_json, digest
from common.states import VerbRefused
from outcomes.models import Edition, Entry, StocktakingPaper
from outcomes.papers.freezing import frozen
from outcomes.papers.material import Said, gather


@transaction.atomic
def make(paper: StocktakingPaper, by: User | None = None, at: datetime | None = None) -> Edition:
    """Freeze what is public now as the paper's next edition; it is never changed afterwards.

    Readers see it at once where the paper is public. Raises VerbRefused where there is nothing
    to freeze.
    """
    # Locked: two who do it at once get two numbers.
    paper = StocktakingPaper.objects.select_for_update().get(pk=paper.pk)
    at = at or timezone.now()
    material = gather(paper, at)
    if not material.said:
        raise VerbRefused(_("No recommendation is public yet: there is nothing to put into it."))
    number = paper.editions.count() + 1
    text = canonical_json(frozen(paper, number, material, at))
    edition = Edition.objects.create(
        paper=paper, number=number, as_of=at, frozen=text, digest=digest(text), made_by=by
    )
    Entry.objects.bulk_create(_entry(edition, i, one) for i, one in enumerate(material.said, 1))
    return edition


def _entry(edition: Edition, number: int, one: Said) -> Entry:
    return Entry(
        edition=edition,
        number=number,
        recommendation_id=one.recommendation,
        version_id=one.version,
        place=one.place,
        is_named=one.is_named,
        disposition=one.disposition,
        quotes=one.quotes,
    )


def publish(paper: StocktakingPaper) -> None:
    """Show the paper to readers, all its editions with it; raises VerbRefused without any."""
    if not paper.editions.exists():
        raise VerbRefused(_("Make an edition first: it is what readers see."))
    StocktakingPaper.objects.filter(pk=paper.pk).update(is_published=True)


def take_back(paper: StocktakingPaper) -> None:
    """Hide the paper and its editions from readers; the editions stay as they are."""
    StocktakingPaper.objects.filter(pk=paper.pk).update(is_published=False)
