"""By what a recommendation is found: its words, and the values that readers may filter by."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from common.stems import LONGEST, VERSION, Token, bare, stems, tokens
from submissions.models import Publication
from submissions.models.search import LONGEST_TERM

# (field, term): a row of the index in each block of keys.
Key = tuple[str, str]

WORDS = "w"  # stems, and pairs of ideographs
# The same at five more weights: how much a word says of the whole, as BM25 has it.
LEVELS = {"w2": 0.55, "w3": 0.68, "w4": 0.76, "w5": 0.82, "w6": 0.87}
EXACT = "s"  # words as they stand, and single ideographs
PAIRS = "p"  # two neighbouring words as they stand
# Of a title; a length in words that is usual. Constant, so that no key depends on other rows.
TITLE_COUNTS, USUAL_LENGTH = 2.5, 50

NAME, DAY, REFERENCE = "name", "day", "reference"
WAITING = "waiting"
NOT_DISCLOSED = ""
# How many signs of a reference: IDM17-7K, a thousandth of a year's.
START_OF_REFERENCE = 8

# An index of other keys is not read, but made anew: raise it with every change of this module.
SCHEME = f"1.{VERSION}"


def keys_of(row: Any) -> frozenset[Key]:
    """Return all keys of a published recommendation: what a reader can see on its page.

    An anonymous one is found by its words, and by no name, region or word of who sent it. The
    row comes with submission and stakeholder, themes and objectives prefetched.
    """
    return frozenset([*_words(row), *_facets(row), *_order(row)])


def _words(row: Any) -> Iterator[Key]:
    title, text = list(tokens(row.title)), list(tokens(row.text))
    name = list(tokens(row.submission.shown_name))
    yield from _weighted(row.language, title, [*text, *name])
    for part in (title, text, name):
        yield from _as_they_stand(part)


def _weighted(language: str, title: list[Token], text: list[Token]) -> Iterator[Key]:
    """Yield the stems, each at the weights that it reaches."""
    often: Counter[str] = Counter()
    for part, counts in ((title, TITLE_COUNTS), (text, 1.0)):
        for token in part:
            for stem in stems_of(token, language):
                often[stem] += counts  # type: ignore[assignment]  # a Counter of floats
    length = (len(title) + len(text)) / USUAL_LENGTH
    for stem, count in often.items():
        yield WORDS, stem
        weight = count / (count + 1.2 * (0.25 + 0.75 * length))
        for field, least in LEVELS.items():
            if weight > least:
                yield field, stem


def stems_of(token: Token, language: str) -> tuple[str, ...]:
    """Return the terms of a word of a text: its stems, or the ideographs themselves."""
    if token.is_ideographs:
        return (bare(token.word),)
    return tuple(stem for stem in stems(token.word, language) if stem)


def _as_they_stand(part: list[Token]) -> Iterator[Key]:
    before: Token | None = None
    for token in part:
        if token.is_ideographs:
            yield from ((EXACT, bare(sign)) for sign in token.word)
        elif word := bare(token.word):
            yield EXACT, word
            if before and not before.is_ideographs:
                yield PAIRS, pair(bare(before.word), word)
        before = token


def pair(first: str, second: str) -> str:
    """Return the term of two neighbouring words."""
    return f"{first} {second}"[:LONGEST_TERM]


def _facets(row: Any) -> Iterator[Key]:
    answer = row.submission
    is_named = answer.publication == Publication.NAMED
    yield "call", str(answer.call_id)
    yield "category", answer.category
    yield "region", answer.region if is_named else NOT_DISCLOSED
    yield "language", row.language
    yield from (("theme", str(theme.pk)) for theme in row.themes.all())
    yield from (("objective", str(objective.pk)) for objective in row.objectives.all())
    yield from (("phase", phase.value) for phase in row.phases)
    yield "disposition", row.disposition or WAITING
    if row.perspective:
        yield "perspective", row.perspective
    if row.level:
        yield "level", row.level


def _order(row: Any) -> Iterator[Key]:
    """Yield what lists are ordered by; the day with the call, which may let it wait."""
    answer = row.submission
    yield DAY, f"{answer.public_at:%Y-%m-%d} {answer.call_id}"
    yield REFERENCE, row.reference[:START_OF_REFERENCE]
    if answer.publication == Publication.NAMED and answer.stakeholder:
        yield NAME, answer.stakeholder.folded_name[:LONGEST]
