"""The offline form: written in six languages, read back, and told where it is wrong."""

import io
import zipfile
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn

from submissions import offline
from submissions.intake import Answer, Measure
from submissions.models import Call
from submissions.offline.fields import FIELDS, MAIN, OF_EACH
from tests import documents
from tests import factories as make
from tests.offline import (
    document,
    forget_codes,
    held,
    put_xml,
    read,
    replace,
    row,
    told,
    typed_in,
    write,
)

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def call() -> Call:
    """An open call that takes twenty recommendations, one theme with a comma in its name."""
    row = make.call(max_recommendations=20)
    row.themes.add(make.theme(name="Children, young people and families"))
    return row


# --- there and back


def test_every_field_of_an_answer_is_in_the_form() -> None:
    assert set(MAIN.values()) == set(Answer.__dataclass_fields__) - {"recommendations"}
    assert set(OF_EACH.values()) == set(Measure.__dataclass_fields__) - {"number"}
    assert len(FIELDS) == len(set(FIELDS.values()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_in_a_language_is_read_in_another(call: Call, language: str) -> None:
    typed = typed_in(call, recommendations=20)
    data = document(call, language, typed)
    for other in ("en", "ar"):
        with translation.override(other):
            found = read(data, call)
        assert held(found.typed) == held(typed)
        assert found.problems == []


def test_empty_form_is_said_to_be_empty(call: Call) -> None:
    with pytest.raises(ValidationError, match="Nothing is filled in"):
        read(document(call, "ru"), call)


def test_whatever_was_typed_into_a_draft_can_be_written(call: Call) -> None:
    odd = {
        "organization": ["a\x00b\ud800c"],
        "category": ["no such one"],
        "recommendations-3-text": ["one\r\ntwo"],
        "recommendations-x-text": ["no row"],
        "recommendations-0-level": ["no such level"],
        "key": ["k" * 20],
    }
    initial, rows = held(read(offline.written(call, "ar", odd), call).typed)
    assert initial["organization"] == "a\ufffdb\ufffdc"
    assert initial["category"] == "no such one"
    assert [one.get("text", "") for one in rows] == ["", "one\ntwo"]
    assert rows[0]["level"] == "no such level"


@pytest.mark.parametrize("language", LANGUAGES)
def test_document_tells_title_language_and_direction(call: Call, language: str) -> None:
    opened = Document(io.BytesIO(document(call, language)))
    assert opened.core_properties.title == call.title
    assert opened.core_properties.language.startswith(language[:2])
    styles = [str(one.style.name) for one in opened.paragraphs if one.style]
    assert styles.count("Heading 2") == 3
    assert styles.count("Heading 1") >= 5
    marks = [one._p.pPr is not None and one._p.pPr.find(qn("w:bidi")) for one in opened.paragraphs]
    assert all(mark is not None for mark in marks) == (language == "ar")
    tables = [one._tbl.tblPr.find(qn("w:bidiVisual")) is not None for one in opened.tables]
    assert set(tables) == {language == "ar"}
    fonts = opened.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "Microsoft YaHei"


def test_document_tells_what_a_colleague_must_know(call: Call) -> None:
    opened = Document(io.BytesIO(document(call)))
    words = "\n".join(one.text for one in opened.paragraphs)
    for part in (call.title, "UTC)", call.brief, *call.questions, call.consent_text):
        assert part in words
    assert f"/en/calls/{call.slug}/upload/" in words


def test_short_call_has_room_for_what_it_takes() -> None:
    opened = Document(io.BytesIO(document(make.call(max_recommendations=1, themes=0))))
    assert len(opened.tables) == 3
    assert not any("[R3]" in one.cells[0].text for one in opened.tables[1].rows)


# --- as people fill it in


@pytest.mark.parametrize("mark", ["x", "X", "х", "☒", "☑", "✓", "[x]", "( X )", "☐ x", "x ☐"])
def test_choice_is_marked_as_people_do(call: Call, mark: str) -> None:
    for edit in (
        replace("A3", "☐ Academia", f"{mark} Academia"),
        replace("A3", "☐ Academia", f"Academia {mark}"),
        write("A3", f"{mark} Academia"),
    ):
        found = read(document(call, "en", None, edit), call)
        assert found.typed["category"] == ["academia"], told(found)


@pytest.mark.parametrize(
    "words",
    [
        "media",
        " MEDIA. ",
        "Médias",
        "«Medios de comunicación»",
        "وسائل الإعلام",
        "媒体",
        "Средства массовой информации",
    ],
)
def test_choice_is_typed_in_words_of_any_language(call: Call, words: str) -> None:
    with translation.override("en"):
        found = read(document(call, "zh-hans", None, write("A3", words)), call)
    assert found.typed["category"] == ["media"], told(found)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Côte d'Ivoire", "CI"),
        ("COTE D’IVOIRE", "CI"),
        ("المغرب", "MA"),
        ("FR", "FR"),
        ("International", "international"),
        ("دولي", "international"),
    ],
)
def test_country_is_typed_in_words(call: Call, words: str, code: str) -> None:
    assert read(document(call, "en", None, write("A5", words)), call).typed["country"] == [code]


