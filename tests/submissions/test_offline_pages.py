"""The addresses of the offline form: taken away, uploaded, shown for review; nothing is sent."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from common.files import DOCX
from common.models import OutboxMail
from submissions.forms import traps
from submissions.models import Attachment, Call, Draft, Submission
from tests import documents
from tests import factories as make
from tests.offline import document, held, typed_in, write
from tests.sheets import Page, Upload, assert_kept, post

pytestmark = pytest.mark.django_db


def url(name: str, slug: str, language: str = "en") -> str:
    """Return an address of the offline form in a language."""
    return reverse(f"submissions:offline-{name}", args=[slug]).replace("/en/", f"/{language}/", 1)


def upload(client: Client, call: Call, data: bytes, name: str = "form.docx", **extra: Any) -> Any:
    """Upload a file and return the response."""
    return post(client, url("upload", call.slug), [("file", Upload(name, data))], **extra)


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_form_is_taken_away_in_the_language_of_the_address(client: Client, language: str) -> None:
    call = make.call()
    response = client.get(url("form", call.slug, language))
    assert response["Content-Type"] == DOCX
    name = f"idm-2017-{call.slug}-{language}.docx"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert not response.cookies
    words = "".join(one.text for one in Document(io.BytesIO(response.content)).paragraphs)
    assert f"[IDM {call.slug} {language}]" in words
    assert f"/{language}/calls/{call.slug}/upload/" in words


def test_form_is_kept_until_something_changes(client: Client) -> None:
    call = make.call()
    first = client.get(url("form", call.slug))
    assert client.get(url("form", call.slug)).content == first.content
    known = {"If-None-Match": first["ETag"]}
    assert client.get(url("form", call.slug), headers=known).status_code == 304
    call.title = "Another title"
    call.save()
    again = client.get(url("form", call.slug), headers=known)
    assert again.status_code == 200
    assert Document(io.BytesIO(again.content)).core_properties.title == "Another title"


@pytest.mark.parametrize("name", ["form", "upload"])
def test_call_that_is_not_public_has_no_offline_form(client: Client, name: str) -> None:
    hidden = make.call(is_published=False)
    of_hidden_dialogue = make.call(dialogue=make.dialogue(is_published=False))
    for slug in (hidden.slug, of_hidden_dialogue.slug, "no-such-call"):
        assert client.get(url(name, slug)).status_code == 404
        posted = client.post(url(name, slug))
        assert posted.status_code == (405 if name == "form" else 404)


def test_queries_do_not_grow_with_what_a_document_holds(
    client: Client, django_assert_num_queries: Any
) -> None:
    call = make.call(max_recommendations=20)
    for number in (1, 20):
        data = document(call, "fr", typed_in(call, number))
        with django_assert_num_queries(15):
            assert upload(client, call, data).status_code == 200


def test_upload_in_arabic_opens_as_the_english_form(client: Client) -> None:
    call = make.call(max_recommendations=20)
    typed = typed_in(call, 20)
    response = upload(client, call, document(call, "ar", typed))
    page = Page(response)
    assert response.status_code == 200
    assert page.summary == []
    own = ("FORMS", traps.STAMP, "key")
    assert_kept(page, {name: said for name, said in typed.items() if not name.endswith(own)})
    (form,) = [one for one in page.all("form") if "data-answer-form" in one.attrs]
    draft = Draft.objects.get()
    assert form.attrs["action"] == reverse("submissions:draft-detail", args=[draft.token])
    assert Page(client.get(form.attrs["action"])).fields["organization"] == typed["organization"]
    assert "no-store" in response["Cache-Control"]
    assert not Submission.objects.exists()
    assert not Attachment.objects.exists()
    assert not OutboxMail.objects.exists()


def test_what_was_uploaded_is_sent_once_a_person_sends_it(client: Client) -> None:
    call = make.call()
    page = Page(upload(client, call, document(call, "ru", typed_in(call))))
    fields = {**page.fields, "consent": ["on"]}
    pairs = [(name, value) for name, values in fields.items() for value in values]
    action = reverse("submissions:submission-create", args=[call.slug])
    assert post(client, action, [*pairs, ("do", "send")]).status_code == 302
    row = Submission.objects.get()
    assert (row.category, row.recommendations.count()) == ("other", 2)


def test_problems_lead_to_their_fields(client: Client) -> None:
    call = make.call()
    edits = (write("A5", "Atlantis"), write("R5", "<b>xyz</b>", 1))
    page = Page(upload(client, call, document(call, "en", typed_in(call), *edits)))
    assert [anchor for anchor, _message in page.summary] == [
        "id_country",
        "id_recommendations-1-level_field",
    ]
    assert "Recommendation 2, Level of vulnerability: “<b>xyz</b>” is not one" in page.summary[1][1]
    for anchor, _message in page.summary:
        assert page.names_at(anchor)


def test_form_that_was_filled_after_the_deadline_is_shown_and_kept_when_sent(
    client: Client,
) -> None:
    now = timezone.now()
    call = make.call(opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1))
    assert "This call is closed" in client.get(url("upload", call.slug)).content.decode()
    page = Page(upload(client, call, document(call, "en", typed_in(call))))
    assert held(page.fields)[0]["category_other"] == "Network of clinics"


BAD = {
    "no file": (None, "Choose the file"),
    "another document": (documents.docx(), "is not an offline form"),
    "a PDF": (documents.PDF, "name it .pdf"),
    "a bomb": (documents.zip_bomb(), "unpacks to far more"),
    "cut": (documents.docx()[:-40], "is damaged"),
}


@pytest.mark.parametrize(("data", "message"), BAD.values(), ids=BAD)
def test_bad_file_is_told_at_its_field(client: Client, data: bytes | None, message: str) -> None:
    call = make.call()
    file = Upload("form.docx", data) if data is not None else "no file"
    page = Page(post(client, url("upload", call.slug), [("file", file)]))
    assert page.status == 422
    assert message in page.error_at("file")


def test_huge_file_is_refused_before_it_is_opened(client: Client, settings: Any) -> None:
    settings.MAX_FILE_MEGABYTES = 1
    page = Page(upload(client, make.call(), bytes(1024 * 1024 + 1)))
    assert "is larger than 1 MB" in page.error_at("file")


def test_upload_without_the_key_of_the_form_is_refused(client: Client) -> None:
    stranger = Client(enforce_csrf_checks=True)
    call = make.call()
    assert upload(stranger, call, document(call, "en", typed_in(call))).status_code == 403


def test_open_call_and_its_form_lead_to_the_offline_form(client: Client) -> None:
    call, now = make.call(), timezone.now()
    link = url("upload", call.slug)
    create = reverse("submissions:submission-create", args=[call.slug])
    for address in (call.get_absolute_url(), create):
        assert f'href="{link}"' in client.get(address).content.decode()
    assert f'href="{url("form", call.slug)}"' in client.get(link).content.decode()
    closed = make.call(opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1))
    assert "/upload/" not in client.get(closed.get_absolute_url()).content.decode()
