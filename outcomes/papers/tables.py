"""An edition to take away: its entries as rows of a table, and all of it as JSON."""

import csv
import json
from io import StringIO
from typing import Any

from common.spreadsheets import cell
from outcomes.papers.reading import EntryRead, Paper

LISTS = ("themes", "statements")
COLUMNS = (
    *("entry", "state", "why", "reference", "url", "stakeholder", "category", "country", "themes"),
    *("perspective", "language", "title", "text", "disposition", "reason", "statements"),
)


def to_csv(paper: Paper, base_url: str) -> str:
    """Return the entries as CSV that spreadsheets open as UTF-8; one that left has a state only."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in paper.annex:
        row = _row(one, base_url)
        writer.writerow([row["entry"], *(cell(_flat(row[name])) for name in COLUMNS[1:])])
    return "\ufeff" + text.getvalue()


def to_json(paper: Paper, base_url: str) -> dict[str, Any]:
    """Return what is frozen, its digest, and the entries with what is public of them now."""
    return {
        "sha256": paper.edition.digest,
        "frozen": json.loads(paper.edition.frozen),
        "entries": [_row(one, base_url) for one in paper.annex],
    }


def _row(one: EntryRead, base_url: str) -> dict[str, Any]:
    """Return an entry with the codes of the portal's lists; `state`: public, changed or gone.

    Of one that is gone there is nothing but `why`, in words.
    """
    empty = {name: [] if name in LISTS else "" for name in COLUMNS}
    if one.gone:
        return {**empty, "entry": one.number, "state": "gone", "why": one.gone}
    return {
        **empty,
        **one.codes,
        "entry": one.number,
        "state": "changed" if one.is_changed else "public",
        "reference": one.reference,
        "url": base_url + one.url,
        "stakeholder": one.name,
        "title": one.title,
        "text": one.text,
        "reason": one.reason,
        "statements": one.statements,
    }


def _flat(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
