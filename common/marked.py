"""Texts made of several, of which some may be in another language than the page."""

from collections.abc import Iterable
from typing import Any, Self

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString


class Marked(str):
    """Plain text; in HTML its foreign parts mark themselves (see `common.translated.Shown`).

    In an attribute, a <title> or a plain mail it is taken `|plain`.
    """

    __slots__ = ("_html",)
    _html: SafeString

    def __new__(cls, text: str, html: str) -> Self:
        """Make the text with its HTML, which must be safe."""
        made = super().__new__(cls, text)
        made._html = SafeString(html)
        return made

    def __html__(self) -> SafeString:
        """Return the text for a place within a line."""
        return self._html


def filled(words: str, **parts: object) -> Marked:
    """Return words, such as "%(city)s workshop", with the parts in their places."""
    return Marked(
        words % {name: str(part) for name, part in parts.items()},
        escape(words) % {name: _html(part) for name, part in parts.items()},
    )


def joined(mark: str, parts: Iterable[object]) -> Marked:
    """Return the parts with a mark between each two."""
    several = list(parts)
    return Marked(mark.join(map(str, several)), escape(mark).join(map(_html, several)))


def _html(part: Any) -> SafeString:
    return conditional_escape(part)
