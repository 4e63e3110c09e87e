"""Search and browse: words and filters become a page of public recommendations and counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from django.db.models import Case, F, Value, When
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone

from submissions.asking import NEWEST, OLDEST, STAKEHOLDER, Filters
from submissions.facets import Facet, count, facets, selection
from submissions.models import Publication, Recommendation
from submissions.querysets import RecommendationQuerySet
from submissions.translations import in_language_of_page
from submissions.vocabulary import Vocabulary
from submissions.words import condition, terms

PER_PAGE = 20
ORDERS = {
    NEWEST: ("-shown_on", "reference"),
    OLDEST: ("shown_on", "reference"),
    STAKEHOLDER: (F("shown_name").asc(nulls_last=True), "-shown_on", "reference"),
}


@dataclass(frozen=True)
class Page:
    """Which page of how many."""

    number: int
    pages: int

    @property
    def start(self) -> int:
        """How many rows stand before this page."""
        return (self.number - 1) * PER_PAGE

    @property
    def stop(self) -> int:
        """How many rows stand before the next page."""
        return self.number * PER_PAGE

    @property
    def near(self) -> list[int | None]:
        """The pages to link to: the first, those around this one, the last; None for a gap."""
        wanted = {1, *range(self.number - 1, self.number + 2), self.pages}
        numbers = sorted(number for number in wanted if 1 <= number <= self.pages)
        linked: list[int | None] = []
        for before, number in zip([0, *numbers], numbers, strict=False):
            linked += [number] if number == before + 1 else [None, number]
        return linked


@dataclass(frozen=True)
class Results:
    """A page of rows; the totals, with and without words and filters; the facets.

    `terms` are the folded words that were looked for; `is_partly_unknown`: a filter has a value
    that does not exist, which was left out.
    """

    rows: list[Recommendation]
    total: int
    everything: int
    page: Page
    facets: list[Facet]
    terms: tuple[str, ...]
    vocabulary: Vocabulary
    is_partly_unknown: bool


def search(
    query: str = "",
    filters: Filters | None = None,
    sort: str = NEWEST,
    page: int = 1,
    *,
    at: datetime | None = None,
) -> Results:
    """Return the public recommendations with every word of the query and one value per facet.

    `filters`: facet -> values, any of which is enough. `sort`: newest, oldest or stakeholder. A
    page beyond the last is the last. `at`: the moment of looking (default: now).
    """
    at = at or timezone.now()
    vocabulary, filters, looked_for = Vocabulary(), filters or {}, terms(query)
    known = vocabulary.known(filters)
    public = Recommendation.objects.public(at, released=vocabulary.released(at))
    words = condition(public, looked_for)
    counts = count(public, words, known)
    here = page_of(counts.found, page)
    found = in_order(public.filter(words & selection(known)), vocabulary, sort)
    return Results(
        rows=rows_of(found, vocabulary, here.start, here.stop) if counts.found else [],
        total=counts.found,
        everything=counts.everything,
        page=here,
        facets=facets(vocabulary, counts, known),
        terms=looked_for,
        vocabulary=vocabulary,
        is_partly_unknown=sum(map(len, known.values())) < sum(map(len, filters.values())),
    )


def keys(query: str, filters: Filters, sort: str, *, at: datetime | None = None) -> Sequence[int]:
    """Return the primary keys of all that `search` finds at the moment, in its order."""
    at = at or timezone.now()
    vocabulary = Vocabulary()
    public = Recommendation.objects.public(at, released=vocabulary.released(at))
    asked = condition(public, terms(query)) & selection(vocabulary.known(filters))
    return list(in_order(public.filter(asked), vocabulary, sort).values_list("pk", flat=True))


def in_order(
    rows: RecommendationQuerySet,
    vocabulary: Vocabulary,
    sort: str = NEWEST,
    *,
    by_dialogue: bool = False,
) -> RecommendationQuerySet:
    """Return the rows in the order of a list, or so within each dialogue, the newest first.

    By day, then by reference: the exact moments would set the siblings of an anonymous answer
    side by side. By stakeholder: the named ones by name, then the others by day.
    """
    rows = rows.annotate(shown_on=TruncDate(_shown_at(vocabulary)))
    if sort == STAKEHOLDER:
        named = When(
            submission__publication=Publication.NAMED,
            then=F("submission__stakeholder__folded_name"),
        )
        rows = rows.annotate(shown_name=Case(named))
    dialogues = ("-submission__call__dialogue__year", "submission__call__dialogue")
    return rows.order_by(*(dialogues if by_dialogue else ()), *ORDERS.get(sort, ORDERS[NEWEST]))


def _shown_at(vocabulary: Vocabulary) -> F | Case:
    """Return the moment from which a row could be read: never before that of its call."""
    public_at = F("submission__public_at")
    later = [
        When(submission__call=pk, then=Greatest(public_at, Value(call.publish_from)))
        for pk, call in vocabulary.calls.items()
        if call.publish_from
    ]
    return Case(*later, default=public_at) if later else public_at


SHOWN = (
    *("reference", "title", "text", "language", "disposition"),
    *("submission__call_id", "submission__publication", "submission__category"),
    *("submission__category_other", "submission__country", "submission__organization"),
    "submission__stakeholder__name",
)


def page_of(total: int, number: int) -> Page:
    """Return the page of that number among so many rows: the nearest one that exists."""
    pages = max(ceil(total / PER_PAGE), 1)
    return Page(min(max(number, 1), pages), pages)


def rows_of(
    rows: RecommendationQuerySet, vocabulary: Vocabulary, start: int = 0, stop: int = PER_PAGE
) -> list[Any]:
    """Return some of the rows with all that a card shows, in three queries at most.

    Stakeholder, call, `shown_themes`, and `shown_translation` into the language of the page.
    """
    shown = rows.select_related("submission__stakeholder").only(*SHOWN)[start:stop]
    # A call may have been unpublished since the vocabulary was read.
    found = [row for row in shown if row.submission.call_id in vocabulary.calls]
    themes = themes_of([row.pk for row in found], vocabulary.themes)
    translated = in_language_of_page(found)
    for row in found:
        row.submission.call = vocabulary.calls[row.submission.call_id]
        row.shown_themes = sorted(themes.get(row.pk, ()), key=lambda theme: theme.order)
        row.shown_translation = translated.get(row.pk)
    return found


def themes_of(keys: list[int], themes: Mapping[int, Any]) -> dict[int, list[Any]]:
    """Return recommendation -> its themes."""
    pairs = Recommendation.themes.through.objects.filter(recommendation__in=keys)
    found: dict[int, list[Any]] = {}
    for recommendation, theme in pairs.values_list("recommendation", "theme"):
        if theme in themes:
            found.setdefault(recommendation, []).append(themes[theme])
    return found
