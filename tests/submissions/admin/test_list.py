"""The list of submissions: what it opens on, what it finds, what it never tells; its cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from submissions import lifecycle
from submissions.states import Status
from tests import factories
from tests.submissions.admin.pages import LIST, one_of, page, texts, url

S = Status


def shown(client, **query):
    """Return the references in the list, in their order."""
    response = client.get(LIST, query)
    assert response.status_code == 200
    return [row.reference for row in response.context["cl"].result_list]


def test_list_opens_on_what_waits_oldest_first(login):
    now = timezone.now()
    call = factories.call(opens_at=now - timedelta(days=9))
    rows = {
        status: factories.submission(status, of=call, at=now - timedelta(days=days))
        for days, status in enumerate([S.RECEIVED, S.IN_REVIEW, S.ACCEPTED, S.UNCONFIRMED], start=1)
    }
    client = login("Moderator")
    waiting = [rows[S.IN_REVIEW].reference, rows[S.RECEIVED].reference]
    assert shown(client) == waiting == shown(client, status="waiting")
    assert len(shown(client, status="all")) == 4
    assert shown(client, status="accepted") == [rows[S.ACCEPTED].reference]
    assert shown(client, status="nonsense") == shown(client, status="all")


def test_overdue_filter(login):
    row = factories.submission(S.CHANGES_REQUESTED)
    factories.submission(S.CHANGES_REQUESTED)
    row.changes_due_at = timezone.now() - timedelta(hours=1)
    row.save(update_fields=["changes_due_at"])
    assert shown(login("Moderator"), status="overdue") == [row.reference]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("category__exact", "academia"),
        ("region__exact", "weog"),
        ("language__exact", "ru"),
        ("publication__exact", "counted"),
        ("source__exact", "staff"),
    ],
)
def test_filters(login, name, value):
    of = factories.call()
    fields: dict[str, Any] = {
        "category": "academia",
        "country": "FR",
        "language": "ru",
        "publication": "counted",
    }
    row = lifecycle.enter(of, factories.answer(of, **fields), by=factories.user())
    factories.submission(S.RECEIVED, of=of)
    assert shown(login("Moderator"), **{name: value}) == [row.reference]


def test_filter_by_call(login):
    row, other = factories.submission(S.RECEIVED), factories.submission(S.RECEIVED)
    assert shown(login("Observer"), call__id__exact=row.call_id) == [row.reference]
    assert other.call_id != row.call_id


@pytest.mark.parametrize("status", [S.RECEIVED, S.ACCEPTED, S.WITHDRAWN])
def test_search_finds_whatever_the_status(login, status):
    row = factories.submission(status, organization="Société d’entraide", recommendations=2)
    factories.submission(status)
    client = login("Moderator")
    one = one_of(row, 2)
    found = [
        row.reference,
        row.reference.lower(),
        one.reference,
        "entraide",
        f"entraide {one.title.split()[1]}",
        row.contact_email,
    ]
    for words in found:
        assert shown(client, q=words) == [row.reference], words
    assert shown(client, q="entraide nowhere") == []
    assert shown(client, q="entraide", status="declined") == []


def test_search_by_contact_is_for_who_may_see_it(login):
    row = factories.submission(S.RECEIVED, contact_email="canary@mailbox.example.org")
    assert shown(login("Moderator"), q="canary@mailbox") == [row.reference]
    for role in ("Rapporteur", "Observer"):
        assert shown(login(role), q="canary@mailbox") == []


@pytest.mark.parametrize("role", ["Unit lead", "Observer"])
@pytest.mark.parametrize(
    "lookup",
    [
        "contact_email__startswith",
        "contact_name",
        "consent_note__contains",
        "decisions__internal_note__contains",
        "drafts__email__startswith",
        "call__submissions__contact_email__contains",
        "organization__startswith",
    ],
)
def test_no_filter_but_those_offered(login, role, lookup):
    factories.submission(S.RECEIVED)
    assert login(role).get(LIST, {lookup: "c"}).status_code == 400


def test_lists_that_join_submissions_refuse_their_private_columns(login):
    factories.submission(S.ACCEPTED)
    client = login("Observer")
    for model, lookup in (
        ("recommendation", "submission__contact_email__startswith"),
        ("stakeholder", "submissions__contact_email__startswith"),
        ("call", "submissions__contact_email__startswith"),
        ("theme", "recommendations__submission__contact_email__startswith"),
    ):
        response = client.get(url(f"{model}_changelist"), {lookup: "c"})
        assert response.status_code == 400, model


def test_links_keep_the_filters(login):
    row = factories.submission(S.RECEIVED)
    html = texts(login("Moderator").get(LIST, {"q": row.reference, "status": "received"}))
    assert f'href="{page(row)}?_changelist_filters=q%3D{row.reference}%26status%3Dreceived"' in html


def test_late_days_are_marked(login):
    at = timezone.now() - timedelta(days=15)
    factories.submission(S.RECEIVED, of=factories.call(opens_at=at), at=at)
    assert '<span class="late"' in texts(login("Observer").get(LIST))


def test_recommendations_are_counted_as_they_stand(login):
    row = factories.submission(S.IN_REVIEW, recommendations=3)
    lifecycle.set_aside(one_of(row), by=factories.user(), reason="No.")
    assert "2 of 3" in texts(login("Observer").get(LIST))


def test_list_and_desk_cost_the_same_for_one_and_three(login):
    client = login("Unit lead")
    counts: list[list[int]] = []
    for number in (1, 3):
        for _ in range(number):
            factories.submission(S.RECEIVED, recommendations=number, of=factories.call())
        counts.append([])
        for address in (LIST, f"{LIST}?status=all&q=States", "/admin/"):
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            counts[-1].append(len(captured))
    assert counts[0] == counts[1]


def test_desk_figures_are_links_to_their_lists(login):
    row = factories.submission(S.CHANGES_REQUESTED)
    row.changes_due_at = timezone.now() - timedelta(hours=1)
    row.save(update_fields=["changes_due_at"])
    factories.submission(S.UNCONFIRMED)
    factories.submission(S.RECEIVED)
    client = login("Moderator")
    response = client.get("/admin/")
    figures = {str(figure.label): figure for figure in response.context["figures"]}
    assert {label: figure.number for label, figure in figures.items()} == {
        "waiting": 1,
        "days, the oldest": 0,
        "changes overdue": 1,
        "unconfirmed": 1,
        "late or conflicting drafts": 0,
        "mails not sent yet": figures["mails not sent yet"].number,
    }
    assert [label for label, figure in figures.items() if figure.is_late] == ["changes overdue"]
    for figure in figures.values():
        assert client.get(figure.url).status_code == 200


@pytest.mark.parametrize(("role", "count"), [("Unit lead", 6), ("Observer", 4), ("Editor", 0)])
def test_role_sees_the_figures_of_its_lists(login, role, count):
    factories.submission(S.RECEIVED)
    response = login(role).get("/admin/")
    assert len(response.context["figures"]) == count
