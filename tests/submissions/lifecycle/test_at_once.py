"""Two programs at the same moment, each with a connection of its own: one of them wins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections, transaction

from common.models import OutboxMail
from common.states import Conflict, VerbRefused
from submissions import lifecycle
from submissions.index import health
from submissions.index.writing import following
from submissions.models import Decision, Recommendation, Stakeholder, Submission
from submissions.search import search
from submissions.stakeholders import said_by
from tests import factories
from tests.submissions.lifecycle.table import in_status, moderator

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all at the same moment; return what each gave back, or the refusal that it met."""
    start = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        try:
            start.wait(10)
            return act()
        except VerbRefused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_two_moderators_decide_at_once_and_one_wins():
    accepts, declines = moderator(username="accepts"), moderator(username="declines")
    row = in_status("in_review", accepts)
    mine, theirs = Submission.objects.get(pk=row.pk), Submission.objects.get(pk=row.pk)
    results = at_once(
        lambda: lifecycle.accept(mine, by=accepts),
        lambda: lifecycle.decline(theirs, by=declines, reason="off_topic"),
    )
    (conflict,) = [one for one in results if one is not None]
    assert isinstance(conflict, Conflict)
    row.refresh_from_db()
    winner = "accepts" if row.status == "accepted" else "declines"
    assert str(conflict).startswith(f"{winner} was faster")
    decided = Decision.objects.filter(verb__in=["accept", "decline"])
    assert [one.by.username for one in decided if one.by] == [winner]
    assert OutboxMail.objects.filter(ids__decision=decided.get().pk).count() == 1
    assert decided.count() == 1


def test_last_two_recommendations_withdrawn_at_once_leave_one():
    row = in_status("in_review", moderator())
    acts = [
        lambda one=one: lifecycle.withdraw_one(one)
        for one in Recommendation.objects.filter(submission=row).select_related("submission")
    ]
    results = at_once(*acts)
    assert sum(isinstance(one, VerbRefused) for one in results) == 1
    assert Recommendation.objects.current().count() == 1
    assert Decision.objects.filter(verb="withdraw_one").count() == 1


def test_same_form_sent_twice_at_once_is_one_submission_with_one_receipt():
    of = factories.call()
    sent = factories.sent(of)
    receipts = at_once(lambda: lifecycle.receive(of, sent), lambda: lifecycle.receive(of, sent))
    submission = Submission.objects.get()
    assert [receipt.submission for receipt in receipts] == [submission, submission]
    assert sorted(receipt.outcome for receipt in receipts) == ["created", "same"]
    assert submission.versions.count() == submission.recommendations.count() == 1
    assert Decision.objects.count() == OutboxMail.objects.count() == 1


def test_two_workers_publish_once():
    by = moderator()
    rows = [in_status("accepted", by) for _time in range(3)]
    later = rows[-1].hold_until
    assert later is not None
    done = at_once(lambda: lifecycle.publish_due(later), lambda: lifecycle.publish_due(later))
    assert sum(done) == 3
    assert Decision.objects.filter(verb="publish").count() == 3


def test_publication_and_new_version_at_once_never_open_what_was_closed():
    row = in_status("received", moderator())
    page, form = Submission.objects.get(pk=row.pk), Submission.objects.get(pk=row.pk)
    measures = tuple(
        factories.measure(number=one.number) for one in row.recommendations.order_by("number")
    )
    answer = factories.answer(recommendations=0, publication="named")
    results = at_once(
        lambda: lifecycle.change_publication(page, "counted"),
        lambda: lifecycle.correct(
            form, type(answer)(**{**vars(answer), "recommendations": measures}), files=[]
        ),
    )
    row.refresh_from_db()
    refused = [isinstance(one, Conflict) for one in results]
    assert refused in ([False, True], [True, False])
    assert (row.publication == "counted") is refused[1]


def test_answers_published_at_once_are_all_in_the_index():
    call = factories.call()
    rows = [factories.submission("accepted", of=call, public=False) for _ in range(3)]
    results = at_once(*[lambda row=row: lifecycle.publish(row) for row in rows])
    assert results == [True, True, True]
    assert search("states").total == 3
    assert health.faults() == []


def test_name_that_is_mended_while_it_is_hidden_is_found_nowhere():
    row = factories.submission("accepted", organization="Quetzal Institute")
    assert row.stakeholder
    pk = row.stakeholder.pk

    def mend() -> None:
        with transaction.atomic(), following(said_by([pk])):
            stakeholder = Stakeholder.objects.get(pk=pk)
            stakeholder.name = "Kakapo Institute"
            stakeholder.save()

    at_once(mend, lambda: lifecycle.change_publication(row, "anonymous"))
    assert search("kakapo").total == search("quetzal").total == 0
    assert search("institute").total == 0
    assert search("states").total == 1
    assert health.faults() == []
