"""An address that nobody confirmed: few mails an hour, whoever causes them, and none held back."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.utils import timezone

from common import outbox
from common.models import OutboxMail
from submissions import lifecycle
from submissions.models import Call, Submission
from tests import factories as make
from tests.mails import link_in
from tests.sheets import Page, address, filled, pairs, place, post

pytestmark = pytest.mark.django_db
VICTIM = "victim@example.org"
HOUR = timedelta(hours=1)


class Clock:
    """A worker that is called every few minutes; when its mails left, and which."""

    def __init__(self) -> None:
        self.minutes = 0
        self.left: list[tuple[int, EmailMessage]] = []

    def work(self, minutes: int = 0) -> None:
        """Let time pass, then run the worker once: all that is kept becomes so much older."""
        self.minutes += minutes
        ago = timedelta(minutes=minutes)
        for column in ("created_at", "due_at", "sent_at"):
            OutboxMail.objects.exclude(**{column: None}).update(**{column: F(column) - ago})
        call_command("worker", "--once", stdout=StringIO())
        self.left += [(self.minutes, message) for message in mail.outbox]
        mail.outbox.clear()

    def most_in_an_hour(self, to: str) -> int:
        """Return the largest number of mails to an address within any hour."""
        at = [minute for minute, message in self.left if message.to == [to]]
        return max(sum(begin <= one < begin + 60 for one in at) for begin in at)


def answer_from(client: Client, call: Call, number: int, **fields: Any) -> Any:
    """Send an answer with the victim's address from a source of its own."""
    typed = filled(call, contact_email=VICTIM, organization=f"Sender {number}", **fields)
    source = f"198.51.{number // 200}.{number % 200 + 1}"
    return post(client, address(call), pairs(typed), REMOTE_ADDR=source)


def test_fifty_answers_from_fifty_sources_are_taken_and_told_in_few_mails(client: Client) -> None:
    call, clock = make.call(), Clock()
    for number in range(50):
        where, done = place(answer_from(client, call, number))
        assert done == "created"
        row = Submission.objects.latest("pk")
        assert row.reference in Page(client.get(where)).main
        clock.work(minutes=number % 10 == 9)
    assert len(clock.left) == 3
    for _quarter in range(4 * 24):
        clock.work(minutes=15)
    assert clock.most_in_an_hour(VICTIM) == 3
    assert [minute for minute, _message in clock.left] == [0, 0, 0, 65]
    assert not OutboxMail.objects.waiting().exists()
    told = "".join(str(message.body) for _minute, message in clock.left)
    rows = list(Submission.objects.all())
    assert len(rows) == 50
    assert all(f"/confirm/{row.secret}/" in told for row in rows)
    assert all(f"/disown/{row.secret}/" in told for row in rows)
    assert "Sender" not in told
    last = clock.left[-1][1]
    assert last.subject == "Answers that were sent under your address"
    url = link_in(last, "/confirm/").removeprefix("http://127.0.0.1:8000")
    assert client.post(url)["Location"].endswith("?done=confirmed")


def test_stranger_who_goes_on_for_a_day_sends_three_in_any_hour(client: Client) -> None:
    call, clock = make.call(), Clock()
    for number in range(100):
        assert answer_from(client, call, number).status_code == 302
        clock.work(minutes=15)
    assert clock.most_in_an_hour(VICTIM) == 3
    assert OutboxMail.objects.waiting().count() <= 1


def test_mail_server_that_was_down_lets_no_more_than_three_go_at_once(client: Client) -> None:
    call, clock = make.call(), Clock()
    for number in range(5):
        answer_from(client, call, number)
        OutboxMail.objects.update(due_at=F("due_at") - 5 * HOUR, created_at=F("created_at") - HOUR)
    for _time in range(30):
        clock.work(minutes=5)
    assert clock.most_in_an_hour(VICTIM) <= 3
    told = "".join(str(message.body) for _minute, message in clock.left)
    assert all(f"/confirm/{row.secret}/" in told for row in Submission.objects.all())


# --- nobody holds back the mail that confirms ------------------------------------------------


def ask_for_links(client: Client) -> None:
    """Ask for the private addresses."""
    client.post("/en/my-submissions/", {"email": VICTIM})


def owe_another_kind(client: Client) -> None:
    """Owe a mail of a kind that anybody may ask for, as other parts of the portal do."""
    key = Submission.objects.earliest("pk").pk
    outbox.put("submissions.links", {"submission": key}, language="en", recipient=VICTIM)


def make_more_private(client: Client) -> None:
    """Change an answer with the victim's address."""
    row = Submission.objects.exclude(publication="counted").order_by("-publication").first()
    if row is not None:
        choice = "anonymous" if row.publication == "named" else "counted"
        lifecycle.change_publication(row, choice)


