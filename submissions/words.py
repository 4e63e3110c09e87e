"""What a query looks for: words in any form, words as they stand, phrases, beginnings of words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import pairwise
from operator import and_

from pyroaring import BitMap

from common.stems import Token, bare, stems_in_any, tokens
from submissions.index.keys import EXACT, LEVELS, PAIRS, WORDS, Key, pair
from submissions.index.reading import Found

# A pair of quotation marks of any language counts as one sign, also where one is missing.
QUOTES = str.maketrans(dict.fromkeys("“”„«»「」『』＂", '"'))
PART = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
SHORTEST_BEGINNING = 2
MOST_WORDS = 40


@dataclass(frozen=True)
class Word:
    """A word in any of its forms, or a pair of ideographs."""

    token: Token

    @cached_property
    def stems(self) -> frozenset[str]:
        """Return the terms of which one is enough."""
        word = bare(self.token.word)
        if self.token.is_ideographs:
            return frozenset([word])
        return stems_in_any(self.token.word) - {""}

    @property
    def field(self) -> str:
        """Return where it is looked for: a single ideograph has no pair."""
        is_single = self.token.is_ideographs and len(self.token.word) == 1
        return EXACT if is_single else WORDS

    def looked_up(self) -> Iterator[Key]:
        """Yield the rows of the index that tell where it stands, and how much it says there."""
        for field in (self.field, *(LEVELS if self.field == WORDS else ())):
            yield from ((field, stem) for stem in self.stems)

    def within(self, found: Found) -> BitMap:
        """Return which recommendations have it."""
        return found.any_of(self.field, self.stems)


@dataclass(frozen=True)
class Phrase:
    """Words as they stand, side by side; from three words on each two neighbours are looked for."""

    tokens: tuple[Token, ...]

    @cached_property
    def parts(self) -> tuple[Key, ...]:
        """Return the keys that must all be there."""
        keys = [
            (PAIRS, pair(bare(first.word), bare(second.word)))
            for first, second in pairwise(self.tokens)
            if not (first.is_ideographs or second.is_ideographs)
        ]
        keys += [
            (Word(token).field, bare(token.word)) for token in self.tokens if token.is_ideographs
        ]
        return tuple(keys) or tuple((EXACT, bare(token.word)) for token in self.tokens)

    def looked_up(self) -> Iterator[Key]:
        """Yield the rows of the index that tell where it stands."""
        yield from self.parts

    def within(self, found: Found) -> BitMap:
        """Return which recommendations have it."""
        return reduce(and_, (found.any_of(field, [term]) for field, term in self.parts))


@dataclass(frozen=True)
class Beginning:
    """All words that begin so."""

    prefix: str

    def looked_up(self) -> Iterator[Key]:
        """Yield nothing: the rows are asked for by the prefix."""
        yield from ()

    def within(self, found: Found) -> BitMap:
        """Return which recommendations have such a word."""
        return found.beginning(EXACT, self.prefix)


Part = Word | Phrase | Beginning


@dataclass(frozen=True)
class Query:
    """What was typed, understood: parts that must all be there, and groups that must not."""

    wanted: tuple[Part, ...] = ()
    unwanted: tuple[tuple[Part, ...], ...] = ()

    @property
    def words(self) -> list[Word]:
        """The single words, by which results are ranked."""
        return [part for part in self.wanted if isinstance(part, Word)]

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems and ideographs that are marked where they stand."""
        phrased = (token for phrase in self.phrases for token in phrase.tokens)
        signs = (bare(token.word) for token in phrased if token.is_ideographs)
        return frozenset(signs).union(*(word.stems for word in self.words))

    @cached_property
    def phrases(self) -> list[Phrase]:
        """The wanted phrases."""
        return [part for part in self.wanted if isinstance(part, Phrase)]

    @cached_property
    def beginnings(self) -> tuple[str, ...]:
        """How the wanted words begin."""
        return tuple(part.prefix for part in self.wanted if isinstance(part, Beginning))

    @property
    def all_parts(self) -> list[Part]:
        """Every part, wanted or not."""
        return [*self.wanted, *(part for group in self.unwanted for part in group)]

    @property
    def keys(self) -> set[Key]:
        """The rows of the index that are needed to answer."""
        return {key for part in self.all_parts for key in part.looked_up()}

    @property
    def prefixes(self) -> set[str]:
        """The beginnings of words that are needed to answer."""
        return {part.prefix for part in self.all_parts if isinstance(part, Beginning)}

    def within(self, found: Found, live: BitMap) -> BitMap:
        """Return which of the recommendations have all that is wanted and nothing unwanted."""
        hits = reduce(and_, (part.within(found) for part in self.wanted), live)
        for group in self.unwanted:
            hits = hits - reduce(and_, (part.within(found) for part in group))
        return hits


def understood(typed: str) -> Query:
    """Return what was typed as a query; whatever it is, it is one.

    Words must all occur, in any form; what stands in quotation marks as it is; a word with a star
    behind it begins so; a minus before any of these takes away what has it. Signs say nothing.
    """
    wanted: list[Part] = []
    unwanted = []
    for minus, phrase, run in PART.findall(typed.translate(QUOTES)):
        parts = tuple(_phrase(phrase) if phrase else _words(run))
        if minus and parts:
            unwanted.append(parts)
        wanted += () if minus else parts
    return Query(tuple(dict.fromkeys(wanted))[:MOST_WORDS], tuple(unwanted)[:MOST_WORDS])


def _phrase(text: str) -> Sequence[Part]:
    found = _tokens(text)
    return [Phrase(found)] if found else []


def _words(run: str) -> Sequence[Part]:
    found = _tokens(run)
    parts: list[Part] = [Word(token) for token in found]
    if found and run.endswith("*") and not found[-1].is_ideographs:
        prefix = bare(found[-1].word)
        if len(prefix) >= SHORTEST_BEGINNING:
            parts[-1] = Beginning(prefix)
    return parts


def _tokens(text: str) -> tuple[Token, ...]:
    """Return the words, wherever they stand: the same word is the same part."""
    return tuple(
        Token(0, 0, token.word, token.is_ideographs) for token in tokens(text) if bare(token.word)
    )
