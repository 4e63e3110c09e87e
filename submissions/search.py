"""Search and browse: words and filters become a page of public recommendations and counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone
from pyroaring import BitMap

from common.references import normalise_reference
from submissions import orders
from submissions.asking import NEWEST, RELEVANCE, SORTS, STAKEHOLDER, Filters
from submissions.facets import Facet, Filtered, facets
from submissions.index.reading import NOTHING, read
from submissions.models import Recommendation
from submissions.querysets import RecommendationQuerySet
from submissions.suggesting import Offer, offers, suggestion
from submissions.unofficial import in_language_of_page
from submissions.vocabulary import Vocabulary
from submissions.words import Query, understood

PER_PAGE = 20


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

    `query` is what was looked for, `order` the order of the list, `filters` those that exist;
    `is_partly_unknown`: another one was asked for, and left out. Where nothing was found,
    `suggestion` has the words of a query that would find more, and `offers` the filters that are
    called by the words.
    """

    rows: list[Recommendation]
    total: int
    everything: int
    page: Page
    facets: list[Facet]
    query: Query
    order: str
    vocabulary: Vocabulary
    filters: Filters
    is_partly_unknown: bool
    suggestion: str = ""
    offers: Sequence[Offer] = ()


@dataclass(frozen=True)
class Search:
    """A search of one moment: its matches, what the filters leave of them, and in which order.

    `known`: facet -> key -> code of the values to filter by; those that do not exist are left out,
    which `is_partly_unknown` tells.
    """

    vocabulary: Vocabulary
    known: Mapping[str, Mapping[int | str, str]]
    is_partly_unknown: bool
    filtered: Filtered
    matches: orders.Matches
    order: str

    @classmethod
    def of(cls, typed: str, filters: Filters, sort: str, at: datetime) -> "Search":
        """Look the words and the filters up in the index, among what is public at the moment."""
        vocabulary, query = Vocabulary.current(has_objectives=True), understood(typed)
        known = vocabulary.known(filters)
        state = read(query.keys, query.prefixes, has_names=sort == STAKEHOLDER)
        calls = state.facets["call"]
        released = (calls.get(str(pk), NOTHING) for pk in vocabulary.released(at))
        live = BitMap.union(NOTHING, *released)
        reference = normalise_reference(typed)
        words = live & _referred(reference) if reference else query.within(state, live)
        filtered = Filtered.of(words, state.facets, known)
        order = sort if sort in SORTS else RELEVANCE if query.words else NEWEST
        matches = orders.Matches(state, query, live, filtered.found)
        is_partly_unknown = sum(map(len, known.values())) < sum(map(len, filters.values()))
        return cls(vocabulary, known, is_partly_unknown, filtered, matches, order)

    def in_order(self, start: int = 0, stop: int | None = None) -> list[int]:
        """Return the keys of what was found, or some of them, in the order."""
        return orders.in_order(self.matches, self.order, self.vocabulary, start, stop)

    @property
    def calls(self) -> set[int]:
        """Return the keys of the calls in whose answers something was found."""
        found, state = self.matches.found, self.matches.state
        return {int(pk) for pk, bits in state.facets["call"].items() if found.intersect(bits)}

    @property
    def facets(self) -> list[Facet]:
        """Count what each further filter would leave."""
        matches = self.matches
        return facets(
            self.vocabulary, matches.state.facets, matches.live, self.filtered, self.known
        )


def _referred(reference: str) -> BitMap:
    """Return which have the reference: one of its own, or as a part of a named answer."""
    same = Q(reference=reference) | Q(reference__startswith=f"{reference}-")
    return BitMap(Recommendation.objects.filter(same).order_by().values_list("pk", flat=True))


def search(
    query: str = "",
    filters: Filters | None = None,
    sort: str = "",
    page: int = 1,
    *,
    at: datetime | None = None,
) -> Results:
    """Return the public recommendations with every word of the query and one value per facet.

    `filters`: facet -> values, any of which is enough. `sort`: newest, oldest or stakeholder; any
    other is by relevance where there are words, else newest. A page beyond the last is the last.
    `at`: the moment of looking (default: now), from which calls are public.
    """
    at, filters = at or timezone.now(), filters or {}
    found = Search.of(query, filters, sort, at)
    vocabulary, matches = found.vocabulary, found.matches
    total = len(matches.found)
    here = page_of(total, page)
    keys = found.in_order(here.start, here.stop)
    public = Recommendation.objects.public(at, released=vocabulary.released(at))
    rows = rows_of(public.among(keys).order_by(), vocabulary) if keys else []
    return Results(
        rows=sorted(rows, key=lambda row: keys.index(row.pk)),
        total=total,
        everything=len(matches.live),
        page=here,
        facets=found.facets,
        query=matches.query,
        order=found.order,
        vocabulary=vocabulary,
        filters={name: tuple(codes.values()) for name, codes in found.known.items()},
        is_partly_unknown=found.is_partly_unknown,
        suggestion="" if total or not query else suggestion(query, matches.state, matches.live),
        offers=() if total else offers(matches.query, vocabulary, matches.state, matches.live),
    )


def in_order(
    rows: RecommendationQuerySet, vocabulary: Vocabulary, *, by_dialogue: bool = False
) -> RecommendationQuerySet:
    """Return the rows, the newest first, or so within each dialogue, the newest of these first.

    By day, then by reference: the exact moments would set the siblings of an anonymous answer
    side by side.
    """
    rows = rows.annotate(shown_on=TruncDate(_shown_at(vocabulary)))
    dialogues = ("-submission__call__dialogue__year", "submission__call__dialogue")
    return rows.order_by(*(dialogues if by_dialogue else ()), "-shown_on", "reference")


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
