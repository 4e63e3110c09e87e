"""The first words of a text for a list, or those around what was looked for, which is marked."""

from collections.abc import Iterator

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from common.stems import Token, bare, tokens
from common.text import IDEOGRAPH
from submissions.index.keys import stems_of
from submissions.words import Query

LENGTH = 300
LENGTH_OF_IDEOGRAPHS = 130
BEFORE_HIT = 60
CUT_BEFORE, CUT_AFTER = escape("… "), escape(" …")
NOTHING = escape("")
EVERYTHING = Query()


def excerpt(text: str, query: Query = EVERYTHING, language: str = "") -> SafeString:
    """Return some 50 words of a text in the language as HTML, what was looked for in <mark>.

    It begins with the text, or shortly before the first hit where that comes later.
    """
    length = LENGTH_OF_IDEOGRAPHS if IDEOGRAPH.search(text, 0, 40) else LENGTH
    hits = find(text, query, language)
    start = _start(text, hits, length)
    end = _end_of_word(text, start + length)
    before = CUT_BEFORE if start else NOTHING
    after = CUT_AFTER if end < len(text) else NOTHING
    return before + _marked(text, start, end, hits) + after


def mark(text: str, query: Query, language: str) -> SafeString:
    """Return the whole text as HTML, with what was looked for in <mark>."""
    return _marked(text, 0, len(text), find(text, query, language))


def find(text: str, query: Query, language: str) -> list[tuple[int, int]]:
    """Return start and end of each stretch of the text that the query wants, in order.

    A word is found in any form, as in the index. Stretches that touch or overlap are one.
    """
    if not query.wanted:
        return []
    found = list(tokens(text))
    hits = [*_words(found, query, language), *_phrases(found, query)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(hits):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _words(found: list[Token], query: Query, language: str) -> Iterator[tuple[int, int]]:
    for token in found:
        if token.is_ideographs:
            signs = [sign for sign in enumerate(token.word) if sign[1] in query.stems]
            yield from ((token.start + at, token.start + at + 1) for at, _sign in signs)
        is_found = not query.stems.isdisjoint(stems_of(token, language))
        if is_found or (query.beginnings and bare(token.word).startswith(query.beginnings)):
            yield token.start, token.end


def _phrases(found: list[Token], query: Query) -> Iterator[tuple[int, int]]:
    if not query.phrases:
        return
    words = [bare(token.word) for token in found]
    for phrase in query.phrases:
        wanted = [bare(token.word) for token in phrase.tokens]
        for at in range(len(words) - len(wanted) + 1):
            if words[at : at + len(wanted)] == wanted:
                yield found[at].start, found[at + len(wanted) - 1].end


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
