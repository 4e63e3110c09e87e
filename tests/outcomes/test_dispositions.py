"""What became of each recommendation: prepared in silence, told to all at one moment."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import OperationalError
from django.test import Client
from django.utils import timezone, translation

from common import outbox
from common.models import OutboxMail
from common.states import VerbRefused
from outcomes import dispositions, editing, notices, releases
from outcomes.models import PreparedDisposition, Release
from submissions import lifecycle
from submissions.models import Call, Decision, Recommendation, Submission
from tests import factories
from tests.flows.together import fresh
from tests.outcomes.written import cited

pytestmark = pytest.mark.django_db
# When the holds of acceptances are over.
LATER = timezone.now() + timedelta(hours=1)


def said(call: Call | None = None, **fields: Any) -> Recommendation:
    return factories.recommendation(**({"of": call} if call else {}), **fields)


def prepared(row: Recommendation, reason: str = "It was read.") -> PreparedDisposition:
    return dispositions.prepare(row, "noted", reason, factories.user("Rapporteur"))


def release(call: Call, at: datetime = LATER) -> None:
    OutboxMail.objects.update(cancelled_at=timezone.now())
    releases.release(call, factories.user("Unit lead"), at)
    releases.release_due(at)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["reflects"], "reflected"),
        (["partly"], "partly"),
        (["partly", "reflects"], "reflected"),
        (["partly", "diverges"], "partly"),
        (["diverges"], ""),
        ([], ""),
    ],
)
def test_what_traces_suggest(kinds, expected):
    row = said()
    for kind in kinds:
        cited(row, kind=kind)
    assert dispositions.suggest(row.submission.call) == bool(expected)
    found = PreparedDisposition.objects.values_list("disposition", flat=True)
    assert list(found) == ([expected] if expected else [])


def test_hidden_documents_and_persons_are_stronger_than_suggestions():
    row = said()
    cited(row, published=False)
    assert dispositions.suggest(row.submission.call) == 0
    prepared(row)
    cited(row)
    assert dispositions.suggest(row.submission.call) == 0
    assert PreparedDisposition.objects.get().disposition == "noted"


def spoil(row: Recommendation, how: str, at: datetime | None = None) -> None:
    by = factories.user("Unit lead")
    if how == "withdrawn":
        lifecycle.withdraw(row.submission, at=at)
    elif how == "one withdrawn":
        lifecycle.withdraw_one(row, at=at)
    elif how == "set aside":
        lifecycle.set_aside(row, by=by, reason="Twice.", at=at)
    else:
        lifecycle.reopen(row.submission, by=by, note="Read again.", at=at)


@pytest.mark.parametrize("how", ["withdrawn", "one withdrawn", "set aside", "reopened"])
def test_what_left_is_neither_prepared_nor_told(how):
    row = said(recommendations=2)
    call, stays = row.submission.call, said(row.submission.call)
    prepared(row)
    spoil(row, how)
    with pytest.raises(VerbRefused):
        prepared(row)
    with pytest.raises(VerbRefused):
        releases.release(call, factories.user("Unit lead"))
    prepared(stays)
    release(call)
    row.refresh_from_db()
    assert row.disposition == ""
    assert PreparedDisposition.objects.get(recommendation=row).release is None
    (owed,) = OutboxMail.objects.filter(notice="outcomes.released")
    assert owed.ids["submissions"] == [stays.submission_id]


@pytest.mark.parametrize("how", ["withdrawn", "one withdrawn", "set aside", "reopened"])
def test_what_leaves_before_the_mail_does_is_not_in_it(how):
    row = said(recommendations=2, contact_email="one@example.org")
    other = said(row.submission.call, contact_email="one@example.org")
    for one in (row, other):
        prepared(one)
    release(row.submission.call)
    row.submission.refresh_from_db()
    row.refresh_from_db()
    spoil(row, how, at=LATER)
    OutboxMail.objects.exclude(notice="outcomes.released").update(cancelled_at=timezone.now())
    outbox.send_due(LATER)
    (letter,) = mail.outbox
    assert other.reference in str(letter.body)
    assert row.reference not in str(letter.body)


def test_the_mail_is_in_the_language_of_its_stakeholder(monkeypatch):
    row = said(contact_email="one@example.org")
    Submission.objects.update(interface_language="ar")
    prepared(row)
    assert "/ar/submissions/" not in notices.preview(row.submission.call, [fresh(row.submission)])
    assert "/ar/contact/" in notices.preview(row.submission.call, [fresh(row.submission)])
    release(row.submission.call)
    outbox.send_due(LATER)
    (letter,) = mail.outbox
    assert "/ar/submissions/" in str(letter.body)


def test_the_preview_tells_only_what_is_prepared_of_an_answer():
    row = said(recommendations=2)
    other = row.submission.recommendations.exclude(pk=row.pk).get()
    prepared(row)
    letter = notices.preview(row.submission.call, [row.submission])
    assert row.reference in letter
    assert other.reference not in letter
    assert row.submission.token not in letter


def test_the_mail_tells_nothing_of_others_and_no_word_of_the_desk(settings):
    settings.UNDO_HOLD_MINUTES = 0
    call, by = factories.call(), factories.user("Moderator", username="canary-moderator")
    row = said(call, contact_name="Canary-Contact", contact_email="one@example.org")
    other = said(call, organization="Canary-Other", contact_email="canary-other@example.org")
    cited(row, other)  # with an internal note
    Decision.objects.create(
        submission=row.submission,
        verb="accept",
        after="accepted",
        actor="staff",
        by=by,
        internal_note="Canary-Internal",
        version=1,
        at=timezone.now(),
    )
    prepared(row)
    prepared(other, "Canary-Reason")
    release(call)
    outbox.send_due(LATER)
    letters = {letter.to[0]: letter for letter in mail.outbox}
    letter = letters["one@example.org"]
    assert isinstance(letter, EmailMultiAlternatives)
    whole = f"{letter.message().items()} {letter.body!s} {letter.alternatives[0][0]!s}"
    assert row.reference in whole
    assert "canary" not in whole.lower()
    assert other.reference not in whole
    assert other.submission.token not in whole


def test_a_release_that_is_killed_after_its_mails_owes_them_once():
    row = said()
    prepared(row)
    release(row.submission.call)
    one = Release.objects.get()
    releases._owe_mails(one, LATER)
    assert OutboxMail.objects.filter(notice="outcomes.released").count() == 1


@pytest.mark.parametrize(("status", "public"), [("received", True), ("accepted", False)])
def test_nothing_is_prepared_before_acceptance_is_told(status, public):
    row = factories.submission(status, public=public).recommendations.get()
    with pytest.raises(VerbRefused):
        prepared(row)


def test_one_mail_for_an_address_tells_all_and_leads_to_the_sentences():
    call = factories.call()
    first = said(call, contact_email="one@example.org")
    second = said(call, contact_email="One@Example.org", publication="counted")
    unseen = said(call, contact_email="")
    document = cited(first)
    dispositions.suggest(call)
    prepared(second, "Read and discussed.")
    prepared(unseen)
    release(call)
    outbox.send_due()
    (letter,) = mail.outbox
    body = str(letter.body)
    assert isinstance(letter, EmailMultiAlternatives)
    assert letter.to == ["one@example.org"]
    for words in (
        "Reflected",
        "Taken up in “What came of it”, statement 1.",
        "Noted",
        "Read and discussed.",
    ):
        assert words in body
        assert words in str(letter.alternatives[0][0])
    assert f"{document.get_absolute_url()}#statement-" in body
    for row in (first, second):
        assert row.reference in body
        assert row.submission.token in body
    assert Recommendation.objects.exclude(disposition="").count() == 3


def test_twice_tells_once():
    row = said()
    prepared(row)
    release(row.submission.call)
    releases.release_due(timezone.now() + timedelta(hours=1))
    assert OutboxMail.objects.filter(notice="outcomes.released").count() == 1
    assert Decision.objects.filter(verb="dispose").count() == 1
    with pytest.raises(VerbRefused):
        prepared(row)


def test_killed_between_two_answers_it_does_the_rest(monkeypatch):
    call = factories.call()
    for _number in range(2):
        prepared(said(call, contact_email="one@example.org"))
    tell = releases._tell_answer
    killed: list[Any] = []

    def once(*args: Any) -> bool:
        if killed:
            raise KeyboardInterrupt
        killed.append(args)
        return bool(tell(*args))

    monkeypatch.setattr(releases, "_tell_answer", once)
    with pytest.raises(KeyboardInterrupt):
        release(call)
    assert Recommendation.objects.exclude(disposition="").count() == 1
    assert not OutboxMail.objects.filter(notice="outcomes.released").exists()
    monkeypatch.undo()
    releases.release_due(timezone.now() + timedelta(hours=1))
    assert Recommendation.objects.exclude(disposition="").count() == 2
    assert OutboxMail.objects.filter(notice="outcomes.released").count() == 1


def test_a_moment_to_come_is_waited_for():
    row = said()
    prepared(row)
    later, by = timezone.now() + timedelta(hours=1), factories.user("Unit lead")
    releases.release(row.submission.call, by, later)
    with pytest.raises(VerbRefused):
        releases.release(row.submission.call, by)
    assert releases.release_due() == 0
    assert releases.release_due(later) == 1
    assert Release.objects.get().done_at == later


def test_coverage_is_public_from_the_close_and_tells_nothing_prepared(client: Client):
    call = factories.call()
    row, quiet = said(call), said(call, publication="counted")
    said(call)
    prepared(row, "Canary-Reason")
    prepared(quiet, "Canary-Reason")
    assert "recommendations answered" not in client.get(call.get_absolute_url()).content.decode()
    Call.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    for url in (call.get_absolute_url(), row.get_absolute_url()):
        assert "Canary-Reason" not in client.get(url).content.decode()
    assert "0 of 2 recommendations" in client.get(call.get_absolute_url()).content.decode()
    release(call)
    assert "1 of 2 recommendations" in client.get(call.get_absolute_url()).content.decode()


def test_coverage_waits_until_anything_is_public(client: Client):
    call = factories.call(publish_from=LATER)
    said(call)
    Call.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    assert "recommendations answered" not in client.get(call.get_absolute_url()).content.decode()


def test_what_is_told_carries_the_moment_of_the_release_also_after_a_kill():
    row = said()
    prepared(row)
    releases.release(row.submission.call, factories.user("Unit lead"), LATER)
    releases.release_due(LATER + timedelta(minutes=7))
    row.refresh_from_db()
    assert row.disposed_at == LATER


@pytest.mark.parametrize("number", [1, 5])
def test_suggesting_costs_the_same_however_many_there_are(number, django_assert_num_queries):
    call = factories.call()
    for _number in range(number):
        cited(said(call))
        said(call)
    with django_assert_num_queries(12):
        assert dispositions.suggest(call) == number


def test_suggestions_follow_the_traces_and_leave_what_persons_prepared():
    call = factories.call()
    row, other = said(call), said(call)
    document = cited(row)
    dispositions.suggest(call)
    prepared(other)
    editing.take_back(document)
    assert dispositions.suggest(call) == 0
    assert list(PreparedDisposition.objects.values_list("recommendation", flat=True)) == [other.pk]


def test_suggested_words_are_in_the_language_of_the_sites_texts():
    row = said()
    cited(row)
    with translation.override("ar"):
        dispositions.suggest(row.submission.call)
    assert PreparedDisposition.objects.get().reason.startswith("Taken up in “What came of it”")


def test_an_answer_that_is_read_again_is_prepared_and_told_again():
    row, by = said(), factories.user("Unit lead")
    prepared(row)
    release(row.submission.call)
    row.submission.refresh_from_db()
    lifecycle.reopen(row.submission, by=by, note="Read again.", at=LATER)
    lifecycle.accept(row.submission, by=by, at=LATER)
    lifecycle.publish(row.submission, at=LATER)
    prepared(row, "It was read twice.")
    release(row.submission.call, LATER + timedelta(hours=1))
    row.refresh_from_db()
    assert row.disposition_reason == "It was read twice."
    outbox.send_due()
    (letter,) = mail.outbox
    assert "It was read twice." in str(letter.body)


def test_what_was_prepared_of_other_words_is_not_told_of_new_ones():
    row, by = said(recommendations=2), factories.user("Unit lead")
    call = row.submission.call
    prepared(row)
    lifecycle.reopen(row.submission, by=by, note="Read again.")
    lifecycle.request_changes(row.submission, by=by, note="Which?", due_at=LATER)
    measure = factories.measure(number=row.number)
    new = factories.answer(measures=(measure,), contact_email=row.submission.contact_email)
    lifecycle.resubmit(row.submission, new, files=[])
    lifecycle.start_review(row.submission, by=by)
    lifecycle.accept(row.submission, by=by)
    lifecycle.publish(row.submission)
    with pytest.raises(VerbRefused):
        releases.release(call, by)
    cited(Recommendation.objects.get(pk=row.pk))
    assert dispositions.suggest(call) == 1


def test_a_worker_that_comes_late_tells_nothing_of_a_release_that_is_done():
    call = factories.call()
    row, other = said(call), said(call)
    prepared(row)
    late = releases.release(call, factories.user("Unit lead"), LATER)
    releases.release_due(LATER)
    prepared(other)
    assert releases._carry_out(late, LATER) == 0
    other.refresh_from_db()
    assert other.disposition == ""


def test_one_answer_that_fails_holds_nobody_back(monkeypatch, caplog):
    call = factories.call()
    rows = [said(call) for _number in range(2)]
    for row in rows:
        prepared(row)
    dispose = lifecycle.dispose

    def fails_once(recommendation: Recommendation, **words: Any) -> None:
        if recommendation.pk == rows[0].pk:
            raise RuntimeError("broken")
        dispose(recommendation, **words)

    monkeypatch.setattr(lifecycle, "dispose", fails_once)
    release(call)
    assert "failed" in caplog.text
    assert OutboxMail.objects.filter(notice="outcomes.released").count() == 1
    assert list(PreparedDisposition.objects.filter(release=None)) == [rows[0].prepared]
    monkeypatch.undo()
    release(call)
    assert not PreparedDisposition.objects.filter(release=None).exists()


def test_where_the_database_fails_the_release_goes_on_in_the_next_round(monkeypatch):
    row = said()
    prepared(row)

    def fails(*args: Any, **words: Any) -> None:
        raise OperationalError("deadlock detected")

    with monkeypatch.context() as patch:
        patch.setattr(lifecycle, "dispose", fails)
        with pytest.raises(OperationalError):
            release(row.submission.call)
    assert Release.objects.get().done_at is None
    assert releases.release_due(LATER) == 1
    assert Release.objects.get().done_at == LATER


def test_a_release_is_called_off_until_its_moment():
    row, by = said(), factories.user("Unit lead")
    call = row.submission.call
    with pytest.raises(VerbRefused):
        releases.release(call, by)
    prepared(row)
    releases.release(call, by, timezone.now() + timedelta(hours=1))
    releases.call_off(call)
    with pytest.raises(VerbRefused, match="No release waits"):
        releases.call_off(call)
    assert not Release.objects.exists()
    releases.release(call, by)
    with pytest.raises(VerbRefused):
        releases.call_off(call)


def test_what_is_prepared_is_taken_back_until_it_is_told():
    row = said()
    prepared(row)
    dispositions.drop(row)
    assert not PreparedDisposition.objects.exists()
    prepared(row)
    release(row.submission.call)
    with pytest.raises(VerbRefused):
        dispositions.drop(row)
