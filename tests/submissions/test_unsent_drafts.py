"""Words that are not sent yet: kept as typed, found again, brought together, shared and erased."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from common import outbox
from common.files import DOCX
from common.models import OutboxMail
from submissions import drafts, lifecycle
from submissions.models import Call, Draft, DraftRevision, Submission
from submissions.models.drafts import KeptBecause
from tests import documents
from tests import factories as make
from tests.sheets import Page, Typed, Upload, address, assert_kept, filled, pairs, place, post, send

pytestmark = pytest.mark.django_db
PDF = Upload("annex.pdf", documents.PDF)
BAD = {"NUL": "a\x00b", "too long": "x" * 30_000, "markup": "<script>", "Arabic": "مرحبا", "": ""}


@pytest.fixture
def call() -> Call:
    """A call that closes in five days."""
    return make.call(closes_at=timezone.now() + timedelta(days=5))


def saved(client: Client, call: Call, typed: Typed, *files: Upload) -> str:
    """Press Save, and return the address that the words are found at."""
    response = send(client, call, typed, *files, do="save")
    assert response.status_code == 302
    return str(response["Location"].partition("?")[0])


def at(client: Client, url: str) -> Page:
    """Return the page at an address."""
    return Page(client.get(url))


def press(client: Client, url: str, page: Page, do: str, **changed: str | list[str]) -> Any:
    """Change fields of a page and press one of its buttons."""
    fields = {name: [said] if isinstance(said, str) else said for name, said in changed.items()}
    return post(client, url, pairs(page.fields | fields, do=do))


def told(client: Client, url: str, page: Page, **changed: str) -> Any:
    """Save as a script does, and return what it is told."""
    fields = page.fields | {name: [said] for name, said in changed.items()}
    body = pairs(fields, do="save")
    return json.loads(post(client, url, body, headers={"Accept": "application/json"}).content)


# --- kept as typed -----------------------------------------------------------------------------


@pytest.mark.parametrize("words", BAD.values(), ids=BAD)
@pytest.mark.parametrize("name", ["organization", "country", "recommendations-1-text"])
def test_words_are_kept_as_typed_valid_or_not(
    client: Client, call: Call, name: str, words: str
) -> None:
    typed = filled(call, recommendations=2, consent=[]) | {name: [words]}
    url = saved(client, call, typed, PDF)
    anywhere = Page(Client().get(url))
    assert anywhere.status == 200
    assert_kept(anywhere, typed, but="country" if name == "country" else "")
    assert "annex.pdf" in anywhere.main
    assert Draft.objects.get().content[name] == [words]
    assert not Submission.objects.exists()
    assert not OutboxMail.objects.exists()


def test_an_empty_form_is_not_kept_and_says_so(client: Client, call: Call) -> None:
    page = at(client, address(call))
    again = Page(press(client, address(call), page, "save"))
    assert again.status == 422
    assert again.summary == [("main", "Nothing is typed yet: there is nothing to save.")]
    assert not Draft.objects.exists()


def test_what_cannot_be_sent_is_kept(client: Client, call: Call) -> None:
    page = Page(send(client, call, filled(call, organization="")))
    assert page.status == 422
    link = next(node for node in page.all("a") if "/drafts/" in node.attrs.get("href", ""))
    assert at(Client(), link.attrs["href"]).fields["acronym"] == ["AAA"]


def test_form_is_sent_from_the_address_of_its_draft_which_then_says_so(
    client: Client, call: Call
) -> None:
    url = saved(client, call, filled(call), PDF)
    page = at(client, url)
    private, done = place(post(client, url, pairs(page.fields)))
    assert done == "created"
    row = Submission.objects.get()
    assert [file.name for file in row.attachments.all()] == ["annex.pdf"]
    sent = at(client, url)
    assert f"It became the answer {row.reference}" in sent.main
    assert row.token not in sent.html
    assert "Al Amal" not in sent.html
    assert not DraftRevision.objects.exists()
    assert place(post(client, url, pairs(page.fields))) == (private, "same")


def test_words_written_on_in_another_window_after_sending_are_kept(
    client: Client, call: Call
) -> None:
    url = saved(client, call, filled(call))
    one, two = at(client, url), at(client, url)
    press(client, url, one, "send")
    assert told(client, url, one)["state"] == "sent"
    assert told(client, url, two, acronym="LATER")["state"] == "merged"
    assert Page(press(client, url, two, "send", acronym="LATER")).status == 409
    assert at(client, url).fields["acronym"] == ["LATER"]
    assert place(press(client, url, at(client, url), "send"))[1] == "corrected"
    assert Submission.objects.get().acronym == "LATER"


def test_consent_is_not_taken_from_a_draft_to_another_text(client: Client, call: Call) -> None:
    url = saved(client, call, filled(call) | {"consent_mark": [call.consent_mark]})
    assert at(client, url).fields["consent"] == ["on"]
    Call.objects.update(consent_version="2", consent_text="Another text.")
    page = at(client, url)
    assert "consent" not in page.fields
    assert page.fields["acronym"] == ["AAA"]


def test_draft_of_a_closed_call_is_still_read_and_is_kept_when_it_is_sent(
    client: Client, call: Call
) -> None:
    url = saved(client, call, filled(call))
    Call.objects.update(closes_at=timezone.now() - timedelta(hours=1))
    page = at(client, url)
    assert "The call has closed. You can still send what you wrote" in page.main
    response = press(client, url, page, "send")
    assert Draft.objects.get(kept_because=KeptBecause.LATE).token in response["Location"]
    assert "It came after the call had closed" in at(client, url).main


def test_draft_without_a_cookie_is_saved_and_shown_again(client: Client, call: Call) -> None:
    careful = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    url = saved(client, call, filled(call))
    page = Page(press(careful, url, at(client, url), "save", acronym="NEW"))
    assert page.status == 403
    assert at(client, url).fields["acronym"] == ["NEW"]
    careful.cookies.clear()
    answer = told(careful, url, page, acronym="NEWER")
    assert answer["state"] == "saved"
    assert at(client, url).fields["acronym"] == ["NEWER"]
    fields = page.fields | {"csrfmiddlewaretoken": [answer["csrf"]]}
    assert post(careful, url, pairs(fields, do="send")).status_code in (302, 409)


def test_page_of_another_site_saves_nothing(client: Client, call: Call) -> None:
    url = saved(client, call, filled(call))
    strange = Client(enforce_csrf_checks=True, headers={"Origin": "https://elsewhere.example"})
    assert press(strange, url, at(client, url), "save", acronym="EVIL").status_code == 403
    assert at(client, url).fields["acronym"] == ["AAA"]


# --- two windows -------------------------------------------------------------------------------


def test_two_windows_bring_their_changes_together(client: Client, call: Call) -> None:
    url = saved(client, call, filled(call, recommendations=2))
    one, two = at(client, url), at(client, url)
    press(client, url, one, "save", acronym="ONE")
    press(client, url, two, "remove-0")
    page = at(client, url)
    assert page.fields["acronym"] == ["ONE"]
    assert page.fields["recommendations-TOTAL_FORMS"] == ["1"]
    assert page.fields["recommendations-0-title"] == ["Agree on referral path 1"]


@pytest.mark.parametrize(("choose", "kept"), [("use", "ONE"), ("drop", "TWO")])
@pytest.mark.parametrize("name", ["acronym", "recommendations-0-text"])
def test_text_that_two_windows_changed_is_shown_twice_and_settled(
    client: Client, call: Call, name: str, choose: str, kept: str
) -> None:
    url = saved(client, call, filled(call))
    one, two = at(client, url), at(client, url)
    press(client, url, one, "save", **{name: "ONE"})
    press(client, url, two, "save", **{name: "TWO"})
    page = at(client, url)
    assert page.fields[name] == ["TWO"]
    assert "Another window wrote here: ONE" in page.main
    (button,) = [value for value in page.buttons if value.startswith(f"{choose}-")]
    assert press(client, url, page, button).status_code == 302
    page = at(client, url)
    assert page.fields[name] == [kept]
    assert ("Another window wrote here: TWO" in page.main) == (choose == "use")


def test_sending_waits_until_both_texts_were_seen(client: Client, call: Call) -> None:
    url = saved(client, call, filled(call))
    one, two = at(client, url), at(client, url)
    press(client, url, one, "save", acronym="ONE")
    page = Page(press(client, url, two, "send", acronym="TWO"))
    assert page.status == 409
    assert "Another window wrote here: ONE" in page.main
    assert not Submission.objects.exists()
    assert press(client, url, page, "send", consent="on").status_code == 302
    assert Submission.objects.get().acronym == "TWO"


def test_window_is_not_taken_for_another_where_the_answer_to_its_saving_was_lost(
    client: Client, call: Call
) -> None:
    url = saved(client, call, filled(call))
    page = at(client, url)
    for acronym in ("F", "FI", "FIR"):  # it never learns of a newer revision
        assert told(client, url, page, acronym=acronym)["state"] == "saved"
    assert Draft.objects.get().others == []
    assert told(client, url, page, acronym="FIR")["revision"] == 4


def test_windows_that_write_on_have_one_text_each(client: Client, call: Call) -> None:
    url = saved(client, call, filled(call))
    one, two = at(client, url), at(client, url)
    for letters in ("A", "AB", "ABC"):
        states = [
            told(client, url, page, acronym=f"{letters}{number}")["state"]
            for number, page in enumerate((one, two))
        ]
    assert states == ["merged", "merged"]
    assert Draft.objects.get().content["acronym"] == ["ABC1"]
    assert [other["values"] for other in Draft.objects.get().others] == [["ABC0"]]


def test_page_older_than_all_that_is_remembered_loses_nothing(client: Client, call: Call) -> None:
    url = saved(client, call, filled(call))
    old = at(client, url)
    Draft.objects.get().revisions.all().delete()
    press(client, url, at(client, url), "save", acronym="NEW")
    Draft.objects.get().revisions.filter(number=1).delete()
    press(client, url, old, "save", on_behalf_of="Old window")
    page = at(client, url)
    assert page.fields["on_behalf_of"] == ["Old window"]
    assert "Another window wrote here: NEW" in page.main


def test_saving_the_same_again_writes_nothing_new(client: Client, call: Call) -> None:
    url = saved(client, call, filled(call))
    page = at(client, url)
    assert told(client, url, page)["revision"] == told(client, url, page)["revision"] == 2
    assert DraftRevision.objects.count() == 2


def test_not_every_saving_is_remembered_for_ever(client: Client, call: Call) -> None:
    url = saved(client, call, filled(call))
    page = at(client, url)
    for number in range(70):
        told(client, url, page, acronym=str(number))
    assert DraftRevision.objects.count() == len(["one a minute"]) + 60


# --- a corrected version -----------------------------------------------------------------------


def test_new_version_is_kept_and_resumed_from_the_private_page(client: Client) -> None:
    row = make.submission("received")
    url = reverse("submissions:submission-correct", args=[row.token])
    one, two = at(client, url), at(client, url)
    assert press(client, url, one, "save", acronym="ONE")["Location"].startswith(url)
    press(client, url, two, "save", on_behalf_of="TWO")
    page = at(client, url)
    assert (page.fields["acronym"], page.fields["on_behalf_of"]) == (["ONE"], ["TWO"])
    assert "Another window" not in page.main
    draft = Draft.objects.get()
    assert draft.token not in page.html
    assert client.get(reverse("submissions:draft-detail", args=[draft.token])).status_code == 404
    assert place(press(client, url, page, "send", consent="on"))[1] == "corrected"
    assert at(client, url).fields["acronym"] == ["ONE"]
    assert Draft.objects.get().kept_because == KeptBecause.SENT
    assert press(client, url, at(client, url), "save", acronym="THREE").status_code == 302
    assert at(client, url).fields["acronym"] == ["THREE"]


def test_kept_version_is_not_sent_over_a_newer_one_unseen(client: Client) -> None:
    row = make.submission("received")
    url = reverse("submissions:submission-correct", args=[row.token])
    page = at(client, url)
    press(client, url, page, "save", acronym="KEPT")
    other = page.fields | {"key": ["o" * 30], "acronym": ["SENT"], "consent": ["on"]}
    assert place(post(client, url, pairs(other)))[1] == "corrected"
    refused = Page(press(client, url, at(client, url), "send", consent="on"))
    assert refused.status == 409
    assert "A newer version was sent meanwhile" in refused.main


# --- sharing, mailing, deleting ----------------------------------------------------------------


def test_colleagues_read_a_draft_until_its_address_is_ended(client: Client, call: Call) -> None:
    url = saved(client, call, filled(call), PDF)
    press(client, url, at(client, url), "share")
    draft = Draft.objects.get()
    read = reverse("submissions:draft-shared", args=[draft.share_token])
    assert read in at(client, url).html
    response: Any = Client().get(read)
    page = Page(response)
    assert response["Cache-Control"] == "no-store, private"
    assert all(words in page.main for words in ("Association Al Amal", "annex.pdf"))
    assert not any(words in page.html for words in ("Amina", "amina@example.org"))
    assert not page.all("form", "button", "textarea")
    assert draft.token not in page.html
    assert client.post(read).status_code == 405
    (row,) = draft.attachments.all()
    file = reverse("submissions:draft-shared-file", args=[draft.share_token, row.pk])
    assert client.get(file).getvalue() == documents.PDF
    press(client, url, at(client, url), "unshare")
    assert client.get(read).status_code == client.get(file).status_code == 404
    press(client, url, at(client, url), "share")
    assert client.get(read).status_code == 404


@pytest.mark.parametrize("language", ["en", "ar"])
def test_draft_goes_round_as_a_document_and_comes_back(
    client: Client, call: Call, language: str
) -> None:
    typed = filled(call, recommendations=2, organization="", country="nowhere")
    typed["recommendations-1-text"] = ["على المدن أن تعمل\n中文"]
    url = saved(client, call, typed)
    press(client, url, at(client, url), "share")
    draft = Draft.objects.get()
    for name, token in (
        ("draft-document", draft.token),
        ("draft-shared-document", draft.share_token),
    ):
        with translation.override(language):
            response = client.get(reverse(f"submissions:{name}", args=[token]))
        assert response["Content-Disposition"].startswith("attachment")
        upload = reverse("submissions:offline-upload", args=[call.slug])
        page = Page(post(client, upload, [("file", Upload("draft.docx", response.content, DOCX))]))
        assert page.status == 200
        for field in (
            "acronym",
            "co_sponsors",
            "recommendations-1-text",
            "recommendations-0-themes",
        ):
            assert page.fields[field] == typed[field]
    assert Draft.objects.count() == 3


def test_draft_is_read_by_its_author_and_not_after_it_is_sent(client: Client, call: Call) -> None:
    url = saved(client, call, filled(call))
    read = reverse("submissions:draft-read", args=[Draft.objects.get().token])
    assert "Draft, not sent" in at(client, read).main
    press(client, url, at(client, url), "share")
    shared = reverse("submissions:draft-shared", args=[Draft.objects.get().share_token])
    press(client, url, at(client, url), "send")
    assert client.get(read)["Location"] == url
    assert client.get(shared).status_code == 404


def test_address_is_mailed_to_the_one_that_was_typed_and_says_no_typed_word(
    client: Client, call: Call
) -> None:
    url = saved(client, call, filled(call))
    for _ in range(2):
        assert press(client, url, at(client, url), "mail").status_code == 302
    assert "a•••@example.org" in Page(client.get(f"{url}?done=mail")).main
    call_command("worker", "--once")
    letter: Any = mail.outbox[0]
    assert len(mail.outbox) == 1
    assert letter.to == ["amina@example.org"]
    assert url in letter.body
    assert "Amal" not in letter.body + str(letter.alternatives)


def test_address_is_not_mailed_to_nobody(client: Client, call: Call) -> None:
    typed = filled(call, contact_email="amina@")
    page = Page(send(client, call, typed, do="mail"))
    assert page.status == 422
    assert [anchor for anchor, _message in page.summary] == ["id_contact_email"]
    assert_kept(page, typed)
    assert not OutboxMail.objects.exists()


def test_draft_is_deleted_for_good_after_a_question(client: Client, call: Call) -> None:
    url = saved(client, call, filled(call), PDF)
    delete = reverse("submissions:draft-delete", args=[Draft.objects.get().token])
    file = Draft.objects.get().attachments.get().file
    assert "Delete this draft?" in at(client, delete).main
    assert Draft.objects.exists()
    assert "The draft is deleted" in Page(client.post(delete)).main
    assert client.get(url).status_code == client.post(delete).status_code == 404
    assert not Draft.objects.exists()
    assert not file.storage.exists(str(file.name))


# --- the reminder ------------------------------------------------------------------------------

REMINDED: dict[str, tuple[dict[str, Any], bool]] = {
    "hours before": ({}, True),
    "days before": ({"closes_at": 100}, False),
    "after": ({"closes_at": -1}, False),
    "being written": ({"updated_at": -1}, False),
    "without an address": ({"email": ""}, False),
    "sent": ({"kept_because": "sent"}, False),
    "of a hidden call": ({"is_published": False}, False),
}


@pytest.mark.parametrize("case", REMINDED)
def test_one_reminder_before_the_deadline(client: Client, call: Call, case: str) -> None:
    changes, is_reminded = REMINDED[case]
    now = timezone.now()
    url = saved(client, call, filled(call))

    def moment(name: str, hours: int) -> Any:
        return now + timedelta(hours=changes.get(name, hours))

    Draft.objects.update(
        updated_at=moment("updated_at", -5),
        email=changes.get("email", "amina@example.org"),
        kept_because=changes.get("kept_because", "unsent"),
    )
    Call.objects.update(
        closes_at=moment("closes_at", 40), is_published=changes.get("is_published", True)
    )
    before = Draft.objects.get().updated_at
    assert drafts.remind_due() == is_reminded
    assert drafts.remind_due() == 0
    assert Draft.objects.get().updated_at == before
    outbox.send_due()
    assert [letter.to for letter in mail.outbox] == [["amina@example.org"]] * is_reminded
    assert all(url in letter.body for letter in mail.outbox)


def test_saving_costs_the_same_queries_with_one_recommendation_and_with_three(
    client: Client, call: Call, django_assert_num_queries: Any
) -> None:
    for number in (1, 3):
        url = saved(client, call, filled(call, recommendations=number))
        page = at(client, url)
        with django_assert_num_queries(11):
            told(client, url, page, acronym="NEW")
        with django_assert_num_queries(6):
            client.get(url)


# --- what attacks and races found --------------------------------------------------------------


def test_late_saving_of_a_page_does_not_take_back_a_newer_one(client: Client, call: Call) -> None:
    url = saved(client, call, filled(call))
    page = at(client, url)
    for count, acronym in (("1", "A"), ("3", "ABC"), ("2", "AB")):
        told(client, url, page, acronym=acronym, count=count)
    assert Draft.objects.get().content["acronym"] == ["ABC"]


def test_what_both_windows_took_out_can_be_put_back(client: Client, call: Call) -> None:
    url = saved(client, call, filled(call, recommendations=3))
    one, two = at(client, url), at(client, url)
    press(client, url, one, "remove-0")
    press(client, url, two, "remove-1")
    page = at(client, url)
    assert page.fields["recommendations-TOTAL_FORMS"] == ["1"]
    for _ in range(2):
        page = Page(press(client, url, page, "restore-0"))
    titles = {page.fields[f"recommendations-{place}-title"][0][-1] for place in range(3)}
    assert titles == {"0", "1", "2"}


def test_text_of_a_recommendation_that_is_gone_comes_back_when_it_is_taken(
    client: Client, call: Call
) -> None:
    url = saved(client, call, filled(call, recommendations=2))
    one, two = at(client, url), at(client, url)
    press(client, url, one, "save", **{"recommendations-0-text": "ONE"})
    press(client, url, two, "save", **{"recommendations-0-text": "TWO"})
    page = at(client, url)
    press(client, url, at(client, url), "remove-0")
    (button,) = [value for value in page.buttons if value.startswith("use-")]
    press(client, url, page, button)
    content = Draft.objects.get().content
    assert ["ONE"] in [content.get(f"recommendations-{place}-text") for place in range(2)]


def test_correction_that_began_with_a_file_belongs_to_its_submission(client: Client) -> None:
    row = make.submission("received")
    url = reverse("submissions:submission-correct", args=[row.token])
    post(client, url, pairs(at(client, url).fields, [PDF], do="upload"))
    draft = Draft.objects.get()
    assert draft.submission == row
    assert client.get(reverse("submissions:draft-detail", args=[draft.token])).status_code == 404


def test_two_windows_of_a_correction_bring_their_changes_together(client: Client) -> None:
    row = make.submission("received", recommendations=2)
    url = reverse("submissions:submission-correct", args=[row.token])
    one, two = at(client, url), at(client, url)
    press(client, url, one, "remove-1", **{"recommendations-0-title": "From the first"})
    press(client, url, two, "save", acronym="TWO")
    page = at(client, url)
    assert page.fields["acronym"] == ["TWO"]
    assert page.fields["recommendations-TOTAL_FORMS"] == ["1"]
    assert page.fields["recommendations-0-title"] == ["From the first"]
    assert Draft.objects.get().others == []


@pytest.mark.parametrize("end", ["disown", "review"])
def test_shared_correction_ends_where_its_author_no_longer_reaches_it(
    client: Client, end: str
) -> None:
    row = make.submission("received")
    url = reverse("submissions:submission-correct", args=[row.token])
    press(client, url, at(client, url), "share", acronym="NEW")
    shared = reverse("submissions:draft-shared", args=[Draft.objects.get().share_token])
    assert "NEW" in at(client, shared).main
    if end == "disown":
        lifecycle.disown(row)
    else:
        lifecycle.start_review(row, by=make.user())
    assert client.get(shared).status_code == 404


def test_mail_goes_to_no_other_address_than_the_one_it_was_counted_for(
    client: Client, call: Call
) -> None:
    url = saved(client, call, filled(call))
    press(client, url, at(client, url), "mail")
    press(client, url, at(client, url), "save", contact_email="victim@example.org")
    outbox.send_due()
    assert mail.outbox == []


def test_what_comes_late_after_sending_is_no_new_answer(client: Client, call: Call) -> None:
    typed = filled(call)
    send(client, call, typed)
    told(
        client,
        address(call),
        Page(client.get(address(call))),
        **{n: v[0] for n, v in typed.items()},
    )
    draft = Draft.objects.get()
    assert draft.submission == Submission.objects.get()
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=1))
    Call.objects.update(closes_at=timezone.now() + timedelta(hours=2))
    assert drafts.remind_due() == 0


def test_reminder_does_not_leave_after_the_close(client: Client, call: Call) -> None:
    saved(client, call, filled(call))
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=1))
    Call.objects.update(closes_at=timezone.now() + timedelta(hours=2))
    assert drafts.remind_due() == 1
    Call.objects.update(closes_at=timezone.now() - timedelta(hours=2))
    outbox.send_due()
    assert mail.outbox == []


@pytest.mark.parametrize("because", ["late", "conflict"])
def test_what_came_too_late_is_not_rewritten_by_a_failed_check(
    client: Client, call: Call, because: str
) -> None:
    Call.objects.update(closes_at=timezone.now() - timedelta(hours=1))
    send(client, call, filled(call))
    Draft.objects.update(kept_because=because)
    draft = Draft.objects.get()
    careful = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    url = reverse("submissions:draft-detail", args=[draft.token])
    post(careful, url, pairs(filled(call, acronym="LATER", key=draft.idempotency_key), do="save"))
    assert Draft.objects.get().content == draft.content


def test_new_version_that_can_no_longer_be_sent_is_still_read(client: Client) -> None:
    row = make.submission("received")
    url = reverse("submissions:submission-correct", args=[row.token])
    page = at(client, url)
    lifecycle.start_review(row, by=make.user())
    press(client, url, page, "save", acronym="NEW")
    again = at(client, url)
    assert again.fields["acronym"] == ["NEW"]
    assert "The text can no longer be changed" in again.main
    private = reverse("submissions:submission-detail", args=[row.token])
    assert url in client.get(private).content.decode()
    location = press(client, url, again, "send", consent="on")["Location"]
    assert Draft.objects.get(kept_because="conflict").token in location


def test_choice_between_two_texts_is_taken_back_by_no_page(client: Client, call: Call) -> None:
    url = saved(client, call, filled(call))
    one, two, old = at(client, url), at(client, url), at(client, url)
    told(client, url, one, acronym="A1")
    told(client, url, two, acronym="B1")
    page = at(client, url)
    (button,) = [value for value in page.buttons if value.startswith("use-")]
    press(client, url, page, button)
    told(client, url, one, acronym="A2")
    told(client, url, old, acronym="C1")
    draft = Draft.objects.get()
    texts = [draft.content["acronym"], *(other["values"] for other in draft.others)]
    assert {"B1", "A2", "C1"} <= {text for (text,) in texts}


@pytest.mark.parametrize("how", ["erased", "disowned"])
def test_words_do_not_come_back_to_what_lost_its_contact(
    client: Client, call: Call, how: str
) -> None:
    url = saved(client, call, filled(call))
    page = at(client, url)
    press(client, url, page, "send")
    row = Submission.objects.get()
    if how == "disowned":
        lifecycle.disown(row)
    else:
        lifecycle.withdraw(row)
        lifecycle.erase_contact(row, by=make.user(), note="By letter.")
    for where in (url, address(call)):
        fields = page.fields | {"acronym": ["AGAIN"]}
        post(client, where, pairs(fields, do="save"), headers={"Accept": "application/json"})
    assert "amina" not in str(list(Draft.objects.values_list("content", "email")))
    assert not DraftRevision.objects.exists()
