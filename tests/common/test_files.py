"""Files of strangers: known by content, measured before they are opened, harmless to download."""

import hashlib
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from common import files
from common.files import DOCX, JPEG, ODT, PDF, PNG, check_file, clean_name, download
from tests import documents

GOOD = {
    "a.pdf": (documents.PDF, PDF),
    "a.docx": (documents.docx(), DOCX),
    "a.odt": (documents.odt(), ODT),
    "a.png": (documents.picture("PNG"), PNG),
    "a.jpg": (documents.picture("JPEG"), JPEG),
    "a.JPEG": (documents.picture("JPEG"), JPEG),
    "نص.pdf": (documents.PDF, PDF),
}
NOT_ONE_OF_THESE = "is not a PDF, DOCX, ODT, PNG or JPEG file"
DAMAGED = "is damaged"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EXE = b"MZ\x90\x00\x03" + bytes(200)
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
BAD = {
    "a program named as PDF": ("a.pdf", EXE, NOT_ONE_OF_THESE),
    "a script named as PDF": ("a.pdf", b"#!/bin/sh\nrm -rf /\n%PDF-1.4", NOT_ONE_OF_THESE),
    "an SVG": ("a.svg", SVG, NOT_ONE_OF_THESE),
    "an SVG named as PNG": ("a.png", SVG, NOT_ONE_OF_THESE),
    "HTML": ("a.html", b"<!doctype html><script>alert(1)</script>", NOT_ONE_OF_THESE),
    "HTML named as JPEG": ("a.jpg", b"<html>", NOT_ONE_OF_THESE),
    "a GIF": ("a.gif", documents.picture("GIF"), NOT_ONE_OF_THESE),
    "a TIFF named as PNG": ("a.png", documents.picture("TIFF"), NOT_ONE_OF_THESE),
    "an old DOC": ("a.doc", OLD_WORD, NOT_ONE_OF_THESE),
    "text": ("a.txt", b"My answer", NOT_ONE_OF_THESE),
    "one byte": ("a.pdf", b"%", NOT_ONE_OF_THESE),
    "nothing": ("a.pdf", b"", "is empty"),
    "any ZIP named as DOCX": ("a.docx", documents.package({"a.txt": b"x"}), NOT_ONE_OF_THESE),
    "a spreadsheet": (
        "a.docx",
        documents.package({"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"}),
        NOT_ONE_OF_THESE,
    ),
    "an ODS named as ODT": (
        "a.odt",
        documents.odt("application/vnd.oasis.opendocument.spreadsheet"),
        NOT_ONE_OF_THESE,
    ),
    "an ODT with a huge type": ("a.odt", documents.odt(ODT + " " * 300), NOT_ONE_OF_THESE),
    "a DOCX with macros": ("a.docx", documents.docx(word__vbaProject_bin=b"x"), "holds macros"),
    "a DOCX with hidden macros": (
        "a.docx",
        documents.docx(VBAPROJECT_BIN=b"x"),
        "holds macros",
    ),
    "an ODT with macros": (
        "a.odt",
        documents.package(
            {"mimetype": ODT.encode(), "content.xml": b"x", "Basic/Standard/Module1.xml": b"x"}
        ),
        "holds macros",
    ),
    "a ZIP bomb": ("a.docx", documents.zip_bomb(), "unpacks to far more than it seems"),
    "a ZIP of too many parts": (
        "a.docx",
        documents.package({f"{number}": b"" for number in range(2_001)}),
        "unpacks to far more than it seems",
    ),
    "half a DOCX": ("a.docx", documents.docx()[:-30], DAMAGED),
    "half a PNG": ("a.png", documents.picture("PNG", (400, 400))[:-40], DAMAGED),
    "a PNG without anything": ("a.png", b"\x89PNG\r\n\x1a\n", DAMAGED),
    "half a JPEG": ("a.jpg", documents.picture("JPEG")[:20], DAMAGED),
    "a PNG of too many pixels": (
        "a.png",
        documents.png_that_claims(10_000, 10_000),
        "more than 50 megapixels",
    ),
    "a PNG beyond all measure": (
        "a.png",
        documents.png_that_claims(2**31 - 1, 2**31 - 1),
        "more than 50 megapixels",
    ),
    "a PDF named as PNG": ("a.png", documents.PDF, "is a PDF file by its content: name it .pdf"),
    "a PDF named as a page": ("a.html", documents.PDF, "name it .pdf"),
    "a PDF with two endings": ("a.pdf.exe", documents.PDF, "name it .pdf"),
    "a PDF without ending": ("answer", documents.PDF, "name it .pdf"),
    "a DOCX named as ODT": ("a.odt", documents.docx(), "is a DOCX file by its content"),
    "a PNG named as JPEG": ("a.jpg", documents.picture("PNG"), "is a PNG file by its content"),
}


