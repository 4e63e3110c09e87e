"""Dispositions on the desk: listed, prepared one by one and in bulk, suggested, released."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outcomes import dispositions
from outcomes.models import Answerable, PreparedDisposition, Release
from submissions import lifecycle
from submissions.models import Call, Recommendation
from tests import factories
from tests.outcomes.desk import opened
from tests.outcomes.written import cited
from tests.submissions.admin.pages import texts

pytestmark = pytest.mark.django_db
LIST = "/admin/outcomes/answerable/"
MAY_SEE = {"Unit lead": 200, "Rapporteur": 200, "Moderator": 200, "Observer": 200, "Editor": 403}
MAY_PREPARE = {"Unit lead": True, "Rapporteur": True, "Moderator": False, "Observer": False}
MAY_RELEASE = {"Unit lead": True, "Rapporteur": False, "Moderator": False, "Observer": False}
NOTED = {"disposition": "noted", "reason": "It was read."}


def page_of(row: Recommendation) -> str:
    return reverse("admin:outcomes_answerable_change", args=[row.pk])


def of_call(name: str, call: Call) -> str:
    return reverse(f"admin:outcomes_answerable_{name}", args=[call.pk])


def prepared(row: Recommendation) -> PreparedDisposition:
    return dispositions.prepare(row, by=factories.user("Rapporteur"), **NOTED)


def tell(row: Recommendation) -> None:
    later = timezone.now() + timedelta(hours=1)
    by = factories.user("Rapporteur")
    lifecycle.dispose(row, by=by, disposition="noted", reason="It was read.", at=later)


def in_bulk(client: Client, rows: list[Recommendation], url: str = LIST, **words: str) -> Any:
    data = {"action": "prepare", "_selected_action": [row.pk for row in rows], **words}
    return client.post(url, data, follow=True)


@pytest.mark.parametrize("role", MAY_SEE)
def test_who_sees_it(role: str):
    row, client = factories.recommendation(), opened(role)
    for url in (LIST, page_of(row)):
        assert client.get(url).status_code == MAY_SEE[role]


@pytest.mark.parametrize("role", MAY_PREPARE)
def test_who_prepares(role: str):
    row, client, may = factories.recommendation(), opened(role), MAY_PREPARE[role]
    call = row.submission.call
    assert ('name="disposition"' in texts(client.get(page_of(row)))) is may
    assert ("Prepare what is told" in texts(client.get(LIST))) is may
    assert client.post(page_of(row), NOTED).status_code == (302 if may else 403)
    assert client.post(page_of(row), {"drop": "yes"}).status_code == (302 if may else 403)
    assert client.post(of_call("suggest", call)).status_code == (302 if may else 403)
    in_bulk(client, [row], **NOTED)
    assert PreparedDisposition.objects.exists() is may


@pytest.mark.parametrize("role", MAY_RELEASE)
def test_who_releases(role: str):
    row, client, may = factories.recommendation(), opened(role), MAY_RELEASE[role]
    prepared(row)
    url = of_call("release", row.submission.call)
    assert client.get(url).status_code == (200 if may else 403)
    assert client.post(url, {"do": "release"}).status_code == (302 if may else 403)
    assert Release.objects.exists() is may


def test_one_is_prepared_changed_and_taken_back_and_nothing_typed_is_lost():
    row, client = factories.recommendation(), opened("Rapporteur")
    page = client.post(page_of(row), {"disposition": "", "reason": "Long words."})
    assert page.status_code == 422
    assert "Long words." in texts(page)
    page = client.post(page_of(row), {"disposition": "noted", "reason": " "})
    assert page.status_code == 422
    assert "This field is required." in texts(page)
    client.post(page_of(row), NOTED)
    assert "It was read." in texts(client.get(page_of(row)))
    client.post(page_of(row), {"disposition": "partly", "reason": "Half of it."})
    assert PreparedDisposition.objects.get().reason == "Half of it."
    client.post(page_of(row), {"drop": "yes"})
    assert not PreparedDisposition.objects.exists()
    lifecycle.withdraw(row.submission)
    assert client.post(page_of(row), NOTED).status_code == 404


def test_a_reason_to_begin_with_is_taken_where_none_is_typed():
    row, client = factories.recommendation(), opened("Rapporteur")
    begin = "It goes beyond the theme of this dialogue."
    words = {"disposition": "not_taken_up", "begin_with": begin}
    client.post(page_of(row), {**words, "reason": ""})
    assert PreparedDisposition.objects.get().reason == begin
    client.post(page_of(row), {**words, "reason": "My own words."})
    assert PreparedDisposition.objects.get().reason == "My own words."
    other = factories.recommendation(of=row.submission.call)
    assert "My own words." in texts(client.get(page_of(other)))
    dispositions.prepare(row, "noted", "Two\nlines.", by=factories.user("Rapporteur"))
    assert "Two" not in texts(client.get(page_of(other)))
    page = client.post(page_of(other), {**words, "begin_with": "invented", "reason": ""})
    assert page.status_code == 422


def test_one_goes_on_to_the_next_of_the_list():
    call = factories.call()
    rows = [factories.recommendation(of=call) for _number in range(3)]
    first, second, _third = sorted(rows, key=lambda row: row.reference)
    client, query = opened("Rapporteur"), "?_changelist_filters=state%3Dopen"
    page = texts(client.get(page_of(first) + query))
    assert "1 of 3" in page
    response: Any = client.post(
        page_of(first) + query, {**NOTED, "and_next": "yes", "next_one": second.pk}
    )
    assert response.url.startswith(page_of(second))
    assert "state%3Dopen" in response.url
    assert "1 of 2" in texts(client.get(response.url))
    for key in ("9" * 5000, "x", "999999"):
        response = client.post(page_of(second), {**NOTED, "and_next": "yes", "next_one": key})
        assert response.url == page_of(second)


def test_many_are_prepared_and_one_that_fails_stops_nobody(monkeypatch: pytest.MonkeyPatch):
    call = factories.call()
    rows = [factories.recommendation(of=call) for _number in range(4)]
    tell(rows[0])
    prepared(rows[1])
    client = opened("Rapporteur")
    page = texts(in_bulk(client, rows))
    assert "1 is told already" in page
    assert "1 is prepared already" in page
    page = texts(in_bulk(client, rows, disposition="", reason="Typed."))
    assert "Typed." in page
    assert PreparedDisposition.objects.count() == 1
    prepare = dispositions.prepare

    def fails(row: Recommendation, **words: Any) -> Any:
        if row.pk == rows[3].pk:
            raise RuntimeError("broken")
        return prepare(row, **words)

    monkeypatch.setattr(dispositions, "prepare", fails)
    page = in_bulk(client, rows, disposition="partly", reason="Half.")
    assert "2 are prepared." in texts(page)
    assert f"{rows[0].reference}: It is told already" in texts(page)
    assert f"{rows[3].reference}: An error of the portal" in texts(page)
    assert {one.reason for one in PreparedDisposition.objects.all()} == {"Half."}
    monkeypatch.undo()
    page = in_bulk(client, rows[3:], f"{LIST}?state=open", **NOTED)
    assert page.redirect_chain == [(f"{LIST}?state=open", 302)]


def test_the_list_says_how_far_it_is_and_finds_by_it():
    call, other = factories.call(title="Quetzal call"), factories.call()
    suggested, open_one, kept, told = (factories.recommendation(of=call) for _number in range(4))
    factories.recommendation(of=other)
    factories.submission("received", of=call)
    document = cited(suggested)
    dispositions.suggest(call)
    prepared(kept)
    tell(told)
    client = opened("Observer")
    page = client.get(LIST)
    found = {one["title"]: one for one in page.context["calls"]}["Quetzal call"]
    assert found["total"] == 4
    assert [state["number"] for state in found["states"]] == [1, 1, 1, 1]
    assert f"{document.get_absolute_url()}#statement-" in texts(page)
    rows = (open_one, suggested, kept, told)
    for state, row in zip(found["states"], rows, strict=True):
        listed = client.get(state["url"]).context["cl"].queryset
        assert [one.pk for one in listed] == [row.pk]
    assert client.get(LIST, {"q": kept.reference}).context["cl"].result_count == 1


def test_suggestions_and_release_of_a_call(settings: Any):
    settings.UNDO_HOLD_MINUTES = 0
    call = factories.call(time_zone="Asia/Tokyo")
    row, silent = factories.recommendation(of=call), factories.recommendation(of=call)
    cited(row)
    client = opened("Unit lead")
    assert "1 is suggested." in texts(client.post(of_call("suggest", call), follow=True))
    page = texts(client.get(of_call("release", call)))
    assert "<b>1</b> prepared recommendation, 1 of them as suggested. 1 mail leaves." in page
    assert "1 recommendation has nothing prepared" in page
    assert "Taken up in “What came of it”, statement 1." in page
    assert row.submission.token not in page
    past = {"do": "release", "at_0": "2020-01-01", "at_1": "10:00"}
    response = client.post(of_call("release", call), past)
    assert response.status_code == 422
    assert "This moment is over." in texts(response)
    day = timezone.now() + timedelta(days=3)
    moment = {"do": "release", "at_0": f"{day:%Y-%m-%d}", "at_1": "10:00"}
    page = texts(client.post(of_call("release", call), moment, follow=True))
    assert "A release waits:" in page
    assert "10:00" in page
    assert f"{Release.objects.get().at:%H:%M}" == "01:00"
    assert client.post(of_call("release", call), {"do": "release"}).status_code == 409
    client.post(of_call("release", call), {"do": "call_off"})
    assert not Release.objects.exists()
    assert client.post(of_call("release", call), {"do": "nothing"}).status_code == 404
    dispositions.drop(silent)
    dispositions.drop(row)
    response = client.post(of_call("release", call), {"do": "release"})
    assert response.status_code == 409
    assert "Nothing is prepared" in texts(response)


@pytest.mark.parametrize("key", ["x", "\x00", "9" * 30])
@pytest.mark.parametrize("url", [LIST, "/admin/submissions/submission/"])
def test_a_chosen_row_that_is_none_is_no_error_of_the_portal(url: str, key: str):
    data = {"action": "prepare", "_selected_action": [key], **NOTED}
    assert opened("Unit lead").post(url, data).status_code == 404


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_moment_at_the_end_of_time_is_refused_at_its_field(zone: str, day: str):
    row = factories.recommendation(of=factories.call(time_zone=zone))
    prepared(row)
    client, url = opened("Unit lead"), of_call("release", row.submission.call)
    for hour in ("00:00", "23:59"):
        response = client.post(url, {"do": "release", "at_0": day, "at_1": hour})
        assert response.status_code == 422
    assert not Release.objects.exists()


@pytest.mark.parametrize("number", [1, 6])
def test_the_list_and_a_page_cost_the_same_however_many(
    number: int, django_assert_max_num_queries: Any
):
    call = factories.call()
    rows = [factories.recommendation(of=call) for _number in range(number)]
    for row in rows:
        cited(row)
        prepared(row)
    client = opened("Rapporteur")
    for url, most in ((LIST, 16), (page_of(rows[0]), 23)):
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200
    assert Answerable.objects.count() == number
