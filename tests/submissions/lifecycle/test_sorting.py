"""The rules for one recommendation: set aside, taken in again, told what became of it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from common.states import VerbRefused
from submissions import lifecycle
from submissions.models import Recommendation
from tests.submissions.lifecycle.table import decided, everything, first, in_status, moderator

pytestmark = pytest.mark.django_db
HOLD = timedelta(minutes=30)


@pytest.fixture
def by() -> User:
    """The moderator who decides."""
    return moderator()


def test_set_aside_hides_one_and_restore_brings_it_back(by):
    row, at = decided("accept", by)
    lifecycle.publish(row, at=at)
    one, two = row.recommendations.order_by("number")
    lifecycle.set_aside(one, by=by, reason=" Said by another. ")
    assert Recommendation.objects.get(pk=one.pk).set_aside_reason == "Said by another."
    assert Recommendation.objects.public().get() == two
    lifecycle.restore(one, by=by)
    assert set(Recommendation.objects.public()) == {one, two}


def test_set_aside_needs_a_reason(by):
    row = in_status("in_review", by)
    before = everything()
    with pytest.raises(VerbRefused, match="Say why"):
        lifecycle.set_aside(first(row), by=by, reason="  ")
    assert everything() == before


def test_restore_needs_one_that_is_set_aside(by):
    row = in_status("in_review", by)
    before = everything()
    with pytest.raises(VerbRefused, match="not set aside"):
        lifecycle.restore(first(row), by=by)
    assert everything() == before


def test_withdrawn_recommendation_is_neither_set_aside_nor_disposed_of(by):
    row, at = decided("accept", by)
    lifecycle.withdraw_one(first(row))
    before = everything()
    with pytest.raises(VerbRefused, match="It is withdrawn"):
        lifecycle.set_aside(first(row), by=by, reason="Said by another.")
    with pytest.raises(VerbRefused, match="It is withdrawn"):
        lifecycle.dispose(
            first(row), by=by, disposition="noted", reason="See paragraph 7.", at=at + HOLD
        )
    assert everything() == before


def test_recommendation_that_is_set_aside_is_not_disposed_of(by):
    row, at = decided("accept", by)
    lifecycle.set_aside(first(row), by=by, reason="Said by another.")
    before = everything()
    with pytest.raises(VerbRefused, match="It is set aside"):
        lifecycle.dispose(
            first(row), by=by, disposition="noted", reason="See paragraph 7.", at=at + HOLD
        )
    assert everything() == before


def test_dispose_tells_what_became_of_it_and_can_be_said_anew(by):
    row, at = decided("accept", by)
    at += HOLD
    lifecycle.dispose(first(row), by=by, disposition="noted", reason=" See no. 7. ", at=at)
    one = first(row)
    assert (one.disposition, one.disposition_reason, one.disposed_at) == ("noted", "See no. 7.", at)
    lifecycle.dispose(one, by=by, disposition="reflected", reason="See no. 8.", at=at)
    assert first(row).disposition == "reflected"
    assert row.decisions.filter(verb="dispose").count() == 2


@pytest.mark.parametrize(
    ("disposition", "reason"), [("", "Why"), ("praised", "Why"), ("noted", " ")]
)
def test_dispose_needs_a_word_of_the_list_and_a_reason(by, disposition, reason):
    row, at = decided("accept", by)
    before = everything()
    with pytest.raises(VerbRefused):
        lifecycle.dispose(first(row), by=by, disposition=disposition, reason=reason, at=at + HOLD)
    assert everything() == before


def test_nothing_is_said_of_what_became_while_the_acceptance_is_held(by):
    row, at = decided("accept", by)
    before = everything()
    with pytest.raises(VerbRefused, match="not told yet"):
        lifecycle.dispose(
            first(row),
            by=by,
            disposition="noted",
            reason="See no. 7.",
            at=at + HOLD - timedelta(seconds=1),
        )
    assert everything() == before