@pytest.mark.parametrize(("name", "content", "content_type"), [(n, *g) for n, g in GOOD.items()])
def test_good_file_is_known_by_its_content(name, content, content_type):
    checked = check_file(ContentFile(content, name=name))
    assert checked.name == name
    assert checked.content_type == content_type
    assert checked.size == len(content)
    assert checked.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(("name", "content", "message"), BAD.values(), ids=BAD)
def test_bad_file_is_refused_with_its_name_and_what_to_do(name, content, message):
    with pytest.raises(ValidationError) as refusal:
        check_file(ContentFile(content, name=name))
    (told,) = refusal.value.messages
    assert told.startswith(f"“{name}” ")
    assert message in told


def test_file_can_be_read_from_its_start_afterwards():
    for name, (content, _content_type) in GOOD.items():
        file = ContentFile(content, name=name)
        check_file(file)
        assert file.read() == content


def test_limit_of_size_is_that_of_the_settings(settings):
    settings.MAX_FILE_MEGABYTES = 1
    full = documents.PDF + bytes(1024 * 1024 - len(documents.PDF))
    assert check_file(ContentFile(full, name="a.pdf")).size == 1024 * 1024
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        check_file(ContentFile(full + b"x", name="a.pdf"))


def test_package_is_measured_before_anything_of_it_is_unpacked(monkeypatch):
    good, bomb = documents.docx(), documents.zip_bomb()

    def refuse(*_args, **_kwargs):
        raise AssertionError("a part was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", refuse)
    assert check_file(ContentFile(good, name="a.docx")).content_type == DOCX
    with pytest.raises(ValidationError, match="unpacks to far more"):
        check_file(ContentFile(bomb, name="a.docx"))


def test_picture_is_measured_before_it_is_decoded(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("the picture was decoded")

    monkeypatch.setattr(Image.Image, "load", refuse)
    with pytest.raises(ValidationError, match="megapixels"):
        check_file(ContentFile(documents.png_that_claims(9_000, 9_000), name="a.png"))


def test_package_with_a_part_that_lies_about_its_size_is_not_unpacked():
    # The directory of the ZIP promises 5 bytes for a part of 30 MB; nothing believes it later.
    bomb = documents.zip_bomb().replace((30 * 1024 * 1024).to_bytes(4, "little"), b"\x05\0\0\0")
    checked = check_file(ContentFile(bomb, name="a.docx"))
    assert checked.content_type == DOCX
    assert checked.size == len(bomb) < 100_000


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("answer.pdf", "answer.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\answer.pdf", "answer.pdf"),
        ("/var/www/a.pdf", "a.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("gnp.\u202efdp.exe", "gnp._fdp.exe"),
        ("a\u202e\u2066b.pdf", "a_b.pdf"),
        ('a"b;<script>.pdf', "a_b_script_.pdf"),
        ("rapport été (final) v1.2.pdf", "rapport été (final) v1.2.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("建议.docx", "建议.docx"),
        ("..", "file"),
        ("", "file"),
        (".pdf", "pdf"),
        ("…/\x00", "_"),
        ("a\ud800.pdf", "a.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ("a." + "b" * 300, "a." + "b" * 11),
    ],
)
def test_name_is_kept_without_what_a_system_may_mistake(name, kept):
    assert clean_name(name) == kept
    assert len(clean_name(name)) <= 200
    assert clean_name(clean_name(name)) == clean_name(name)


def test_download_is_an_attachment_that_can_do_nothing():
    response = download(ContentFile(SVG, name="x"), name='é"\r\nX: y.pdf', content_type=PDF)
    assert response.getvalue() == SVG
    assert response["Content-Type"] == PDF
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert not set("\r\n") & set(disposition)


def test_every_type_has_its_endings():
    assert set(files.ENDINGS) == {PDF, DOCX, ODT, PNG, JPEG}
    assert all(ending == ending.lower() for endings in files.ENDINGS.values() for ending in endings)
