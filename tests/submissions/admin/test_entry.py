"""Entry on behalf: the public form on the desk, with how consent was given."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from common.models import OutboxMail
from submissions import drafts
from submissions.models import Attachment, Draft, Submission
from submissions.states import Status
from tests import factories, offline
from tests.sheets import Page
from tests.submissions.admin.pages import FILE, page, texts, url

KEY = "k" * 24


def filled(call: Any, **changes: Any) -> dict[str, Any]:
    """Return the fields of the form, filled in."""
    fields = {
        "key": KEY,
        "organization": "Association of Cities",
        "category": "local_authority",
        "country": "FR",
        "language": "fr",
        "publication": "named",
        "contact_name": "",
        "contact_email": "mayor@example.org",
        "consent_note": "Letter of 3 May",
        "interface_language": "fr",
        "recommendations-TOTAL_FORMS": "1",
        "recommendations-INITIAL_FORMS": "0",
        "recommendations-0-title": "One referral path",
        "recommendations-0-text": factories.WORDS,
        "recommendations-0-themes": [call.themes.first().slug],
    }
    return {**fields, **changes}


def address(call: Any) -> str:
    """Return the address of the form of a call."""
    return f"{url('submission_add')}?call={call.pk}"


def test_answer_is_entered_with_consent_and_language_of_mails(login):
    call, user = factories.call(), factories.user("Moderator")
    response = login(user).post(address(call), filled(call))
    row = Submission.objects.get()
    assert response["Location"] == page(row)
    assert (row.status, row.source, row.call) == (Status.RECEIVED, "staff", call)
    assert (row.consent_note, row.interface_language) == ("Letter of 3 May", "fr")
    assert row.decisions.get().by == user
    assert OutboxMail.objects.get(notice="submissions.received").language == "fr"
    assert row.recommendations.get().title == "One referral path"


def test_consent_must_be_explained_and_what_was_typed_is_kept(login):
    call = factories.call()
    response = login("Moderator").post(address(call), filled(call, consent_note=""))
    html = texts(response)
    assert response.status_code == 422
    assert 'href="#id_consent_note"' in html
    assert "One referral path" in html
    assert Submission.objects.count() == 0


def test_address_is_not_needed(login):
    call = factories.call()
    login("Moderator").post(address(call), filled(call, contact_email=""))
    assert Submission.objects.get().contact_email == ""
    assert OutboxMail.objects.count() == 0


def test_call_is_chosen_first_where_there_are_several(login):
    calls = [factories.call(), factories.call(is_published=False)]
    client = login("Moderator")
    html = texts(client.get(url("submission_add")))
    assert all(f'href="?call={call.pk}"' in html for call in calls)
    assert 'name="organization"' not in html
    assert 'name="organization"' in texts(client.get(address(calls[1])))
    assert 'name="organization"' not in texts(client.get(url("submission_add"), {"call": "x"}))


def test_only_call_is_not_asked_for(login):
    factories.call()
    assert 'name="organization"' in texts(login("Moderator").get(url("submission_add")))


def test_without_a_call_there_is_nothing_to_enter(login):
    assert "There is no call yet." in texts(login("Moderator").get(url("submission_add")))


def test_closed_call_still_takes_entries(login):
    now = timezone.now()
    call = factories.call(opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1))
    assert login("Moderator").post(address(call), filled(call)).status_code == 302


def test_form_sent_twice_is_entered_once(login):
    call, client = factories.call(), login("Moderator")
    for _ in range(2):
        response = client.post(address(call), filled(call), follow=True)
    assert Submission.objects.count() == 1
    assert "Nothing was entered twice" in texts(response)


@pytest.mark.parametrize(("action", "count"), [("add", 3), ("remove-0", 1), ("remove-9", 2)])
def test_recommendations_are_added_and_removed_without_a_script(login, action, count):
    call = factories.call()
    two = {
        "recommendations-TOTAL_FORMS": "2",
        "recommendations-1-title": "Second one",
        "recommendations-1-text": "Typed so far",
    }
    response = login("Moderator").post(address(call), filled(call, do=action, **two))
    html = texts(response)
    assert html.count('<fieldset class="rec-panel"') == count
    assert "Second one" in html
    assert "Letter of 3 May" in html
    assert Submission.objects.count() == 0


def test_files_go_up_are_shown_removed_and_kept(login):
    call, client = factories.call(), login("Moderator")
    one, two = (
        SimpleUploadedFile(f"{name}.pdf", f"%PDF-1.4 {name}".encode()) for name in ("one", "two")
    )
    html = texts(client.post(address(call), filled(call, do="add", files=[one, two])))
    assert "one.pdf" in html
    keys = list(Attachment.objects.values_list("pk", flat=True))
    client.post(address(call), filled(call, do=f"unstage-{keys[0]}"))
    client.post(address(call), filled(call))
    row = Submission.objects.get()
    assert [file.name for file in row.attachments.all()] == ["two.pdf"]
    assert not Draft.objects.exists()


def test_bad_file_is_told_and_nothing_entered(login):
    call = factories.call()
    bad = SimpleUploadedFile("a.exe", b"MZ not a document")
    response = login("Moderator").post(address(call), filled(call, files=[bad]))
    assert response.status_code == 422
    assert "a.exe" in texts(response)
    assert Submission.objects.count() == 0


def kept(call, **fields):
    typed = {name: value for name, value in filled(call).items() if name != "key"}
    typed = {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    return drafts.keep(
        call,
        {**typed, "contact_name": ["Late Person"]},
        because="late",
        key=KEY,
        first_seen_at=timezone.now() - timedelta(days=2),
        language="es",
        **fields,
    )


def test_kept_draft_opens_filled_and_is_entered_once_with_its_files(login, pdf):
    call, client = factories.call(), login("Moderator")
    draft = kept(call)
    draft.attachments.create(file=pdf, **FILE)
    link = f"{url('submission_add')}?draft={draft.pk}"
    assert link in texts(client.get(url("draft_change", draft.pk)))
    html = texts(client.get(link))
    for words in ("Association of Cities", "Late Person", "One referral path", "a.pdf"):
        assert words in html
    assert '<option value="es" selected>' in html
    for key in ("a" * 24, "b" * 24):
        client.post(link, filled(call, key=key))
    row = Submission.objects.get()
    assert row.first_seen_at == draft.first_seen_at
    assert [file.name for file in row.attachments.all()] == ["a.pdf"]
    html = texts(client.get(url("draft_change", draft.pk)))
    assert "It was entered as" in html
    assert link not in html
    assert draft.pk not in [one.pk for one in listed(client)]
    assert [one.pk for one in listed(client, kept="entered")] == [draft.pk]


def test_files_that_wait_for_a_form_cannot_be_entered(login):
    draft, client = kept(factories.call()), login("Moderator")
    draft.kept_because = "unsent"
    draft.save()
    assert client.get(f"{url('submission_add')}?draft={draft.pk}").status_code == 404


def listed(client, **query):
    return list(client.get(url("draft_changelist"), query).context["cl"].result_list)


def test_file_of_a_draft_can_be_left_out(login, pdf):
    call, client = factories.call(), login("Moderator")
    draft = kept(call)
    file = draft.attachments.create(file=pdf, **FILE)
    link = f"{url('submission_add')}?draft={draft.pk}"
    client.post(link, filled(call, drop_file=str(file.pk)))
    assert Submission.objects.get().attachments.count() == 0
    assert draft.attachments.count() == 1


def test_draft_that_is_none_is_not_found(login):
    client = login("Moderator")
    for pk in ("999", "x"):
        assert client.get(url("submission_add"), {"draft": pk}).status_code == 404


def test_draft_list_shows_what_was_sent_and_nothing_unsent(login, pdf):
    call, client = factories.call(), login("Moderator")
    draft = kept(call)
    staged = drafts.unsent(call, "s" * 20, first_seen_at=timezone.now(), language="en")
    conflicting = factories.submission(Status.IN_REVIEW, of=call)
    conflict = drafts.keep(
        call,
        {"organization": ["Other words"]},
        because="conflict",
        key="c" * 20,
        first_seen_at=timezone.now(),
        language="en",
        submission=conflicting,
    )
    assert {one.pk for one in listed(client)} == {draft.pk, conflict.pk}
    assert listed(client, kept="entered") == []
    html = texts(client.get(url("draft_change", conflict.pk)))
    assert "Other words" in html
    assert conflicting.reference in html
    assert client.get(url("draft_change", staged.pk)).status_code == 404
    assert client.get(url("submission_add"), {"draft": staged.pk}).status_code == 404


def test_file_of_a_draft_streams_to_who_may_see_it(login, pdf):
    draft = kept(factories.call())
    file = draft.attachments.create(file=pdf, **FILE)
    address = url("draft_file", draft.pk, file.pk)
    response = login("Moderator").get(address)
    assert b"".join(response.streaming_content) == b"%PDF"
    assert login("Observer").get(address).status_code == 403


# --- an offline form that came by mail


def opened(client: Any, call: Any, data: bytes | None, **changes: Any) -> Any:
    """Fill the form of the desk with a document."""
    file = {"document": SimpleUploadedFile("form.docx", data)} if data is not None else {}
    return client.post(address(call), filled(call, do="open", **file, **changes))


def test_offline_form_fills_the_form_of_the_desk(login):
    call = factories.call(is_published=False)
    typed = offline.typed_in(call, 3)
    edits = (offline.write("A9", ""), offline.write("R5", "xyz", 2))
    data = offline.document(call, "ar", typed, *edits)
    shown = Page(opened(login("Moderator"), call, data, consent_note="Mail of 3 May"))
    assert shown.status == 200
    assert [anchor for anchor, _told in shown.summary] == ["id_recommendations-2-level_field"]
    assert shown.fields["consent_note"] == ["Mail of 3 May"]
    assert shown.fields["interface_language"] == ["fr"]
    assert shown.fields["organization"] == typed["organization"]
    assert shown.fields["recommendations-2-text"] == typed["recommendations-2-text"]
    assert Submission.objects.count() == Draft.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "message"),
    [(None, "Choose the file"), (b"%PDF-1.4", "name it .pdf")],
    ids=["none", "bad"],
)
def test_what_is_no_offline_form_leaves_the_form_as_it_was(login, data, message):
    call = factories.call()
    shown = Page(opened(login("Moderator"), call, data))
    assert shown.status == 422
    ((anchor, told),) = shown.summary
    assert anchor == "id_document"
    assert message in told
    assert shown.fields["recommendations-0-title"] == ["One referral path"]
