"""The terms of docs/terms.md, and whether the catalogues keep to them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel.messages.catalog import Message
from django.conf import settings

from common import catalogues

FILE = catalogues.ROOT / "docs" / "terms.md"
MARKS = re.compile("[\u064b-\u0652\u0640]")  # vowel signs and stretching: Arabic is typed without


@dataclass(frozen=True)
class Term:
    """A word of the field: English, and what must stand in a translation, per language."""

    english: str
    cells: dict[str, str]

    def stands_in(self, text: str) -> bool:
        """Tell whether an English text holds the term, in singular or plural."""
        return bool(_pattern(self.english).search(catalogues.PLACEHOLDER.sub(" ", text)))

    def is_kept(self, text: str, language: str) -> bool:
        """Tell whether a translation holds all words of one of the language's forms."""
        folded = _folded(text)
        forms = _folded(re.sub(r"\([^)]*\)", "", self.cells[language])).split(" / ")
        return any(all(word in folded for word in form.split()) for form in forms)


@cache
def _pattern(english: str) -> re.Pattern[str]:
    plural = rf"{english[:-1]}(y|ies)" if english.endswith("y") else rf"{english}(s|es)?"
    return re.compile(rf"(?<![\w-]){plural}(?![\w-])", re.IGNORECASE)


def _folded(text: str) -> str:
    return MARKS.sub("", text).casefold().replace("ё", "е")


@cache
def terms() -> tuple[Term, ...]:
    """Return the terms of the table, the longest first."""
    codes = [code for code, _name in settings.LANGUAGES]
    found = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == len(codes) and cells[0] != "English":
            found.append(Term(cells[0], dict(zip(codes, cells, strict=True))))
    return tuple(sorted(found, key=lambda term: -len(term.english)))


def complaints(language: str) -> Iterator[str]:
    """Yield the translations of a language that leave a term of the table out."""
    for message in catalogues.read(language):
        if message.id:
            for term in _left_out(message, language):
                wanted = term.cells[language]
                yield f"“{term.english}” is “{wanted}” in docs/terms.md: {message.id}"[:200]


def _left_out(message: Message, language: str) -> Iterator[Term]:
    english = message.id if isinstance(message.id, str) else message.id[-1]
    said = [message.string] if isinstance(message.string, str) else [*(message.string or ())]
    free = " ".join(message.user_comments)
    for term in terms():
        if all(said) and term.stands_in(english):
            is_free = f"other word: {term.english}" in free
            if not is_free and not all(term.is_kept(text, language) for text in said):
                yield term
            english = _pattern(term.english).sub(" ", english)
