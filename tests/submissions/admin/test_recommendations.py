"""Recommendations on the desk: read, sorted, told what became of them."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from dialogues.models import Session
from submissions import lifecycle
from submissions.admin.recommendations import RecommendationAdmin
from submissions.models import Objective, Recommendation
from submissions.states import Status, Verb
from tests import factories
from tests.submissions.admin.pages import last_of, seen, texts, url

MAY_SORT = {"Unit lead": True, "Moderator": True, "Rapporteur": True, "Observer": False}
MAY_DISPOSE = {"Unit lead": True, "Moderator": False, "Rapporteur": True, "Observer": False}


def objective(number=7):
    return Objective.objects.get_or_create(
        number=number, defaults={"title": "Reduce vulnerabilities", "short": "Vulnerabilities"}
    )[0]


def session(of):
    workshop = factories.workshop(dialogue=of)
    return Session.objects.create(workshop=workshop, kind="panel", title="Panel 1")


@pytest.mark.parametrize(("role", "may"), MAY_SORT.items())
def test_only_objectives_and_session_change(login, role, may):
    row = factories.recommendation()
    arose = session(row.submission.call.dialogue)
    client, address = login(role), url("recommendation_change", row.pk)
    data = {
        "objectives": [objective().pk],
        "session": arose.pk,
        "text": "Rewritten",
        "title": "Rewritten",
        "reference": "IDM17-000000",
        "disposition": "noted",
        "set_aside_reason": "Rewritten",
    }
    assert client.post(address, data).status_code == (302 if may else 403)
    before = row.text
    row.refresh_from_db()
    assert list(row.objectives.values_list("number", flat=True)) == ([7] if may else [])
    assert (row.session == arose) == may
    assert (row.text, row.disposition, row.set_aside_reason) == (before, "", "")
    html = texts(client.get(address))
    assert ('name="objectives"' in html) == may
    assert 'name="text"' not in html


def test_sessions_of_other_dialogues_are_not_offered(login):
    row = factories.recommendation()
    elsewhere = session(factories.dialogue())
    client, address = login("Rapporteur"), url("recommendation_change", row.pk)
    select = texts(client.get(address)).partition('name="session"')[2].partition("</select>")[0]
    assert "---------" in select
    assert f'value="{elsewhere.pk}"' not in select
    client.post(address, {"session": elsewhere.pk})
    row.refresh_from_db()
    assert row.session is None


def told(**fields: Any) -> Recommendation:
    """Return a recommendation of which something was told already."""
    row, by = factories.recommendation(**fields), factories.user("Rapporteur")
    with override_settings(UNDO_HOLD_MINUTES=0):
        lifecycle.dispose(row, by=by, disposition="noted", reason="It was read.")
    return row


@pytest.mark.parametrize(("role", "may"), MAY_DISPOSE.items())
def test_what_was_told_is_corrected_by_role(login, settings, role, may):
    settings.UNDO_HOLD_MINUTES = 0
    row = told()
    address = url("recommendation_dispose", row.pk)
    data = {"disposition": "partly", "reason": "In statement 7.", **seen(row.submission)}
    client = login(role)
    assert (address in texts(client.get(url("recommendation_change", row.pk)))) == may
    response = client.post(address, data)
    assert response.status_code == (302 if may else 403)
    row.refresh_from_db()
    assert row.disposition == ("partly" if may else "noted")
    if may:
        assert "leaves now" in " ".join(str(one) for one in get_messages(response.wsgi_request))
        assert last_of(row.submission).verb == Verb.DISPOSE


def test_sorting_does_not_take_back_what_is_told_meanwhile(login, monkeypatch):
    row, client = factories.recommendation(), login("Rapporteur")
    clean = RecommendationAdmin.get_object

    def told_meanwhile(*args: Any, **kwargs: Any) -> Any:
        found = clean(*args, **kwargs)
        Recommendation.objects.filter(pk=row.pk).update(
            disposition="noted", disposition_reason="Read.", disposed_at=timezone.now()
        )
        return found

    monkeypatch.setattr(RecommendationAdmin, "get_object", told_meanwhile)
    chosen = session(row.submission.call.dialogue)
    client.post(url("recommendation_change", row.pk), {"session": chosen.pk})
    row.refresh_from_db()
    assert (row.session, row.disposition) == (chosen, "noted")


def test_a_first_disposition_is_left_to_the_release(login, settings):
    settings.UNDO_HOLD_MINUTES = 0
    row = factories.recommendation()
    html = texts(login("Rapporteur").get(url("recommendation_change", row.pk)))
    assert url("recommendation_dispose", row.pk) not in html
    assert reverse("admin:outcomes_answerable_change", args=[row.pk]) in html
    data = {"disposition": "partly", "reason": "Early.", **seen(row.submission)}
    response = login("Rapporteur").post(url("recommendation_dispose", row.pk), data)
    assert response.status_code == 409
    row.refresh_from_db()
    assert row.disposition == ""


def test_disposition_without_reason_is_asked_for(login):
    row = told()
    data = {"disposition": "partly", "reason": "", **seen(row.submission)}
    response = login("Rapporteur").post(url("recommendation_dispose", row.pk), data)
    assert response.status_code == 409
    assert "This field is required" in texts(response)


def test_disposition_of_what_was_withdrawn_meanwhile_is_a_conflict_and_keeps_the_reason(login):
    row = told()
    as_seen = seen(row.submission)
    lifecycle.withdraw(row.submission)
    data = {"disposition": "partly", "reason": "Long reasons.", **as_seen}
    response = login("Rapporteur").post(url("recommendation_dispose", row.pk), data)
    html = texts(response)
    assert response.status_code == 409
    assert "Stakeholder was faster" in html
    assert "Long reasons." in html


def test_disposition_is_not_offered_before_acceptance(login):
    row = factories.submission(Status.IN_REVIEW).recommendations.get()
    html = texts(login("Rapporteur").get(url("recommendation_change", row.pk)))
    assert url("recommendation_dispose", row.pk) not in html
    data = {"disposition": "partly", "reason": "Early.", **seen(row.submission)}
    response = login("Rapporteur").post(url("recommendation_dispose", row.pk), data)
    assert response.status_code == 409


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "referral path"}, 3),
        ({"q": "nowhere"}, 0),
        ({"taken": "yes"}, 1),
        ({"taken": "aside"}, 1),
        ({"taken": "withdrawn"}, 1),
        ({"became": "waiting"}, 3),
        ({"became": "noted"}, 0),
        ({"language": "en"}, 3),
        ({"submission__status__exact": "accepted"}, 3),
        ({"submission__category__exact": "academia"}, 0),
    ],
)
def test_filters(login, query, found):
    row, by = factories.submission(Status.ACCEPTED, recommendations=3), factories.user()
    first, second, _third = row.recommendations.order_by("number")
    lifecycle.set_aside(first, by=by, reason="Said already.")
    lifecycle.withdraw_one(second, by=by, note="By letter.")
    response = login("Observer").get(url("recommendation_changelist"), query)
    assert len(response.context["cl"].result_list) == found


def test_search_by_reference(login):
    row = factories.recommendation()
    factories.recommendation()
    response = login("Observer").get(url("recommendation_changelist"), {"q": row.reference.lower()})
    assert [one.pk for one in response.context["cl"].result_list] == [row.pk]


def test_page_leads_to_the_public_one_only_where_there_is_one(login):
    public, aside = factories.recommendation(), factories.recommendation()
    lifecycle.set_aside(aside, by=factories.user(), reason="No.")
    client = login("Observer")
    assert "viewsitelink" in texts(client.get(url("recommendation_change", public.pk)))
    assert "viewsitelink" not in texts(client.get(url("recommendation_change", aside.pk)))
