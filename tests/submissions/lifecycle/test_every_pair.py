"""Every status with every verb: the step is taken whole, or refused whole."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from common.models import OutboxMail
from common.states import VerbRefused
from submissions import lifecycle
from submissions.models import Decision, Submission
from submissions.states import Status, Verb
from tests.submissions.lifecycle.table import (
    ACTS,
    AFTER_THE_HOLD,
    MARKS,
    STATUSES,
    TABLE,
    everything,
    first,
    in_status,
    moderator,
)

pytestmark = pytest.mark.django_db
PAIRS = [(status, verb) for verb in TABLE for status in STATUSES]
ALLOWED = [(status, verb) for status, verb in PAIRS if status in TABLE[verb]]
REFUSED = [(status, verb) for status, verb in PAIRS if status not in TABLE[verb]]
TWO_SECONDS = timedelta(seconds=2)


def test_both_lists_are_long_enough_to_mean_something():
    assert len(ALLOWED) == 48
    assert len(ALLOWED) + len(REFUSED) == 9 * 20


@pytest.mark.parametrize(("status", "verb"), ALLOWED)
def test_allowed_step_is_taken_with_one_decision_and_its_mail(settings, status, verb):
    settings.UNDO_HOLD_MINUTES = 30
    by = moderator()
    row = in_status(status, by, aside=verb == "restore", told=verb in AFTER_THE_HOLD)
    decisions, mails = _keys(Decision), _keys(OutboxMail)
    version = row.version + (verb in ("correct", "resubmit"))
    at = timezone.now()
    ACTS[verb](row, by, at)
    after = TABLE[verb][status]
    fresh = Submission.objects.get(pk=row.pk)
    assert (fresh.status, fresh.version) == (after, version)
    assert row.status == after, "the row in hand is as it is kept"
    decision = Decision.objects.exclude(pk__in=decisions).get()
    assert _facts(decision) == _expected(row, verb, status, at, by)
    _check_mail(decision, verb, status, fresh, mails)


def _keys(model: Any) -> list[int]:
    return list(model.objects.values_list("pk", flat=True))


def _facts(decision: Decision) -> dict[str, Any]:
    names = "verb before after version actor by_id recommendation_id at reason note internal_note"
    return {name: getattr(decision, name) for name in names.split()}


def _expected(row: Submission, verb: str, before: str, at: Any, by: Any) -> dict[str, Any]:
    mark = MARKS[verb]
    return {
        "verb": verb,
        "before": before,
        "after": TABLE[verb][before],
        "version": row.version,
        "actor": mark.actor,
        "by_id": by.pk if mark.actor == "staff" else None,
        "recommendation_id": first(row).pk if mark.is_of_one else None,
        "at": at,
        "reason": mark.reason,
        "note": mark.note,
        "internal_note": mark.internal_note,
    }


def _check_mail(
    decision: Decision, verb: str, before: str, row: Submission, mails: list[int]
) -> None:
    """Check that exactly the expected mail is owed, to the stakeholder and in French."""
    new = OutboxMail.objects.exclude(pk__in=mails)
    own = [mail for mail in new if mail.notice != "submissions.disowned"]
    to_unit = [mail for mail in new if mail.notice == "submissions.disowned"]
    if verb == "disown":
        assert [(mail.language, mail.ids) for mail in to_unit] == [("en", {"submission": row.pk})]
    else:
        assert to_unit == []
    notice = MARKS[verb].mail
    if (verb, before) == ("correct", "unconfirmed"):
        notice = "confirm"
    if not notice:
        assert own == []
        return
    (mail,) = own
    assert mail.notice == f"submissions.{notice}"
    assert mail.ids == {"submission": row.pk, "decision": decision.pk}
    assert mail.language == "fr"
    assert (mail.sent_at, mail.cancelled_at) == (None, None)
    due = decision.at + timedelta(minutes=30 if MARKS[verb].is_held else 0)
    assert abs(mail.due_at - due) < TWO_SECONDS


@pytest.mark.parametrize(("status", "verb"), REFUSED)
def test_refused_step_says_why_and_changes_nothing(status, verb):
    by = moderator()
    row = in_status(status, by, aside=verb == "restore", told=verb in AFTER_THE_HOLD)
    before = everything()
    with pytest.raises(VerbRefused) as refused:
        ACTS[verb](row, by, timezone.now())
    assert str(Verb(verb).label) in str(refused.value)
    assert str(Status(status).label).lower() in str(refused.value)
    assert everything() == before


@pytest.mark.parametrize("status", STATUSES)
def test_clock_publishes_what_is_accepted_and_nothing_else(status):
    row = in_status(status, moderator())
    before, at = everything(), timezone.now()
    assert lifecycle.publish(row, at=at) is (status == "accepted")
    if status != "accepted":
        assert everything() == before
        return
    decision = Decision.objects.latest("pk")
    assert _facts(decision) == {
        "verb": "publish",
        "before": "accepted",
        "after": "accepted",
        "version": 1,
        "actor": "clock",
        "by_id": None,
        "recommendation_id": None,
        "at": at,
        "reason": "",
        "note": "",
        "internal_note": "",
    }
    assert Submission.objects.get(pk=row.pk).public_at == row.public_at == at
    assert everything()["OutboxMail"] == before["OutboxMail"], "the acceptance said it already"


@pytest.mark.parametrize("status", [one for one in STATUSES if one in TABLE["withdraw"]])
def test_unit_withdraws_at_the_stakeholders_request(status):
    by = moderator()
    row = in_status(status, by)
    at = timezone.now()
    lifecycle.withdraw(row, by=by, note="By letter of 3 May.", at=at)
    decision = Decision.objects.latest("pk")
    assert (decision.before, decision.after) == (status, "withdrawn")
    assert (decision.actor, decision.by, decision.at) == ("staff", by, at)
    assert (decision.note, decision.internal_note) == ("", "By letter of 3 May.")


def test_a_step_without_an_address_owes_no_mail():
    by = moderator()
    row = in_status("received", by, contact_email="")
    OutboxMail.objects.all().delete()
    lifecycle.accept(row, by=by)
    assert not OutboxMail.objects.exists()
