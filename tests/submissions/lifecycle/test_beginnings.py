"""How an answer begins: sent, sent again, sent too late, or entered by the Unit."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.models import OutboxMail
from common.references import normalise_reference
from submissions import lifecycle
from submissions.lifecycle import Outcome
from submissions.models import Decision, Draft, Recommendation, Submission
from submissions.models.drafts import KeptBecause
from tests import factories
from tests.submissions.lifecycle.table import everything, moderator

pytestmark = pytest.mark.django_db


def test_received_answer_stands_unconfirmed_with_decision_version_and_mail():
    of, at = factories.call(), timezone.now()
    answer = factories.answer(of, recommendations=2)
    receipt = lifecycle.receive(of, factories.sent(of, answer=answer, language="ru"), at=at)
    row = Submission.objects.get()
    assert (receipt.outcome, receipt.submission, receipt.draft) == (Outcome.CREATED, row, None)
    assert (row.status, row.version, row.confirmed_at, row.public_at) == (
        "unconfirmed",
        1,
        None,
        None,
    )
    assert (row.submitted_at, row.consent_at, row.source) == (at, at, "web")
    assert normalise_reference(row.reference) == row.reference
    decision = Decision.objects.get()
    assert (decision.verb, decision.before, decision.after) == ("receive", "", "unconfirmed")
    assert (decision.actor, decision.by, decision.version) == ("stakeholder", None, 1)
    mail = OutboxMail.objects.get()
    assert (mail.notice, mail.language) == ("submissions.confirm", "ru")
    assert mail.ids == {"submission": row.pk, "decision": decision.pk}
    assert mail.due_at <= timezone.now()
    assert row.versions.count() == 1
    references = row.recommendations.order_by("number").values_list("reference", flat=True)
    assert list(references) == [f"{row.reference}-1", f"{row.reference}-2"]


def test_entered_answer_stands_received_in_the_name_of_who_entered_it():
    of, at, by = factories.call(), timezone.now(), moderator()
    row = lifecycle.enter(
        of, factories.answer(of), by=by, consent_note="By letter.", language="es", at=at
    )
    row.refresh_from_db()
    assert (row.status, row.confirmed_at, row.source) == ("received", at, "staff")
    assert (row.consent_note, row.interface_language) == ("By letter.", "es")
    decision = Decision.objects.get()
    assert (decision.verb, decision.before, decision.after) == ("enter", "", "received")
    assert (decision.actor, decision.by, decision.version) == ("staff", by, 1)
    mail = OutboxMail.objects.get()
    assert (mail.notice, mail.language) == ("submissions.received", "es")


def test_entered_answer_with_a_known_external_id_leaves_nothing_behind():
    of, by = factories.call(), moderator()
    lifecycle.enter(of, factories.answer(of), by=by, external_id="row-1")
    before = everything()
    with pytest.raises(IntegrityError), transaction.atomic():
        lifecycle.enter(of, factories.answer(of), by=by, external_id="row-1")
    assert everything() == before
    lifecycle.enter(factories.call(), factories.answer(), by=by, external_id="row-1")
    assert Submission.objects.count() == 2


def test_same_form_sent_twice_gives_the_first_receipt():
    of = factories.call()
    sent = factories.sent(of)
    first = lifecycle.receive(of, sent)
    before = everything()
    second = lifecycle.receive(of, sent)
    assert (second.outcome, second.submission) == (Outcome.SAME, first.submission)
    assert everything() == before


def test_same_form_sent_again_after_review_began_gives_the_first_receipt():
    of = factories.call()
    sent = factories.sent(of)
    row = lifecycle.receive(of, sent).submission
    assert row is not None
    factories.walk(row, "in_review")
    before = everything()
    assert lifecycle.receive(of, sent).outcome == Outcome.SAME
    assert everything() == before


def test_other_words_under_the_same_key_are_a_new_version():
    of = factories.call()
    sent = factories.sent(of)
    row = lifecycle.receive(of, sent).submission
    assert row is not None
    assert sent.answer is not None
    other = replace(sent, answer=replace(sent.answer, acronym="NEW"))
    assert lifecycle.receive(of, other).outcome == Outcome.CORRECTED
    row.refresh_from_db()
    assert (row.version, row.acronym) == (2, "NEW")
    assert Submission.objects.count() == 1


def test_another_contact_under_the_same_key_is_a_new_version():
    of = factories.call()
    sent = factories.sent(of)
    row = lifecycle.receive(of, sent).submission
    assert row is not None
    assert sent.answer is not None
    other = replace(sent, answer=replace(sent.answer, contact_email="right@example.org"))
    assert lifecycle.receive(of, other).outcome == Outcome.CORRECTED
    assert Submission.objects.get().contact_email == "right@example.org"


@pytest.mark.parametrize("status", ["in_review", "changes_requested", "accepted", "withdrawn"])
def test_other_words_that_come_too_late_are_kept_and_the_unit_is_told(status):
    of = factories.call()
    sent = factories.sent(of)
    row = lifecycle.receive(of, sent).submission
    assert row is not None
    assert sent.answer is not None
    factories.walk(row, status)
    before = everything()
    other = replace(sent, answer=replace(sent.answer, acronym="NEW"), typed={"acronym": ["NEW"]})
    receipt = lifecycle.receive(of, other)
    draft = Draft.objects.get()
    assert (receipt.outcome, receipt.draft) == (Outcome.CONFLICT, draft)
    assert (draft.kept_because, draft.submission) == (KeptBecause.CONFLICT, row)
    assert draft.content == {"acronym": ["NEW"]}
    after = everything()
    assert after["Submission"] == before["Submission"]
    assert after["Decision"] == before["Decision"]
    mail = OutboxMail.objects.latest("pk")
    assert (mail.notice, mail.ids) == ("submissions.draft_kept", {"draft": draft.pk})


@pytest.mark.parametrize(
    ("grace", "late", "outcome"), [(0, 0, "late"), (5, 4, "created"), (5, 5, "late")]
)
def test_answer_is_stamped_when_it_is_first_seen_and_grace_counts(grace, late, outcome):
    now = timezone.now()
    of = factories.call(closes_at=now - timedelta(minutes=60), grace_minutes=grace)
    seen = of.closes_at + timedelta(minutes=late)
    receipt = lifecycle.receive(of, factories.sent(of, first_seen_at=seen), at=now)
    assert receipt.outcome == outcome
    assert Submission.objects.exists() is (outcome == "created")
    kept = Draft.objects.filter(kept_because=KeptBecause.LATE)
    assert kept.exists() is (outcome == "late")


def test_late_answer_sent_twice_is_kept_once():
    of = factories.call(closes_at=timezone.now() - timedelta(hours=1))
    sent = factories.sent(of)
    first, second = lifecycle.receive(of, sent), lifecycle.receive(of, sent)
    assert first.draft == second.draft == Draft.objects.get()
    assert OutboxMail.objects.filter(notice="submissions.draft_kept").count() == 1


def test_many_answers_to_one_address_slow_the_mails_and_lose_none(settings):
    settings.MAILS_PER_HOUR = 2
    of = factories.call()
    for _time in range(3):
        answer = factories.answer(of, contact_email="same@example.org")
        lifecycle.receive(of, factories.sent(of, answer=answer))
    assert Submission.objects.filter(status="unconfirmed").count() == 3
    first, second, third = OutboxMail.objects.order_by("pk")
    assert first.notice == second.notice == "submissions.confirm"
    assert third.notice == "submissions.waiting"


def test_references_are_never_given_twice():
    rows = [factories.submission(publication="anonymous", recommendations=3) for _ in range(5)]
    references = [row.reference for row in rows]
    references += Recommendation.objects.values_list("reference", flat=True)
    assert len(set(references)) == len(references) == 20
