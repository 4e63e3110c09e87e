"""What time does: it keeps to the hold and to the 48 hours, and doing it twice is doing it once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from submissions import lifecycle
from submissions.models import Call, Decision, Recommendation, Submission
from tests.submissions.lifecycle.table import everything, in_status, moderator

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("minutes", [30, 0, 5])
def test_publication_waits_for_the_hold_and_comes_once(settings, minutes):
    settings.UNDO_HOLD_MINUTES = minutes
    row = in_status("in_review", moderator())
    decided = timezone.now()
    lifecycle.accept(row, by=moderator(), at=decided)
    due = decided + timedelta(minutes=minutes)
    before = everything()
    assert lifecycle.publish_due(due - SECOND) == 0
    assert everything() == before
    assert lifecycle.publish_due(due) == 1
    assert Submission.objects.get().public_at == due
    assert Recommendation.objects.public(due).count() == 2
    before = everything()
    assert lifecycle.publish_due(due + timedelta(days=1)) == 0
    assert everything() == before


@pytest.mark.parametrize("verb", ["undo", "reopen", "withdraw"])
def test_what_is_no_longer_accepted_is_not_published(settings, verb):
    settings.UNDO_HOLD_MINUTES = 30
    by = moderator()
    row = in_status("accepted", by)
    if verb == "withdraw":
        lifecycle.withdraw(row)
    elif verb == "undo":
        lifecycle.undo(row, by=by)
    else:
        lifecycle.reopen(row, by=by, note="A mistake of ours.")
    assert lifecycle.publish_due(timezone.now() + timedelta(days=1)) == 0
    assert Submission.objects.get().public_at is None


def test_publication_takes_all_that_is_due_and_leaves_the_rest(settings):
    settings.UNDO_HOLD_MINUTES = 30
    by, now = moderator(), timezone.now()
    due, held = in_status("in_review", by), in_status("in_review", by)
    lifecycle.accept(due, by=by, at=now - timedelta(minutes=31))
    lifecycle.accept(held, by=by, at=now - timedelta(minutes=29))
    in_status("declined", by)
    assert lifecycle.publish_due(now) == 1
    assert Submission.objects.get(public_at__isnull=False) == due


def test_accepted_again_is_published_again(settings):
    settings.UNDO_HOLD_MINUTES = 0
    by = moderator()
    row = in_status("accepted", by)
    assert lifecycle.publish_due() == 1
    lifecycle.reopen(row, by=by, note="A mistake of ours.")
    lifecycle.accept(row, by=by)
    assert lifecycle.publish_due() == 1
    assert Decision.objects.filter(verb="publish").count() == 2


@pytest.mark.parametrize("grace", [0, 90])
def test_lapse_waits_48_hours_after_the_close_and_its_grace_and_comes_once(grace):
    close = timezone.now()
    row = in_status("unconfirmed", moderator())
    in_status("received", moderator())
    Call.objects.update(closes_at=close, grace_minutes=grace)
    end = close + timedelta(minutes=grace, hours=48)
    before = everything()
    assert lifecycle.lapse_due(end) == 0
    assert everything() == before
    assert lifecycle.lapse_due(end + SECOND) == 1
    assert Submission.objects.get(status="lapsed") == row
    before = everything()
    assert lifecycle.lapse_due(end + timedelta(days=1)) == 0
    assert everything() == before


def test_there_is_no_moment_without_confirm_or_lapse():
    close = timezone.now()
    row = in_status("unconfirmed", moderator())
    Call.objects.update(closes_at=close)
    row = Submission.objects.get()
    last = row.confirm_until
    assert lifecycle.lapse_due(last) == 0
    lifecycle.confirm(row, at=last)
    assert lifecycle.lapse_due(last + timedelta(days=1)) == 0
