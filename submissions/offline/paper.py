"""A DOCX in one of the six languages: its fonts, its direction, and tables to be filled."""

import io
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from common.languages import direction

INK, QUIET, RIVER, TINT, LINE = "10232B", "48595F", "073F48", "E2F0F0", "97C1C7"
LATIN, CHINESE, BOXES = "Arial", "Microsoft YaHei", "MS Gothic"
LOCALES = {
    "en": "en-GB",
    "fr": "fr-FR",
    "es": "es-ES",
    "ar": "ar-SA",
    "zh-hans": "zh-CN",
    "ru": "ru-RU",
}
LABELS, VALUES = Cm(5.6), Cm(11.4)
# What XML cannot hold.
NO_TEXT = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Paper:
    """A document that grows from its top to its end."""

    def __init__(self, language: str, title: str) -> None:
        """Make an empty one, on A4, that tells its language and title."""
        self.language = language
        self.is_rtl = direction(language) == "rtl"
        self.document = Document()
        about = self.document.core_properties
        about.title, about.language = fit(title)[:255], LOCALES[language]
        about.author, about.comments = "", ""
        about.created = about.modified = datetime.now(UTC)
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(1.8)
        self._set_styles()

    def heading(self, text: str, level: int) -> None:
        """Add a heading; level 0 is the title."""
        self._write(self.document.add_heading(level=level), text)

    def text(self, text: str, style: str = "Normal", *, run: str = "") -> None:
        """Add a paragraph in its style; `run`: the style of its letters, if not the same."""
        self._write(self.document.add_paragraph(style=style), text, run)

    def numbered(self, texts: Iterable[str]) -> None:
        """Add a numbered list."""
        for text in texts:
            self.text(text, "List Number")

    def table(self) -> Table:
        """Add a table without rows: labels, and beside each room for what is typed."""
        table: Table = self.document.add_table(0, 2, "Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, (LABELS, VALUES), strict=True):
            column.width = width
        properties = _xml(table).tblPr
        if self.is_rtl:
            _put(properties, "w:bidiVisual")
        edges = _put(properties, "w:tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            _put(edges, f"w:{side}", val="single", sz="4", space="0", color=LINE)
        margins = _put(properties, "w:tblCellMar")
        for side in ("top", "left", "bottom", "right"):
            _put(margins, f"w:{side}", w="85", type="dxa")
        _in_order(properties)
        return table

    def row(
        self,
        table: Table,
        label: str,
        code: str,
        lines: Iterable[str],
        *,
        hint: str = "",
        optional: str = "",
        is_long: bool = False,
        is_ours: bool = False,
    ) -> None:
        """Add a row: label, code and hint; and the lines of its value, each a paragraph.

        `optional`: the word that says so, "" where something must be typed; `is_ours`: the lines
        are choices, not what somebody typed in a script of their own.
        """
        row: Any = table.add_row()  # type: ignore[no-untyped-call]  # python-docx forgot it
        if is_long:
            row.height = Cm(4)
        else:
            _put(_xml(row).get_or_add_trPr(), "w:cantSplit")
        head, value = row.cells
        _put(_xml(head).get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill=TINT)
        first = head.paragraphs[0]
        self._write(first, label, "Label")
        if optional:
            self._run(first, f" ({optional})", "Hint")
        self._run(first, f" [{code}]", "Code")
        if hint:
            self._write(head.add_paragraph(), hint, "Hint")
        self._fill(value, [*lines] or [""], is_rtl=self.is_rtl if is_ours else None)
        if len(table.rows) == 1:  # the first row of a table goes with what follows
            for paragraph in head.paragraphs:
                paragraph.paragraph_format.keep_with_next = True

    def line_below(self, text: str) -> None:
        """Put a text and the number of the page at the foot of each page."""
        paragraph = self.document.sections[0].footer.paragraphs[0]
        self._write(paragraph, f"{text}  ·  ", "Hint")
        field = _put(_xml(paragraph), "w:fldSimple", instr="PAGE")
        run = OxmlElement("w:r")
        number = _put(run, "w:t")
        number.text = "1"
        field.append(run)

    def saved(self) -> bytes:
        """Return the document."""
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()

    def _fill(self, cell: Any, lines: list[str], *, is_rtl: bool | None) -> None:
        """Write lines into a cell; None: from the side of what is typed."""
        is_rtl = is_right_to_left("\n".join(lines), self.is_rtl) if is_rtl is None else is_rtl
        for number, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            self._write(paragraph, line, is_rtl=is_rtl)
            paragraph.paragraph_format.space_after = Pt(2)

    def _write(
        self, paragraph: Paragraph, text: str, style: str = "", *, is_rtl: bool | None = None
    ) -> None:
        is_rtl = self.is_rtl if is_rtl is None else is_rtl
        if is_rtl or self.is_rtl:
            properties = _xml(paragraph).get_or_add_pPr()
            _put(properties, "w:bidi", val="1" if is_rtl else "0")
            _in_order(properties)
        text = fit(text)
        if text[:1] in ("☐", "☒"):
            self._run(paragraph, text[0], style, fonts=BOXES, is_rtl=is_rtl)
            text = text[1:]
        self._run(paragraph, text, style, is_rtl=is_rtl)

    def _run(
        self,
        paragraph: Paragraph,
        text: str,
        style: str = "",
        *,
        fonts: str = "",
        is_rtl: bool | None = None,
    ) -> None:
        if not text:
            return
        properties = _xml(paragraph.add_run(fit(text))).get_or_add_rPr()
        if style:  # by its id, which is its name: python-docx would look through all styles
            _put(properties, "w:rStyle", val=style)
        if fonts:
            _set_fonts(properties, fonts, fonts)
        if self.is_rtl if is_rtl is None else is_rtl:
            _put(properties, "w:rtl")
        _in_order(properties)

    def _set_styles(self) -> None:
        styles = self.document.styles
        defaults = styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:rPr')}")
        for old in defaults.findall(qn("w:lang")):
            defaults.remove(old)
        # Of Latin letters, of Chinese, of Arabic; else words of the one would break as the other's.
        latin = LOCALES["en" if self.language in ("ar", "zh-hans") else self.language]
        _put(defaults, "w:lang", val=latin, eastAsia="zh-CN", bidi="ar-SA")
        sizes = {
            "Normal": 10.5,
            "Title": 22,
            "Heading 1": 15,
            "Heading 2": 12.5,
            "List Number": 10.5,
        }
        for name, size in sizes.items():
            is_heading = name not in ("Normal", "List Number")
            _style(styles[name], size, is_bold=is_heading, colour=RIVER if is_heading else INK)
            styles[name].paragraph_format.space_after = Pt(6)
        _without_edge(styles["Title"])
        styles["Heading 1"].paragraph_format.space_before = Pt(18)
        styles["Heading 2"].paragraph_format.space_before = Pt(14)
        for name, size, is_bold in (
            ("Label", 10.5, True),
            ("Hint", 9, False),
            ("Code", 7.5, False),
        ):
            style = styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
            _style(style, size, is_bold=is_bold, colour=INK if is_bold else QUIET)


def fit(text: str) -> str:
    """Return a text with a mark in place of what XML cannot hold, and one kind of line end."""
    return NO_TEXT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_right_to_left(text: str, otherwise: bool) -> bool:
    """Tell the direction of a text by its first letter, as `dir="auto"` does."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return otherwise


def _style(style: Any, size: float, *, is_bold: bool, colour: str) -> None:
    """Set a style, for scripts of one byte, of the East and from right to left alike."""
    style.font.size, style.font.bold = Pt(size), is_bold
    style.font.color.rgb = RGBColor.from_string(colour)
    properties = style.element.get_or_add_rPr()
    _set_fonts(properties, LATIN, CHINESE)
    for name in ("w:bCs", "w:szCs"):
        for old in properties.findall(qn(name)):
            properties.remove(old)
    _put(properties, "w:bCs", val="1" if is_bold else "0")
    _put(properties, "w:szCs", val=str(round(size * 2)))
    _in_order(properties)


def _set_fonts(properties: Any, fonts: str, eastern: str) -> None:
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    _put(properties, "w:rFonts", ascii=fonts, hAnsi=fonts, cs=fonts, eastAsia=eastern)
    _in_order(properties)


def _without_edge(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)


def _xml(thing: Any) -> Any:
    """Return the element of a part; python-docx has no words for directions, shades and edges."""
    return thing._element  # noqa: SLF001 - there is no public name for it


def _put(parent: Any, name: str, **attributes: str) -> Any:
    child = OxmlElement(name)
    for attribute, value in attributes.items():
        child.set(qn(f"w:{attribute}"), value)
    parent.append(child)
    return child


# Word refuses a document in which these stand in another order.
ORDERS = {
    "tblPr": "tblStyle bidiVisual tblW jc tblBorders tblLayout tblCellMar tblLook",
    "pPr": "pStyle keepNext keepLines numPr pBdr bidi spacing ind contextualSpacing jc outlineLvl",
    "rPr": "rStyle rFonts b bCs i iCs color spacing kern sz szCs u rtl lang",
}
PLACES = {
    qn(f"w:{parent}"): {qn(f"w:{name}"): place for place, name in enumerate(names.split())}
    for parent, names in ORDERS.items()
}


def _in_order(properties: Any) -> None:
    """Put the parts of properties into their order; raises KeyError for one without a place."""
    places = PLACES[properties.tag]
    properties[:] = sorted(properties, key=lambda child: places[child.tag])