def test_several_choices_stand_on_lines_or_between_commas(call: Call) -> None:
    themes = [*call.themes.values_list("name", "slug")]
    lines = "\n".join(name for name, _slug in themes)
    found = read(document(call, "en", None, write("R3", lines), write("R6", "Before, AFTER")), call)
    assert rows(found)[0]["themes"] == [slug for _name, slug in themes]
    assert rows(found)[0]["phases"] == ["before", "after"]


def rows(found: offline.Read) -> Any:
    """Return the recommendations that were read."""
    return held(found.typed)[1]


def test_language_not_marked_is_that_of_the_form(call: Call) -> None:
    found = read(document(call, "ar", None, write("A1", "منظمة")), call)
    assert found.typed["language"] == ["ar"]


def test_copied_block_is_one_more_recommendation(call: Call) -> None:
    def copy(opened: Any) -> None:
        table = opened.tables[3]._tbl
        table.addnext(parse(table))

    def parse(table: Any) -> Any:
        return type(table).__deepcopy__(table, {})

    texts = [write("R1", f"Title {index}", index) for index in range(4)]
    found = read(document(call, "en", None, copy, *texts), call)
    assert [one["title"] for one in rows(found)] == [f"Title {index}" for index in range(4)]
    assert found.typed["recommendations-TOTAL_FORMS"] == ["4"]


def test_blocks_left_empty_are_none(call: Call) -> None:
    found = read(document(call, "en", None, write("R1", "The last one", 2)), call)
    assert [one.get("title") for one in rows(found)] == ["The last one"]


def test_block_from_which_rows_were_deleted_takes_none_of_the_next(call: Call) -> None:
    def delete(opened: Any) -> None:
        for code in ("R1", "R7"):
            gone = row(opened, code)._tr
            gone.getparent().remove(gone)

    edits = (write("R1", "First"), write("R1", "Second", 1), write("R2", "Its text"), delete)
    found = read(document(call, "en", None, *edits), call)
    assert [(one.get("title"), one.get("text")) for one in rows(found)] == [
        (None, "Its text"),
        ("Second", None),
    ]


def test_deadline_that_was_moved_since_is_no_word_of_theirs(call: Call) -> None:
    data = document(call, "en", typed_in(call))
    call.closes_at += timedelta(days=40)
    call.save()
    assert read(data, call).problems == []


def test_form_without_codes_is_read_by_its_labels(call: Call) -> None:
    typed = typed_in(call)
    found = read(document(call, "fr", typed, forget_codes), call)
    assert held(found.typed) == held(typed)
    assert told(found) == ["It does not say to which call it belongs. Is it this one?"]


# --- as word processors write it


def test_tracked_changes_are_read_as_if_accepted(call: Call) -> None:
    xml = (
        '<w:r><w:t xml:space="preserve">States </w:t></w:r>'
        '<w:del w:id="1" w:author="a"><w:r><w:delText>must</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="a"><w:r><w:t>should</w:t></w:r></w:ins>'
        '<w:moveFrom w:id="3" w:author="a"><w:r><w:t>gone</w:t></w:r></w:moveFrom>'
    )
    found = read(document(call, "en", None, put_xml("R1", xml)), call)
    assert rows(found)[0]["title"] == "States should"
    assert told(found)[0].startswith("It holds tracked changes")
    assert found.problems[0]["anchor"] == "main"


