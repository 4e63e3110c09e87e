"""The first words of a text for a list, or those around what was looked for, which is marked."""

import re
import unicodedata
from collections.abc import Sequence

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from common.text import IDEOGRAPH, fold

LENGTH = 300
LENGTH_OF_IDEOGRAPHS = 130
BEFORE_HIT = 60
CUT_BEFORE, CUT_AFTER = escape("… "), escape(" …")
NOTHING = escape("")


def excerpt(text: str, terms: tuple[str, ...] = ()) -> SafeString:
    """Return some 50 words of a text as HTML, with the folded `terms` in <mark>.

    It begins with the text, or shortly before the first hit where that comes later.
    """
    length = LENGTH_OF_IDEOGRAPHS if IDEOGRAPH.search(text, 0, 40) else LENGTH
    hits = find(text, terms) if terms else []
    start = _start(text, hits, length)
    end = _end_of_word(text, start + length)
    before = CUT_BEFORE if start else NOTHING
    after = CUT_AFTER if end < len(text) else NOTHING
    return before + _marked(text, start, end, hits) + after


def mark(text: str, terms: tuple[str, ...]) -> SafeString:
    """Return the whole text as HTML, with the folded `terms` in <mark>."""
    return _marked(text, 0, len(text), find(text, terms)) if terms else escape(text)


def find(text: str, terms: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return start and end of each stretch of the text that is one of the folded terms, in order.

    Stretches that touch or overlap are one.
    """
    folded, places = _folded(text)
    pattern = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
    hits: list[tuple[int, int]] = []
    for match in re.finditer(pattern, folded):
        start, end = places[match.start()], places[match.end() - 1] + 1
        end = _with_marks(text, end)
        if hits and start <= hits[-1][1]:
            hits[-1] = (hits[-1][0], max(end, hits[-1][1]))
        else:
            hits.append((start, end))
    return hits


class _Letters(dict[int, str]):
    """Each character folded, as str.translate wants it; filled as characters are met."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        """Fold a new character; `uneven` keeps those that become none or several."""
        char = chr(code)
        self[code] = folded = " " if char.isspace() else fold(char)
        if len(folded) != 1:
            self.uneven.add(char)
        return folded


LETTERS = _Letters()


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Return the text folded letter by letter, and where each folded letter comes from."""
    folded = text.translate(LETTERS)
    if LETTERS.uneven.isdisjoint(text):
        return folded, range(len(text))
    return folded, [place for place, char in enumerate(text) for _ in LETTERS[ord(char)]]


def _with_marks(text: str, end: int) -> int:
    """Return the end moved behind the accents that belong to the letter before it."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _start(text: str, hits: list[tuple[int, int]], length: int) -> int:
    if not hits or hits[0][1] <= length:
        return 0
    wanted = hits[0][0] - BEFORE_HIT
    blank = text.find(" ", wanted, hits[0][0])
    return blank + 1 if blank >= 0 else wanted


def _end_of_word(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    blank = max(text.rfind(" ", end - 40, end), text.rfind("\n", end - 40, end))
    return blank if blank > 0 else end


def _marked(text: str, start: int, end: int, hits: list[tuple[int, int]]) -> SafeString:
    pairs, at = [], start
    for first, last in hits:
        if first >= at and last <= end:
            pairs.append((text[at:first], text[first:last]))
            at = last
    return format_html_join("", "{}<mark>{}</mark>", pairs) + escape(text[at:end])
