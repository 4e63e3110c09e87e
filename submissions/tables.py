"""The list as files: CSV and JSON piece by piece, XLSX into a temporary file."""

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any

from xlsxwriter import Workbook

from common.spreadsheets import cell
from submissions.exports import COLUMNS, Export

MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Strings stay strings whatever they begin with, and rows go to the disk one by one.
AS_TEXT = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
# What a cell of a workbook holds; XlsxWriter would leave a longer text out.
LONGEST_CELL = 32_767


def to_csv(export: Export) -> Iterator[str]:
    """Yield CSV that spreadsheets open as UTF-8."""
    yield "\ufeff" + _lines([COLUMNS])
    for rows in export.chunks():
        yield _lines([cell(_flat(row[name])) for name in COLUMNS] for row in rows)


def to_json(export: Export) -> Iterator[str]:
    """Yield one object; `total` is what was found: what leaves meanwhile is not among the rows."""
    head = _head(export)
    yield json.dumps(head, ensure_ascii=False).removesuffix("}") + ', "recommendations": ['
    separator = "\n"
    for rows in export.chunks():
        for row in rows:
            said = {name: row[name] for name in COLUMNS}
            yield separator + json.dumps(said, ensure_ascii=False)
            separator = ",\n"
    yield "\n]}\n"


def to_xlsx(export: Export) -> IO[bytes]:
    """Return a workbook of two sheets, every cell of it text, ready to be read."""
    file = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with Workbook(file, AS_TEXT) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("recommendations")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, COLUMNS, bold)
        rows = chain.from_iterable(export.chunks())
        for number, row in enumerate(rows, start=1):
            for column, name in enumerate(COLUMNS):
                sheet.write_string(number, column, _short(_flat(row[name])))
        about = book.add_worksheet("about")
        for number, (name, value) in enumerate(_head(export).items()):
            about.write_string(number, 0, name, bold)
            about.write_string(number, 1, _short(_flat(value)))
    file.seek(0)
    return file


def _head(export: Export) -> dict[str, Any]:
    """Return what is told of the rows as a whole."""
    return {
        "licences": export.licences,
        "source": export.source,
        "as_of": export.at.isoformat(),
        "language": export.language,
        "filters": export.filters,
        "total": len(export.references),
    }


def _lines(rows: Iterable[Iterable[str]]) -> str:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _flat(value: Any) -> str:
    """Return a value as the text of one cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return "; ".join(value) if isinstance(value, list) else str(value)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
