"""Facets: how many recommendations each further filter would leave, exact and in two queries."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from submissions.asking import FACETS
from submissions.models import Publication, Recommendation
from submissions.querysets import RecommendationQuerySet
from submissions.vocabulary import Vocabulary

NAMES: dict[str, Promise] = {
    "theme": _("Theme"),
    "category": _("Who"),
    "region": _("UN region"),
    "language": _("Original language"),
    "call": _("Call for input"),
}
IN_GROUPS = ("call", "category", "region", "language")
NOT_DISCLOSED = ""


@dataclass(frozen=True)
class Choice:
    """One value of a facet: its code in the address, its words, how many it would leave."""

    code: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One filter; `undisclosed` counts the anonymous, who are found by no region."""

    name: str
    label: str
    choices: list[Choice]
    undisclosed: int = 0

    @property
    def chosen(self) -> list[Choice]:
        """The values by which the list is filtered."""
        return [choice for choice in self.choices if choice.is_chosen]


@dataclass
class Counts:
    """How many recommendations there are: in all, found, and by each facet's values."""

    everything: int = 0
    found: int = 0

    def __post_init__(self) -> None:
        """Begin at nothing."""
        self.by_value: dict[str, Counter[Any]] = {name: Counter() for name in FACETS}


def count(
    public: RecommendationQuerySet,
    words: Q,
    chosen: Mapping[str, Iterable[int | str]],
) -> Counts:
    """Return the counts over the public rows that hold the words.

    Each facet is counted under all filters but its own; only values that occur in any public
    row stand in the result, with 0 where the filters leave nothing.
    """
    counts = Counts()
    _count_groups(counts, public, words & _by_theme(chosen), chosen)
    _count_themes(counts, public.filter(words & selection(chosen, leave_out="theme")))
    return counts


def selection(chosen: Mapping[str, Iterable[int | str]], leave_out: str = "") -> Q:
    """Return the condition of the filters: any of the values of each facet, and all facets.

    Anonymous rows have no region that a filter could find.
    """
    found = Q() if leave_out == "theme" else _by_theme(chosen)
    if "call" in chosen:
        found &= Q(submission__call__in=list(chosen["call"]))
    if "category" in chosen:
        found &= Q(submission__category__in=list(chosen["category"]))
    if "region" in chosen:
        named = Q(submission__publication=Publication.NAMED)
        found &= named & Q(submission__region__in=list(chosen["region"]))
    if "language" in chosen:
        found &= Q(language__in=list(chosen["language"]))
    return found


def with_shown_region(rows: RecommendationQuerySet) -> RecommendationQuerySet:
    """Return the rows with `shown_region`: that of the named ones, NOT_DISCLOSED of the others."""
    named = When(submission__publication=Publication.NAMED, then=F("submission__region"))
    shown: RecommendationQuerySet = rows.annotate(
        shown_region=Case(named, default=Value(NOT_DISCLOSED))
    )
    return shown


def _by_theme(chosen: Mapping[str, Iterable[int | str]]) -> Q:
    if "theme" not in chosen:
        return Q()
    marked = Recommendation.themes.through.objects.filter(theme__in=list(chosen["theme"]))
    return Q(pk__in=marked.values("recommendation"))


def _count_groups(
    counts: Counts,
    public: RecommendationQuerySet,
    matching: Q,
    chosen: Mapping[str, Iterable[int | str]],
) -> None:
    """Count call, category, region and language together: one row for each combination."""
    groups = (
        with_shown_region(public)
        .values_list("submission__call", "submission__category", "shown_region", "language")
        .annotate(everything=Count("pk"), number=Count("pk", filter=matching or None))
        .order_by()
    )
    wanted = [(i, set(chosen[name])) for i, name in enumerate(IN_GROUPS) if name in chosen]
    counters = [counts.by_value[name] for name in IN_GROUPS]
    for *group, everything, number in groups:
        counts.everything += everything
        missed = [i for i, keys in wanted if group[i] not in keys]
        counts.found += 0 if missed else number
        for i, counter in enumerate(counters):
            counter[group[i]] += number if missed in ([], [i]) else 0


def _count_themes(counts: Counts, rows: RecommendationQuerySet) -> None:
    marked = rows.filter(themes__isnull=False).values_list("themes")
    pairs = marked.annotate(number=Count("pk")).order_by()
    counts.by_value["theme"].update(dict(pairs))


def facets(
    vocabulary: Vocabulary, counts: Counts, known: Mapping[str, Mapping[int | str, str]]
) -> list[Facet]:
    """Return the facets for the page: values by size, then by name; zeros stay visible."""
    for pk, theme in vocabulary.themes.items():
        if theme.is_asked:
            counts.by_value["theme"][pk] += 0
    return [_facet(name, vocabulary, counts.by_value[name], known.get(name, {})) for name in FACETS]


def _facet(
    name: str,
    vocabulary: Vocabulary,
    numbers: Counter[Any],
    chosen: Mapping[int | str, str],
) -> Facet:
    codes = {key: code for code, key in vocabulary.keys[name].items()}
    undisclosed = numbers.pop(NOT_DISCLOSED, 0) if name == "region" else 0
    labels = vocabulary.labels[name]
    choices = [
        Choice(
            code=codes[key],
            label=labels[key],
            count=numbers[key],
            is_chosen=key in chosen,
        )
        for key in {*numbers, *chosen}
        if key in codes
    ]
    choices.sort(key=lambda choice: (-choice.count, choice.label))
    return Facet(name, str(NAMES[name]), choices, undisclosed)
