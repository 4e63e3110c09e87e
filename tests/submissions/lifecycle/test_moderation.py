"""The rules of what the IDM Unit does with an answer: notes, and the hold for undo."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone

from common import outbox
from common.models import OutboxMail
from common.states import Conflict, VerbRefused
from submissions import lifecycle, stakeholders
from submissions.models import Recommendation, Stakeholder, Submission
from tests import factories
from tests.submissions.lifecycle.table import decided, everything, first, in_status, moderator

pytestmark = pytest.mark.django_db
DECISIONS = ["accept", "decline"]
HOLD = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def hold(settings):
    """Hold decisions for half an hour."""
    settings.UNDO_HOLD_MINUTES = 30


@pytest.fixture
def by() -> User:
    """The moderator who decides."""
    return moderator()


# --- undo


@pytest.mark.parametrize("verb", DECISIONS)
def test_undo_within_the_hold_cancels_the_mail_for_good(by, verb):
    row, at = decided(verb, by)
    lifecycle.undo(row, by=by, at=at + HOLD - timedelta(seconds=1))
    row.refresh_from_db()
    assert (row.decided_at, row.decided_by, row.public_at) == (None, None, None)
    assert not OutboxMail.objects.waiting().exists()
    assert outbox.send_due(at + timedelta(days=1)) == 0
    assert mail.outbox == []


@pytest.mark.parametrize("verb", DECISIONS)
def test_undo_after_the_hold_is_refused(by, verb):
    row, at = decided(verb, by)
    before = everything()
    with pytest.raises(VerbRefused, match="The mail has left"):
        lifecycle.undo(row, by=by, at=at + HOLD)
    assert everything() == before


@pytest.mark.parametrize("role", ["Moderator", "Unit lead"])
def test_undo_is_for_the_one_who_decided(by, role):
    row, at = decided("accept", by)
    before = everything()
    with pytest.raises(VerbRefused, match="Only who decided"):
        lifecycle.undo(row, by=factories.user(role), at=at)
    assert everything() == before


@pytest.mark.parametrize("verb", DECISIONS)
@pytest.mark.parametrize("field", ["sent_at", "leased_until"])
def test_undo_of_a_mail_that_leaves_or_left_is_a_conflict(by, verb, field):
    row, at = decided(verb, by)
    OutboxMail.objects.waiting().update(**{field: at + timedelta(minutes=2)})
    before = everything()
    with pytest.raises(Conflict, match="The mail has just left"):
        lifecycle.undo(row, by=by, at=at)
    assert everything() == before


def test_undo_needs_no_mail_where_there_is_no_address(by):
    row, at = decided("accept", by, contact_email="")
    assert not OutboxMail.objects.waiting().exists()
    lifecycle.undo(row, by=by, at=at)
    row.refresh_from_db()
    assert row.status == "in_review"


def test_undone_decision_can_be_taken_anew(by):
    row, at = decided("decline", by)
    lifecycle.undo(row, by=by, at=at)
    lifecycle.accept(row, by=by, at=at)
    assert Submission.objects.get().status == "accepted"
    assert OutboxMail.objects.waiting().count() == 1


# --- reopen


def test_reopen_takes_back_what_was_public(by):
    row, at = decided("accept", by)
    lifecycle.publish(row, at=at + HOLD)
    assert Recommendation.objects.public(at + HOLD).count() == 2
    lifecycle.reopen(row, by=factories.user("Unit lead"), note="A mistake of ours.")
    row.refresh_from_db()
    assert (row.decided_at, row.decided_by, row.public_at) == (None, None, None)
    assert not Recommendation.objects.public(at + HOLD).exists()


@pytest.mark.parametrize("verb", DECISIONS)
def test_reopen_within_the_hold_tells_nobody(by, verb):
    row, at = decided(verb, by)
    lifecycle.reopen(row, by=factories.user("Unit lead"), note="A mistake of ours.", at=at)
    assert not OutboxMail.objects.waiting().exists()


@pytest.mark.parametrize("verb", DECISIONS)
def test_reopen_after_the_hold_is_told(by, verb):
    row, at = decided(verb, by)
    OutboxMail.objects.update(sent_at=at)
    lifecycle.reopen(row, by=factories.user("Unit lead"), note="A mistake of ours.", at=at + HOLD)
    (owed,) = OutboxMail.objects.waiting()
    assert owed.ids["decision"] == row.decisions.latest("pk").pk


def test_reopen_takes_back_what_was_said_of_the_recommendations(by):
    row, at = decided("accept", by)
    lifecycle.dispose(first(row), by=by, disposition="noted", reason="No. 7.", at=at + HOLD)
    lifecycle.reopen(row, by=by, note="A mistake of ours.", at=at + HOLD)
    one = first(row)
    assert (one.disposition, one.disposition_reason, one.disposed_at) == ("", "", None)


@pytest.mark.parametrize("note", ["", "  \n"])
def test_reopen_needs_a_note(by, note):
    row, _at = decided("accept", by)
    before = everything()
    with pytest.raises(VerbRefused, match="Say why"):
        lifecycle.reopen(row, by=by, note=note)
    assert everything() == before


# --- words that are needed


@pytest.mark.parametrize("note", ["", " \t "])
def test_vouch_and_withdraw_by_the_unit_need_a_note(by, note):
    row = in_status("unconfirmed", by)
    before = everything()
    with pytest.raises(VerbRefused, match="Say how you know"):
        lifecycle.vouch(row, by=by, note=note)
    with pytest.raises(VerbRefused, match="Say how the stakeholder asked"):
        lifecycle.withdraw(row, by=by, note=note)
    with pytest.raises(VerbRefused, match="Say how the stakeholder asked"):
        lifecycle.withdraw_one(first(row), by=by, note=note)
    assert everything() == before


@pytest.mark.parametrize("reason", ["", "because", "OFF_TOPIC"])
def test_decline_needs_a_reason_of_the_list(by, reason):
    row = in_status("in_review", by)
    before = everything()
    with pytest.raises(VerbRefused, match="Choose a reason"):
        lifecycle.decline(row, by=by, reason=reason)
    assert everything() == before


@pytest.mark.parametrize(("note", "due_in"), [(" ", 1), ("Say who.", 0), ("Say who.", -1)])
def test_request_for_changes_needs_words_and_a_date_ahead(by, note, due_in):
    row, at = in_status("in_review", by), timezone.now()
    before = everything()
    with pytest.raises(VerbRefused):
        lifecycle.request_changes(
            row, by=by, note=note, due_at=at + timedelta(seconds=due_in), at=at
        )
    assert everything() == before


def test_request_for_changes_keeps_its_date_until_it_is_taken_back(by):
    row, at = in_status("in_review", by), timezone.now()
    due = at + timedelta(days=3)
    lifecycle.request_changes(row, by=by, note="Say who.", due_at=due, at=at)
    assert Submission.objects.get().changes_due_at == due
    lifecycle.take_back(row, by=by)
    assert Submission.objects.get().changes_due_at is None


# --- accept


def test_accept_names_who_decided_and_publishes_nothing_yet(by):
    row, at = decided("accept", by)
    row.refresh_from_db()
    assert (row.decided_by, row.decided_at, row.public_at) == (by, at, None)
    assert not Recommendation.objects.public().exists()


def test_accept_matches_the_stakeholder_by_name_and_country(by):
    first_one, _at = decided("accept", by, organization="Fundación Sur", country="AR")
    same, _at = decided("accept", by, organization="FUNDACION  SUR", country="AR")
    elsewhere, _at = decided("accept", by, organization="Fundación Sur", country="CL")
    assert first_one.stakeholder == same.stakeholder
    assert elsewhere.stakeholder != same.stakeholder
    assert Stakeholder.objects.count() == 2


def test_accept_follows_a_merge(by):
    old, _at = decided("accept", by, organization="Old name")
    new, _at = decided("accept", by, organization="New name")
    assert old.stakeholder is not None
    assert new.stakeholder is not None
    stakeholders.merge(new.stakeholder, [old.stakeholder])
    again, _at = decided("accept", by, organization="Old name")
    assert again.stakeholder == new.stakeholder


def test_accept_of_an_answer_on_behalf_is_for_the_one_it_speaks_for(by):
    row, _at = decided("accept", by, organization="A bureau", on_behalf_of="The union")
    assert row.stakeholder is not None
    assert row.stakeholder.name == "The union"


def test_accept_is_refused_when_nothing_is_left_of_the_answer(by):
    row = in_status("in_review", by)
    one, two = row.recommendations.order_by("number")
    lifecycle.set_aside(one, by=by, reason="Said by another.")
    lifecycle.withdraw_one(two)
    before = everything()
    with pytest.raises(VerbRefused, match="nothing to accept"):
        lifecycle.accept(row, by=by)
    assert everything() == before
