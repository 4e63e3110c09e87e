"""What a feed follows: the newest of what the list finds for the same words and filters."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404
from django.utils import timezone

from submissions.asking import NEWEST, Asked
from submissions.models import Recommendation
from submissions.search import Search, in_order, rows_of


@dataclass(frozen=True)
class Followed:
    """What is asked of the list, what the chosen filters are called, and the newest rows of it."""

    asked: Asked
    chosen: list[str]
    rows: list[Any]


def follow(asked: Asked, most: int) -> Followed:
    """Return the newest rows that the list shows, at most so many, whatever order and page.

    Raises Http404 for a filter that does not exist, or not any more: nobody would know why there
    are suddenly more.
    """
    at = timezone.now()
    found = Search.of(asked.query, asked.filters, NEWEST, at)
    if found.is_partly_unknown:
        raise Http404
    vocabulary, labels = found.vocabulary, found.vocabulary.labels
    newest = Recommendation.objects.public(at).filter(pk__in=found.in_order(0, most))
    return Followed(
        asked=replace(asked, sort="", page=1),
        chosen=[str(labels[name][key]) for name, keys in found.known.items() for key in keys],
        rows=rows_of(in_order(newest, vocabulary), vocabulary, stop=most),
    )
