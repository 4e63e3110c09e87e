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
# Of one language only as it is: a number, an initial and most of what binds a sentence say nothing.
SHORTEST = 3


def places_of(row: Recommendation, at: datetime) -> dict[int, int]:
    """Return the keys of what readers may see at the moment and is similar, each with its place.

    Those of the same place say as much of the same and are to be sorted by reference; the first
    `MOST` are among them. By words alone: whose answer a recommendation is part of neither brings
    it here nor keeps it away, since either would tie the parts of an anonymous answer together.
    Two queries.
    """
    state = read([(WORDS, stem) for stem in _stems(row)])
    calls = state.facets["call"]
    released = Call.objects.released(at).order_by().values_list("pk", flat=True)
    live = BitMap.union(NOTHING, *(calls.get(str(pk), NOTHING) for pk in released))
    live.discard(row.pk)
    words = _rarest([bits & live for bits in state.postings.values()], len(live))
    return _places(_tiers(live, words), state.facets)


def _stems(row: Recommendation) -> set[str]:
    found = (
        (token, stem)
        for token in tokens(f"{row.title}\n{row.text}")
        for stem in stems_of(token, row.language)
    )
    return {stem for token, stem in found if token.is_ideographs or len(stem) >= SHORTEST}


def _rarest(words: Sequence[BitMap], everything: int) -> list[tuple[float, BitMap]]:
    """Return the rarest words that another has, too, and how much each says: rare ones more."""
    shared = sorted((bits for bits in words if bits), key=lambda bits: (len(bits), bits.min()))
    return [
        (log(1 + (everything - len(bits) + 0.5) / (len(bits) + 0.5)), bits)
        for bits in shared[:RAREST]
    ]


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
