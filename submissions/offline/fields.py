"""Which field each code in the document stands for, and what its label and choices are called."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation

from common.countries import INTERNATIONAL, REGIONS, codes_by_name, is_country
from common.languages import OWN_NAMES
from common.text import fold
from submissions.forms.answer import AnswerForm
from submissions.forms.recommendations import RecommendationForm
from submissions.models import Call, Category, Publication
from submissions.models.recommendations import Level, Perspective, Phase

# Codes stand in documents that are under way: a new field gets a new one, none is given anew.
WHO = {
    "A1": "organization",
    "A2": "acronym",
    "A3": "category",
    "A4": "category_other",
    "A5": "country",
    "A6": "on_behalf_of",
    "A7": "co_sponsors",
    "A8": "contact_name",
    "A9": "contact_email",
    "A10": "language",
}
HOW = {"A11": "publication"}
MAIN = {**WHO, **HOW}
OF_EACH = {
    "R1": "title",
    "R2": "text",
    "R3": "themes",
    "R4": "perspective",
    "R5": "level",
    "R6": "phases",
    "R7": "addressed_to",
}
FIELDS = {**MAIN, **OF_EACH}
CODES = {name: code for code, name in FIELDS.items()}
LONG = {"co_sponsors", "text"}
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# What word processors and people set in place of one another, or add.
LEVELLED = str.maketrans({**dict.fromkeys("’‘ʼ`´", "'"), **dict.fromkeys("–—‑−", "-")})
AROUND = " \t.:;,*\"“”„«»‹›'"

Choices = list[tuple[str, str]]


def key(words: str) -> str:
    """Return by what words are known again: without case, accents, kinds of quotes and dashes."""
    return fold(words.translate(LEVELLED).replace("\u200e", "").replace("\u200f", "")).strip(AROUND)


def label(name: str) -> str:
    """Return the label of a field, in the active language."""
    fields = {**AnswerForm.base_fields, **RecommendationForm.base_fields}
    return str(fields[name].label)


def choices(call: Call) -> dict[str, Choices]:
    """Return field -> its (value, words), in the active language; fields of free words are not in.

    Reads the themes of the call, unless they were fetched before.
    """
    pairs: dict[str, Any] = {
        "category": Category.choices,
        "language": [*OWN_NAMES.items()],
        "publication": Publication.choices,
        "themes": [(theme.slug, theme.shown("name")) for theme in call.themes.all()],
        "perspective": Perspective.choices,
        "level": Level.choices,
        "phases": Phase.choices,
    }
    return {name: [(str(value), str(words)) for value, words in pairs[name]] for name in pairs}


def vocabulary(call: Call) -> dict[str, dict[str, str]]:
    """Return field -> key of its words in any of the six languages -> value."""
    known: dict[str, dict[str, str]] = {"country": {key(n): c for n, c in codes_by_name().items()}}
    for code in LANGUAGES:
        with translation.override(code):
            for name, pairs in choices(call).items():
                words = known.setdefault(name, {})
                words |= {key(said): value for value, said in pairs}
            known["language"] |= {key(str(said)): one for one, said in settings.LANGUAGES}
            known["country"][key(str(REGIONS[INTERNATIONAL]))] = INTERNATIONAL
    for name, pairs in choices(call).items():
        known[name] |= {key(value): value for value, _said in pairs}
    known["themes"] |= {key(theme.name): theme.slug for theme in call.themes.all()}
    return known


def country_of(words: str, known: Mapping[str, str]) -> str:
    """Return the value of a country from its name, or from its code in capitals; "" for none."""
    code = words.strip()
    return code if is_country(code) else known.get(key(words), "")


def codes_by_label() -> dict[str, str]:
    """Return key of a label in any of the six languages -> code, for where codes were deleted."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {key(label(name)): code for code, name in FIELDS.items()}
    return found


CODE = re.compile(r"\[\s*([AR])\s?(\d{1,2})\s*\]", re.IGNORECASE)
MARKER = re.compile(r"\[\s*IDM\s+([-\w]+)\s+([a-z]{2}(?:-[a-z]+)?)\s*\]", re.IGNORECASE)


def code_of(label_lines: list[str], by_label: Mapping[str, str]) -> str:
    """Return the code of a field by its cell: as it stands there, else by the label; "" for none.

    `by_label`: see `codes_by_label`.
    """
    match = CODE.search(" ".join(label_lines))
    code = f"{match[1].upper()}{int(match[2])}" if match else ""
    return code if code in FIELDS else by_label.get(key(label_lines[0].partition("(")[0]), "")


def marker(call: Call, language: str) -> str:
    """Return by what a document tells of which call and in which language it was made."""
    return f"[IDM {call.slug} {language}]"
