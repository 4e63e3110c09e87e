"""The orders of a list: a page of it costs the same wherever it lies, since only its rows are read.

Each order is a row of levels. A level is the bitmaps of all that share a place, in order; what
shares a place is ordered by the next level, which may ask for the place, and at last, being few, by
what its rows say. By day and then by reference: the exact moments would set the siblings of an
anonymous answer side by side.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from typing import Any

from pyroaring import BitMap

from common.stems import LONGEST
from submissions.asking import OLDEST, RELEVANCE, STAKEHOLDER
from submissions.index.keys import DAY, REFERENCE, START_OF_REFERENCE, WORDS
from submissions.index.reading import Facets, Found
from submissions.models import Publication, Recommendation
from submissions.vocabulary import Vocabulary
from submissions.words import Query

# What tells a place from the others of its level, in their order, and who is there.
Level = Iterable[tuple[Any, BitMap]]
Levels = Sequence[Callable[[Any], Level]]
# A place that holds no more is ordered by its rows.
FEW = 60
PER_QUERY = 2_000
# How much a word says at each weight: between that weight and the next.
GAINS = {"w6": 0.9, "w5": 0.845, "w4": 0.79, "w3": 0.72, "w2": 0.615, WORDS: 0.45}
MOST_PARTS = 200
COLUMNS = (
    *("pk", "reference", "submission__public_at", "submission__call"),
    *("submission__publication", "submission__stakeholder__folded_name"),
)


@dataclass(frozen=True)
class Matches:
    """What a search has found, `found`, of all that readers may see, `live`."""

    state: Found
    query: Query
    live: BitMap
    found: BitMap


@dataclass(frozen=True)
class Place:
    """A place in an order, by what its row says: it stays when the row has left.

    `first`: whether it has no name, and the name; by relevance how much each word of the query
    says of it; else ().
    """

    first: Any
    when: int
    reference: str


def in_order(
    matches: Matches,
    sort: str,
    vocabulary: Vocabulary,
    start: int = 0,
    stop: int | None = None,
) -> list[int]:
    """Return the keys from `start` to `stop` of what was found, in the order of the list."""
    found, levels = matches.found, _levels(matches, sort, vocabulary)
    stop = len(found) if stop is None else min(stop, len(found))
    runs = _cut(found, start, stop, levels) if start < stop else iter(())
    ordered, first = [], None
    for some in _batches(runs):
        first = some[0][1] if first is None else first
        keys = sort_keys(BitMap.union(*(run for run, _before in some)), vocabulary, sort)
        # What has left since the index was read has no key any more.
        ordered += [pk for run, _before in some for pk in _sorted(run, keys)]
    skipped = first or 0
    return ordered[start - skipped : stop - skipped]


def _batches(runs: Iterable[tuple[BitMap, int]]) -> Iterator[list[tuple[BitMap, int]]]:
    """Yield the runs, so many at a time that they are worth a query."""
    some, size = [], 0
    for run in runs:
        some.append(run)
        size += len(run[0])
        if size >= PER_QUERY:
            yield some
            some, size = [], 0
    if some:
        yield some


def _sorted(run: BitMap, keys: Mapping[int, tuple[Any, ...]]) -> list[int]:
    return sorted((pk for pk in run if pk in keys), key=keys.__getitem__)


def number_until(matches: Matches, sort: str, vocabulary: Vocabulary, place: Place) -> int:
    """Return how many of what was found stand at the place or before it, whoever stood there."""
    before, rest = 0, matches.found
    labels = [*_firsts(place, matches, sort), place.when, place.reference[:START_OF_REFERENCE]]
    above = None
    for number, (level, here) in enumerate(
        zip(_levels(matches, sort, vocabulary), labels, strict=True)
    ):
        if number and len(rest) <= FEW:
            break
        inside = BitMap()
        for label, bits in level(above):
            if label < here:
                before += rest.intersection_cardinality(bits)
            elif label == here:
                inside |= rest & bits
        rest, above = inside, here
    key = (place.first if sort == STAKEHOLDER else (), place.when, place.reference)
    return before + sum(1 for one in sort_keys(rest, vocabulary, sort).values() if one <= key)


def _firsts(place: Place, matches: Matches, sort: str) -> list[Any]:
    """Return the labels of a place in the levels before that of its day."""
    if sort == STAKEHOLDER:
        has_none, name = place.first
        name = name[:LONGEST]
        stretches = (first for first in matches.state.names.stretches if first <= name)
        return [(has_none, max(stretches, default="")), (has_none, name)]
    return [tiers(matches, place.first)[1] if sort == RELEVANCE else ()]


def place_of(pk: int, matches: Matches, sort: str, vocabulary: Vocabulary) -> Place | None:
    """Return where in the order a row stands; None if there is no such row any more."""
    key = sort_keys(BitMap([pk]), vocabulary, sort).get(pk)
    if key is None:
        return None
    first, when, reference = key
    if sort == RELEVANCE:
        first = _gains(pk, matches)
    return Place(first, when, reference)


def _levels(matches: Matches, sort: str, vocabulary: Vocabulary) -> Levels:
    found, facets, names = matches.found, matches.state.facets, matches.state.names
    first: dict[str, Levels] = {
        RELEVANCE: [lambda _above: tiers(matches)[0]],
        STAKEHOLDER: [
            lambda _above: _by_stretch(names, found),
            lambda above: _by_name(names, found, above),
        ],
    }
    return [
        *first.get(sort, [lambda _above: [((), found)]]),
        lambda _above: _by_day(facets, vocabulary, is_oldest_first=sort == OLDEST),
        lambda _above: _by_reference(facets),
    ]


def _cut(
    found: BitMap, start: int, stop: int, levels: Levels, before: int = 0, above: Any = None
) -> Iterator[tuple[BitMap, int]]:
    """Yield the runs that hold the places from `start` to `stop`, and how many stand before each.

    The rows of a run are few, or nothing but their reference tells them apart.
    """
    if not levels or (len(found) <= FEW and len(levels) < 3):
        yield found, before
        return
    for label, place in levels[0](above):
        size = found.intersection_cardinality(place)
        if size and before + size > start:
            yield from _cut(found & place, start, stop, levels[1:], before, label)
        before += size
        if before >= stop:
            return


def tiers(
    matches: Matches, gains: Sequence[float] = ()
) -> tuple[list[tuple[float, BitMap]], float]:
    """Return what was found in parts, those first in which the query's words say the most.

    As BM25 would rank them, with six weights for each word: rare words tell more. Each part has
    its score as its label, below zero; the other value is the label of what has these `gains`.
    """
    parts, state, live = [(0.0, matches.found)], matches.state, matches.live
    given, here = dict(zip(matches.query.words, gains, strict=False)), 0.0
    numbers = {
        word: live.intersection_cardinality(word.within(state)) for word in matches.query.words
    }
    for word, number in sorted(numbers.items(), key=lambda pair: pair[1]):
        if len(parts) > MOST_PARTS:
            break
        worth = log(1 + (len(live) - number + 0.5) / (number + 0.5))
        here += worth * given.get(word, 0.0)
        weights = _weights(state, word)
        parts = [
            (score + worth * gain, part)
            for score, whole in parts
            for gain, part in _split(whole, weights)
        ]
    by_score: defaultdict[float, list[BitMap]] = defaultdict(list)
    for score, part in parts:
        by_score[-round(score, 6)].append(part)
    return [(label, BitMap.union(*by_score[label])) for label in sorted(by_score)], -round(here, 6)


def _weights(state: Found, word: Any) -> list[tuple[float, BitMap]]:
    return [(gain, state.any_of(field, word.stems)) for field, gain in GAINS.items()]


def _gains(pk: int, matches: Matches) -> tuple[float, ...]:
    """Return how much each word of the query says of a row."""
    weights = (_weights(matches.state, word) for word in matches.query.words)
    return tuple(next((gain for gain, bits in one if pk in bits), 0.0) for one in weights)


def _split(
    whole: BitMap, weights: Sequence[tuple[float, BitMap]]
) -> Iterator[tuple[float, BitMap]]:
    for gain, bits in weights:
        if part := whole & bits:
            yield gain, part
            whole = whole - part
    if whole:
        yield 0.0, whole


def first_by_reference(found: BitMap, index: Facets, number: int) -> BitMap:
    """Return keys among which are the first so many of what was found, by reference."""
    runs = _cut(found, 0, number, [lambda _above: _by_reference(index)])
    return BitMap.union(BitMap(), *(run for run, _before in runs))


def _by_reference(index: Facets) -> Level:
    """Yield what has the same start of its reference."""
    yield from sorted(index[REFERENCE].items())


def _by_stretch(names: Facets, found: BitMap) -> Level:
    """Yield the named ones by the first name of their stretch, then the others."""
    stretches = names.stretches
    yield from (((False, first), bits) for first, (bits, _names) in stretches.items())
    named = BitMap.union(BitMap(), *(bits for bits, _names in stretches.values()))
    yield (True, ""), found - named


def _by_name(names: Facets, found: BitMap, stretch: tuple[bool, str]) -> Level:
    """Yield those of a stretch by name."""
    has_none, first = stretch
    if has_none:
        yield stretch, found
        return
    _all, own = names.stretches.get(first, (None, []))
    yield from (((False, name), bits) for name, bits in own)


def _by_day(index: Facets, vocabulary: Vocabulary, *, is_oldest_first: bool) -> Level:
    """Yield what was shown first on the same day; never before the day of its call."""
    days: defaultdict[str, list[BitMap]] = defaultdict(list)
    for term, bits in index[DAY].items():
        day, call = term.split(" ")
        days[max(day, _released_on(vocabulary, int(call)))].append(bits)
    for day in sorted(days, reverse=not is_oldest_first):
        yield _when(day, is_oldest_first=is_oldest_first), BitMap.union(*days[day])


def _when(day: str, *, is_oldest_first: bool) -> int:
    """Return what orders days."""
    return date.fromisoformat(day).toordinal() * (1 if is_oldest_first else -1)


def _released_on(vocabulary: Vocabulary, call: int) -> str:
    found = vocabulary.calls.get(call)
    return f"{found.publish_from:%Y-%m-%d}" if found and found.publish_from else ""


def sort_keys(keys: BitMap, vocabulary: Vocabulary, sort: str) -> dict[int, tuple[Any, ...]]:
    """Return key -> what orders it among those that share a place."""
    rows = (
        Recommendation.objects.exclude(submission__public_at=None).order_by().values_list(*COLUMNS)
    )
    chunks = [list(keys[at : at + PER_QUERY]) for at in range(0, len(keys), PER_QUERY)]
    found: dict[int, tuple[Any, ...]] = {}
    for chunk in chunks:
        for pk, reference, public_at, call, publication, name in rows.filter(pk__in=chunk):
            day = max(f"{public_at:%Y-%m-%d}", _released_on(vocabulary, call))
            when = _when(day, is_oldest_first=sort == OLDEST)
            shown = name if publication == Publication.NAMED and name else None
            who = (shown is None, shown or "") if sort == STAKEHOLDER else ()
            found[pk] = (who, when, reference)
    return found
