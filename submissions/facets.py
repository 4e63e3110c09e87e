"""Facets: how many recommendations each further filter would leave, exact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from submissions.asking import FACETS
from submissions.index.keys import NOT_DISCLOSED
from submissions.index.reading import NOTHING, Facets
from submissions.vocabulary import Vocabulary

NAMES: dict[str, Promise] = {
    "theme": _("Theme"),
    "category": _("Who"),
    "region": _("UN region"),
    "language": _("Original language"),
    "call": _("Call for input"),
    "perspective": _("Perspective"),
    "level": _("Level"),
    "phase": _("Phase of migration"),
    "objective": _("Objective of the Global Compact"),
    "disposition": _("What became of it"),
}
# Facet -> keys of the chosen values, and their codes.
Chosen = Mapping[str, Mapping[int | str, str]]
# More values scroll in a box of their own.
LONG = 10


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

    @property
    def is_long(self) -> bool:
        """Whether its values fill more room than the others leave."""
        return len(self.choices) > LONG


@dataclass(frozen=True)
class Filtered:
    """What holds the words, `words`, and which of it each facet's chosen values leave."""

    words: BitMap
    by_facet: Mapping[str, BitMap]

    @classmethod
    def of(cls, words: BitMap, index: Facets, chosen: Chosen) -> "Filtered":
        """Filter: any of the values of each facet, and all facets."""
        left = {
            name: BitMap.union(
                NOTHING, *(index[name].get(str(key), NOTHING) for key in chosen[name])
            )
            for name in chosen
        }
        return cls(words, left)

    @property
    def found(self) -> BitMap:
        """Return what all filters leave."""
        return self.without("")

    def without(self, facet: str) -> BitMap:
        """Return what all filters but one leave."""
        others = [left for name, left in self.by_facet.items() if name != facet]
        return reduce(and_, others, self.words)


def facets(
    vocabulary: Vocabulary, index: Facets, live: BitMap, filtered: Filtered, chosen: Chosen
) -> list[Facet]:
    """Return the facets for the page: values by size, then by name.

    Each is counted under all filters but its own. A value that occurs in anything public is
    shown, with 0 where the filters leave nothing; so is each theme that is asked about.
    """
    found = filtered.found
    counted = []
    for name in FACETS:
        rows = filtered.without(name) if name in chosen else found
        asked = [pk for pk, theme in vocabulary.themes.items() if theme.is_asked]
        shown = {*chosen.get(name, ()), *(asked if name == "theme" else ())}
        counted.append(_facet(name, vocabulary, index[name], live, rows, chosen, shown))
    return counted


def _facet(
    name: str,
    vocabulary: Vocabulary,
    values: Mapping[str, BitMap],
    live: BitMap,
    rows: BitMap,
    chosen: Chosen,
    shown: Iterable[int | str],
) -> Facet:
    labels, choices = vocabulary.labels[name], []
    for code, key in vocabulary.keys[name].items():
        bits = values.get(str(key), NOTHING)
        number = rows.intersection_cardinality(bits)
        if number or key in shown or live.intersect(bits):
            is_chosen = key in chosen.get(name, ())
            choices.append(Choice(code, labels[key], number, is_chosen))
    choices.sort(key=lambda choice: (-choice.count, choice.label))
    undisclosed = 0
    if name == "region":
        undisclosed = rows.intersection_cardinality(values.get(NOT_DISCLOSED, NOTHING))
    return Facet(name, str(NAMES[name]), choices, undisclosed)
