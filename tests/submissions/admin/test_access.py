"""Role x page -> status, with rows of every kind there to be shown."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from submissions.models import Call, Submission
from submissions.states import Status
from tests import factories
from tests.submissions.admin.conftest import SUPERUSER
from tests.submissions.admin.pages import FILE, page, url, with_everything

ROLES = ["Unit lead", "Moderator", "Rapporteur", "Editor", "Observer", SUPERUSER]
# Who may open it, in the order of ROLES: L, M, R, E, O, superuser.
PAGES = {
    "desk": "LMREOS",
    "answers": "LMREOS",
    "submissions": "LMR-OS",
    "submission": "LMR-OS",
    "submission history": "LMR-OS",
    "enter": "LM---S",
    "enter draft": "LM---S",
    "recommendations": "LMR-OS",
    "recommendation": "LMR-OS",
    "recommendation history": "LMR-OS",
    "translations": "LMREOS",
    "translation": "LMREOS",
    "translation history": "LMREOS",
    "delete translation": "LMRE-S",
    "stakeholders": "LMR-OS",
    "stakeholder": "LMR-OS",
    "drafts": "LM---S",
    "draft": "LM---S",
    "draft history": "LM---S",
    "calls": "LMREOS",
    "call": "LMREOS",
    "add call": "L--E-S",
    "themes": "LMREOS",
    "add theme": "L--E-S",
    "objectives": "LMREOS",
    "objective": "LMREOS",
    "mails": "LM---S",
    "mail": "LM---S",
    "dialogues": "LMREOS",
    "users": "L----S",
    "add user": "-----S",
}
NEVER = [
    ("submission", "delete"),
    ("recommendation", "delete"),
    ("stakeholder", "delete"),
    ("draft", "delete"),
    ("objective", "delete"),
    ("stakeholder", "add"),
    ("recommendation", "add"),
    ("draft", "add"),
    ("objective", "add"),
]


@pytest.mark.parametrize("number", range(len(ROLES)), ids=ROLES)
def test_role_opens_just_its_pages(login, number):
    pages = with_everything()
    client = login(ROLES[number])
    opened = {name: client.get(address, follow=True).status_code for name, address in pages.items()}
    expected = {name: 200 if who[number] != "-" else 403 for name, who in PAGES.items()}
    assert opened == expected


def test_stranger_and_account_without_role_are_sent_to_the_login(db):
    pages = with_everything()
    client = Client()
    for who in (None, factories.user("")):
        if who:
            client.force_login(who)
        for address in pages.values():
            response = client.get(address)
            assert response.status_code == 302
            assert "/admin/login/" in response["Location"]


@pytest.mark.parametrize("role", ROLES)
def test_nobody_adds_or_deletes_by_hand(login, role):
    client, row = login(role), factories.submission(Status.ACCEPTED)
    keys = {
        "submission": row.pk,
        "recommendation": row.recommendations.get().pk,
        "stakeholder": row.stakeholder_id,
    }
    for model, action in NEVER:
        key = [] if action == "add" else [keys.get(model, 1)]
        response = client.post(url(f"{model}_{action}", *key), {"post": "yes"})
        # Where there is no such row, Django leads back to the desk.
        assert response.status_code == 403 or model in ("draft", "objective")
    assert Submission.objects.count() == row.recommendations.count() == 1


@pytest.mark.parametrize("role", ROLES)
def test_submission_cannot_be_deleted_in_bulk_or_changed_by_a_form(login, role):
    row = factories.submission()
    client = login(role)
    data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(url("submission_changelist") + "?status=all", data)
    client.post(page(row), {"organization": "Rewritten", "status": "accepted"})
    row.refresh_from_db()
    assert row.status == Status.UNCONFIRMED
    assert row.organization != "Rewritten"


@pytest.mark.parametrize(
    "model", ["decision", "submissionversion", "attachment", "retiredreference"]
)
def test_evidence_has_no_pages_of_its_own(model):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:submissions_{model}_changelist")


@pytest.mark.parametrize(
    ("role", "status"), [("Observer", 200), ("Editor", 403), ("Moderator", 200)]
)
def test_file_streams_to_who_may_see_the_page(login, role, status, pdf):
    row = factories.submission()
    file = row.attachments.create(file=pdf, **FILE)
    response = login(role).get(url("submission_file", row.pk, file.pk))
    assert response.status_code == status
    if status == 200:
        assert response["Content-Disposition"].startswith("attachment")
        assert "sandbox" in response["Content-Security-Policy"]
        assert b"".join(response.streaming_content) == b"%PDF"


def test_file_of_another_submission_is_not_found(login, pdf):
    row, other = factories.submission(), factories.submission()
    file = row.attachments.create(file=pdf, **FILE)
    assert login("Moderator").get(url("submission_file", other.pk, file.pk)).status_code == 404


def test_call_with_answers_cannot_be_deleted(login):
    answered, unanswered = factories.submission().call, factories.call()
    client = login("Editor")
    for call in (answered, unanswered):
        client.post(url("call_delete", call.pk), {"post": "yes"})
    assert list(Call.objects.values_list("pk", flat=True)) == [answered.pk]


@pytest.mark.parametrize("pk", ["0", "999", "99999999999999999999999", "x", "1_5F"])
def test_page_of_no_row_is_not_found(login, pk):
    client = login("Moderator")
    for model in ("submission", "draft"):
        address = f"/admin/submissions/{model}/{pk}/change/"
        assert client.get(address).status_code == 404
