"""The rules of what stakeholders do: until when, how much, and only ever more private."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from common.models import OutboxMail
from common.references import normalise_reference
from common.states import VerbRefused
from submissions import lifecycle
from submissions.models import (
    Attachment,
    Recommendation,
    RetiredReference,
    Submission,
)
from tests import factories
from tests.submissions.lifecycle.table import (
    ACTS,
    answer_of,
    everything,
    first,
    in_status,
    moderator,
)

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
OPENING = [("anonymous", "named"), ("counted", "named"), ("counted", "anonymous")]
CLOSING = [("named", "anonymous"), ("named", "counted"), ("anonymous", "counted")]


def closes(row: Submission, at: datetime, **fields: Any) -> None:
    """Let the call close at the moment."""
    type(row.call).objects.filter(pk=row.call_id).update(closes_at=at, **fields)
    row.call.refresh_from_db()


def references(row: Submission) -> list[str]:
    """Return the references of the recommendations in their order."""
    return list(row.recommendations.order_by("number").values_list("reference", flat=True))


# --- confirm, disown


@pytest.mark.parametrize("grace", [0, 90])
def test_confirm_is_possible_until_48_hours_after_the_close_and_its_grace(grace):
    row, close = in_status("unconfirmed", moderator()), timezone.now()
    closes(row, close, grace_minutes=grace)
    end = close + timedelta(minutes=grace, hours=48)
    before = everything()
    with pytest.raises(VerbRefused, match="time to confirm is over"):
        lifecycle.confirm(row, at=end + SECOND)
    assert everything() == before
    lifecycle.confirm(row, at=end)
    assert Submission.objects.get().confirmed_at == end


def test_vouch_is_possible_long_after_it_lapsed():
    row, close = in_status("lapsed", moderator()), timezone.now()
    closes(row, close)
    lifecycle.vouch(row, by=moderator(), note="They rang.", at=close + timedelta(days=30))
    assert Submission.objects.get().confirmed_at == close + timedelta(days=30)


def test_disown_revokes_every_address_of_the_answer():
    row = in_status("received", moderator())
    token, secret = row.token, row.secret
    lifecycle.disown(row)
    fresh = Submission.objects.get()
    assert fresh.token != token
    assert not fresh.is_secret_valid(secret)


# --- correct


@pytest.mark.parametrize("status", ["unconfirmed", "received"])
@pytest.mark.parametrize("grace", [0, 5])
def test_correct_is_possible_until_the_close_and_its_grace(status, grace):
    row, close = in_status(status, moderator()), timezone.now()
    closes(row, close, grace_minutes=grace)
    end = close + timedelta(minutes=grace)
    before = everything()
    with pytest.raises(VerbRefused, match="The call has closed"):
        lifecycle.correct(row, answer_of(row), files=[], at=end)
    assert everything() == before
    lifecycle.correct(row, answer_of(row), files=[], at=end - SECOND)
    assert Submission.objects.get().version == 2


def test_correct_keeps_numbers_and_references_and_never_uses_one_again():
    row = in_status("received", moderator())
    one, two = answer_of(row).recommendations
    lifecycle.correct(row, answer_of(row, recommendations=(replace(two, title="B"),)), files=[])
    new = factories.measure(title="C")
    lifecycle.correct(row, answer_of(row, recommendations=(new, two)), files=[])
    found = row.recommendations.order_by("number").values_list("number", "reference", "title")
    assert [(number, title) for number, _reference, title in found] == [
        (1, one.title),
        (2, two.title),
        (3, "C"),
    ]
    assert references(row) == [f"{row.reference}-{number}" for number in (1, 2, 3)]
    assert [two.number for two in row.recommendations.current()] == [2, 3]


def test_words_sent_for_a_withdrawn_recommendation_are_not_lost():
    row = in_status("received", moderator())
    old_page = answer_of(row)
    lifecycle.withdraw_one(first(row))
    words = replace(old_page.recommendations[0], text="Other words, sent from an old page.")
    lifecycle.correct(
        row, replace(old_page, recommendations=(words, old_page.recommendations[1])), files=[]
    )
    current = row.recommendations.current()
    assert [one.number for one in current] == [2, 3]
    assert "Other words, sent from an old page." in [one.text for one in current]
    assert first(row).text != words.text


def test_correct_changes_the_address_only_before_it_is_confirmed():
    row = in_status("unconfirmed", moderator(), contact_email="wrong@example.org")
    secret = row.secret
    answer = answer_of(row, contact_email="right@example.org")
    lifecycle.correct(row, answer, files=[])
    row = Submission.objects.get()
    assert row.contact_email == "right@example.org"
    assert not row.is_secret_valid(secret), "the wrong address cannot confirm"
    lifecycle.confirm(row)
    lifecycle.correct(row, answer_of(row, contact_email="other@example.org"), files=[])
    assert Submission.objects.get().contact_email == "right@example.org"


def test_correct_lets_go_of_files_that_are_left_out():
    row = in_status("received", moderator())
    file = Attachment.objects.create(submission=row, name="a.pdf", size=1, sha256="a" * 64)
    at = timezone.now()
    lifecycle.correct(row, answer_of(row), files=[], at=at)
    file.refresh_from_db()
    assert file.removed_at == at


# --- resubmit


def test_resubmit_is_possible_after_the_close_until_it_is_due():
    row = in_status("changes_requested", moderator())
    due = row.changes_due_at
    assert due is not None
    closes(row, timezone.now() - SECOND)
    before = everything()
    with pytest.raises(VerbRefused, match="time to send changes is over"):
        lifecycle.resubmit(row, answer_of(row), files=[], at=due + SECOND)
    assert everything() == before
    lifecycle.resubmit(row, answer_of(row, acronym="NEW"), files=[], at=due)
    row = Submission.objects.get()
    assert (row.status, row.version, row.acronym) == ("received", 2, "NEW")
    assert row.changes_due_at is None


# --- how it is published


@pytest.mark.parametrize(
    ("status", "verb"), [("received", "correct"), ("changes_requested", "resubmit")]
)
@pytest.mark.parametrize(("before", "after"), OPENING)
def test_new_version_is_never_more_open(status, verb, before, after):
    row = in_status(status, moderator(), publication=before)
    kept = everything()
    send: Any = getattr(lifecycle, verb)
    with pytest.raises(VerbRefused, match="only become more private"):
        send(row, answer_of(row, publication=after), files=[])
    assert everything() == kept


@pytest.mark.parametrize(
    ("status", "verb"), [("received", "correct"), ("changes_requested", "resubmit")]
)
@pytest.mark.parametrize(("before", "after"), CLOSING)
def test_new_version_may_be_more_private_under_new_references(status, verb, before, after):
    row = in_status(status, moderator(), publication=before)
    old = references(row)
    send: Any = getattr(lifecycle, verb)
    send(row, answer_of(row, publication=after), files=[])
    assert Submission.objects.get().publication == after
    assert not set(old) & set(references(row))
    assert not any(row.reference in reference for reference in references(row))
    assert not RetiredReference.objects.exists(), "they were never public"


@pytest.mark.parametrize("publication", ["named", "anonymous", "counted"])
def test_publication_changes_to_more_private_only(publication):
    choices = ["named", "anonymous", "counted"]
    row = in_status("in_review", moderator(), publication=publication)
    for choice in [*choices[: choices.index(publication) + 1], "", "secret", "Named"]:
        before = everything()
        with pytest.raises(VerbRefused):
            lifecycle.change_publication(row, choice)
        assert everything() == before
    for choice in choices[choices.index(publication) + 1 :]:
        lifecycle.change_publication(row, choice)
        assert Submission.objects.get().publication == choice


def test_anonymous_references_tie_nothing_together():
    row = in_status("received", moderator(), publication="anonymous")
    found = references(row)
    assert all(normalise_reference(one) == one and one.count("-") == 1 for one in found)
    assert len({row.reference, *found}) == 3


def test_public_references_are_retired_when_it_becomes_more_private():
    row = in_status("accepted", moderator())
    lifecycle.publish(row)
    old = references(row)
    at = timezone.now()
    lifecycle.change_publication(row, "anonymous", at=at)
    assert dict(RetiredReference.objects.values_list("reference", "retired_at")) == dict.fromkeys(
        old, at
    )
    assert [one.reference for one in Recommendation.objects.public()] != []
    assert not Recommendation.objects.filter(reference__in=old).exists()
    middle = references(row)
    lifecycle.change_publication(row, "counted")
    assert set(RetiredReference.objects.values_list("reference", flat=True)) == {*old, *middle}
    assert not Recommendation.objects.public().exists()


def test_references_that_were_never_public_are_not_retired():
    row = in_status("accepted", moderator())
    lifecycle.change_publication(row, "anonymous")
    assert not RetiredReference.objects.exists()


def test_references_are_retired_when_a_reopened_answer_becomes_more_private():
    by = moderator()
    row = in_status("accepted", by)
    lifecycle.publish(row)
    old = references(row)
    lifecycle.reopen(row, by=by, note="A mistake of ours.")
    ACTS["request_changes"](row, by, timezone.now())
    lifecycle.resubmit(row, answer_of(row, publication="anonymous"), files=[])
    assert set(old) <= set(RetiredReference.objects.values_list("reference", flat=True))


# --- withdraw


def test_withdraw_keeps_when_it_was_public_and_hides_it_at_once():
    row = in_status("accepted", moderator())
    public, at = timezone.now(), timezone.now() + SECOND
    lifecycle.publish(row, at=public)
    lifecycle.withdraw(row, at=at)
    row = Submission.objects.get()
    assert (row.public_at, row.withdrawn_at) == (public, at)
    assert not Recommendation.objects.public(at).exists()


def test_withdraw_within_the_hold_cancels_the_mail_of_the_decision():
    row = in_status("accepted", moderator())
    accepted = row.decisions.latest("pk")
    lifecycle.withdraw(row)
    owed = [mail.ids["decision"] for mail in OutboxMail.objects.waiting()]
    assert accepted.pk not in owed
    assert row.decisions.latest("pk").pk in owed


def test_withdraw_one_hides_that_one_and_keeps_the_others():
    row = in_status("accepted", moderator())
    lifecycle.publish(row)
    one, two = row.recommendations.order_by("number")
    at = timezone.now()
    lifecycle.withdraw_one(one, at=at)
    assert Recommendation.objects.public().get() == two
    assert Recommendation.objects.get(pk=one.pk).withdrawn_at == at
    assert Submission.objects.get().status == "accepted"


def test_last_recommendation_is_not_withdrawn_alone():
    row = in_status("received", moderator())
    lifecycle.withdraw_one(first(row))
    last = row.recommendations.current().get()
    before = everything()
    with pytest.raises(VerbRefused, match="the only one"):
        lifecycle.withdraw_one(last)
    assert everything() == before
