"""What a search needs of the index: some rows of words, and the filters that the process keeps."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isqrt
from typing import Any

from django.db.models import QuerySet
from pyroaring import BitMap

from submissions.asking import FACETS
from submissions.index.keys import DAY, EXACT, NAME, REFERENCE, SCHEME, Key
from submissions.index.writing import TOKEN
from submissions.models import SearchFacet, SearchPosting

Tokens = dict[int, bytes]
NOTHING = BitMap()
COLUMNS = ("field", "term", "block", "bits")
# Kept apart: names may be many, and only lists in their order need them.
VALUES, NAMES = (*FACETS, DAY, REFERENCE), (NAME,)


@dataclass(frozen=True)
class Facets:
    """The values of some fields, by which lists are filtered and ordered: field -> term -> bitmap.

    `blocks` holds the same block by block, with the token that each had: a change of one block
    leaves the others as they are. Never changed once made: threads share it.
    """

    tokens: Tokens = field(default_factory=dict)
    blocks: Mapping[int, Mapping[Key, BitMap]] = field(default_factory=dict)
    by_field: Mapping[str, Mapping[str, BitMap]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Mapping[str, BitMap]:
        """Return term -> bitmap of a field; empty where nothing has it."""
        return self.by_field.get(name, {})

    @cached_property
    def stretches(self) -> dict[str, tuple[BitMap, list[tuple[str, BitMap]]]]:
        """The names in their order in stretches, about as many as each is long.

        First name -> all who have a name of the stretch, and its names.
        """
        names = sorted(self[NAME].items())
        size = isqrt(len(names)) + 1
        parts = (names[start : start + size] for start in range(0, len(names), size))
        return {part[0][0]: (BitMap.union(*(bits for _, bits in part)), part) for part in parts}


@dataclass(frozen=True)
class Found:
    """One state of the index: the facets, and the rows of words and names if asked for."""

    facets: Facets
    postings: Mapping[Key, BitMap]
    names: Facets

    def any_of(self, name: str, terms: Iterable[str]) -> BitMap:
        """Return which recommendations have any of the terms."""
        return BitMap.union(NOTHING, *(self.postings.get((name, term), NOTHING) for term in terms))

    def beginning(self, name: str, prefix: str) -> BitMap:
        """Return which have a term that begins so, as far as it was asked for."""
        hits = (bits for key, bits in self.postings.items() if _begins(key, name, prefix))
        return BitMap.union(NOTHING, *hits)


def _begins(key: Key, name: str, prefix: str) -> bool:
    return key[0] == name and key[1].startswith(prefix)


kept = {VALUES: Facets(), NAMES: Facets()}


def read(
    keys: Collection[Key] = (), prefixes: Collection[str] = (), *, has_names: bool = False
) -> Found:
    """Return the facets, and the rows of those keys and of the words with those beginnings.

    Words and tokens are one statement, so one state of the database. Facets that the process has
    read under the same tokens are taken from there; else they are read again, until they have the
    tokens of the words.
    """
    while True:
        tokens, postings = _postings(keys, prefixes)
        facets = _current(VALUES, tokens)
        names = _current(NAMES, tokens) if has_names else Facets(tokens)
        if facets.tokens == names.tokens == tokens:
            return Found(facets, postings, names)


def _current(fields: tuple[str, ...], tokens: Tokens) -> Facets:
    """Return the facets of those fields under the tokens, or under later ones."""
    found = kept[fields]
    if found.tokens != tokens:
        found = kept[fields] = _renewed(found, tokens, fields)
    return found


def _postings(keys: Iterable[Key], prefixes: Iterable[str]) -> tuple[Tokens, dict[Key, BitMap]]:
    """Return block -> its token, and key -> bitmap of those that stand in the index."""
    rows = SearchPosting.objects.values_list(*COLUMNS)
    parts = [
        rows.filter(field__in=names, term__in=terms) for terms, names in _grouped(keys).items()
    ]
    parts += [rows.filter(field=EXACT, term__startswith=prefix) for prefix in prefixes]
    tokens, blocks = _sorted(_tokens().union(*parts, all=True))
    return tokens, _merged(blocks.values())


def _grouped(keys: Iterable[Key]) -> dict[frozenset[str], list[str]]:
    """Return terms -> the fields in which they are looked for: a stem at all its weights."""
    terms: defaultdict[str, set[str]] = defaultdict(set)
    for name, term in keys:
        terms[name].add(term)
    names: defaultdict[frozenset[str], list[str]] = defaultdict(list)
    for name, found in terms.items():
        names[frozenset(found)].append(name)
    return names


def _renewed(facets: Facets, tokens: Tokens, fields: tuple[str, ...]) -> Facets:
    """Return the facets with those blocks read again that have other tokens by now."""
    same = {block: facets.blocks[block] for block in tokens if _is_same(facets, tokens, block)}
    other = [block for block in tokens if block not in same]
    rows = SearchFacet.objects.values_list(*COLUMNS).filter(field__in=fields, block__in=other)
    found, blocks = _sorted(_tokens().union(rows, all=True))
    whole = {block: same.get(block, blocks.get(block, {})) for block in tokens}
    by_field: defaultdict[str, dict[str, BitMap]] = defaultdict(dict)
    for (name, term), bits in _merged(whole.values()).items():
        by_field[name][term] = bits
    return Facets(found, whole, by_field)


def _is_same(facets: Facets, tokens: Tokens, block: int) -> bool:
    return facets.tokens.get(block) == tokens[block]


def _tokens() -> QuerySet[Any, Any]:
    return SearchPosting.objects.values_list(*COLUMNS).filter(field=TOKEN, term=SCHEME)


def _sorted(rows: Iterable[Any]) -> tuple[Tokens, dict[int, dict[Key, BitMap]]]:
    """Return the tokens, and the other rows as block -> key -> bitmap."""
    tokens: Tokens = {}
    blocks: defaultdict[int, dict[Key, BitMap]] = defaultdict(dict)
    for name, term, block, bits in rows:
        if name == TOKEN:
            tokens[block] = bytes(bits)
        else:
            blocks[block][name, term] = BitMap.deserialize(bytes(bits))
    return tokens, blocks


def _merged(blocks: Iterable[Mapping[Key, BitMap]]) -> dict[Key, BitMap]:
    """Return key -> bitmap over all blocks."""
    parts: defaultdict[Key, list[BitMap]] = defaultdict(list)
    for block in blocks:
        for key, bits in block.items():
            parts[key].append(bits)
    return {key: one[0] if len(one) == 1 else BitMap.union(*one) for key, one in parts.items()}
