"""The buttons: what each does, who may press it, what a refusal and a conflict leave behind."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.utils import timezone

from common.models import OutboxMail
from submissions import lifecycle, roles
from submissions.admin.words import BUTTONS
from submissions.models import Decision
from submissions.states import Status, Verb
from tests import factories
from tests.submissions.admin.conftest import SUPERUSER
from tests.submissions.admin.pages import do, last_of, one_of, page, seen, texts, url

S = Status
SOON = (timezone.localdate() + timedelta(days=3)).isoformat()
# verb -> a status to start from, what is typed, the status after it, words of the message
DONE: dict[str, tuple[str, dict[str, str], str, str]] = {
    Verb.START_REVIEW: (S.RECEIVED, {}, S.IN_REVIEW, "leaves now"),
    Verb.ACCEPT: (S.IN_REVIEW, {"note": "Thank you."}, S.ACCEPTED, "until then it can be undone"),
    Verb.DECLINE: (S.RECEIVED, {"reason": "off_topic"}, S.DECLINED, "until then it can be undone"),
    Verb.REQUEST_CHANGES: (
        S.IN_REVIEW,
        {"note": "Who?", "due_on": SOON},
        S.CHANGES_REQUESTED,
        "leaves now",
    ),
    Verb.TAKE_BACK: (S.CHANGES_REQUESTED, {}, S.IN_REVIEW, "leaves now"),
    Verb.VOUCH: (S.LAPSED, {"note": "They rang."}, S.RECEIVED, "leaves now"),
    Verb.REOPEN: (S.DECLINED, {"note": "We erred."}, S.IN_REVIEW, "leaves now"),
    Verb.WITHDRAW: (S.ACCEPTED, {"note": "By letter."}, S.WITHDRAWN, "leaves now"),
    Verb.ERASE_CONTACT: (S.ACCEPTED, {"note": "By mail."}, S.ACCEPTED, "there is no address"),
    Verb.SET_ASIDE: (S.IN_REVIEW, {"reason": "Said already."}, S.IN_REVIEW, "leaves now"),
    Verb.WITHDRAW_ONE: (S.IN_REVIEW, {"note": "By letter."}, S.IN_REVIEW, "leaves now"),
}
OF_ONE = {verb for verb, button in BUTTONS.items() if button.is_of_one}
ALL_ROLES = [*roles.ROLES, SUPERUSER]


def message(response):
    return " ".join(str(one) for one in get_messages(response.wsgi_request))


@pytest.mark.parametrize("verb", DONE)
def test_button_does_its_verb_and_tells_when_the_mail_leaves(login, verb):
    start, typed, end, told = DONE[verb]
    row, user = factories.submission(start, recommendations=2), factories.user("Unit lead")
    one, email = one_of(row) if verb in OF_ONE else None, row.contact_email
    response = do(login(user), verb, row, one, **typed)
    assert response.status_code == 302
    assert response["Location"] == page(row)
    row.refresh_from_db()
    last = last_of(row)
    assert (row.status, last.verb, last.by) == (end, verb, user)
    assert told in message(response)
    assert row.reference in message(response)
    assert email not in message(response)


@pytest.mark.parametrize("role", ALL_ROLES)
def test_role_does_just_its_verbs(login, role):
    client = login(role)
    for verb in set(BUTTONS) - {Verb.DISPOSE, Verb.UNDO, Verb.RESTORE}:
        start, typed, end, _told = DONE[verb]
        row = factories.submission(start, recommendations=2)
        one = one_of(row) if verb in OF_ONE else None
        response = do(client, verb, row, one, **typed)
        patterns = roles.ROLES.get(role, ("*",))
        is_allowed = roles.grants(patterns, roles.VERBS[verb])
        assert response.status_code == (302 if is_allowed else 403), verb
        row.refresh_from_db()
        assert row.status == (end if is_allowed else start)


@pytest.mark.parametrize("role", ALL_ROLES)
def test_page_offers_just_what_the_role_may_do(login, role):
    row = factories.submission(S.IN_REVIEW)
    client = login(role)
    html = texts(client.get(page(row)))
    patterns = roles.ROLES.get(role, ("*",))
    for verb in (Verb.ACCEPT, Verb.DECLINE, Verb.SET_ASIDE, Verb.WITHDRAW_ONE):
        is_offered = url("submission_do", row.pk, verb) in html
        may_see = roles.grants(patterns, "submissions.view_submission")
        assert is_offered == (may_see and roles.grants(patterns, roles.VERBS[verb]))
    assert url("submission_do", row.pk, Verb.REOPEN) not in html


def test_undo_within_the_hold_by_who_decided_only(login):
    decider, colleague = factories.user("Moderator"), factories.user("Moderator")
    row = factories.submission(S.IN_REVIEW)
    response = do(login(decider), Verb.ACCEPT, row)
    row.refresh_from_db()
    assert "#do-undo" in message(response)
    assert url("submission_do", row.pk, Verb.UNDO) in texts(login(decider).get(page(row)))
    assert url("submission_do", row.pk, Verb.UNDO) not in texts(login(colleague).get(page(row)))
    assert do(login(colleague), Verb.UNDO, row).status_code == 409
    undone = do(login(decider), Verb.UNDO, row)
    assert undone.status_code == 302
    assert "none leaves" in message(undone)
    assert (
        OutboxMail.objects.waiting()
        .filter(ids__submission=row.pk, due_at__gt=timezone.now())
        .count()
        == 0
    )


def test_undo_is_not_offered_after_the_hold(login):
    user = factories.user("Moderator")
    at = timezone.now() - timedelta(minutes=settings.UNDO_HOLD_MINUTES + 1)
    row = factories.submission(S.ACCEPTED, by=user, at=at, of=factories.call(opens_at=at))
    client = login(user)
    assert url("submission_do", row.pk, Verb.UNDO) not in texts(client.get(page(row)))
    response = do(client, Verb.UNDO, row)
    assert response.status_code == 409
    assert "Unit lead can reopen" in texts(response)


def test_two_moderators_the_slower_is_told_who_did_what_and_keeps_the_note(login):
    row = factories.submission(S.IN_REVIEW)
    as_seen = seen(row)
    do(login(factories.user("Moderator", username="amira")), Verb.ACCEPT, row)
    slower = login(factories.user("Moderator", username="tomas"))
    typed = {"reason": "off_topic", "note": "Long and careful reasons.", **as_seen}
    response = do(slower, Verb.DECLINE, row, **typed)
    html = texts(response)
    assert response.status_code == 409
    assert "Amira was faster: “Accepted”" in html
    assert "Long and careful reasons." in html
    assert Decision.objects.filter(submission=row, verb=Verb.DECLINE).count() == 0


def test_new_version_meanwhile_is_a_conflict_and_the_form_comes_back_filled(login):
    row = factories.submission(S.RECEIVED)
    as_seen = seen(row)
    answer = factories.answer(row.call, organization="Corrected name")
    lifecycle.correct(row, answer, files=[])
    client = login("Moderator")
    response = do(client, Verb.ACCEPT, row, note="Welcome.", **as_seen)
    html = texts(response)
    assert response.status_code == 409
    assert "Stakeholder was faster" in html
    assert "Welcome." in html
    assert 'name="seen_version" value="2"' in html
    assert do(client, Verb.ACCEPT, row, note="Welcome.").status_code == 302


def test_recommendation_set_aside_meanwhile_is_a_conflict(login):
    row = factories.submission(S.IN_REVIEW, recommendations=2)
    as_seen, by = seen(row), factories.user("Moderator", username="amira")
    lifecycle.set_aside(one_of(row), by=by, reason="Said already.")
    response = do(login("Moderator"), Verb.ACCEPT, row, **as_seen)
    assert response.status_code == 409
    assert "Amira was faster: “Recommendation set aside”" in texts(response)


@pytest.mark.parametrize("missing", ["seen_status", "seen_version", "seen_standing"])
def test_form_that_says_not_what_was_seen_does_nothing(login, missing):
    row = factories.submission(S.IN_REVIEW)
    assert do(login("Moderator"), Verb.ACCEPT, row, **{missing: ""}).status_code == 409
    row.refresh_from_db()
    assert row.status == S.IN_REVIEW


@pytest.mark.parametrize(
    ("verb", "typed", "words"),
    [
        (Verb.DECLINE, {"note": "Kept note."}, "This field is required"),
        (Verb.REQUEST_CHANGES, {"note": "Kept note.", "due_on": "2017-01-01"}, "This day is over"),
        (Verb.REQUEST_CHANGES, {"due_on": SOON, "note": " "}, "This field is required"),
        (Verb.ACCEPT, {"note": "Kept note.", "internal_note": "a\x00b"}, "cannot be read"),
        (Verb.WITHDRAW, {}, "This field is required"),
        (Verb.SET_ASIDE, {"reason": ""}, "This field is required"),
    ],
)
def test_what_is_missing_is_told_at_its_field_and_the_rest_is_kept(login, verb, typed, words):
    row = factories.submission(S.IN_REVIEW)
    one = one_of(row) if verb in OF_ONE else None
    response = do(login("Moderator"), verb, row, one, **typed)
    html = texts(response)
    assert response.status_code == 409
    assert words in html
    assert "Kept note." in html or "Kept note." not in typed.values()
    row.refresh_from_db()
    assert row.status == S.IN_REVIEW


def test_changes_are_due_at_the_end_of_the_day_in_the_calls_zone(login):
    row = factories.submission(S.IN_REVIEW, of=factories.call(time_zone="America/New_York"))
    do(login("Moderator"), Verb.REQUEST_CHANGES, row, note="Who?", due_on=SOON)
    row.refresh_from_db()
    assert row.changes_due_at is not None
    local = row.changes_due_at.astimezone(row.call.zone)
    assert local.isoformat().startswith(f"{SOON}T23:59:59")


@pytest.mark.parametrize(
    ("zone", "hour", "days", "is_over"),
    [
        ("America/New_York", 1, -1, False),  # yesterday evening there
        ("America/New_York", 1, -2, True),
        ("Asia/Tokyo", 20, 0, True),  # tomorrow morning there
        ("Asia/Tokyo", 20, 1, False),
        ("Europe/Zurich", 12, 0, False),
        ("Europe/Zurich", 12, -1, True),
    ],
)
def test_day_that_changes_are_due_is_over_when_it_is_for_the_call(
    login, monkeypatch, zone, hour, days, is_over
):
    row = factories.submission(S.IN_REVIEW, of=factories.call(time_zone=zone))
    client, due_on = login("Moderator"), _at(hour, monkeypatch).date() + timedelta(days=days)
    today = timezone.localdate(timezone=row.call.zone)
    assert f'value="{today + timedelta(days=10)}"' in texts(client.get(page(row)))
    response = do(client, Verb.REQUEST_CHANGES, row, note="Who?", due_on=due_on.isoformat())
    assert response.status_code == (409 if is_over else 302)
    assert ("This day is over" in texts(response)) is is_over
    row.refresh_from_db()
    assert row.status == (S.IN_REVIEW if is_over else S.CHANGES_REQUESTED)


def _at(hour, monkeypatch):
    """Set the clock to an hour of tomorrow, UTC."""
    clock = (timezone.now() + timedelta(days=1)).replace(hour=hour, minute=30)
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock)
    return clock


def test_everything_set_aside_cannot_be_accepted(login):
    row = factories.submission(S.IN_REVIEW)
    lifecycle.set_aside(row.recommendations.get(), by=factories.user(), reason="No.")
    response = do(login("Moderator"), Verb.ACCEPT, row)
    assert response.status_code == 409
    assert "nothing to accept" in texts(response)


def test_set_aside_and_restored(login):
    row, client = factories.submission(S.IN_REVIEW, recommendations=2), login("Moderator")
    one = one_of(row, 2)
    do(client, Verb.SET_ASIDE, row, one, reason="Said already.")
    assert "Said already." in texts(client.get(page(row)))
    assert do(client, Verb.RESTORE, row, one).status_code == 302
    one.refresh_from_db()
    assert one.set_aside_reason == ""


def test_recommendation_of_another_submission_is_not_found(login):
    row, other = factories.submission(S.IN_REVIEW), factories.submission(S.IN_REVIEW)
    one = other.recommendations.get()
    response = do(login("Moderator"), Verb.SET_ASIDE, row, one, reason="Mistake.")
    assert response.status_code == 404
    one.refresh_from_db()
    assert one.set_aside_reason == ""


@pytest.mark.parametrize("verb", ["confirm", "receive", "publish", "enter", "nothing", "perform"])
def test_verb_that_is_no_button_is_not_found(login, verb):
    row = factories.submission()
    assert do(login("Unit lead"), verb, row).status_code == 404


def test_get_changes_nothing_and_leads_to_the_page(login):
    row = factories.submission(S.RECEIVED)
    response = login("Moderator").get(url("submission_do", row.pk, Verb.START_REVIEW))
    assert response["Location"] == page(row)
    row.refresh_from_db()
    assert row.status == S.RECEIVED


def test_without_an_address_the_message_says_that_no_mail_leaves(login):
    answer = factories.answer(of := factories.call(), contact_email="", contact_name="")
    row = lifecycle.enter(of, answer, by=factories.user())
    assert "there is no address" in message(do(login("Moderator"), Verb.ACCEPT, row))


def test_no_hold_means_no_undo(login, settings):
    settings.UNDO_HOLD_MINUTES = 0
    response = do(login("Moderator"), Verb.ACCEPT, factories.submission(S.IN_REVIEW))
    assert "leaves now" in message(response)
    assert "#do-undo" not in message(response)
