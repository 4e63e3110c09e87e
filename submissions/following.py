"""What a feed follows: the newest of what the list finds for the same words and filters."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from submissions.asking import NEWEST, Asked
from submissions.facets import selection
from submissions.models import Recommendation
from submissions.search import in_order, rows_of
from submissions.vocabulary import Vocabulary
from submissions.words import condition, terms


@dataclass(frozen=True)
class Followed:
    """What is asked of the list, what the chosen filters are called, and the newest rows of it."""

    asked: Asked
    chosen: list[str]
    rows: list[Any]


def follow(asked: Asked, most: int) -> Followed:
    """Return the newest rows that the list shows, at most so many, whatever order and page."""
    at, vocabulary = timezone.now(), Vocabulary()
    known = vocabulary.known(asked.filters)
    public = Recommendation.objects.public(at, released=vocabulary.released(at))
    found = public.filter(condition(public, terms(asked.query)) & selection(known))
    labels = vocabulary.labels
    return Followed(
        asked=replace(asked, sort=NEWEST, page=1),
        chosen=[str(labels[name][key]) for name, values in known.items() for key in values],
        rows=rows_of(in_order(found, vocabulary), vocabulary, stop=most),
    )
