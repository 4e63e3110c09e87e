"""Many at once: one confirmation, batches, a failing row, a page that is sent twice."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from submissions import lifecycle, roles, stakeholders
from submissions.admin import bulk
from submissions.models import Decision, Submission
from submissions.states import Status, Verb
from tests import factories
from tests.submissions.admin.conftest import SUPERUSER
from tests.submissions.admin.pages import LIST, texts, url

S = Status
SOON = (timezone.localdate() + timedelta(days=3)).isoformat()


def choose(client, verb, rows, query="status=all", *, across=False):
    data = {"action": verb, "_selected_action": [row.pk for row in rows], "index": "0"}
    return client.post(f"{LIST}?{query}", {**data, "select_across": "1" if across else "0"})


def carried(response):
    """Return the hidden fields of the page's form that are not of the frame."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', texts(response))
    return {name: unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}


def go(client, verb, response, **typed):
    return client.post(url("submission_bulk", verb), {**carried(response), **typed})


def to_the_end(client, verb, response, **typed):
    """Press Continue until the result is there; return it and how many pages it took."""
    pages = 0
    while "bulk_result" not in response.template_name:
        response = go(client, verb, response, **({} if pages else typed))
        pages += 1
        assert pages < 100
    return response, pages


@pytest.mark.parametrize(
    ("verb", "start", "typed", "end"),
    [
        (Verb.START_REVIEW, S.RECEIVED, {}, S.IN_REVIEW),
        (Verb.ACCEPT, S.IN_REVIEW, {"note": "Thanks"}, S.ACCEPTED),
        (Verb.DECLINE, S.RECEIVED, {"reason": "duplicate", "note": "Twice"}, S.DECLINED),
        (Verb.REQUEST_CHANGES, S.RECEIVED, {"note": "Who?", "due_on": SOON}, S.CHANGES_REQUESTED),
        (Verb.TAKE_BACK, S.CHANGES_REQUESTED, {}, S.IN_REVIEW),
    ],
)
def test_verb_in_bulk(login, verb, start, typed, end):
    call = factories.call()
    rows = [factories.submission(start, of=call) for _ in range(3)]
    user = factories.user("Moderator")
    client = login(user)
    asked = choose(client, verb, rows)
    assert all(row.reference in texts(asked) for row in rows)
    assert set(Submission.objects.values_list("status", flat=True)) == {start}
    response, _pages = to_the_end(client, verb, asked, **typed)
    assert "3 of 3 done" in texts(response)
    assert set(Submission.objects.values_list("status", flat=True)) == {end}
    decisions = Decision.objects.filter(verb=verb, by=user)
    assert [one.note for one in decisions] == [typed.get("note", "")] * 3


def test_day_that_is_over_for_some_calls_only_is_refused_for_those_alone(login, monkeypatch):
    zones = ("America/New_York", "Asia/Tokyo")
    west, east = (factories.submission(S.RECEIVED, of=factories.call(time_zone=z)) for z in zones)
    client = login("Moderator")
    clock = (timezone.now() + timedelta(days=1)).replace(hour=1, minute=30)
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock)
    yesterday = (clock - timedelta(days=1)).date()
    asked = choose(client, Verb.REQUEST_CHANGES, [west, east])
    typed = {"note": "Who?", "due_on": yesterday.isoformat()}
    response, _pages = to_the_end(client, Verb.REQUEST_CHANGES, asked, **typed)
    assert "1 of 2 done" in texts(response)
    assert "must be due in the future" in texts(response)
    for row in (west, east):
        row.refresh_from_db()
    assert (west.status, east.status) == (S.CHANGES_REQUESTED, S.RECEIVED)


@pytest.mark.parametrize("role", [*roles.ROLES, SUPERUSER])
def test_role_works_in_bulk_only_with_its_verbs(login, role):
    row = factories.submission(S.RECEIVED)
    client = login(role)
    may = role in ("Unit lead", "Moderator", SUPERUSER)
    assert (f'value="{Verb.ACCEPT}"' in texts(client.get(LIST))) == may
    choose(client, Verb.ACCEPT, [row])
    run = bulk.Run([(row.pk, row.status, row.version)], timezone.now())
    response = client.post(url("submission_bulk", Verb.ACCEPT), {"run": run.dumps()})
    assert response.status_code == (200 if may else 403)
    row.refresh_from_db()
    assert (row.status == S.ACCEPTED) == may


def test_rows_that_cannot_are_told_before_and_left_alone(login):
    good, bad = factories.submission(S.RECEIVED), factories.submission(S.WITHDRAWN)
    client = login("Moderator")
    asked = choose(client, Verb.ACCEPT, [good, bad])
    assert "1 withdrawn" in texts(asked)
    assert bad.reference not in texts(asked)
    response, _pages = to_the_end(client, Verb.ACCEPT, asked)
    assert "1 of 1 done" in texts(response)
    bad.refresh_from_db()
    assert bad.status == S.WITHDRAWN


