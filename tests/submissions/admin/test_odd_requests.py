"""What nobody means and somebody may send to the desk: never a 500."""

import pytest

from submissions.states import Status
from tests import factories
from tests.submissions.admin.pages import LIST, do, url

HUGE = "9" * 5_000


@pytest.mark.parametrize(
    "query",
    [
        "language__range=a",
        f"call__id__in=1,{'9' * 23}",
        f"call__id__exact={HUGE}",
        "status__range=a,b,c",
    ],
)
@pytest.mark.parametrize("role", ["Unit lead", "Observer"])
def test_odd_filters_are_refused(login, role, query):
    client = login(role)
    for address in (LIST, url("recommendation_changelist"), url("draft_changelist")):
        response = client.get(f"{address}?{query}")
        assert response.status_code in (200, 302, 400, 403), address


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2999-01-01"])
def test_a_day_that_nobody_can_mean_is_refused_at_its_field(login, day):
    call = factories.call(time_zone="America/New_York")
    row = factories.submission(Status.IN_REVIEW, of=call)
    response = do(login("Moderator"), "request_changes", row, note="Name who.", due_on=day)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Name who." in html
    assert "This day is over." in html or "within a year" in html


@pytest.mark.parametrize("version", [HUGE, "²", "-1", "x"])
def test_an_odd_version_shows_the_present_one(login, version):
    row = factories.submission(Status.IN_REVIEW)
    page = url("submission_change", row.pk)
    assert login("Moderator").get(f"{page}?version={version}").status_code == 200
