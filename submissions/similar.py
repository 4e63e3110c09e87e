"""Which recommendations say something similar: those that share the rarest words of one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import log
from typing import Any

from pyroaring import BitMap

from common.stems import tokens
from submissions.index.keys import WORDS, stems_of
from submissions.index.reading import NOTHING, Facets, read
from submissions.models import Call, Recommendation
from submissions.orders import MOST_PARTS, first_by_reference

MOST = 5
# So many of its rarest words are looked at; what is similar has this part of what they say.
RAREST, LEAST = 12, 0.25
# What says almost the same has this part of all that a text says, words that nobody has included.
CLOSE, MOST_CLOSE = 0.5, 3
# Of one language only as it is: a number, an initial and most of what binds a sentence say nothing.
SHORTEST = 3
# Of a line that names a recommendation and who said it.
LINE = (
    *("reference", "number", "title", "text", "language", "disposition", "submission_id"),
    *("submission__publication", "submission__category", "submission__organization"),
    *("submission__stakeholder__name", "submission__call__dialogue__is_demonstration"),
)
LINE_WITH = ("submission__stakeholder", "submission__call__dialogue")


def places_of(row: Recommendation, at: datetime) -> dict[int, int]:
    """Return the keys of what readers may see at the moment and is similar, each with its place.

    Those of the same place say as much of the same and are to be sorted by reference; the first
    `MOST` are among them. By words alone: whose answer a recommendation is part of neither brings
    it here nor keeps it away, since either would tie the parts of an anonymous answer together.
    Two queries.
    """
    state = read([(WORDS, stem) for stem in _stems(f"{row.title}\n{row.text}", row.language)])
    live = _live(state.facets, at)
    live.discard(row.pk)
    words = _rarest([bits & live for bits in state.postings.values()], len(live))
    return _places(_tiers(live, words), state.facets)


def close_to(texts: Sequence[str], language: str, call: Call, at: datetime) -> list[list[int]]:
    """Return for each text the keys of what readers may see of the call and says almost the same.

    The nearest first, `MOST_CLOSE` at most. Two queries, for any number of texts.
    """
    stems = [_stems(text, language) for text in texts]
    state = read([(WORDS, stem) for stem in set().union(*stems)])
    live = _live(state.facets, at)
    here = live & state.facets["call"].get(str(call.pk), NOTHING)
    found = {stem: bits & live for (_field, stem), bits in state.postings.items()}
    return [
        _close([found.get(stem, NOTHING) for stem in sorted(own)], here, len(live), state.facets)
        for own in stems
    ]


def _close(words: Sequence[BitMap], here: BitMap, everything: int, index: Facets) -> list[int]:
    rare = _rarest([bits & here for bits in words], len(here))
    worths = [(_worth(bits, everything), bits) for bits in words]
    least = CLOSE * sum(worth for worth, _bits in worths)
    shares = {
        key: sum(worth for worth, bits in worths if key in bits)
        for key in _places(_tiers(here, rare), index)
    }
    return sorted((key for key in shares if shares[key] >= least), key=lambda key: -shares[key])[
        :MOST_CLOSE
    ]


def _live(facets: Facets, at: datetime) -> BitMap:
    """Return the keys of what readers may see at the moment."""
    calls = facets["call"]
    released = Call.objects.released(at).order_by().values_list("pk", flat=True)
    return BitMap.union(NOTHING, *(calls.get(str(pk), NOTHING) for pk in released))


def _stems(text: str, language: str) -> set[str]:
    found = ((token, stem) for token in tokens(text) for stem in stems_of(token, language))
    return {stem for token, stem in found if token.is_ideographs or len(stem) >= SHORTEST}


def _rarest(words: Sequence[BitMap], everything: int) -> list[tuple[float, BitMap]]:
    """Return the rarest words that another has, too, and how much each says: rare ones more."""
    shared = sorted((bits for bits in words if bits), key=lambda bits: (len(bits), bits.min()))
    return [(_worth(bits, everything), bits) for bits in shared[:RAREST]]


def _worth(bits: BitMap, everything: int) -> float:
    """Return how much a word says that so many have."""
    return log(1 + (everything - len(bits) + 0.5) / (len(bits) + 0.5))


def _tiers(live: BitMap, words: Sequence[tuple[float, BitMap]]) -> list[BitMap]:
    """Return those that share enough in parts, those first that share the most."""
    parts = {0.0: live}
    for worth, bits in words:
        if len(parts) > MOST_PARTS:
            break
        split: defaultdict[float, BitMap] = defaultdict(BitMap)
        for score, whole in parts.items():
            split[round(score + worth, 6)] |= whole & bits
            split[score] |= whole - bits
        parts = {score: part for score, part in split.items() if part}
    least = LEAST * sum(worth for worth, _bits in words)
    return [parts[score] for score in sorted(parts, reverse=True) if score and score >= least]


def _places(tiers: Sequence[BitMap], index: Facets) -> dict[int, int]:
    found: dict[int, int] = {}
    for place, tier in enumerate(tiers):
        if len(found) >= MOST:
            break
        found |= dict.fromkeys(first_by_reference(tier, index, MOST - len(found)), place)
    return found


def nearest(rows: Sequence[Any], places: Mapping[int, int]) -> list[Any]:
    """Return the first of the rows, which were read through `.public()`, by their places."""
    similar = [row for row in rows if row.pk in places]
    return sorted(similar, key=lambda row: (places[row.pk], row.reference))[:MOST]
