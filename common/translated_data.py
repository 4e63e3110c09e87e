"""Translations of a data file, for rows that say just what the file translates."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from common.translated import Translated

Entry = Mapping[str, Any]


def read(file: Path) -> dict[str, Entry]:
    """Return original -> its entry: a text by language, the `official` languages, `source`s."""
    rows = json.loads(file.read_text(encoding="utf-8"))["texts"]
    return {row["en"]: row for row in rows}


@transaction.atomic
def bring(texts: Mapping[str, Entry], rows: Iterable[Translated]) -> int:
    """Give rows the translations that they lack and return how many texts were given.

    What staff typed or took away stays, and so does the original that they changed: it is not
    what the file translates.
    """
    return sum(_bring(texts, row) for row in rows)


def _bring(texts: Mapping[str, Entry], row: Translated) -> int:
    found = [(field, texts.get(getattr(row, field))) for field in row.translated_fields]
    lacking = [
        (field, language, entry)
        for field, entry in found
        if entry
        for language in row.languages
        if entry.get(language) and not row.kept(language, field)
    ]
    if lacking:
        row.lock_translations()
    for field, language, entry in lacking:
        row.translate(
            field,
            language,
            entry[language],
            is_official=language in entry.get("official", ()),
            source=entry.get("source", {}).get(language, ""),
        )
    if lacking:
        row.save(update_fields=["translations"])
    return len(lacking)