def test_content_controls_links_and_symbols_are_read_and_comments_are_not(call: Call) -> None:
    xml = (
        '<w:commentRangeStart w:id="0"/><w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>In a box</w:t>'
        "</w:r></w:sdtContent></w:sdt><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        "<w:r><w:t>Click here</w:t></w:r></w:sdtContent></w:sdt><w:r><w:noBreakHyphen/></w:r>"
        "<w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink><w:r><w:instrText>PAGE</w:instrText>"
        '</w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    )
    symbol = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t> Policy</w:t></w:r>'
    edits = (put_xml("R1", xml), write("R4", ""), put_xml("R4", symbol))
    (first,) = rows(read(document(call, "en", None, *edits), call))
    assert first["title"] == "In a box\u2011linked"
    assert first["perspective"] == "policy"


def test_strict_dialect_is_read(call: Call) -> None:
    typed = typed_in(call)
    with zipfile.ZipFile(io.BytesIO(document(call, "en", typed))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    old = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    new = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    parts["word/document.xml"] = parts["word/document.xml"].replace(old, new)
    assert held(read(documents.package(parts), call).typed) == held(typed)


# --- what is wrong, and where


def test_each_problem_names_its_place_in_the_order_of_the_form(call: Call) -> None:
    data = document(
        call,
        "en",
        typed_in(call, 3),
        write("R5", "xyz", 2),
        write("A5", "Atlantis"),
        replace("R4", "☐ Policy", "☒ Policy", 1),
        write("R2", "Too short.", 0),
    )
    found = read(data, call)
    assert found.problems == [
        {"message": "Country: “Atlantis” is not in the list of countries.", "anchor": "id_country"},
        {
            "message": "Recommendation 1, Text: 2 words: add 18 more, at least.",
            "anchor": "id_recommendations-0-text",
        },
        {
            "message": "Recommendation 2, Perspective: "
            "Choose one. Marked are: Policy, Cooperation.",
            "anchor": "id_recommendations-1-perspective_field",
        },
        {
            "message": "Recommendation 3, Level of vulnerability: “xyz” is not one of the choices: "
            "Individual, Household and family, Community, Structural.",
            "anchor": "id_recommendations-2-level_field",
        },
    ]
    initial, recommendations = held(found.typed)
    assert initial["country"] == "Atlantis"
    assert recommendations[2]["level"] == "xyz"


def test_what_was_not_understood_is_the_same_after_another_round(call: Call) -> None:
    edits = (write("R5", "xyz"), replace("R4", "☐ Policy", "x Policy"), write("A5", "Atlantis"))
    first = read(document(call, "en", typed_in(call), *edits), call)
    second = read(document(call, "fr", first.typed), call)
    assert held(second.typed) == held(first.typed)
    assert len(second.problems) == len(first.problems) == 3


def test_words_outside_the_cells_are_told(call: Call) -> None:
    def type_beside(opened: Any) -> None:
        opened.paragraphs[-1].insert_paragraph_before("Our minister asks for more.")
        row(opened, "A1").cells[0].add_paragraph("written under the label")

    for language in ("en", "ar"):
        found = read(document(call, language, typed_in(call), type_beside), call)
        (message,) = told(found)
        assert message.endswith(": “Our minister asks for more.\nwritten under the label”.")


def test_field_that_stands_twice_is_told(call: Call) -> None:
    def copy(opened: Any) -> None:
        first = row(opened, "A1")._tr
        first.addnext(type(first).__deepcopy__(first, {}))

    def change(opened: Any) -> None:
        row(opened, "A1", 1).cells[1].paragraphs[0].text = "Another"

    typed = typed_in(call)
    assert read(document(call, "en", typed, copy), call).problems == []
    found = read(document(call, "en", typed, copy, change), call)
    assert told(found)[0].endswith("Left out was: “Another”.")


def test_too_many_recommendations_are_all_read_and_told() -> None:
    call = make.call(max_recommendations=2)
    found = read(document(call, "en", typed_in(call, 3)), call)
    assert len(rows(found)) == 3
    assert told(found) == ["Too many recommendations. The most in one answer: 2."]


def test_staff_need_no_address(call: Call) -> None:
    data = document(call, "en", typed_in(call), write("A9", ""))
    assert "id_contact_email" in {one["anchor"] for one in read(data, call).problems}
    assert read(data, call, staff=True).problems == []


# --- what is no offline form


def test_form_of_another_call_is_refused_by_its_name(call: Call) -> None:
    other, hidden = make.call(title="Another one"), make.call(is_published=False, title="Secret")
    with pytest.raises(ValidationError, match="another call, “Another one”"):
        read(document(other, "en", typed_in(other)), call)
    with pytest.raises(ValidationError, match=f"another call, “{hidden.slug}”"):
        read(document(hidden, "en", typed_in(hidden)), call)


def body(xml: bytes) -> bytes:
    """Return a package with this text, well formed or not."""
    return documents.package({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml})


ENTITIES = b'<!DOCTYPE w [<!ENTITY a "%s"><!ENTITY b "&a;&a;&a;">]>' % (b"x" * 1000)
OUTSIDE = b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
NOT_READ = {
    "another document": (documents.docx(), "is not an offline form"),
    "a PDF": (documents.PDF, "name it .pdf"),
    "an ODT": (documents.odt(), "name it .odt"),
    "nothing": (b"", "is empty"),
    "a program": (b"MZ" + bytes(99), "is not a PDF, DOCX"),
    "a bomb": (documents.zip_bomb(), "unpacks to far more"),
    "macros": (documents.docx(word__vbaProject_bin=b"x"), "holds macros"),
    "no XML": (body(b"<w:p"), "is damaged"),
    "entities": (body(ENTITIES + b"<w>&b;</w>"), "is damaged"),
    "a file of ours": (body(OUTSIDE + b"<w>&a;</w>"), "is damaged"),
    "deep": (body(b"<w>" * 9000 + b"</w>" * 9000), "is damaged"),
    "cut": (documents.docx()[:-40], "is damaged"),
}


@pytest.mark.parametrize(("data", "message"), NOT_READ.values(), ids=NOT_READ)
def test_what_is_no_offline_form_is_refused_in_words(call: Call, data: bytes, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        read(data, call)


def test_odt_is_refused_with_what_to_do(call: Call) -> None:
    with pytest.raises(ValidationError, match="Save the offline form as DOCX"):
        read(documents.odt(), call, "form.odt")


def test_endless_text_is_refused(call: Call) -> None:
    noise = Random(1).randbytes(100_000).hex().encode()  # noqa: S311 - no secret
    text = b"<w>" + b"".join(b"<p>%s</p>" % noise for _ in range(90)) + b"</w>"
    with pytest.raises(ValidationError, match="too long"):
        read(body(text), call)


def test_more_blocks_than_a_page_shows_are_told(call: Call) -> None:
    found = read(document(call, "en", typed_in(call, 1), copied(70)), call)
    assert len(rows(found)) == 60
    assert "What comes after recommendation 60 was left out." in told(found)


def copied(times: int) -> Any:
    """Return an edit that copies the table of the first recommendation so many times."""

    def edit(opened: Any) -> None:
        table = row(opened, "R1")._tr.getparent()
        for _time in range(times):
            table.addnext(type(table).__deepcopy__(table, {}))

    return edit


@pytest.mark.parametrize(
    "line",
    [" " * 300_000, "[(" * 150_000, ", media" * 40_000, "x " * 150_000],
    ids=["blanks", "brackets", "choices", "marks"],
)
def test_endless_line_among_choices_is_one_that_is_none(call: Call, line: str) -> None:
    found = read(document(call, "en", None, write("A3", f"a{line}a"), write("A1", "We")), call)
    assert [one["anchor"] for one in found.problems].count("id_category") == 1
