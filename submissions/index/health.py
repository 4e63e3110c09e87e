"""The index is made anew, and checked against what is public."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import SystemRandom

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from pyroaring import BitMap

from submissions.index.keys import SCHEME, Key
from submissions.index.writing import (
    POSTINGS,
    SHIFT,
    TOKEN,
    block_of,
    lock,
    put,
    read_keys,
    renew,
    row_of,
)
from submissions.models import Recommendation, SearchFacet, SearchPosting

AT_ONCE = 500
SAMPLED = 200
TRIES = 5
RANDOM = SystemRandom()
EVERY = timedelta(days=1)
checked: list[datetime] = []


def rebuild() -> int:
    """Make the index anew, block by block; return how many recommendations it holds.

    Searches go on meanwhile: each block changes in one transaction.
    """
    last = Recommendation.objects.aggregate(last=Max("pk"))["last"] or 0
    return sum(_rebuild(block) for block in _blocks(block_of(last)))


def _blocks(last: int) -> list[int]:
    """Return the blocks up to that of the last key, and those that stand beyond it."""
    beyond = SearchPosting.objects.filter(block__gt=last).values_list("block", flat=True)
    return [*range(last + 1), *sorted(set(beyond))]


@transaction.atomic
def _rebuild(block: int) -> int:
    lock(block)
    found: defaultdict[Key, list[int]] = defaultdict(list)
    for pk, keys in _keys_of(_published(block)):
        for key in keys:
            found[key].append(pk)
    for model, belongs in ((SearchPosting, True), (SearchFacet, False)):
        standing = model.objects.filter(block=block)
        standing.exclude(field=TOKEN, term=SCHEME).delete()
        # In their order: at random places each batch would write most pages again.
        own = sorted(key for key in found if (key[0] in POSTINGS) is belongs)
        for start in range(0, len(own), 2_000):
            part = own[start : start + 2_000]
            put(model, [row_of(model, key, block, BitMap(found[key])) for key in part])
    renew(block)
    return len({pk for pks in found.values() for pk in pks})


def _published(block: int) -> list[int]:
    inside = Recommendation.objects.published().filter(
        pk__gte=block << SHIFT, pk__lt=(block + 1) << SHIFT
    )
    return list(inside.order_by("pk").values_list("pk", flat=True))


def _keys_of(pks: Sequence[int]) -> Iterator[tuple[int, frozenset[Key]]]:
    """Yield the keys of every published row among those, reading some hundred at once."""
    for start in range(0, len(pks), AT_ONCE):
        yield from read_keys(pks[start : start + AT_ONCE]).items()


def faults(sampled: int | None = None) -> list[str]:
    """Return what is wrong, in words: rows that are missing or too many, wrong keys of some.

    `sampled`: of how many rows of a block the keys are compared (default: of all). Verbs go on
    meanwhile; a block that one of them changed is looked at again.
    """
    last = Recommendation.objects.aggregate(last=Max("pk"))["last"] or 0
    return [fault for block in _blocks(block_of(last)) for fault in _faults(block, sampled)]


def _faults(block: int, sampled: int | None) -> list[str]:
    for _try in range(TRIES):
        token = _token(block)
        found = _looked_at(block, sampled) if token else _unindexed(block)
        if not found or token == _token(block):
            break
    return found


def _looked_at(block: int, sampled: int | None) -> list[str]:
    try:
        return _differences(block, sampled)
    except ValueError:
        return [f"block {block} has a row that is no bitmap"]


def _token(block: int) -> bytes:
    rows = SearchPosting.objects.filter(field=TOKEN, term=SCHEME, block=block)
    return b"".join(map(bytes, rows.values_list("bits", flat=True)))


def _unindexed(block: int) -> list[str]:
    return [f"block {block} is not indexed"] if _published(block) else []


def _differences(block: int, sampled: int | None) -> list[str]:
    public = _published(block)
    some = public if sampled is None else RANDOM.sample(public, min(sampled, len(public)))
    wanted, members = dict(_keys_of(some)), BitMap()
    compared, held = BitMap(wanted), defaultdict(set)
    for model in (SearchPosting, SearchFacet):
        rows = model.objects.filter(block=block).exclude(field=TOKEN)
        for field, term, bits in rows.values_list("field", "term", "bits").iterator(2_000):
            found = BitMap.deserialize(bytes(bits))
            members |= found
            for pk in found & compared:
                held[pk].add((field, term))
    missing, extra = BitMap(public) - members, members - BitMap(public)
    return [
        *(f"recommendation {pk} is not indexed" for pk in missing),
        *(f"recommendation {pk} is indexed, and not public" for pk in extra),
        *(
            f"recommendation {pk} is indexed by other words or values than it has"
            for pk in compared - missing
            if held[pk] != wanted[pk]
        ),
    ]


def tend(at: datetime | None = None) -> int:
    """Check the index once a day, and make it anew where it is wrong; return 1 if it was.

    For the worker: also its first look after an update that changed how the index is made.
    """
    at = at or timezone.now()
    if checked and at - checked[-1] < EVERY:
        return 0
    checked[:] = [at]
    if not faults(SAMPLED):
        return 0
    rebuild()
    return 1
