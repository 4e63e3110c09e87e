"""Outcomes at the same moment: releases, preparing and withdrawing, and two editions."""

from typing import Any

import pytest

from common.models import OutboxMail
from outcomes import dispositions, releases
from outcomes.models import PreparedDisposition, Release
from outcomes.papers import editions
from submissions import lifecycle
from submissions.models import Decision, Recommendation
from tests import factories
from tests.flows.together import ROUNDS, at_once, fresh, refused
from tests.outcomes.written import paper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True, params=ROUNDS)
def _round(request: pytest.FixtureRequest, settings: Any) -> int:
    settings.UNDO_HOLD_MINUTES = 0
    return int(request.param)


def test_two_workers_tell_a_release_at_once_and_each_address_hears_once() -> None:
    call, by = factories.call(), factories.user("Unit lead")
    rows = [factories.recommendation(of=call) for _number in range(4)]
    for row in rows:
        dispositions.prepare(row, "noted", "It was read.", by=by)
    OutboxMail.objects.all().delete()
    releases.release(call, by)
    results = at_once(releases.release_due, releases.release_due)
    assert sum(results) == 4
    assert Release.objects.get().done_at is not None
    assert Decision.objects.filter(verb="dispose").count() == 4
    assert OutboxMail.objects.filter(notice="outcomes.released").count() == 4


def test_preparing_suggesting_withdrawing_and_telling_at_once_end_without_a_lock() -> None:
    call, by = factories.call(), factories.user("Unit lead")
    rows = [factories.recommendation(of=call) for _number in range(4)]
    for row in rows[:3]:
        dispositions.prepare(row, "noted", "It was read.", by=by)
    releases.release(call, by)
    results = at_once(
        releases.release_due,
        lambda: dispositions.prepare(rows[0], "partly", "Half of it.", by=by),
        lambda: dispositions.prepare(rows[3], "noted", "It was read.", by=by),
        lambda: dispositions.suggest(call),
        lambda: lifecycle.withdraw(fresh(rows[2].submission)),
    )
    assert len(refused(results)) <= 1
    for one in PreparedDisposition.objects.select_related("recommendation"):
        row = one.recommendation
        told = (row.disposition, row.disposition_reason) if row.disposition else ("", "")
        # What is told is what stands beside it, and what waits is not told.
        expected = (one.disposition, one.reason) if one.release_id else ("", "")
        assert told == expected
    assert Recommendation.objects.get(pk=rows[1].pk).disposition == "noted"


def test_two_editions_at_once_get_two_numbers() -> None:
    call = factories.call()
    factories.recommendation(of=call)
    made = paper(call.dialogue)
    results = at_once(lambda: editions.make(made), lambda: editions.make(made))
    assert sorted(one.number for one in results) == [1, 2]
