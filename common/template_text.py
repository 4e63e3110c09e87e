"""Find text for people in the source of a template that cannot be translated."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, Token, TokenType

# Parts that hold no words of their own: translated, meant for us, or the names of CSS classes.
SKIPPED = re.compile(r"blocktrans(late)?\b|comment\b|block \w*class$")
SPOKEN = {"alt", "aria-description", "aria-label", "placeholder", "title"}
SILENT = {"code", "script", "style"}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
MARKUP = re.compile(r"""trans(late)? +("[^"]*[<>]|'[^']*[<>])""")
LETTER = re.compile(r"[^\W\d_]")


class Letters(HTMLParser):
    """Collect the lines where HTML shows or speaks letters to be translated."""

    def __init__(self, html: str) -> None:
        """Read the whole of `html`; `found` then holds pairs of a line number and the words."""
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.silent: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note spoken attributes, and where silence begins."""
        for name, value in attrs:
            if name in SPOKEN and not self.silent:
                self.note(value or "")
        said = dict(attrs)  # a fixed `lang` marks a quotation: it stays as it is in every language
        is_silent = tag in SILENT or said.get("translate") == "no" or bool(said.get("lang"))
        if tag not in VOID and (self.silent or is_silent):
            self.silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note where silence ends."""
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        """Note shown text."""
        if not self.silent:
            self.note(data)

    def note(self, text: str) -> None:
        """Keep the first line of the text that has a letter."""
        if letter := LETTER.search(text):
            line = self.getpos()[0] + text[: letter.start()].count("\n")
            self.found.append((line, " ".join(text.split())[:60]))


def without_tags(tokens: list[Token]) -> str:
    """Return the template's own text: tags and translated blocks leave only their newlines."""
    text, until = [], ""
    for token in tokens:
        is_text = token.token_type == TokenType.TEXT
        text.append(token.contents if is_text and not until else "\n" * token.contents.count("\n"))
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split(" ")[0]
            if until:
                until = "" if name == until else until
            elif SKIPPED.match(token.contents):
                until = f"end{name}"
    return "".join(text)


def complaints(source: str, *, is_html: bool = True) -> Iterator[tuple[int, str]]:
    """Yield a line number and a message for everything in a template that is not as it should."""
    tokens = Lexer(source).tokenize()
    for token in tokens:
        if token.token_type == TokenType.BLOCK and MARKUP.match(token.contents):
            yield token.lineno or 0, "markup inside a translated string: use blocktranslate"
    text = without_tags(tokens)
    for line, words in Letters(text).found if is_html else enumerate(text.splitlines(), start=1):
        if LETTER.search(words):
            yield line, f"not translated: {words}"
