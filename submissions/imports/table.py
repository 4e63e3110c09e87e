"""Read a table from a CSV file: its header, and its rows as a spreadsheet counts them."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

DELIMITERS = ",;\t"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class TableError(ValueError):
    """The file cannot be read as a table; the message says why and what to do."""


@dataclass
class Table:
    """A CSV file that is open: `header` is read, `rows()` gives the rest."""

    file: TextIO
    delimiter: str
    header: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the number of each row, as a spreadsheet shows it, and its cells.

        The header is row 1; empty rows are passed over. Raises TableError for quotes that do not
        close.
        """
        self.file.seek(0)
        reader = csv.reader(self.file, delimiter=self.delimiter, strict=True)
        number = 1
        try:
            for number, cells in enumerate(reader, start=1):
                if number > 1 and any(cell.strip() for cell in cells):
                    yield number, cells
        except csv.Error as error:
            raise TableError(
                _("After row %(row)s the quotation marks do not match (%(error)s).")
                % {"row": number, "error": error}
            ) from error


@contextmanager
def open_table(path: Path, encoding: str = "utf-8") -> Iterator[Table]:
    """Open a CSV file; the delimiter (comma, semicolon or tab) is the one of its first line.

    Bytes that are not of the encoding come through as lone surrogates, so that they are found
    with row and column. Raises TableError for a file that cannot be opened, has no header, or
    has a column twice.
    """
    try:
        with path.open("rb") as binary:
            is_utf_16 = binary.read(2) in UTF_16
        name = codecs.lookup(encoding).name
        if is_utf_16 and "16" not in name:
            raise TableError(_("The file is UTF-16: add --encoding utf-16, or save it as UTF-8."))
        name = "utf-8-sig" if name == "utf-8" else name
        file = path.open(encoding=name, errors="surrogateescape", newline="")
    except LookupError as error:
        raise TableError(_("unknown encoding: %(name)s") % {"name": encoding}) from error
    except OSError as error:
        raise TableError(f"{path}: {error.strerror}") from error
    with file:
        try:
            first = file.readline()
            table = Table(file, max(DELIMITERS, key=first.count))
            table.header = _header(table)
            yield table
        except UnicodeDecodeError as error:
            raise TableError(str(error)) from error


def _header(table: Table) -> list[str]:
    table.file.seek(0)
    reader = csv.reader(table.file, delimiter=table.delimiter)
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise TableError(str(error)) from error
    if not any(header):
        raise TableError(_("The first row holds no names of columns."))
    twice = [name for name, count in Counter(filter(None, header)).items() if count > 1]
    if twice:
        raise TableError(
            _("The column “%(name)s” stands twice: rename one of them.") % {"name": twice[0]}
        )
    return header
