"""Who is let in: answers within the call's time, and forms that came from this site."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.models import OutboxMail
from dialogues.models import Dialogue
from submissions.models import Attachment, Call, Draft, Submission
from tests import documents
from tests import factories as make
from tests.sheets import (
    CONTENT_TYPE,
    Page,
    Typed,
    Upload,
    address,
    assert_kept,
    encoded,
    filled,
    pairs,
    post,
    send,
)

pytestmark = pytest.mark.django_db
PDF = Upload("annex.pdf", documents.PDF)


@pytest.fixture
def call() -> Call:
    """An open call."""
    return make.call()


# --- when the call is not open ---------------------------------------------------------------


def when(client: Client, opens: timedelta, closes: timedelta, grace: int = 0) -> Any:
    """Return the responses to a form asked for, and one sent, of a call with these moments."""
    now = timezone.now()
    call = make.call(opens_at=now + opens, closes_at=now + closes, grace_minutes=grace)
    typed = filled(call, recommendations=2)
    return client.get(address(call)), send(client, call, typed, PDF), typed


def test_call_that_is_not_open_yet_says_so_and_keeps_what_was_typed(client: Client) -> None:
    shown, response, typed = when(client, timedelta(minutes=1), timedelta(days=1))
    assert Page(shown).all("h1")[0].text == "This call is not open yet"
    assert not Page(shown).fields.get("key")
    page = Page(response)
    assert page.status == 422
    assert page.summary == [("main", "This call is not open yet.")]
    assert_kept(page, typed)
    assert "annex.pdf" in page.main
    assert not Submission.objects.exists()
    assert not OutboxMail.objects.exists()


def test_call_that_has_closed_says_so_and_keeps_what_comes_too_late(client: Client) -> None:
    shown, response, _typed = when(client, timedelta(days=-9), timedelta(seconds=-1))
    assert Page(shown).all("h1")[0].text == "This call is closed"
    draft = Draft.objects.get(kept_because="late")
    assert response["Location"] == reverse("submissions:draft-detail", args=[draft.token])
    assert not Submission.objects.exists()


def test_grace_is_not_announced_but_taken(client: Client) -> None:
    shown, response, _typed = when(client, timedelta(days=-9), timedelta(minutes=-4), grace=5)
    assert Page(shown).all("h1")[0].text == "This call is closed"
    assert "grace" not in Page(shown).main.lower()
    assert response["Location"].endswith("?done=created")
    assert Submission.objects.get().attachments.count() == 1


def test_grace_ends(client: Client) -> None:
    _shown, response, _typed = when(client, timedelta(days=-9), timedelta(minutes=-6), grace=5)
    assert "/drafts/" in response["Location"]


@pytest.mark.parametrize(
    "hidden", [{"is_published": False}, {"dialogue": "hidden"}], ids=["call", "dialogue"]
)
def test_form_of_a_call_that_is_not_public_is_not_there(
    client: Client, hidden: dict[str, Any]
) -> None:
    if "dialogue" in hidden:
        hidden = {"dialogue": make.dialogue(is_published=False)}
    call = make.call(**hidden)
    assert client.get(address(call)).status_code == 404
    assert send(client, call, filled(call)).status_code == 404
    assert not Submission.objects.exists()


# --- when the call is taken back while its form is open --------------------------------------


def hide(call: Call, what: str) -> None:
    """Take the call back, or its whole dialogue."""
    if what == "call":
        Call.objects.filter(pk=call.pk).update(is_published=False)
    else:
        Dialogue.objects.filter(pk=call.dialogue_id).update(is_published=False)


def opened(client: Client, call: Call) -> Typed:
    """Open the form, then return a good answer under the key that it carries."""
    return filled(call) | {"key": Page(client.get(address(call))).fields["key"]}


@pytest.mark.parametrize("what", ["call", "dialogue"])
@pytest.mark.parametrize("bad", [{}, {"organization": [""], "consent": []}], ids=["good", "bad"])
def test_form_that_was_open_when_its_call_was_taken_back_is_kept(
    client: Client, call: Call, what: str, bad: dict[str, list[str]]
) -> None:
    typed = {name: values for name, values in (opened(client, call) | bad).items() if values}
    hide(call, what)
    response = send(client, call, typed, PDF)
    draft = Draft.objects.get(kept_because="late")
    assert response["Location"] == reverse("submissions:draft-detail", args=[draft.token])
    assert draft.content == typed
    assert [file.name for file in draft.attachments.all()] == ["annex.pdf"]
    assert not Submission.objects.exists()
    page = Page(client.get(response["Location"]))
    assert "It was sent after the call had closed. It is kept here exactly" in page.main
    assert call.get_absolute_url() not in page.html
    assert "Call closed" not in page.main
    assert send(client, call, typed)["Location"] == response["Location"]
    assert OutboxMail.objects.filter(notice="submissions.draft_kept").count() == 1


@pytest.mark.parametrize("change", ["consent_version", "opens_at"])
def test_form_of_a_call_that_was_taken_back_and_changed_is_kept(
    client: Client, call: Call, change: str
) -> None:
    typed = opened(client, call)
    later = {"consent_version": "2", "opens_at": timezone.now() + timedelta(days=1)}
    Call.objects.update(is_published=False, **{change: later[change]})
    assert "/drafts/" in send(client, call, typed)["Location"]


@pytest.mark.parametrize("do", ["add", "upload", "remove-1"])
def test_other_buttons_of_a_form_whose_call_was_taken_back_lose_nothing(
    client: Client, call: Call, do: str
) -> None:
    typed = opened(client, call)
    hide(call, "call")
    page = Page(send(client, call, typed, PDF, do=do))
    assert page.status == 200
    assert page.fields["organization"] == typed["organization"]
    assert "This call is closed" in page.main
    assert call.get_absolute_url() + '"' not in page.html
    again = post(client, address(call), pairs(page.fields | {"consent": ["on"]}))
    assert "/drafts/" in again["Location"]
    assert [file.name for file in Draft.objects.get(kept_because="late").attachments.all()] == [
        "annex.pdf"
    ]


def test_same_form_again_after_its_call_was_taken_back_gives_the_first_receipt(
    client: Client, call: Call
) -> None:
    typed = opened(client, call)
    first = send(client, call, typed)["Location"]
    hide(call, "call")
    again = send(client, call, typed)["Location"]
    assert again == first.replace("created", "same")
    assert not Draft.objects.exists()


def test_form_of_a_call_that_was_taken_back_is_shown_again_without_its_cookie(call: Call) -> None:
    typed = opened(Client(), call)
    hide(call, "call")
    client = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    page = Page(send(client, call, typed))
    assert page.status == 403
    assert_kept(page, typed)
    assert "/drafts/" in post(client, address(call), pairs(page.fields))["Location"]


@pytest.mark.parametrize("careful", [True, False])
@pytest.mark.parametrize("do", ["send", "upload"])
def test_call_that_was_never_public_answers_as_one_that_is_missing(
    client: Client, call: Call, do: str, careful: bool
) -> None:
    hidden = make.call(is_published=False)
    keys = [opened(client, call)["key"], filled(call)["key"], ["x" * 60], []]
    headers = {"Origin": "http://testserver"}
    sender = Client(enforce_csrf_checks=careful, headers=headers)
    for key in keys:
        typed = {**filled(hidden), "key": key}
        there = send(sender, hidden, typed, PDF, do=do)
        missing = address(hidden).replace(hidden.slug, "no-such-call")
        nowhere = post(sender, missing, pairs(typed, [PDF], do=do))
        assert there.status_code == nowhere.status_code == 404
        assert Page(there).main == Page(nowhere).main
    assert not Draft.objects.exists()


@pytest.mark.parametrize("method", ["get", "head"])
def test_form_of_a_call_that_was_taken_back_is_not_there_to_open(
    client: Client, call: Call, method: str
) -> None:
    hide(call, "call")
    assert getattr(client, method)(address(call)).status_code == 404


# --- when the line is slow -------------------------------------------------------------------


class SlowLine(io.BytesIO):
    """A body that takes so long that the call closes while it arrives."""

    call: Call

    def read(self, *args: Any) -> bytes:
        """Close the call, then return the next bytes."""
        Call.objects.filter(pk=self.call.pk).update(closes_at=timezone.now())
        return super().read(*args)


def test_request_that_was_there_before_the_close_is_taken_however_slow(
    client: Client, call: Call
) -> None:
    body = SlowLine(encoded(pairs(filled(call))))
    body.call = call
    slow: dict[str, Any] = {
        "wsgi.input": body,
        "CONTENT_LENGTH": str(len(body.getvalue())),
        "CONTENT_TYPE": CONTENT_TYPE,
    }
    response = client.generic("POST", address(call), **slow)
    assert response["Location"].endswith("?done=created")
    row = Submission.objects.select_related("call").get()
    assert row.first_seen_at < row.call.closes_at <= row.submitted_at


# --- the check against forgery ---------------------------------------------------------------


def test_form_without_its_cookie_is_shown_again_and_can_be_sent_then(call: Call) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    typed = filled(call, recommendations=2)
    waiting = Page(send(Client(), call, typed, PDF, do="upload"))
    assert "annex.pdf" in waiting.main
    response = send(client, call, typed)
    page = Page(response)
    assert response.status_code == 403
    assert_kept(page, typed)
    assert "annex.pdf" in page.main
    assert page.summary[0][0] == "main"
    assert "send again" in page.summary[0][1]
    assert response["Cache-Control"] == "no-store, private"
    assert not Submission.objects.exists()
    again = post(client, address(call), pairs(page.fields))
    assert again.status_code == 302
    row = Submission.objects.get()
    assert row.recommendations.count() == 2
    assert row.attachments.count() == 1


def test_form_with_a_key_from_elsewhere_is_shown_again(call: Call) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    client.get(address(call))
    typed = filled(call) | {"csrfmiddlewaretoken": ["x" * 64]}
    page = Page(send(client, call, typed))
    assert page.status == 403
    assert_kept(page, {**typed, "csrfmiddlewaretoken": page.fields["csrfmiddlewaretoken"]})
    assert not Submission.objects.exists()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_form_that_another_site_sends_brings_no_key_of_its_choice(call: Call, origin: str) -> None:
    headers = {"Origin": origin} if origin else None
    typed = filled(call) | {"key": ["a-key-that-a-stranger-chose"]}
    response = send(Client(enforce_csrf_checks=True, headers=headers), call, typed)
    assert response.status_code == 403
    assert b"a-key-that-a-stranger-chose" not in response.content


def test_files_that_come_with_a_form_that_is_not_believed_are_not_kept(call: Call) -> None:
    page = Page(send(Client(enforce_csrf_checks=True), call, filled(call), PDF))
    assert page.status == 403
    assert "files have to be added again" in page.main
    assert not Attachment.objects.exists()


def test_nothing_at_all_without_a_cookie_is_no_error(call: Call) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(address(call), {})
    assert response.status_code == 403
    assert Page(response).fields["recommendations-TOTAL_FORMS"] == ["1"]
    missing = client.post(address(call).replace(call.slug, "no-such-call"), {})
    assert missing.status_code == 404
