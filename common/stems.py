"""The words of a text, and the stems by which a search finds them whatever their ending."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from snowballstemmer import stemmer

from common.text import IDEOGRAPH, fold

# A change of what this module returns makes every index wrong: raise it, and it is made anew.
VERSION = 1
LONGEST = 100
# Letters and digits, with the accents and vowel signs that stand behind them, and what joins
# or hides nothing: soft hyphens and joiners.
WORD = re.compile(
    r"(?:[^\W_][\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06ed\u00ad\u200b-\u200d\u2060]*)+"
)
HIDDEN = re.compile(r"[\u00ad\u200b-\u200d\u2060]")
STEMMERS = {
    language: stemmer(name)
    for language, name in {
        "ar": "arabic",
        "en": "english",
        "es": "spanish",
        "fr": "french",
        "ru": "russian",
    }.items()
}
IN_TURN = Lock()  # a stemmer works on one word at a time
REMEMBERED = 100_000


class Token(NamedTuple):
    """A word where it stands in a text; or two neighbouring ideographs, or one that is alone."""

    start: int
    end: int
    word: str
    is_ideographs: bool


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text in their order; a run of ideographs as all its pairs."""
    has_ideographs = IDEOGRAPH.search(text) is not None
    for match in WORD.finditer(text):
        if has_ideographs and IDEOGRAPH.search(match[0]):
            yield from _mixed(match[0], match.start())
        else:
            yield Token(match.start(), match.end(), match[0], is_ideographs=False)


def _mixed(run: str, offset: int) -> Iterator[Token]:
    """Yield the tokens of a run that holds ideographs, and perhaps letters beside them."""
    start = 0
    while start < len(run):
        is_ideographs, end = bool(IDEOGRAPH.match(run, start)), start + 1
        while end < len(run) and bool(IDEOGRAPH.match(run, end)) is is_ideographs:
            end += 1
        if not is_ideographs:
            yield Token(offset + start, offset + end, run[start:end], is_ideographs=False)
        elif end == start + 1:
            yield Token(offset + start, offset + end, run[start], is_ideographs=True)
        else:
            for place in range(start, end - 1):
                pair = run[place : place + 2]
                yield Token(offset + place, offset + place + 2, pair, is_ideographs=True)
        start = end


@lru_cache(REMEMBERED)
def bare(word: str) -> str:
    """Return the word as it is compared letter by letter: case, accents, Arabic forms levelled."""
    return fold(HIDDEN.sub("", word))[:LONGEST]


@lru_cache(REMEMBERED)
def stems(word: str, language: str) -> tuple[str, ...]:
    """Return the folded stems of a word of a text in the language: one, or two.

    The second is that of the word without its accents, for whoever looks for it without them.
    Languages without a stemmer borrow the English one: their texts hold names and acronyms.
    """
    stem = STEMMERS.get(language, STEMMERS["en"]).stemWord
    plain = unicodedata.normalize("NFKC", HIDDEN.sub("", word)).casefold()
    with IN_TURN:
        found = [stem(plain), stem(bare(word))]
    return tuple(dict.fromkeys(fold(one)[:LONGEST] for one in found))


@lru_cache(REMEMBERED)
def stems_in_any(word: str) -> frozenset[str]:
    """Return the stems that a word has in any of the languages, for a query in an unknown one."""
    return frozenset(one for language in STEMMERS for one in stems(word, language))
