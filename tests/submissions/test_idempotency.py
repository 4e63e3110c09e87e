"""The same form again: one submission, the first receipt, and no word lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.models import OutboxMail
from submissions.models import Attachment, Call, Decision, Draft, Submission, SubmissionVersion
from submissions.states import Status
from tests import documents
from tests import factories as make
from tests.sheets import Page, Typed, Upload, filled, pairs, place, post, send

pytestmark = pytest.mark.django_db
PDF = Upload("annex.pdf", documents.PDF)
PNG = Upload("chart.png", documents.picture())


@pytest.fixture
def call() -> Call:
    """An open call."""
    return make.call()


def counts() -> tuple[int, ...]:
    """Return how many submissions, versions, decisions, mails and files there are."""
    models: list[Any] = [Submission, SubmissionVersion, Decision, OutboxMail, Attachment]
    return tuple(model.objects.count() for model in models)


def test_same_form_again_gives_the_first_receipt(client: Client, call: Call) -> None:
    typed = filled(call, recommendations=2)
    first, done = place(send(client, call, typed, PDF))
    assert done == "created"
    before = counts()
    assert before == (1, 1, 1, 1, 1)
    # From another browser, with the file again or without it, in another language of the page.
    assert place(send(client, call, typed, PDF)) == (first, "same")
    assert place(send(Client(), call, typed)) == (first, "same")
    french = f"/fr/calls/{call.slug}/submit/"
    assert place(post(client, french, pairs(typed)))[0] == first.replace("/en/", "/fr/")
    assert counts() == before
    assert not Draft.objects.exists()
    page = Page(client.get(f"{first}?done=same"))
    assert "Nothing was sent twice." in page.main


@pytest.mark.parametrize(
    "closes", [timedelta(hours=-1), timedelta(days=-30)], ids=["just closed", "long closed"]
)
def test_same_form_again_after_the_close_gives_the_first_receipt(
    client: Client, call: Call, closes: timedelta
) -> None:
    typed = filled(call)
    first, _done = place(send(client, call, typed))
    Call.objects.update(
        opens_at=timezone.now() - timedelta(days=60), closes_at=timezone.now() + closes
    )
    assert place(send(client, call, typed)) == (first, "same")
    assert not Draft.objects.exists()


@pytest.mark.parametrize("status", [s for s in Status.values if s != "disowned"])
def test_same_form_again_in_any_status_gives_the_first_receipt(
    client: Client, call: Call, status: str
) -> None:
    typed = filled(call)
    first, _done = place(send(client, call, typed))
    make.walk(Submission.objects.get(), status)
    before = counts()
    assert place(send(client, call, typed)) == (first, "same")
    assert counts() == before


def test_form_that_was_refused_and_mended_is_one_submission(client: Client, call: Call) -> None:
    typed = filled(call)
    assert send(client, call, typed | {"organization": [""]}, PDF).status_code == 422
    assert send(client, call, typed | {"contact_email": ["x"]}, PDF).status_code == 422
    first, done = place(send(client, call, typed))
    assert done == "created"
    assert counts() == (1, 1, 1, 1, 1)
    # Back in the browser, the bad form goes out once more: told, and nothing changes.
    assert send(client, call, typed | {"organization": [""]}).status_code == 422
    assert place(send(client, call, typed)) == (first, "same")


@pytest.mark.parametrize("status", ["unconfirmed", "received"])
@pytest.mark.parametrize(
    "change",
    [
        {"organization": ["Another name"]},
        {"recommendations-0-text": ["Other " + "words " * 30]},
        {"country": ["FR"]},
        {"publication": ["counted"]},
        {"contact_name": ["Somebody else"]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_other_words_under_the_same_key_are_a_new_version_while_that_is_allowed(
    client: Client, call: Call, change: Typed, status: str
) -> None:
    typed = filled(call)
    first, _done = place(send(client, call, typed))
    make.walk(Submission.objects.get(), status)
    assert place(send(client, call, typed | change)) == (first, "corrected")
    assert place(send(client, call, typed | change)) == (first, "same")
    row = Submission.objects.get()
    assert row.version == row.versions.count() == 2
    assert row.decisions.filter(verb="correct").count() == 1
    assert not Draft.objects.exists()


def test_another_file_under_the_same_key_is_a_new_version(client: Client, call: Call) -> None:
    typed = filled(call)
    first, _done = place(send(client, call, typed, PDF))
    assert place(send(client, call, typed, PNG)) == (first, "corrected")
    row = Submission.objects.get()
    assert [file.name for file in row.attachments.all()] == ["annex.pdf", "chart.png"]
    assert not Draft.objects.exists()


STAYS = ("in_review", "changes_requested", "accepted", "declined", "withdrawn", "lapsed")


@pytest.mark.parametrize("status", STAYS)
def test_other_words_under_the_same_key_are_kept_where_nothing_can_be_changed(
    client: Client, call: Call, status: str
) -> None:
    typed = filled(call)
    send(client, call, typed)
    row = Submission.objects.get()
    make.walk(row, status)
    kept = row.versions.get().content
    other = typed | {"recommendations-0-title": ["Other words, not to be lost"]}
    path, _done = place(send(client, call, other, PDF))
    draft = Draft.objects.get(kept_because="conflict")
    assert path == reverse("submissions:draft-detail", args=[draft.token])
    assert draft.content == other
    assert draft.submission == row
    assert [file.name for file in draft.attachments.all()] == ["annex.pdf"]
    page = Page(client.get(path))
    assert "Other words, not to be lost" in page.main
    assert "could no longer be changed" in page.main
    assert OutboxMail.objects.filter(notice="submissions.draft_kept").count() == 1
    assert place(send(client, call, other))[0] == path
    assert OutboxMail.objects.filter(notice="submissions.draft_kept").count() == 1
    row.refresh_from_db()
    assert row.status == status
    assert row.versions.get().content == kept


def test_other_words_after_the_close_are_kept(client: Client, call: Call) -> None:
    typed = filled(call)
    send(client, call, typed)
    Call.objects.update(closes_at=timezone.now())
    path, _done = place(send(client, call, typed | {"acronym": ["NEW"]}))
    assert path.startswith("/en/drafts/")
    assert Submission.objects.get().version == 1


def test_more_open_publication_under_the_same_key_is_kept_and_opens_nothing(
    client: Client, call: Call
) -> None:
    typed = filled(call, publication="anonymous")
    send(client, call, typed)
    path, _done = place(send(client, call, typed | {"publication": ["named"]}))
    assert path.startswith("/en/drafts/")
    assert Submission.objects.get().publication == "anonymous"


def test_key_of_an_answer_to_another_call_changes_nothing_there(client: Client, call: Call) -> None:
    typed = filled(call)
    send(client, call, typed)
    other = make.call()
    there = filled(other, organization="Somebody else", key=typed["key"])
    path, _done = place(send(client, other, there))
    assert path.startswith("/en/drafts/")
    row = Submission.objects.get()
    assert (row.call, row.version, row.organization) == (call, 1, "Association Al Amal")


def test_same_words_under_another_key_are_another_answer(client: Client, call: Call) -> None:
    typed = filled(call)
    paths = {place(send(client, call, typed | {"key": [key]}))[0] for key in ("k" * 16, "l" * 16)}
    assert len(paths) == Submission.objects.count() == 2


def test_an_old_form_sent_again_takes_no_newer_correction_back(client: Client, call: Call) -> None:
    first = filled(call)
    newer = {**first, "recommendations-0-title": ["A title that was thought over"]}
    place(send(client, call, first))
    assert place(send(client, call, newer))[1] == "corrected"
    before = counts()
    assert place(send(client, call, first))[1] == "same"
    assert counts() == before
    assert Submission.objects.get().recommendations.get().title == "A title that was thought over"
