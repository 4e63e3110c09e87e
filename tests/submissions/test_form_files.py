"""Files of an answer: judged at their field, kept once, sent without a second upload."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from submissions.models import Attachment, Call, Draft, Submission
from tests import documents
from tests import factories as make
from tests.sheets import Page, Upload, address, assert_kept, filled, pairs, post, send

pytestmark = pytest.mark.django_db
PDF = Upload("annex.pdf", documents.PDF)
GOOD = (
    PDF,
    Upload("annex.docx", documents.docx()),
    Upload("annex.odt", documents.odt()),
    Upload("chart.png", documents.picture("PNG")),
    Upload("chart.jpg", documents.picture("JPEG")),
)
BAD = {
    "a program": (Upload("annex.pdf", b"MZ\x90" + bytes(99)), "is not a PDF, DOCX"),
    "HTML": (Upload("a.html", b"<script>alert(1)</script>", "text/html"), "is not a PDF, DOCX"),
    "SVG": (Upload("a.svg", b"<svg onload='alert(1)'/>", "image/svg+xml"), "is not a PDF, DOCX"),
    "nothing in it": (Upload("annex.pdf", b""), "is empty"),
    "half a picture": (Upload("a.png", documents.picture()[:-9]), "is damaged"),
    "macros": (Upload("a.docx", documents.docx(word__vbaProject_bin=b"x")), "holds macros"),
    "a bomb": (Upload("a.docx", documents.zip_bomb()), "unpacks to far more"),
    "a lie": (Upload("a.docx", documents.package({"x": b"y"})), "is not a PDF, DOCX"),
    "another ending": (Upload("annex.exe", documents.PDF), "name it .pdf"),
}


@pytest.fixture
def call() -> Call:
    """An open call that takes three files."""
    return make.call(max_files=3)


def files_in(page: Page) -> list[str]:
    """Return the names of the files that the form lists."""
    return [node.text for node in page.all("bdi") if node.parent and node.parent.tag == "span"]


@pytest.mark.parametrize("do", ["send", "upload", "add"])
@pytest.mark.parametrize(("file", "message"), BAD.values(), ids=BAD)
def test_bad_file_is_told_at_the_field_and_everything_else_is_kept(
    client: Client, call: Call, file: Upload, message: str, do: str
) -> None:
    typed = filled(call, recommendations=2)
    page = Page(send(client, call, typed, PDF, file, do=do))
    assert page.status == 422
    assert message in page.error_at("files")
    assert page.summary == [("files", page.error_at("files"))]
    assert page.with_id("files").tag == "h2"
    assert files_in(page) == ["annex.pdf"]
    if do != "add":
        assert_kept(page, typed)
    assert not Submission.objects.exists()
    assert [row.name for row in Attachment.objects.all()] == ["annex.pdf"]


def test_every_bad_file_is_told_by_name(client: Client, call: Call) -> None:
    bad = (Upload("one.exe", b"MZ"), Upload("two.gif", b"GIF89a"))
    page = Page(send(client, call, filled(call), *bad))
    assert [anchor for anchor, _told in page.summary] == ["files", "files"]
    assert "“one.exe”" in page.summary[0][1]
    assert "“two.gif”" in page.summary[1][1]
    assert all(told in page.error_at("files") for _anchor, told in page.summary)


def test_file_over_the_limit_is_told(client: Client, call: Call, settings: Any) -> None:
    settings.MAX_FILE_MEGABYTES = 1
    large = Upload("large.pdf", documents.PDF + bytes(1024 * 1024))
    page = Page(send(client, call, filled(call), large))
    assert page.error_at("files") == (
        "“large.pdf” is larger than 1 MB. Make it smaller, or send it in parts."
    )


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.name)
def test_good_file_arrives_byte_for_byte(client: Client, call: Call, file: Upload) -> None:
    lying = Upload(file.name, file.content, "text/html")
    assert send(client, call, filled(call), lying).status_code == 302
    row = Submission.objects.get().attachments.get()
    url = reverse("submissions:submission-file", args=[Submission.objects.get().token, row.pk])
    response: Any = client.get(url)
    assert response.getvalue() == file.content
    assert response["Content-Type"] == row.content_type != "text/html"
    assert response["Content-Disposition"] == f'attachment; filename="{row.name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "no-store, private"


def test_file_survives_what_is_wrong_elsewhere_and_needs_no_second_upload(
    client: Client, call: Call
) -> None:
    page = Page(send(client, call, filled(call, organization=""), PDF))
    assert page.status == 422
    assert files_in(page) == ["annex.pdf"]
    fields = page.fields | {"organization": ["Al Amal"]}
    assert post(client, address(call), pairs(fields)).status_code == 302
    assert [row.name for row in Submission.objects.get().attachments.all()] == ["annex.pdf"]
    assert [row.kept_because for row in Draft.objects.all()] == ["sent"]


def test_same_file_twice_is_kept_once(client: Client, call: Call) -> None:
    same = Upload("the same under another name.pdf", documents.PDF)
    typed = filled(call, consent=[])
    send(client, call, typed, PDF, same)
    page = Page(send(client, call, typed, PDF))
    assert files_in(page) == ["annex.pdf"]
    send(client, call, typed | {"consent": ["on"]}, same)
    assert Submission.objects.get().attachments.count() == Attachment.objects.count() == 1


def test_too_many_files_are_told_and_the_first_ones_kept(client: Client, call: Call) -> None:
    page = Page(send(client, call, filled(call), *GOOD))
    assert page.status == 422
    assert [told for _anchor, told in page.summary] == [
        "“chart.png” is one too many. The most files for this call: 3.",
        "“chart.jpg” is one too many. The most files for this call: 3.",
    ]
    assert files_in(page) == ["annex.pdf", "annex.docx", "annex.odt"]
    assert "files" not in {control.attrs["name"] for control in page.controls}
    assert page.with_id("id_files_error").text
    assert post(client, address(call), pairs(page.fields)).status_code == 302


def test_call_that_takes_no_files_says_so(client: Client) -> None:
    call = make.call(max_files=0)
    assert "files" not in {c.attrs["name"] for c in Page(client.get(address(call))).controls}
    page = Page(send(client, call, filled(call), PDF))
    assert page.status == 422
    assert page.summary[0][1] == "“annex.pdf” is one too many. The most files for this call: 0."
    assert not Attachment.objects.exists()
    assert [row.content["organization"] for row in Draft.objects.all()] == [["Association Al Amal"]]


def test_waiting_file_can_be_removed_and_is_gone(client: Client, call: Call) -> None:
    typed = filled(call, recommendations=2)
    send(client, call, typed, *GOOD[:2], do="upload")
    first, second = Attachment.objects.all()
    path = first.file.path
    page = Page(send(client, call, typed, do=f"unstage-{first.pk}"))
    assert_kept(page, typed)
    assert files_in(page) == ["annex.docx"]
    assert not first.file.storage.exists(path)
    assert list(Attachment.objects.all()) == [second]


def test_file_of_another_form_cannot_be_removed_or_taken(client: Client, call: Call) -> None:
    send(client, call, filled(call), PDF, do="upload")
    theirs = Attachment.objects.get()
    send(client, call, filled(call), do=f"unstage-{theirs.pk}")
    send(client, call, filled(call))
    assert Attachment.objects.get() == theirs
    assert Submission.objects.get().attachments.count() == 0


def test_file_of_a_sent_answer_cannot_be_removed_by_its_form(client: Client, call: Call) -> None:
    typed = filled(call)
    send(client, call, typed, PDF)
    send(client, call, typed, do=f"unstage-{Attachment.objects.get().pk}")
    assert Submission.objects.get().attachments.count() == 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\fakepath\\annex.pdf", "annex.pdf"),
        (b"a\x01\x1bb.pdf", "ab.pdf"),
        ("fdp.exe\u202e.pdf", "fdp.exe.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ("&lt;b&gt;.pdf", "_b_.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "_img src_x onerror_alert(1)_.pdf"),
        ("建议 été.pdf", "建议 été.pdf"),
    ],
)
def test_name_is_kept_without_what_could_do_harm(
    client: Client, call: Call, name: str | bytes, kept: str
) -> None:
    page = Page(send(client, call, filled(call), Upload(name, documents.PDF), do="upload"))
    assert files_in(page) == [kept]
    row = Attachment.objects.get()
    assert row.name == kept
    path = str(row.file.name)
    assert path.startswith("attachments/")
    assert set(path) <= set("abcdefghijklmnopqrstuvwxyz0123456789/")


def test_part_without_a_file_name_is_no_file(client: Client, call: Call) -> None:
    response = send(client, call, filled(call), Upload("", b""))
    assert response.status_code == 302
    assert not Attachment.objects.exists()


def test_file_in_the_place_of_a_text_is_no_text(client: Client, call: Call) -> None:
    fields = [(name, value) for name, value in pairs(filled(call)) if name != "organization"]
    page = Page(post(client, address(call), [*fields, ("organization", PDF)]))
    assert page.status == 422
    assert page.error_at("organization")


def test_text_in_the_place_of_a_file_is_no_file(client: Client, call: Call) -> None:
    response = post(client, address(call), [*pairs(filled(call)), ("files", "annex.pdf")])
    assert response.status_code == 302
    assert not Attachment.objects.exists()
