"""Texts that staff translate: beside each original stand its translations, the original stays.

Fields: `translation_forms.py`; the desk: `translation_admin.py`; translations that come with
data files: `translated_data.py`.

What quotes, freezes, digests and searches reads the plain fields, which are never translated.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.canonical import digest
from common.languages import direction

# Enough of a SHA-256 to tell one version of a text from the next.
DIGEST_LENGTH = 16


class State(StrEnum):
    """Where a text stands in one language."""

    NOTHING = "nothing"  # the original is empty
    MISSING = "missing"
    OLDER = "older"
    CURRENT = "current"

    @property
    def label(self) -> Promise:
        """The words for it."""
        return LABELS[self]


LABELS: dict[State, Promise] = {
    State.NOTHING: _("Nothing to translate"),
    State.MISSING: _("Missing"),
    State.OLDER: _("Older than its original"),
    State.CURRENT: _("Translated"),
}


class Shown(str):
    """A text as a reader gets it: plain text, that marks itself in HTML where it is foreign.

    `language` is that of the text, `asked` the one that was asked for.
    """

    __slots__ = ("asked", "is_official", "is_older", "is_translation", "language")
    language: str
    asked: str
    is_translation: bool
    is_official: bool
    is_older: bool

    def __new__(
        cls,
        text: str,
        language: str,
        asked: str,
        *,
        is_translation: bool = False,
        is_official: bool = False,
        is_older: bool = False,
    ) -> Self:
        """Make the text with what is known of it."""
        made = super().__new__(cls, text)
        made.language, made.asked = language, asked
        made.is_translation, made.is_official, made.is_older = is_translation, is_official, is_older
        return made

    def __html__(self) -> SafeString:
        """Return the text for a place within a line, in a <span> where it is foreign."""
        text = escape(str(self))
        return format_html("<span{}>{}</span>", self.attributes, text) if self.is_foreign else text

    def again(self, text: str) -> "Shown":
        """Return another text, made of this one, in the same language."""
        return Shown(
            text,
            self.language,
            self.asked,
            is_translation=self.is_translation,
            is_official=self.is_official,
            is_older=self.is_older,
        )

    @property
    def is_foreign(self) -> bool:
        """Whether the text is in another language than that of the page."""
        return bool(self) and self.language != self.asked

    @property
    def attributes(self) -> SafeString:
        """The attributes of the element that holds the text; none in the page's language."""
        if not self.is_foreign:
            return SafeString("")
        return format_html(' lang="{}" dir="{}"', self.language, direction(self.language))


def reading_language() -> str:
    """Return the language of the page or mail that is written."""
    return get_language() or settings.LANGUAGE_CODE


def as_original(text: str) -> Shown:
    """Return a text that was kept in the language of the originals, for a page in any."""
    return Shown(text, settings.LANGUAGE_CODE, reading_language())


def fingerprint(text: str) -> str:
    """Return by what the original of a translation is known again."""
    return digest(text)[:DIGEST_LENGTH]


class Translated(models.Model):
    """A row with texts that readers get in their own language where there is a translation.

    `translations` holds language -> field -> `text`; `of`, the fingerprint of the original that it
    was made from; `official`; and `source`, where an official one is known from. An empty `text`
    was taken away by staff.
    """

    # What can be translated, in the order of a form.
    translated_fields: ClassVar[tuple[str, ...]] = ()
    # What people agree to: a translation that is older than it is not shown.
    binding_fields: ClassVar[tuple[str, ...]] = ()
    # The path to the row on whose page this one is translated; "" for its own.
    translated_under: ClassVar[str] = ""
    # Who may change rows of this model translates them, where that has no permission of its own.
    translated_by: ClassVar[str] = ""

    translations = models.JSONField(_("translations"), default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def original_language(self) -> str:
        """The language of the plain fields."""
        return settings.LANGUAGE_CODE

    @property
    def languages(self) -> list[str]:
        """The languages that it can be translated into."""
        return [code for code, _name in settings.LANGUAGES if code != self.original_language]

    def translated_rows(self) -> "Iterable[Translated]":
        """Return the rows that are translated on the page of this one, in their order."""
        return [self]

    @property
    def heading(self) -> str:
        """What the row is called; in HTML marked where it is in another language."""
        return self.shown(self.translated_fields[0])

    def shown(self, field: str, language: str = "") -> Shown:
        """Return a text in a language (default: that of the page), else the original."""
        asked = language or reading_language()
        original: str = getattr(self, field)
        kept = self.kept(asked, field)
        if original and kept.get("text") and asked != self.original_language:
            is_older = kept["of"] != fingerprint(original)
            if not (is_older and field in self.binding_fields):
                return Shown(
                    kept["text"],
                    asked,
                    asked,
                    is_translation=True,
                    is_official=kept["official"],
                    is_older=is_older,
                )
        return Shown(original, self.original_language, asked)

    def original(self, field: str) -> Shown:
        """Return the original of a text, for a page in any language."""
        return Shown(getattr(self, field), self.original_language, reading_language())

    def said(self, field: str) -> str:
        """Return a text in the language of the page, else the original, as plain text."""
        return str(self.shown(field))

    def state(self, field: str, language: str) -> State:
        """Return where a text stands in a language."""
        original, kept = getattr(self, field), self.kept(language, field)
        return state_of(original, kept)

    def translate(
        self,
        field: str,
        language: str,
        text: str,
        *,
        is_official: bool = False,
        source: str = "",
        of: str = "",
    ) -> None:
        """Set a translation; "" takes it away. Saves nothing.

        `of`: the fingerprint of the original that it was made from, if not of the one of now.

        Raises ValueError for a field or a language that is not translated, and for the
        translation of an empty original.
        """
        if field not in self.translated_fields or language not in self.languages:
            raise ValueError(f"{field} of {type(self).__name__} has no translation in {language}")
        original = getattr(self, field)
        if text and not original:
            raise ValueError(f"{field} is empty: there is nothing to translate")
        of = of or fingerprint(original)
        kept = {"text": text, "of": of, "official": bool(text) and is_official}
        if text and source:
            kept["source"] = source
        self.translations.setdefault(language, {})[field] = kept

    def confirm(self, field: str, language: str, of: str) -> None:
        """Say that a translation is right for the original of this fingerprint. Saves nothing."""
        self.translations[language][field]["of"] = of

    def lock_translations(self) -> None:
        """Read the translations again, for writing them in this transaction."""
        rows: models.QuerySet[Any] = (
            models.QuerySet(type(self)).filter(pk=self.pk).select_for_update()
        )
        self.translations = rows.values_list("translations", flat=True).get()

    def kept(self, language: str, field: str) -> dict[str, Any]:
        """Return what is kept of a translation; {} where there is none."""
        found: dict[str, Any] = self.translations.get(language, {}).get(field, {})
        return found


def state_of(original: str, kept: dict[str, Any]) -> State:
    """Return where a text stands, from its original and what is kept of its translation."""
    if not original:
        return State.NOTHING
    if not kept.get("text"):
        return State.MISSING
    return State.CURRENT if kept["of"] == fingerprint(original) else State.OLDER


def translated_models() -> list[type[Translated]]:
    """Return every model whose rows are translated, in the order of the apps."""
    return [model for model in apps.get_models() if issubclass(model, Translated)]
