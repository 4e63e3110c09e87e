"""The outbox on the desk: read, filtered, and a failed mail sent again now."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.models import OutboxMail
from common.outbox import put
from tests import factories

LIST = reverse("admin:common_outboxmail_changelist")


@pytest.fixture
def moderator(db: None) -> Client:
    """Return the client of a moderator."""
    client = Client()
    client.force_login(factories.user("Moderator"))
    return client


def mails() -> dict[str, OutboxMail]:
    """Return one mail in each state."""
    later, now = timezone.now() + timedelta(hours=1), timezone.now()
    rows = {state: put(f"submissions.{state}", {}, language="en", due_at=later) for state in STATES}
    for state, changes in STATES.items():
        fields = {name: now if value == "now" else value for name, value in changes.items()}
        OutboxMail.objects.filter(pk=rows[state].pk).update(**fields)
    return rows


STATES: dict[str, dict[str, object]] = {
    "waiting": {},
    "failed": {"attempts": 2, "last_error": "refused"},
    "sent": {"attempts": 1, "sent_at": "now"},
    "cancelled": {"cancelled_at": "now"},
}


@pytest.mark.parametrize(
    ("state", "found"),
    [("waiting", {"waiting", "failed"}), ("failed", {"failed"}), ("sent", {"sent"}),
     ("cancelled", {"cancelled"}), ("", set(STATES))],
)  # fmt: skip
def test_list_by_state(moderator, state, found):
    rows = mails()
    response = moderator.get(LIST, {"state": state} if state else {})
    shown = {row.pk for row in response.context["cl"].result_list}
    assert shown == {rows[name].pk for name in found}


def test_failed_mail_leaves_now_and_no_other_is_hastened(moderator):
    rows = mails()
    keys = [row.pk for row in rows.values()]
    data = {"action": "send_again", "_selected_action": keys, "index": "0"}
    response = moderator.post(LIST, data, follow=True)
    assert "1 mail leaves now." in response.content.decode()
    due = OutboxMail.objects.due(timezone.now())
    assert [row.pk for row in due] == [rows["failed"].pk]


def test_mail_cannot_be_changed_added_or_deleted(moderator):
    row = mails()["failed"]
    page = reverse("admin:common_outboxmail_change", args=[row.pk])
    assert moderator.get(page).status_code == 200
    assert moderator.post(page, {"language": "fr"}).status_code == 403
    assert moderator.get(reverse("admin:common_outboxmail_add")).status_code == 403
    delete = reverse("admin:common_outboxmail_delete", args=[row.pk])
    assert moderator.post(delete, {"post": "yes"}).status_code == 403
    assert moderator.get(LIST, {"last_error__startswith": "r"}).status_code == 400
