"""Contact data is planted everywhere it is kept; who may not see it meets it nowhere."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from submissions import lifecycle
from submissions.models import Submission
from submissions.states import Status, Verb
from tests import factories
from tests.submissions.admin.pages import (
    CANARY,
    CANARY_EMAIL,
    LIST,
    do,
    page,
    seen,
    texts,
    url,
    with_everything,
)

BLIND = ["Rapporteur", "Editor", "Observer"]
SEEING = ["Unit lead", "Moderator"]


def leaks(response):
    """Tell whether a page, its headers or its messages hold the planted words."""
    found = [texts(response), str(response.headers), str(response.client.cookies)]
    return any(word.lower() in part.lower() for word in ("canary",) for part in found)


def walk(client):
    """Return each page of the desk, with those that a search or a filter leads to."""
    pages = with_everything()
    for address in pages.values():
        yield address, client.get(address, follow=True)
    for query in (f"q={CANARY_EMAIL}", "q=visible", "status=accepted", "q=IDM17"):
        yield query, client.get(f"{LIST}?{query}")
        yield query, client.get(f"{url('recommendation_changelist')}?{query}", follow=True)
        yield query, client.get(f"{url('stakeholder_changelist')}?{query}", follow=True)


@pytest.mark.parametrize("role", BLIND)
def test_contact_never_appears_for_who_may_not_see_it(login, role):
    for address, response in walk(login(role)):
        # A search shows the searched words again: they are the searcher's own.
        response_text = texts(response).replace(f'value="{CANARY_EMAIL}"', "")
        response.content = response_text.replace("canary%40mailbox.example.org", "").encode()
        assert not leaks(response), address


@pytest.mark.parametrize("role", SEEING)
def test_contact_appears_where_it_is_needed(login, role):
    pages = with_everything()
    client = login(role)
    for name in ("submission", "draft", "enter draft", "drafts"):
        assert CANARY_EMAIL in texts(client.get(pages[name])), name
    for name in ("submissions", "recommendations", "stakeholders", "desk", "recommendation"):
        assert not leaks(client.get(pages[name])), name


def test_verbs_of_a_rapporteur_do_not_tell_it(login):
    with_everything()
    row = Submission.objects.get(contact_email=CANARY_EMAIL)
    one = row.recommendations.get()
    client = login("Rapporteur")
    address = url("recommendation_dispose", one.pk)
    data = {"disposition": "noted", "reason": "Kept in mind.", **seen(row)}
    assert not leaks(client.post(address, {**data, "seen_version": "7"}))
    assert not leaks(client.post(address, data))
    assert not leaks(client.get(url("recommendation_change", one.pk)))


def test_log_of_the_admin_holds_no_contact(login):
    with_everything()
    row = Submission.objects.get(contact_email=CANARY_EMAIL)
    one = row.recommendations.get()
    client = login("Unit lead")
    client.post(url("recommendation_change", one.pk), {"objectives": []})
    do(client, Verb.WITHDRAW, row, note="By letter.")
    entries = [f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all()]
    assert entries
    assert not any("canary" in entry.lower() for entry in entries)


def test_title_of_the_page_holds_no_contact_even_for_who_may_see_it(login):
    with_everything()
    row = Submission.objects.get(contact_email=CANARY_EMAIL)
    title = texts(login("Moderator").get(page(row))).partition("</title>")[0]
    assert "canary" not in title.lower()


def test_consent_note_is_internal(login):
    of = factories.call()
    row = lifecycle.enter(
        of, factories.answer(of), by=factories.user(), consent_note=f"Letter of {CANARY}"
    )
    assert CANARY in texts(login("Moderator").get(page(row)))
    assert CANARY not in texts(login("Observer").get(page(row)))


def test_mails_tell_neither_words_nor_addresses(login):
    factories.submission(Status.RECEIVED, contact_email=CANARY_EMAIL, contact_name=CANARY)
    client = login("Moderator")
    assert not leaks(client.get(reverse("admin:common_outboxmail_changelist")))