def test_failing_row_neither_stops_nor_half_does_the_others(login, monkeypatch):
    call = factories.call()
    rows = [factories.submission(S.IN_REVIEW, of=call) for _ in range(5)]
    aside, gone, broken = rows[1], rows[2], rows[3]
    client = login("Moderator")
    asked = choose(client, Verb.ACCEPT, rows)
    lifecycle.set_aside(aside.recommendations.get(), by=factories.user(), reason="No.")
    lifecycle.withdraw(gone)
    match_or_make = stakeholders.match_or_make

    def sometimes_breaks(submission):
        if submission.pk == broken.pk:
            raise RuntimeError("disk full")
        return match_or_make(submission)

    monkeypatch.setattr(stakeholders, "match_or_make", sometimes_breaks)
    response, _pages = to_the_end(client, Verb.ACCEPT, asked)
    html = texts(response)
    assert "2 of 5 done" in html
    assert "3 could not be done" in html
    for row, why in (
        (aside, "nothing to accept"),
        (gone, "Stakeholder was faster"),
        (broken, "An error of the portal"),
    ):
        assert url("submission_change", row.pk) in html
        assert why in html
    statuses = [Submission.objects.get(pk=row.pk).status for row in rows]
    assert statuses == [S.ACCEPTED, S.IN_REVIEW, S.WITHDRAWN, S.IN_REVIEW, S.ACCEPTED]
    assert not Decision.objects.filter(submission=broken, verb=Verb.ACCEPT).exists()


def test_all_that_the_filters_leave_in_batches(login, monkeypatch):
    monkeypatch.setattr(bulk, "LONGEST_BATCH", 600)
    call = factories.call()
    first = factories.submission(S.RECEIVED, of=call)
    copies(first, 299)
    other = factories.submission(S.RECEIVED)
    client = login("Moderator")
    asked = choose(client, Verb.ACCEPT, [first], f"call__id__exact={call.pk}", across=True)
    assert "300 submissions" in texts(asked)
    assert "And 200 more." in texts(asked)
    assert f"?call__id__exact={call.pk}" in texts(asked)
    middle = go(client, Verb.ACCEPT, asked, note="Thanks")
    assert "250 of 300 done" in texts(middle)
    assert "data-continue" in texts(middle)
    response = go(client, Verb.ACCEPT, middle)
    assert "300 of 300 done" in texts(response)
    assert Submission.objects.filter(status=S.ACCEPTED).count() == 300
    assert set(Decision.objects.filter(verb=Verb.ACCEPT).values_list("note", flat=True)) == {
        "Thanks"
    }
    other.refresh_from_db()
    assert other.status == S.RECEIVED


def copies(row, number):
    """Make so many rows like this one, with a recommendation each."""
    one = row.recommendations.get()
    for index in range(number):
        row.pk, row.reference, row.public_id = None, f"COPY-{index}", f"copy{index}"
        row.idempotency_key, row._state.adding = None, True
        row.save()
        one.pk, one.submission, one.reference = None, row, f"COPY-{index}-1"
        one._state.adding = True
        one.save()


def test_batch_that_is_sent_twice_does_nothing_twice(login):
    call = factories.call()
    rows = [factories.submission(S.RECEIVED, of=call) for _ in range(2)]
    client = login("Moderator")
    asked = choose(client, Verb.DECLINE, rows)
    for _ in range(2):
        response = go(client, Verb.DECLINE, asked, reason="off_topic")
        assert "2 of 2 done" in texts(response)
    assert Decision.objects.filter(verb=Verb.DECLINE).count() == 2


def test_colleague_who_was_faster_is_named(login):
    row, colleague = factories.submission(S.RECEIVED), factories.user(username="amira")
    client = login("Moderator")
    asked = choose(client, Verb.DECLINE, [row])
    lifecycle.accept(row, by=colleague)
    html = texts(go(client, Verb.DECLINE, asked, reason="off_topic"))
    assert "amira was faster: “Accepted”" in html
    assert "0 of 1 done" in html


def test_what_is_missing_is_asked_for_and_nothing_done(login):
    row = factories.submission(S.RECEIVED)
    client = login("Moderator")
    asked = choose(client, Verb.DECLINE, [row])
    response = go(client, Verb.DECLINE, asked, note="Kept note.")
    assert response.status_code == 422
    assert "This field is required" in texts(response)
    assert "Kept note." in texts(response)
    assert row.reference in texts(response)
    assert "1 of 1 done" in texts(go(client, Verb.DECLINE, response, reason="off_topic"))


def test_stop_leaves_the_rest(login, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 1)
    call = factories.call()
    rows = [factories.submission(S.RECEIVED, of=call) for _ in range(3)]
    client = login("Moderator")
    middle = go(client, Verb.ACCEPT, choose(client, Verb.ACCEPT, rows))
    response = go(client, Verb.ACCEPT, middle, stop="1")
    assert "Stopped by you: 2 were not touched." in texts(response)
    assert Submission.objects.filter(status=S.ACCEPTED).count() == 1


def test_batch_ends_in_time_on_a_slow_machine(login, monkeypatch):
    monkeypatch.setattr(bulk, "LONGEST_BATCH", -1)
    rows = [factories.submission(S.RECEIVED)]
    response = go(client := login("Moderator"), Verb.ACCEPT, choose(client, Verb.ACCEPT, rows))
    assert "0 of 1 done" in texts(response)
    assert "data-continue" in texts(response)


@pytest.mark.parametrize(
    "run",
    [
        "",
        "[]",
        "x",
        '{"todo": [[1]]}',
        '{"todo":[],"started_at":"2017-01-01","done":0,"failures":[]}',
    ],
)
def test_run_that_is_none_is_not_found(login, run):
    response = login("Moderator").post(url("submission_bulk", Verb.ACCEPT), {"run": run})
    assert response.status_code == 404


@pytest.mark.parametrize("verb", ["undo", "withdraw", "confirm", "nothing"])
def test_other_verbs_are_not_for_bulk(login, verb):
    run = bulk.Run([], timezone.now()).dumps()
    assert login("Unit lead").post(url("submission_bulk", verb), {"run": run}).status_code == 404
