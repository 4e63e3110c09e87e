"""The text of a DOCX as its reader sees it: tables row by row, and what stands beside them.

By local names: so a document in the strict dialect of the format is read as well.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _
from lxml import etree

from common.files import BROKEN_PACKAGE, DOCX, check_file

BODY = "word/document.xml"
# Bytes of the unpacked text. Fifty of the longest recommendations, in Chinese, have three million.
LONGEST = 8 * 1024 * 1024
# Nothing that its reader sees: what was deleted or moved away, fields' commands, other renderings.
UNSEEN = {
    *("del", "moveFrom", "delText", "delInstrText", "instrText", "fldData"),
    *("Fallback", "rPr", "sectPr", "tblPr", "trPr", "tcPr", "sdtPr", "rt"),
}
TRACKED = ("{*}ins", "{*}del", "{*}moveFrom", "{*}moveTo")
SIGNS = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "\u2011", "br": "\n", "cr": "\n"}
# Wingdings and its sisters keep pictures where other fonts keep letters.
SYMBOLS = {
    **dict.fromkeys(("f06f", "f071", "f0a8", "f072"), "☐"),
    **dict.fromkeys(("f078", "f0fd", "f0fe", "f0fc", "f0fb", "f052", "f053", "f054"), "☒"),
}


@dataclass(frozen=True)
class Row:
    """A row of a table: the lines of its first cell, and those of all others."""

    label: list[str]
    value: list[str]


@dataclass(frozen=True)
class Content:
    """A document: its rows, the lines outside of tables, and whether changes are tracked."""

    rows: list[Row]
    outside: list[str]
    has_tracked_changes: bool


def content_of(file: File) -> Content:
    """Return what stands in a DOCX.

    Raises ValidationError, in words for the sender, for what `check_file` refuses, what is no
    DOCX or cannot be read, and for one whose text is too long.
    """
    checked = check_file(file)
    name = {"name": checked.name}
    if checked.content_type != DOCX:
        text = _("“%(name)s” is not a DOCX file. Save the offline form as DOCX.")
        raise ValidationError(text, params=name)
    try:
        with zipfile.ZipFile(file) as package:
            if package.getinfo(BODY).file_size > LONGEST:
                text = _("“%(name)s” is too long to be an offline form.")
                raise ValidationError(text, params=name)
            xml = package.read(BODY)
        body = _parsed(xml)
    except (*BROKEN_PACKAGE, KeyError, etree.XMLSyntaxError):
        text = _("“%(name)s” is damaged and cannot be opened. Save it again and add it once more.")
        raise ValidationError(text, params=name) from None
    rows = list(_rows(body))
    return Content(rows, _lines(body, and_tables=False), _is_tracked(body))


def _parsed(xml: bytes) -> Any:
    """Return the root; nothing is fetched, no entity is put in, nesting is limited.

    Raises ValueError for a document type, which no word processor writes.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(xml, parser)
    if root.getroottree().docinfo.doctype:
        raise ValueError("A document type declares entities")
    return root


def _rows(body: Any) -> Iterator[Row]:
    """Yield all rows but those of tables that were put into an answer's cell."""
    for row in body.iter("{*}tr"):
        cells = list(_cells(row))
        if cells and _is_first(row) and row.find("{*}trPr/{*}del") is None:
            value = [line for cell in cells[1:] for line in _lines(cell)]
            yield Row(_lines(cells[0], and_tables=False), value)


def _is_first(row: Any) -> bool:
    """Tell whether the row stands in no table, or in the first cell of each that it stands in."""
    cells = row.iterancestors("{*}tc")
    return all(next(cell.itersiblings("{*}tc", preceding=True), None) is None for cell in cells)


def _cells(row: Any) -> Iterator[Any]:
    """Yield the cells of a row, also those in content controls; not those of tables in them."""
    for child in row.iterchildren(tag=etree.Element):
        if etree.QName(child).localname == "tc":
            yield child
        else:
            yield from _cells(child)


def _is_tracked(body: Any) -> bool:
    return next(body.iter(*TRACKED), None) is not None


def _lines(element: Any, *, and_tables: bool = True) -> list[str]:
    """Return the lines of all paragraphs, without empty ones at the ends."""
    parts: list[str] = []
    _gather(element, parts, and_tables)
    return "".join(parts).strip("\n").split("\n")


def _gather(element: Any, parts: list[str], and_tables: bool) -> None:
    for child in element.iterchildren(tag=etree.Element):
        name = etree.QName(child).localname
        if name in UNSEEN or (name == "tbl" and not and_tables) or _is_placeholder(child, name):
            continue
        if name == "t":
            parts.append(child.text or "")
        elif name in SIGNS:
            parts.append(SIGNS[name])
        elif name == "sym":
            parts.append(_symbol(child))
        elif name == "tr" and child.find("{*}trPr/{*}del") is not None:
            continue
        elif name != "pPr":
            _gather(child, parts, and_tables)
            # Where the mark of a paragraph was deleted it goes on with the next one.
            if name == "p" and child.find("{*}pPr/{*}rPr/{*}del") is None:
                parts.append("\n")


def _is_placeholder(element: Any, name: str) -> bool:
    return name == "sdt" and element.find("{*}sdtPr/{*}showingPlcHdr") is not None


def _symbol(element: Any) -> str:
    codes = [value.lower() for attribute, value in element.items() if attribute.endswith("}char")]
    return SYMBOLS.get(codes[0], "") if codes else ""
