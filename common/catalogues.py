"""Catalogues of translations: gathered from the code and compared with it, by Babel.

Django's own commands need the GNU gettext programs; Babel needs Python alone.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from gettext import c2py
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
SOURCES = ("common", "dialogues", "idmportal", "outcomes", "submissions", "templates")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
FEW, MORE = range(3), range(3, 1000)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
HEADER = "# The IDM portal in %s. How to work on it: CONTRIBUTING.md; its terms: docs/terms.md."
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)


def path_of(language: str) -> Path:
    """Return the file of a language's catalogue."""
    return ROOT / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"


def gathered() -> Catalog:
    """Return all texts for people in the code and the templates, with the files they stand in."""
    catalog = Catalog(domain="django", charset="utf-8")
    for folder in SOURCES:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in {".py", ".html", ".txt"} and "migrations" not in file.parts:
                name = str(file.relative_to(ROOT))
                for message, comments, context in _texts(file):
                    catalog.add(
                        message, locations=[(name, 0)], auto_comments=comments, context=context
                    )
    return catalog


def _texts(file: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    source = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        # Django turns a template into calls of gettext; in parentheses, indents mean nothing.
        source = f"({templatize(source)})"
    found = extract("python", BytesIO(source.encode()), KEYWORDS, ("Translators:",))
    for _line, message, comments, context in found:
        yield message, comments, context


def read(language: str) -> Catalog:
    """Return the catalogue of a language; an empty one where there is none yet."""
    file = path_of(language)
    if not file.exists():
        return Catalog(locale=Locale.parse(to_locale(language)), domain="django")
    with file.open("rb") as opened:
        return read_po(opened, locale=to_locale(language), domain="django")


def update(language: str) -> Catalog:
    """Bring the catalogue of a language to the texts of today, and return it.

    A text that is gone goes; a new one is empty: a guess that looks right is found by nobody.
    """
    catalog = read(language)
    catalog.update(gathered(), no_fuzzy_matching=True, keep_user_comments=True)
    catalog.obsolete.clear()
    for message in catalog:
        if message.id and message.fuzzy:  # one number became two forms: half a translation
            message.flags.discard("fuzzy")
            message.string = ("",) * catalog.num_plurals if message.pluralizable else ""
    catalog.header_comment = HEADER % catalog.locale.english_name
    catalog.project, catalog.version, catalog.fuzzy = "IDM portal", "1", False
    catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = "IDM portal"
    catalog.creation_date = catalog.revision_date = NO_DATE  # it would change with every update
    file = path_of(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as opened:
        write_po(opened, catalog, width=100, omit_header=False, include_lineno=False)
    return catalog


def complaints(language: str) -> Iterator[str]:
    """Yield what is wrong with the catalogue of a language, one line each."""
    catalog, now = read(language), gathered()
    for message in now:
        if message.id and catalog.get(_first(message), message.context) is None:
            yield f"not in the catalogue: {_first(message)[:70]}"
    for message in catalog:
        if not message.id:
            continue
        if now.get(_first(message), message.context) is None:
            yield f"no longer in the code: {_first(message)[:70]}"
        for wrong in _wrong(message, catalog.num_plurals, _of_few(catalog)):
            yield f"{wrong}: {_first(message)[:70]}"


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _of_few(catalog: Catalog) -> set[int]:
    """Return the plural forms that stand for zero, one or two and for no other number."""
    form_of = c2py(catalog.plural_expr)
    return {form_of(number) for number in FEW} - {form_of(number) for number in MORE}


def _wrong(message: Message, plurals: int, of_few: set[int]) -> Iterator[str]:
    """Yield what is wrong with one translation."""
    english = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    said = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    if message.fuzzy:
        yield "fuzzy"
    if len(said) != (plurals if message.pluralizable else 1) or not all(map(str.strip, said)):
        yield "not translated"
        return
    named = {mark for text in english for mark in PLACEHOLDER.findall(text)}
    left_out: set[str] = set()
    for form, text in enumerate(said):
        marks = set(PLACEHOLDER.findall(text))
        # Zero, one and two may be said in words: then the number that is counted is left out.
        in_words = named - marks if message.pluralizable and form in of_few else set()
        left_out |= in_words
        if marks - named or named - marks - in_words or (in_words and len(left_out) > 1):
            yield f"placeholders {sorted(marks ^ named)}"
        ends = [(one.startswith("\n"), one.endswith("\n")) for one in (text, english[0])]
        if ends[0] != ends[1]:
            yield "line breaks at the ends differ"
