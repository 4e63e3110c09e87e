"""Whether words stand in a text: blanks and the ends of a quotation are forgiven, words are not."""

from common.text import clean_text

MARKS = "\"'“”„«»‘’‹›「」『』"
ELLIPSES = ("[...]", "[…]", "(...)", "(…)", "...", "…")


def tidy(quote: str) -> str:
    """Return a quotation as it is kept: one line, without quotation marks around it.

    Raises ValidationError for what is not text.
    """
    words = " ".join(clean_text(quote).split())
    if words[:1] in MARKS and words[-1:] in MARKS:
        words = words[1:-1].strip()
    return words


def is_quoted(quote: str, text: str) -> bool:
    """Tell whether the words stand in the text, in this order; "…" may stand for words left out."""
    words = tidy(quote)
    for mark in ELLIPSES:
        words = words.replace(mark, "\n")
    parts = [part.strip() for part in words.split("\n")]
    rest, found = " ".join(clean_text(text).split()), False
    for part in filter(None, parts):
        _before, stands, rest = rest.partition(part)
        if not stands:
            return False
        found = True
    return found
