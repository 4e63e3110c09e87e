"""The outbox: every mail leaves, under one Message-ID, and no faster than allowed."""

from datetime import timedelta
from smtplib import (
    SMTPConnectError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone

from common import outbox
from common.models import OutboxMail
from submissions.models import Submission
from tests import factories as make

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def submission() -> Submission:
    """An answer whose mail to confirm waits in the outbox."""
    return make.submission(organization="Harbour Union")


def owe(**fields: Any) -> OutboxMail:
    """Owe one more mail of the same kind."""
    ids = OutboxMail.objects.earliest("pk").ids
    return outbox.put("submissions.confirm", ids, **{"language": "en", **fields})


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The addresses that the mail server refuses."""
    them: set[str] = set()
    deliver = EmailBackend.send_messages

    def send_messages(backend: EmailBackend, messages: Any) -> int:
        if any(message.to[0] in them for message in messages):
            raise SMTPRecipientsRefused({message.to[0]: (550, b"no") for message in messages})
        return deliver(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    return them


def test_mail_leaves_once(submission):
    row = OutboxMail.objects.get()
    assert outbox.send_due() == 1
    assert outbox.send_due() == 0
    (message,) = mail.outbox
    assert message.to == [submission.contact_email]
    row.refresh_from_db()
    assert row.sent_at is not None
    assert (row.attempts, row.leased_until, row.last_error) == (1, None, "")


def test_mail_says_what_it_must_and_where_it_came_from(submission, settings):
    settings.BASE_URL = "https://idm.example.org"
    settings.DEFAULT_FROM_EMAIL = "IDM <portal@mail.example.org>"
    row = OutboxMail.objects.get()
    message = outbox.render(row)
    assert message is not None
    sent = message.message()
    assert sent["Message-ID"] == f"<{row.message_id}@mail.example.org>"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert submission.reference in message.subject
    assert f"https://idm.example.org/en/submissions/{submission.token}/" in message.body
    html, kind = (str(part) for part in message.alternatives[0])
    assert kind == "text/html"
    assert f"https://idm.example.org/en/submissions/{submission.token}/" in html
    assert "127.0.0.1" not in f"{message.body}{html}"


@pytest.mark.parametrize(
    ("language", "prefix", "direction"), [("fr", "/fr/", "ltr"), ("ar", "/ar/", "rtl")]
)
def test_mail_is_in_its_own_language(language, prefix, direction):
    message = outbox.render(owe(language=language))
    assert message is not None
    assert prefix in message.body
    html = str(message.alternatives[0][0])
    assert f'lang="{language}"' in html
    assert f'dir="{direction}"' in html


def test_nothing_is_owed_by_a_transaction_that_failed():
    with transaction.atomic():
        owe()
        transaction.set_rollback(True)
    assert OutboxMail.objects.count() == 1


def test_mail_waits_until_it_is_due():
    now = timezone.now()
    row = owe(due_at=now + HOUR)
    outbox.send_due(now)
    assert outbox.send_due(now + HOUR - timedelta(seconds=1)) == 0
    assert outbox.send_due(now + HOUR) == 1
    row.refresh_from_db()
    assert row.sent_at


def test_oldest_leave_first_and_no_more_than_asked():
    now = timezone.now()
    rows = [owe(due_at=now - age * HOUR) for age in (1, 3, 2)]
    assert outbox.send_due(now, limit=2) == 2
    sent = [row.pk for row in rows if OutboxMail.objects.get(pk=row.pk).sent_at]
    assert sent == [rows[1].pk, rows[2].pk]


def test_mail_that_cannot_leave_waits_longer_each_time_and_keeps_its_id(refused, submission):
    refused.add(submission.contact_email)
    row, now = OutboxMail.objects.get(), timezone.now()
    for attempt in range(1, 16):
        wait = timedelta(seconds=min(30 * 2 ** (attempt - 1), 6 * 3600))
        started = timezone.now()
        assert outbox.send_due(row.due_at + timedelta(seconds=1)) == 0
        row.refresh_from_db()
        assert (row.attempts, row.sent_at, row.leased_until) == (attempt, None, None)
        assert row.last_error == "SMTPRecipientsRefused 550"
        assert started + wait <= row.due_at <= timezone.now() + wait
    refused.clear()
    assert outbox.send_due(now + timedelta(days=1)) == 1
    row.refresh_from_db()
    assert (row.attempts, row.last_error) == (16, "")
    assert [sent.message()["Message-ID"].split("@")[0] for sent in mail.outbox] == [
        f"<{row.message_id}"
    ]


def test_one_that_cannot_leave_does_not_keep_the_others(refused, submission):
    other = make.submission()
    refused.add(submission.contact_email)
    assert outbox.send_due() == 1
    assert [message.to for message in mail.outbox] == [[other.contact_email]]


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError("connection refused"),
        TimeoutError("timed out"),
        SMTPServerDisconnected("gone"),
        SMTPConnectError(421, b"no"),
        SMTPSenderRefused(421, b"no", "portal@example.org"),
        SMTPRecipientsRefused({"someone@example.org": (421, b"no")}),
        SMTPDataError(421, b"no"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_while_the_server_is_away_one_is_tried_a_round_and_none_waits_for_long(
    error, monkeypatch, submission
):
    def send_messages(backend: EmailBackend, messages: Any) -> int:
        raise error

    others = [make.submission() for _ in range(2)]
    now = timezone.now()
    with monkeypatch.context() as away:
        away.setattr(EmailBackend, "send_messages", send_messages)
        for hours in range(20):
            assert outbox.send_due(now + hours * HOUR) == 0
            tried = list(OutboxMail.objects.order_by("pk").values_list("attempts", flat=True))
            assert sum(tried) == hours + 1
    assert "someone" not in OutboxMail.objects.earliest("pk").last_error
    assert OutboxMail.objects.latest("due_at").due_at <= timezone.now() + HOUR / 6
    assert outbox.send_due(timezone.now() + HOUR / 6) == 3
    assert {message.to[0] for message in mail.outbox} == {
        row.contact_email for row in [submission, *others]
    }


@pytest.mark.parametrize("notice", ["submissions.no_such_notice", "no_such_app.step", "nonsense"])
def test_mail_that_cannot_be_written_does_not_keep_the_others(notice):
    bad = OutboxMail.objects.create(notice=notice, language="en", due_at=timezone.now() - HOUR)
    assert outbox.send_due() == 1
    bad.refresh_from_db()
    assert (bad.attempts, bad.sent_at) == (1, None)
    assert bad.last_error


def test_mail_that_a_dead_worker_held_is_free_after_its_lease():
    now = timezone.now()
    row = OutboxMail.objects.get()
    OutboxMail.objects.update(leased_until=now + outbox.LEASE)
    assert outbox.send_due(now + outbox.LEASE - timedelta(seconds=1)) == 0
    assert outbox.send_due(now + outbox.LEASE) == 1
    assert mail.outbox[0].message()["Message-ID"].startswith(f"<{row.message_id}@")


@pytest.mark.parametrize(("took", "sent"), [(outbox.ROUND / 3, 3), (2 * outbox.ROUND, 1)])
def test_lease_is_of_each_mail_and_slow_ones_end_the_round(took, sent, monkeypatch):
    owe(), owe()
    leases, clock = [], timezone.now()

    def slow(row: OutboxMail) -> int:
        nonlocal clock
        assert row.leased_until is not None
        leases.append(row.leased_until - clock)
        clock += took
        return 1

    monkeypatch.setattr(outbox, "_send", slow)
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock)
    assert outbox.send_due() == sent
    assert leases == [outbox.LEASE] * sent


def test_mail_to_nobody_is_done_with():
    Submission.objects.update(contact_email="")
    outbox.send_due()
    assert mail.outbox == []
    assert not OutboxMail.objects.waiting().exists()


def test_cancelled_mail_never_leaves():
    row = OutboxMail.objects.get()
    assert outbox.cancel(ids__submission=row.ids["submission"]) == 1
    assert outbox.cancel(ids__submission=row.ids["submission"]) == 0
    assert outbox.send_due(timezone.now() + timedelta(days=9)) == 0
    row.refresh_from_db()
    assert row.cancelled_at
    assert row.sent_at is None


@pytest.mark.parametrize(
    "change", [{"sent_at": timezone.now()}, {"leased_until": timezone.now() + timedelta(days=1)}]
)
def test_mail_that_left_or_is_leaving_cannot_be_cancelled(change):
    OutboxMail.objects.update(**change)
    assert outbox.cancel(ids__submission=OutboxMail.objects.get().ids["submission"]) == 0
    assert OutboxMail.objects.get().cancelled_at is None


def test_only_the_mails_that_are_meant_are_cancelled():
    other = make.submission()
    assert outbox.cancel(ids__submission=other.pk) == 1
    assert outbox.send_due() == 1


def test_one_client_is_slowed_to_one_by_one_and_none_is_lost(settings):
    settings.MAILS_PER_HOUR_PER_ADDRESS = 2
    now = timezone.now()
    rows = [owe(source="192.0.2.1") for _ in range(5)]
    waits = [round((row.due_at - now) / HOUR * 60) for row in rows]
    assert waits == [0, 0, 30, 60, 90]
    assert owe(source="192.0.2.2").due_at - now < timedelta(minutes=1)
    OutboxMail.objects.update(created_at=now - HOUR)
    assert owe(source="192.0.2.1").due_at - now < timedelta(minutes=1)


def test_letters_of_any_size_are_one_address():
    assert outbox.key_of(" A@Example.org") == outbox.key_of("a@example.ORG")
    assert outbox.key_of("\u0131@example.org") != outbox.key_of("i@example.org")


def test_what_was_cancelled_slows_nobody(settings):
    settings.MAILS_PER_HOUR_PER_ADDRESS = 1
    owe(source="192.0.2.1")
    OutboxMail.objects.update(cancelled_at=timezone.now())
    assert owe(source="192.0.2.1").due_at <= timezone.now()


def test_a_mail_that_is_held_is_not_made_earlier_by_a_limit(settings):
    settings.MAILS_PER_HOUR_PER_ADDRESS = 1
    owe(source="192.0.2.1")
    later = timezone.now() + timedelta(days=3)
    assert owe(source="192.0.2.1", due_at=later).due_at == later


def test_outbox_holds_no_address_and_no_words():
    make.submission(contact_email="secret-person@example.org", organization="Secret Body")
    for row in OutboxMail.objects.values():
        kept = repr(row)
        assert "secret-person" not in kept
        assert "Secret Body" not in kept
        assert "127.0.0.1" not in kept
    assert OutboxMail.objects.latest("pk").recipient_key == outbox.key_of(
        "secret-person@example.org"
    )


def test_no_words_can_break_a_header(monkeypatch):
    words = "Hello\rBcc: all@example.org\u2028X: y\nThe text"
    monkeypatch.setattr(outbox, "render_to_string", lambda *_args: words)
    outbox.send_due()
    (message,) = mail.outbox
    assert message.subject == "Hello Bcc: all@example.org X: y"
    assert message.message()["Bcc"] is None
    assert message.recipients() == message.to