OTHERS: dict[str, Callable[[Client], None]] = {
    "links": ask_for_links,
    "another kind": owe_another_kind,
    "steps": make_more_private,
}


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("is_worked", [True, False])
def test_mail_that_confirms_goes_before_all_that_strangers_ask_for(
    client: Client, kind: str, is_worked: bool
) -> None:
    for _number in range(4):
        make.submission(contact_email=VICTIM)
    OutboxMail.objects.all().delete()
    call, clock = make.call(), Clock()
    for _time in range(9):
        OTHERS[kind](client)
        if is_worked:
            clock.work(minutes=1)
    answer_from(client, call, 1)
    row = Submission.objects.latest("pk")
    clock.work()
    told = [message.subject for _minute, message in clock.left]
    assert f"Please confirm your answer {row.reference}" in told
    for _quarter in range(4 * 10):
        clock.work(minutes=15)
    assert clock.most_in_an_hour(VICTIM) <= 3
    assert not OutboxMail.objects.waiting().exists()


def test_answer_is_told_within_an_hour_however_many_a_stranger_sends(client: Client) -> None:
    call, clock = make.call(), Clock()
    for number in range(20):
        answer_from(client, call, number)
        clock.work()
    answer_from(client, call, 99)
    row = Submission.objects.latest("pk")
    clock.work(minutes=61)
    assert f"/confirm/{row.secret}/" in str(clock.left[-1][1].body)


def test_confirmed_answers_are_told_without_delay(client: Client) -> None:
    call, clock = make.call(), Clock()
    for number in range(9):
        answer_from(client, call, number)
    for row in Submission.objects.all():
        lifecycle.confirm(row)
    clock.work()
    full = [message for _minute, message in clock.left if "confirmed" in message.subject]
    assert len(full) == 9


# --- what the mail that stands for many tells ------------------------------------------------


def fold(client: Client, *, number: int = 3) -> OutboxMail:
    """Send three mails and let so many more answers wait in one."""
    call, clock = make.call(), Clock()
    for one in range(3 + number):
        answer_from(client, call, one)
        clock.work()
    waiting: OutboxMail = OutboxMail.objects.waiting().get()
    return waiting


def test_it_tells_where_each_stands_when_it_leaves(client: Client) -> None:
    waiting = fold(client)
    confirmed, lapsed, withdrawn, disowned, *_rest = Submission.objects.order_by("pk")
    lifecycle.confirm(confirmed)
    lifecycle.lapse(lapsed)
    lifecycle.withdraw(withdrawn)
    lifecycle.disown(disowned)
    waiting.refresh_from_db()
    assert OutboxMail.objects.waiting().filter(recipient_key=waiting.recipient_key).count() == 1
    message = outbox.render(waiting)
    assert message is not None
    body = str(message.body)
    assert confirmed.reference not in body
    assert disowned.reference not in body
    for row, status in ((lapsed, "Lapsed"), (withdrawn, "Withdrawn")):
        assert row.reference in body
        assert status in body
        assert row.secret not in body


@pytest.mark.parametrize("gone", ["contact_email", "confirmed_at"])
def test_it_is_not_sent_when_nothing_is_left_to_tell(client: Client, gone: str) -> None:
    waiting = fold(client)
    value = "" if gone == "contact_email" else timezone.now()
    Submission.objects.update(**{gone: value})
    assert outbox.render(waiting) is None


def test_it_goes_to_the_address_under_which_they_were_sent(client: Client) -> None:
    waiting = fold(client, number=2)
    last = Submission.objects.latest("pk")
    Submission.objects.filter(pk=last.pk).update(contact_email="other@example.org")
    message = outbox.render(waiting)
    assert message is not None
    assert message.to == [VICTIM]
    assert last.reference not in str(message.body)


def test_one_that_a_worker_holds_takes_nothing_more_in(client: Client) -> None:
    held = fold(client)
    OutboxMail.objects.filter(pk=held.pk).update(leased_until=timezone.now() + HOUR)
    answer_from(client, Call.objects.get(), 9)
    assert OutboxMail.objects.waiting().exclude(pk=held.pk).get().notice == held.notice


# --- a ministry behind one proxy -------------------------------------------------------------


@pytest.mark.parametrize(
    ("officers", "minutes_between", "longest"), [(50, 0, 0), (120, 0, 0), (150, 0, 15), (240, 1, 0)]
)
def test_desk_officers_who_share_an_address_wait_for_minutes_at_most(
    officers: int, minutes_between: int, longest: int
) -> None:
    call, now = make.call(), timezone.now()
    waits = []
    for _number in range(officers):
        ago = timedelta(minutes=minutes_between)
        OutboxMail.objects.update(due_at=F("due_at") - ago, created_at=F("created_at") - ago)
        row = make.sent(call, client="192.0.2.1")
        submission = lifecycle.receive(call, row).submission
        assert submission is not None
        owed = OutboxMail.objects.get(ids__submission=submission.pk)
        waits.append(owed.due_at - max(now, owed.created_at))
    assert max(waits) <= timedelta(minutes=longest, seconds=1)
