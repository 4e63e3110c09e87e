"""What is not published is nowhere: no page, no mention, no file."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from dialogues.models import Document, Photo, Session, Workshop
from tests.dialogues.factories import (
    make_document,
    make_milestone,
    make_photo,
    make_process,
    make_session,
    make_workshop,
)
from tests.dialogues.test_files import PDF, picture

pytestmark = pytest.mark.django_db
SECRET = "Not for readers yet"


@pytest.fixture
def workshop() -> Workshop:
    """A public workshop with a process, a document of each level, a photo."""
    workshop = make_workshop(title=SECRET, is_published=True)
    dialogue = workshop.dialogue
    dialogue.process = make_process()
    dialogue.save()
    make_milestone(dialogue.process, date(2017, 4, 18), title=SECRET, workshop=workshop)
    session = make_session(workshop, title=SECRET)
    for extra in ({}, {"workshop": workshop}, {"workshop": workshop, "session": session}):
        make_document(dialogue, title=SECRET, file=ContentFile(PDF, "a.pdf"), **extra)
    make_photo(workshop, image=ContentFile(picture(), "a.png"), alternative_text="A room")
    return workshop


def files_of(workshop: Workshop) -> list[str]:
    """Return the addresses of the workshop's files."""
    rows: list[Any] = [*Document.objects.filter(workshop=workshop), *workshop.photos.all()]
    return [row.get_absolute_url() for row in rows]


def status(client: Client, url: str) -> int:
    """Return the status of a page or file, which is read to its end and so closed."""
    response = client.get(url)
    list(response)
    return response.status_code


def hide_workshop(workshop: Workshop) -> None:
    """Take back the workshop."""
    Workshop.objects.filter(pk=workshop.pk).update(is_published=False)


def hide_dialogue(workshop: Workshop) -> None:
    """Take back the dialogue."""
    type(workshop.dialogue).objects.update(is_published=False)


def test_published_workshop_and_its_files_are_there(client, workshop):
    urls = [workshop.get_absolute_url(), *files_of(workshop)]
    assert [status(client, url) for url in urls] == [200] * 4


@pytest.mark.parametrize("hide", [hide_workshop, hide_dialogue])
def test_unpublished_workshop_and_its_files_are_404(
    client, workshop, hide: Callable[[Workshop], None]
):
    hide(workshop)
    urls = [workshop.get_absolute_url(), *files_of(workshop)]
    assert [status(client, url) for url in urls] == [404] * 4


def test_unpublished_dialogue_is_404_with_all_its_files(client, workshop):
    hide_dialogue(workshop)
    urls = [document.get_absolute_url() for document in Document.objects.all()]
    urls.append(workshop.dialogue.get_absolute_url())
    assert {status(client, url) for url in urls} == {404}


def test_unpublished_workshop_is_not_mentioned(client, workshop):
    Document.objects.filter(workshop=None).update(title="For all")
    hide_workshop(workshop)
    for url in ("/en/dialogues/", workshop.dialogue.get_absolute_url()):
        assert SECRET not in client.get(url).content.decode()


def test_unpublished_document_is_404_and_not_mentioned(client, workshop):
    Workshop.objects.update(title="Public")
    Session.objects.update(title="Public")
    workshop.milestones.update(title="Public")
    Document.objects.update(is_published=False)
    for document in Document.objects.all():
        assert status(client, document.get_absolute_url()) == 404
    for url in (workshop.get_absolute_url(), workshop.dialogue.get_absolute_url()):
        assert SECRET not in client.get(url).content.decode()


def test_document_of_a_session_of_an_unpublished_workshop_is_404(client, workshop):
    hidden = make_workshop(workshop.dialogue, is_published=False)
    document = Document.objects.filter(session__isnull=False).get()
    Document.objects.filter(pk=document.pk).update(session=make_session(hidden))
    assert status(client, document.get_absolute_url()) == 404


def test_session_and_photo_querysets_keep_to_public_workshops(workshop):
    assert Session.objects.public().count() == Photo.objects.public().count() == 1
    hide_workshop(workshop)
    assert not Session.objects.public().exists()
    assert not Photo.objects.public().exists()
