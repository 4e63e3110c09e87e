"""The demonstration: every path of the data file, dated from the day it is loaded."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from django.utils import timezone

from common.models import OutboxMail
from dialogues.models import Dialogue, Session, Workshop
from submissions import demonstration, lifecycle
from submissions.models import (
    Call,
    Decision,
    Recommendation,
    Stakeholder,
    Submission,
    Theme,
    UnofficialTranslation,
)
from submissions.states import Verb

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_loaded")]
TARGETS = {
    "accepted": "accepted",
    "accepted_then_withdrawn": "withdrawn",
    "changes_requested": "changes_requested",
    "declined": "declined",
    "disowned": "disowned",
    "in_review": "in_review",
    "lapsed": "lapsed",
    "received": "received",
    "reopened": "in_review",
    "resubmitted": "received",
    "unconfirmed": "unconfirmed",
    "withdrawn": "withdrawn",
}


def rows() -> list[tuple[dict[str, Any], Submission]]:
    """Return each row of the data file with the submission that was made of it."""
    made = Submission.objects.filter(call__dialogue__is_demonstration=True)
    data = demonstration.read()["submissions"]
    return list(zip(data, made.order_by("pk"), strict=True))


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load it once for all tests of this file that only look, or that are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert demonstration.load() == len(demonstration.read()["submissions"])
        yield
        transaction.set_rollback(True)


def test_every_submission_is_where_the_file_wants_it() -> None:
    assert {row["path"] for row, _made in rows()} == set(TARGETS)
    for row, made in rows():
        assert made.status == TARGETS[row["path"]], row["stakeholder"]
        assert (made.public_at is not None) == row["path"].startswith("accepted")
        assert made.organization == row["stakeholder"]["organization"]
        assert made.recommendations.count() == len(row["recommendations"])


def test_no_step_lies_ahead_or_before_the_one_that_led_to_it() -> None:
    now = timezone.now()
    for _row, made in rows():
        moments = [decision.at for decision in made.decisions.order_by("pk")]
        assert moments == sorted(moments)
        assert made.call.opens_at <= made.submitted_at < made.call.closes_at
        assert moments[-1] <= now
        assert made.changes_due_at is None or made.changes_due_at > now


def test_what_is_public_follows_the_choices() -> None:
    public = Recommendation.objects.public()
    for row, made in rows():
        shown = set(public.filter(submission=made).values_list("number", flat=True))
        left_out = {row.get("withdraw_one"), row.get("set_aside", {}).get("number")}
        is_shown = row["path"] == "accepted" and row["publication"] != "counted"
        numbers = range(1, len(row["recommendations"]) + 1)
        assert shown == ({*numbers} - left_out if is_shown else set()), row["stakeholder"]
    anonymous = public.filter(submission__publication="anonymous")
    assert anonymous.exists()
    assert not any(r.reference.startswith(r.submission.reference) for r in anonymous)
    assert Stakeholder.objects.public().exists()


def test_the_resubmitted_one_was_shorter_before() -> None:
    row, made = next(pair for pair in rows() if pair[0]["path"] == "resubmitted")
    first, second = made.versions.all()
    assert len(first.content) < len(second.content)
    assert made.recommendations.get().text == row["recommendations"][0]["text"]
    verbs = list(made.decisions.values_list("verb", flat=True))
    assert verbs[-2:] == [Verb.REQUEST_CHANGES, Verb.RESUBMIT]


def test_some_arose_from_a_session_that_was_over_and_are_public() -> None:
    wanted = {
        (made.pk, int(number)): title
        for row, made in rows()
        for number, title in row.get("arose_from", {}).items()
    }
    said = Recommendation.objects.public().exclude(session=None).select_related("session")
    assert {(row.submission_id, row.number): row.session.title for row in said} == wanted
    assert len(wanted) > 3
    assert {row.submission.publication for row in said} == {"named", "anonymous"}
    for row in said:
        assert row.session.ends_at < row.submission.first_seen_at


def test_no_mail_waits_and_nobody_can_log_in() -> None:
    assert OutboxMail.objects.exists()
    assert not OutboxMail.objects.waiting().exists()
    staff = User.objects.filter(pk__in=Decision.objects.values("by"))
    assert {user.username for user in staff} == {"sample-moderator", "sample-unit-lead"}
    assert not any(user.is_active or user.has_usable_password() for user in staff)


def test_the_dialogue_says_what_it_is() -> None:
    dialogue = Dialogue.objects.get(slug="demonstration")
    assert dialogue.is_demonstration
    assert dialogue.is_published
    assert dialogue.year == timezone.now().year
    calls = Call.objects.public().filter(dialogue=dialogue)
    assert [call.slug for call in calls.open()] == ["reducing-vulnerabilities"]
    assert {call.workshop.slug for call in calls} == {"new-york", "geneva"}
    assert all(call.themes.count() == Theme.objects.count() == 8 for call in calls)
    for workshop in Workshop.objects.filter(dialogue=dialogue):
        assert workshop.starts_on is not None
        assert workshop.starts_on.weekday() < 4
        assert workshop.sessions.exists()
    assert Session.objects.filter(workshop__dialogue=dialogue, kind="panel", number=2).exists()


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 6, 3, 12, tzinfo=UTC),
        datetime(2027, 1, 1, 0, 30, tzinfo=UTC),
        datetime(2028, 2, 26, 23, 30, tzinfo=UTC),
    ],
)
def test_any_day_is_a_good_day_to_load_it(now: datetime) -> None:
    Submission.objects.update(idempotency_key=None)
    Call.objects.update(slug=Concat(Value("former-"), "slug"))
    Dialogue.objects.update(slug="former")
    assert demonstration.load(now)
    made = Decision.objects.filter(submission__call__dialogue__slug="demonstration")
    assert made.exists()
    assert not made.filter(at__gt=now).exists()
    assert Call.objects.get(slug="reducing-vulnerabilities").is_open(now)


def test_some_are_translated_and_shown_so(client: Client) -> None:
    public = UnofficialTranslation.objects.public()
    into_english = public.filter(language="en")
    languages = set(into_english.values_list("recommendation__language", flat=True))
    assert languages == {"ar", "es", "fr", "ru", "zh-hans"}
    assert public.filter(language="ar").count() == 1
    # One is prepared, for an answer that is still read.
    assert UnofficialTranslation.objects.count() == public.count() + 1
    for one in public:
        address = f"/{one.language}/recommendations/{one.recommendation.reference}/"
        assert one.title in client.get(address).content.decode()


def test_they_come_into_a_demonstration_that_was_loaded_before(
    capsys: pytest.CaptureFixture[str],
) -> None:
    number = UnofficialTranslation.objects.count()
    UnofficialTranslation.objects.all().delete()
    gone = Submission.objects.filter(status="accepted", language="ru").first()
    assert gone is not None
    lifecycle.withdraw(gone)
    lost = gone.recommendations.filter(
        title__in=[row["of"] for row in demonstration.read()["translations"]]
    ).count()
    call_command("load_demonstration")
    assert UnofficialTranslation.objects.count() == number - lost
    assert f"{number - lost} unofficial translations" in capsys.readouterr().out
    UnofficialTranslation.objects.filter(language="en").delete()
    # What people took out of it is not put back.
    assert demonstration.translate() == 0


def test_a_second_time_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    models: list[Any] = [Dialogue, Workshop, Session, Call, Submission, Decision, OutboxMail]
    models.append(UnofficialTranslation)
    before = [list(model.objects.values()) for model in models]
    call_command("load_demonstration")
    assert [list(model.objects.values()) for model in models] == before
    assert capsys.readouterr().out == "The demonstration stands already.\n"


def test_a_call_that_has_closed_is_opened_again_and_only_then() -> None:
    now = timezone.now()
    assert demonstration.keep_open(now) is None
    later = now + timedelta(days=40)
    call = demonstration.keep_open(later)
    assert call is not None
    assert call.slug == "reducing-vulnerabilities"
    call.refresh_from_db()
    assert later + timedelta(days=11) < call.closes_at < later + timedelta(days=16)
    assert demonstration.keep_open(later) is None


def test_calls_of_real_dialogues_stay_closed() -> None:
    Dialogue.objects.update(is_demonstration=False)
    assert demonstration.keep_open(timezone.now() + timedelta(days=40)) is None
