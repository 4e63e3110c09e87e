"""Offline forms as people fill them in: cells found by their codes, written as Word writes."""

import io
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from submissions import offline
from submissions.forms.typed import initial_of, rows_of
from submissions.models import Call
from tests import sheets

Edit = Callable[[Any], None]
NOT_IN_IT = {"key", "consent", "consent_version"}
TEXTS = (
    "L’État devrait, d’ici « demain », former ceux qui accueillent; “and publish” it's 100 % \\o/.",
    "ينبغي للمدن أن تفتح مكتباً واحداً لجميع المهاجرين (المادة ٣)،\n\nوأن تنشر الأرقام كل سنة؟",
    "各城市应设立一个办事处，\n“一站式”服务移民；\n\n并每年公布数字。",
    "👩‍👩‍👧 Every child\n- a guardian\n1. within 72 hours\n\tand told <b>why</b> & how ☐ x",
    "Государства должны\u00a0создать единый «путь» — и сообщать о нём.",
)


def typed_in(call: Call, recommendations: int = 2) -> sheets.Typed:
    """Return all that an offline form of the call can hold, in several scripts."""
    fields: dict[str, Any] = {
        "organization": "Ministère de l’Intérieur – «‏وزارة الداخلية‏»",
        "co_sponsors": "First “sponsor”\n第二个\nثالث",
        "contact_name": "李雷",
    }
    for index in range(recommendations):
        text = TEXTS[index % len(TEXTS)]
        fields[f"recommendations-{index}-title"] = f"{text.splitlines()[0]} ({index})"
        fields[f"recommendations-{index}-text"] = f"{text}\n\n{sheets.WORDS}\n({index})"
    typed = sheets.filled(call, recommendations=recommendations, **fields)
    return {name: values for name, values in typed.items() if name not in NOT_IN_IT}


def document(call: Call, language: str = "en", typed: Any = None, *edits: Edit) -> bytes:
    """Return an offline form after these edits."""
    return edited(offline.written(call, language, typed), *edits)


def edited(data: bytes, *edits: Edit) -> bytes:
    """Return a document after these edits."""
    opened = Document(io.BytesIO(data))
    for edit in edits:
        edit(opened)
    buffer = io.BytesIO()
    opened.save(buffer)
    return buffer.getvalue()


def read(data: bytes, call: Call, name: str = "form.docx", **more: Any) -> offline.Read:
    """Read a document as if it had been uploaded."""
    return offline.read(ContentFile(data, name=name), call, **more)


def told(found: offline.Read) -> list[str]:
    """Return the messages."""
    return [problem["message"] for problem in found.problems]


def held(typed: Any) -> tuple[Any, Any]:
    """Return what the web form would show of what was typed."""
    return initial_of(typed), rows_of(typed)


def row(opened: Any, code: str, block: int = 0) -> Any:
    """Return the row of a code, in the recommendation of this index."""
    rows = [one for table in opened.tables for one in table.rows]
    return [one for one in rows if f"[{code}]" in one.cells[0].text][block]


def write(code: str, text: str, block: int = 0) -> Edit:
    """Type a text in place of all that stands in a cell, each line a paragraph."""

    def edit(opened: Any) -> None:
        cell = row(opened, code, block).cells[1]
        for paragraph in cell.paragraphs[1:]:
            paragraph._p.getparent().remove(paragraph._p)
        first, *rest = text.split("\n")
        cell.paragraphs[0].text = first
        for line in rest:
            cell.add_paragraph(line)

    return edit


def replace(code: str, old: str, new: str, block: int = 0) -> Edit:
    """Replace words of one line of a cell."""

    def edit(opened: Any) -> None:
        (line,) = [one for one in row(opened, code, block).cells[1].paragraphs if old in one.text]
        line.text = line.text.replace(old, new)

    return edit


def put_xml(code: str, xml: str, block: int = 0) -> Edit:
    """Put elements of WordprocessingML into the first paragraph of a cell."""

    def edit(opened: Any) -> None:
        paragraph = row(opened, code, block).cells[1].paragraphs[0]._p
        for child in parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"):
            paragraph.append(child)

    return edit


def forget_codes(opened: Any) -> None:
    """Delete the small grey codes of all fields, and by what the call is told."""
    for table in opened.tables:
        for one in table.rows:
            for run in one.cells[0].paragraphs[0].runs:
                run.text = run.text if "[" not in run.text else ""
    for paragraph in opened.paragraphs:
        if "[IDM" in paragraph.text:
            paragraph.text = ""
