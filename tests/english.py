"""English words of the interface that were left in a page or mail of another language."""

import re
from functools import cache

from common import catalogues

ENOUGH = 2  # words: a single one may be a name, or the same in both languages
BLANKS = re.compile(r"\s+")


@cache
def sayings(language: str) -> tuple[str, ...]:
    """Return the English texts, and the longest pieces of those with placeholders.

    Only those whose translation is another.
    """
    found = set()
    for message in catalogues.read(language):
        english = [message.id] if isinstance(message.id, str) else list(message.id)
        said = [message.string] if isinstance(message.string, str) else list(message.string or ())
        for text in filter(None, english):
            plain = re.sub(r"<[^>]+>", " ", text)
            pieces = re.split(rf"{catalogues.PLACEHOLDER.pattern}|\s{{2,}}", plain)
            piece = max((BLANKS.sub(" ", one).strip(" .,:;–") for one in pieces), key=len)
            if len(piece.split()) >= ENOUGH and not any(piece in one for one in said):
                found.add(piece)
    return tuple(sorted(found))


def left_in(html: str, language: str) -> list[str]:
    """Return the English texts of the interface that stand in a page or a mail."""
    spoken = re.findall(r'(?:alt|aria-label|placeholder|title)="([^"]*)"', html)
    html = re.sub(r"(?s)<(script|style|template)\b.*?</\1>", " ", html)
    html = re.sub(r'(?s)<(\w+)[^>]*\blang="en"[^>]*>.*?</\1>', " ", html)  # marked as it is
    text = BLANKS.sub(" ", " | ".join([re.sub(r"<[^>]+>", " ", html), *spoken]))
    return [one for one in sayings(language) if re.search(rf"\b{re.escape(one)}\b", text)]
