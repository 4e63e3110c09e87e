"""Two people hold the same row: one wins, the other is told who, and nothing is half done."""

from typing import Any

import pytest
from django.utils import timezone

from common.models import OutboxMail
from common.states import Conflict, VerbRefused
from submissions import lifecycle
from submissions.models import Decision, Recommendation, Submission
from submissions.states import Verb
from tests.submissions.lifecycle.table import (
    ACTS,
    AFTER_THE_HOLD,
    TABLE,
    answer_of,
    everything,
    first,
    in_status,
    moderator,
)

pytestmark = pytest.mark.django_db
# What somebody else does first, and so leaves the row in another status or without a contact.
FASTER = {
    "unconfirmed": "confirm",
    "lapsed": "vouch",
    "disowned": "erase_contact",
    "received": "start_review",
    "in_review": "decline",
    "changes_requested": "take_back",
    "accepted": "reopen",
    "declined": "reopen",
    "withdrawn": "erase_contact",
}
ALLOWED = [(status, verb) for verb, allowed in TABLE.items() for status in allowed]


@pytest.mark.parametrize(("status", "verb"), ALLOWED)
def test_slower_one_is_told_who_was_faster_and_changes_nothing(status, verb):
    by, faster = moderator(), moderator(username="faster.colleague")
    slow = in_status(status, by, aside=verb == "restore", told=verb in AFTER_THE_HOLD)
    ACTS[FASTER[status]](Submission.objects.get(pk=slow.pk), faster, timezone.now())
    last, before = Decision.objects.latest("pk"), everything()
    with pytest.raises(Conflict) as conflict:
        ACTS[verb](slow, by, timezone.now())
    who = "faster.colleague" if last.actor == "staff" else "Stakeholder"
    assert str(conflict.value) == (
        f"{who} was faster: “{Verb(last.verb).label}” at {last.at:%H:%M} UTC. "
        "Nothing of yours was saved."
    )
    assert everything() == before


@pytest.mark.parametrize("verb", ["accept", "decline", "request_changes", "start_review"])
def test_correction_between_reading_and_deciding_is_a_conflict(verb):
    by = moderator()
    read = in_status("received", by)
    lifecycle.correct(Submission.objects.get(pk=read.pk), answer_of(read, acronym="NEW"), files=[])
    before = everything()
    with pytest.raises(Conflict, match="Stakeholder was faster: “Corrected version sent”"):
        ACTS[verb](read, by, timezone.now())
    assert everything() == before


@pytest.mark.parametrize("verb", ["set_aside", "restore"])
def test_same_recommendation_sorted_twice_is_a_conflict(verb):
    by, other = moderator(), moderator()
    row = in_status("in_review", by, aside=verb == "restore")
    slow, fast = first(row), first(Submission.objects.get(pk=row.pk))
    act: Any = getattr(lifecycle, verb)
    why = {"reason": "Said by another."} if verb == "set_aside" else {}
    act(fast, by=other, **why)
    before = everything()
    with pytest.raises(Conflict):
        act(slow, by=by, **why)
    assert everything() == before


def test_two_corrections_of_one_version_keep_the_first():
    row = in_status("received", moderator())
    slow = Submission.objects.get(pk=row.pk)
    lifecycle.correct(row, answer_of(row, acronym="FIRST"), files=[])
    before = everything()
    with pytest.raises(Conflict):
        lifecycle.correct(slow, answer_of(slow, acronym="SECOND"), files=[])
    assert everything() == before


def test_stale_publication_choice_never_opens_what_was_closed():
    row = in_status("in_review", moderator())
    slow = Submission.objects.get(pk=row.pk)
    lifecycle.change_publication(row, "counted")
    before = everything()
    with pytest.raises(Conflict):
        lifecycle.change_publication(slow, "anonymous")
    assert everything() == before


@pytest.mark.parametrize(
    ("status", "verb"), [("received", "correct"), ("changes_requested", "resubmit")]
)
def test_stale_new_version_never_opens_what_was_closed(status, verb):
    row = in_status(status, moderator())
    slow = Submission.objects.get(pk=row.pk)
    lifecycle.change_publication(row, "anonymous")
    before = everything()
    with pytest.raises(Conflict):
        ACTS[verb](slow, moderator(), timezone.now())
    assert everything()["Submission"] == before["Submission"]
    assert everything()["Recommendation"] == before["Recommendation"]


def test_recommendation_withdrawn_twice_is_told_once():
    row = in_status("in_review", moderator())
    slow, fast = first(row), first(Submission.objects.get(pk=row.pk))
    lifecycle.withdraw_one(fast)
    mails = OutboxMail.objects.count()
    with pytest.raises(VerbRefused, match="withdrawn already"):
        lifecycle.withdraw_one(slow)
    assert OutboxMail.objects.count() == mails


def test_last_two_recommendations_withdrawn_from_stale_pages_leave_one():
    row = in_status("in_review", moderator())
    one, two = row.recommendations.order_by("number")
    lifecycle.withdraw_one(one)
    with pytest.raises(VerbRefused, match="the only one"):
        lifecycle.withdraw_one(two)
    assert Recommendation.objects.current().get() == two


def test_undo_from_an_old_page_does_not_undo_a_colleagues_decision():
    mine, theirs = moderator(), moderator()
    row = in_status("in_review", mine)
    lifecycle.accept(row, by=mine)
    old = Submission.objects.get(pk=row.pk)
    lifecycle.undo(row, by=mine)
    lifecycle.accept(row, by=theirs)
    before = everything()
    with pytest.raises(VerbRefused):
        lifecycle.undo(old, by=mine)
    assert everything() == before


def test_publishing_from_an_old_list_does_not_cut_a_new_hold_short():
    by = moderator()
    row = in_status("in_review", by)
    lifecycle.accept(row, by=by)
    old = Submission.objects.get(pk=row.pk)
    lifecycle.undo(row, by=by)
    lifecycle.accept(row, by=by)
    assert lifecycle.publish(old) is False
    assert Submission.objects.get().public_at is None
