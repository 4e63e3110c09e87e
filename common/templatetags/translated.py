"""Texts in the reader's language; the original, marked as such, where there is no translation."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString

from common.translated import Shown, Translated

register = template.Library()


@register.filter
def shown(row: Translated, field: str) -> Shown:
    """Return a text for a place within a line: it marks itself where it is in another language.

    A block that holds it has the attributes of `lang_of`, and takes it `|plain`.
    """
    return row.shown(field)


@register.filter
def original(row: Translated, field: str) -> Shown:
    """Return the original of a text for a place within a line: what the desk works with."""
    return row.original(field)


@register.filter
def plain(text: str) -> str:
    """Return a text without markup: for titles, attributes, labels of options and plain mails."""
    return str(text)


@register.simple_tag
def lang_of(row: Translated, field: str) -> SafeString:
    """Return the attributes of an element that holds a text: its language where it is another."""
    return row.shown(field).attributes


@register.inclusion_tag("partials/_translation_note.html", takes_context=True)
def translation_note(
    context: template.Context, rows: Translated | Iterable[Translated], *fields: str
) -> dict[str, Any]:
    """Say once for a part of a page what is not in the reader's language, or not official.

    `rows`: one row or several, with the same fields. Nothing where nothing is to be said.
    """
    several = [rows] if isinstance(rows, Translated) else rows
    texts = [row.shown(field) for row in several for field in fields]
    here = [link for link in context.get("language_links") or () if _is_original(link)]
    return {
        "not_yet": any(text.is_foreign for text in texts),
        "unofficial": any(text.is_translation and not text.is_official for text in texts),
        "older": any(text.is_older for text in texts),
        "original_url": here[0]["url"] if here else "",
        "original_language": settings.LANGUAGE_CODE,
    }


@register.inclusion_tag("partials/_translation_original.html")
def original_of(row: Translated, *fields: str) -> dict[str, Any]:
    """Show below translated texts, folded, the originals that count; for what people agree to."""
    texts = {field: row.shown(field) for field in fields if getattr(row, field)}
    translated = {field: text for field, text in texts.items() if text.is_translation}
    return {
        "originals": [row.shown(field, row.original_language) for field in translated],
        "not_yet": any(text.is_foreign for text in texts.values()),
        "unofficial": any(not text.is_official for text in translated.values()),
    }


def _is_original(link: dict[str, Any]) -> bool:
    return bool(link["code"] == settings.LANGUAGE_CODE and not link["is_current"])
