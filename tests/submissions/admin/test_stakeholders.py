"""Stakeholders on the desk: corrected, and merged."""

import pytest
from django.contrib.admin.models import LogEntry

from submissions.models import Stakeholder
from submissions.states import Status
from tests import factories
from tests.submissions.admin.pages import texts, url


def accepted(**fields):
    return factories.submission(Status.ACCEPTED, **fields)


def merge(client, rows, **data):
    fields = {"action": "merge", "_selected_action": [row.pk for row in rows], **data}
    return client.post(url("stakeholder_changelist"), fields)


@pytest.mark.parametrize(
    ("role", "may"), [("Unit lead", 1), ("Moderator", 1), ("Rapporteur", 0), ("Observer", 0)]
)
def test_name_is_corrected_by_who_may(login, role, may):
    row = accepted().stakeholder
    data = {"name": "Ministère de l’Intérieur", "acronym": "MI", "category": "government"}
    data |= {"country": "FR", "slug": "changed"}
    response = login(role).post(url("stakeholder_change", row.pk), data)
    assert response.status_code == (302 if may else 403)
    slug = row.slug
    row.refresh_from_db()
    assert (row.name == "Ministère de l’Intérieur") == bool(may)
    assert row.slug == slug
    assert (row.folded_name == "ministere de l’interieur") == bool(may)


def test_name_of_another_one_is_refused_at_the_field(login):
    one, other = accepted(organization="Société A").stakeholder, accepted().stakeholder
    data = {"name": "SOCIETE a", "category": "academia", "country": one.country}
    response = login("Moderator").post(url("stakeholder_change", other.pk), data)
    assert response.status_code == 200
    assert "merge the two instead" in texts(response)


def test_merge_asks_which_one_stays_then_moves_everything(login):
    submissions = [accepted(), accepted(), accepted()]
    keep, other, third = (row.stakeholder for row in submissions)
    client = login("Moderator")
    asked = merge(client, [keep, other], index="0")
    assert "which one stays" in texts(asked)
    assert Stakeholder.objects.exclude(merged_into=None).count() == 0
    response = merge(client, [keep, other], keep=str(keep.pk))
    assert response.status_code == 302
    other.refresh_from_db()
    submissions[1].refresh_from_db()
    assert other.merged_into == keep
    assert submissions[1].stakeholder == keep
    assert other.name in LogEntry.objects.get().change_message
    listed = client.get(url("stakeholder_changelist")).context["cl"].result_list
    assert {row.pk for row in listed} == {keep.pk, third.pk}
    names = client.get(url("stakeholder_changelist"), {"merged": "1"}).context["cl"].result_list
    assert [row.pk for row in names] == [other.pk]


def test_merge_needs_two(login):
    row = accepted().stakeholder
    response = merge(login("Moderator"), [row], index="0")
    assert response.status_code == 302
    row.refresh_from_db()
    assert row.merged_into is None


@pytest.mark.parametrize("keep", ["", "999", "x"])
def test_merge_into_one_that_was_not_chosen_does_nothing(login, keep):
    rows = [accepted().stakeholder for _ in range(2)]
    response = merge(login("Moderator"), rows, keep=keep)
    assert response.status_code == 200
    assert Stakeholder.objects.exclude(merged_into=None).count() == 0


@pytest.mark.parametrize("role", ["Rapporteur", "Observer", "Editor"])
def test_merge_is_not_for_others(login, role):
    rows = [accepted().stakeholder for _ in range(2)]
    merge(login(role), rows, keep=str(rows[0].pk))
    assert Stakeholder.objects.exclude(merged_into=None).count() == 0


def test_search_levels_accents(login):
    row = accepted(organization="Société Générale d’Entraide").stakeholder
    accepted()
    response = login("Observer").get(url("stakeholder_changelist"), {"q": "SOCIETE generale"})
    assert [one.pk for one in response.context["cl"].result_list] == [row.pk]
