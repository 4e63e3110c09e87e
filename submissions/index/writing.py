"""The index is written last in the transaction of every verb that changes what is public."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import reduce, wraps
from operator import or_
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db.models import Q
from pyroaring import BitMap

from submissions.index.keys import (
    EXACT,
    LEVELS,
    PAIRS,
    SCHEME,
    WORDS,
    Key,
    keys_of,
)
from submissions.models import Recommendation, SearchFacet, SearchPosting, Submission
from submissions.querysets import RecommendationQuerySet

TOKEN = "v"  # noqa: S105  (the field of the blocks' tokens: no secret)
POSTINGS = {WORDS, *LEVELS, EXACT, PAIRS}
SHIFT = 16
P = ParamSpec("P")
R = TypeVar("R")
Keys = Mapping[int, frozenset[Key]]


def block_of(pk: int) -> int:
    """Return the number of the block that a key lies in."""
    return pk >> SHIFT


def read_keys(pks: Iterable[int]) -> dict[int, frozenset[Key]]:
    """Return key of each published row -> all by which it is found; three queries, or one."""
    published = Recommendation.objects.published().among(pks)
    found = published.select_related("submission__stakeholder").order_by()
    return {row.pk: keys_of(row) for row in found.prefetch_related("themes", "objectives")}


@contextmanager
def following(rows: RecommendationQuerySet) -> Iterator[None]:
    """Let the index follow what happens to the rows inside; in a transaction.

    Their submissions are locked first, so that what is taken out is what was put in.
    """
    pairs = list(rows.order_by().values_list("pk", "submission"))
    answers = Submission.objects.filter(pk__in={answer for _pk, answer in pairs})
    list(answers.select_for_update().order_by("pk").values_list("pk"))
    pks = [pk for pk, _answer in pairs]
    before = read_keys(pks)
    yield
    write(before, read_keys(pks))


def followed(verb: Callable[Concatenate[Any, P], R]) -> Callable[Concatenate[Any, P], R]:
    """Let the index follow a verb, whose first argument is a submission or a recommendation."""

    @wraps(verb)
    def step(row: Submission | Recommendation, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if isinstance(row, Recommendation):
            said = Recommendation.objects.filter(pk=row.pk)
        else:
            said = Recommendation.objects.filter(submission=row)
        with following(said):
            return verb(row, *args, **kwargs)

    return step


def write(before: Keys, after: Keys) -> None:
    """Take out of the index what no longer holds, and put in what now does; in a transaction."""
    changes: defaultdict[int, defaultdict[Key, tuple[list[int], list[int]]]]
    changes = defaultdict(lambda: defaultdict(lambda: ([], [])))
    for pk in {*before, *after}:
        old, new = before.get(pk, frozenset()), after.get(pk, frozenset())
        for key in old - new:
            changes[block_of(pk)][key][0].append(pk)
        for key in new - old:
            changes[block_of(pk)][key][1].append(pk)
    for block, keys in sorted(changes.items()):
        lock(block)
        for model, belongs in ((SearchPosting, True), (SearchFacet, False)):
            part = {key: change for key, change in keys.items() if (key[0] in POSTINGS) is belongs}
            _write_rows(model, block, part)
        renew(block)


def lock(block: int) -> None:
    """Let other writers of the block wait until the end of the transaction."""
    row = SearchPosting(field=TOKEN, term=SCHEME, block=block, bits=secrets.token_bytes(8))
    SearchPosting.objects.bulk_create([row], ignore_conflicts=True)
    SearchPosting.objects.select_for_update().get(field=TOKEN, term=SCHEME, block=block)


def renew(block: int) -> None:
    """Give the block another token: whoever keeps something of it reads it again.

    A random one: a counter would repeat after a rollback or a restored copy.
    """
    tokens = SearchPosting.objects.filter(field=TOKEN, term=SCHEME, block=block)
    tokens.update(bits=secrets.token_bytes(8))


def _write_rows(model: Any, block: int, changes: Mapping[Key, tuple[list[int], list[int]]]) -> None:
    if not changes:
        return
    rows = model.objects.filter(among(changes), block=block)
    standing = {(row.field, row.term): BitMap.deserialize(bytes(row.bits)) for row in rows}
    full, empty = [], []
    for key, (gone, come) in changes.items():
        bits = standing.get(key, BitMap()) - BitMap(gone) | BitMap(come)
        if bits:
            full.append(row_of(model, key, block, bits))
        elif key in standing:
            empty.append(key)
    put(model, full)
    if empty:
        model.objects.filter(among(empty), block=block).delete()


def put(model: Any, rows: Iterable[Any]) -> None:
    """Write rows over those of the same keys."""
    model.objects.bulk_create(
        rows,
        batch_size=2_000,
        update_conflicts=True,
        unique_fields=["field", "term", "block"],
        update_fields=["bits"],
    )


def row_of(model: Any, key: Key, block: int, bits: BitMap) -> Any:
    """Return the row of a key in a block."""
    return model(field=key[0], term=key[1], block=block, bits=bits.serialize())


def among(keys: Iterable[Key]) -> Q:
    """Return the condition that a row is that of one of the keys."""
    terms: defaultdict[str, list[str]] = defaultdict(list)
    for field, term in keys:
        terms[field].append(term)
    return reduce(or_, (Q(field=field, term__in=found) for field, found in terms.items()))
