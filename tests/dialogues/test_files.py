"""Files that staff put up: sent by a view, for saving or showing, never run."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from tests.dialogues.factories import make_dialogue, make_document, make_photo, make_workshop

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"


def picture() -> bytes:
    """Return a PNG of 4 x 2 pixels."""
    file = BytesIO()
    Image.new("RGB", (4, 2)).save(file, "PNG")
    return file.getvalue()


def test_document_is_sent_for_saving_and_cannot_do_anything(client):
    document = make_document(make_dialogue(), file=ContentFile(PDF, "Report.pdf"))
    response = client.get(document.get_absolute_url())
    assert b"".join(response) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_page_links_to_the_download_and_names_its_type(client):
    document = make_document(make_dialogue(), file=ContentFile(PDF, "Report.pdf"))
    text = client.get(document.dialogue.get_absolute_url()).content.decode()
    assert f'href="{document.get_absolute_url()}"' in text
    assert "<bdi>PDF</bdi>" in text


def test_linked_document_has_no_download(client):
    document = make_document(make_dialogue())
    assert client.get(f"/en/dialogues/documents/{document.pk}/").status_code == 404
    text = client.get(document.dialogue.get_absolute_url()).content.decode()
    assert 'href="https://example.org/report"' in text


def test_photo_is_shown_inline_with_its_size_and_alternative_text(client):
    workshop = make_workshop()
    image = ContentFile(picture(), "room.png")
    photo = make_photo(workshop, image=image, alternative_text="A full room")
    response = client.get(photo.get_absolute_url())
    assert b"".join(response) == picture()
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"] == "inline"
    assert "sandbox" in response["Content-Security-Policy"]
    text = client.get(workshop.get_absolute_url()).content.decode()
    assert f'src="{photo.get_absolute_url()}" alt="A full room" width="4" height="2"' in text


def test_photo_without_image_is_404(client):
    photo = make_photo(make_workshop())
    assert client.get(photo.get_absolute_url()).status_code == 404


def test_file_that_is_gone_is_404(client):
    document = make_document(make_dialogue(), file=ContentFile(PDF, "Report.pdf"))
    document.file.storage.delete(str(document.file.name))
    assert client.get(document.get_absolute_url()).status_code == 404


def test_files_are_only_read(client):
    document = make_document(make_dialogue(), file=ContentFile(PDF, "Report.pdf"))
    assert client.post(document.get_absolute_url()).status_code == 405
