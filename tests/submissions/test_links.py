"""The private addresses again: to the mailbox that they were sent to, and to no other."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from common import outbox
from common.models import OutboxMail
from submissions.models import Submission
from tests import factories as make
from tests.sheets import Page

pytestmark = pytest.mark.django_db
LINKS = "/en/my-submissions/"


def ask(client: Client, email: str) -> Page:
    """Ask for the addresses of a mailbox, and send what is due of them."""
    OutboxMail.objects.exclude(notice="submissions.links").delete()
    page = Page(client.post(LINKS, {"email": email}))
    outbox.send_due()
    return page


def test_addresses_are_sent_again_to_the_mailbox_alone(client: Client) -> None:
    rows = [make.submission("received", contact_email="Amina@Example.org") for _ in range(2)]
    other, gone = make.submission(), make.submission("disowned", contact_email="amina@example.org")
    page = ask(client, "aMINA@example.ORG")
    assert page.status == 200
    assert not any(row.token in page.html for row in rows)
    (message,) = mail.outbox
    assert message.to == ["Amina@Example.org"]
    assert all(row.token in message.body for row in rows)
    gone.refresh_from_db()
    assert other.token not in message.body
    assert gone.token not in message.body


def test_page_never_says_whether_there_is_anything(client: Client) -> None:
    make.submission(contact_email="amina@example.org")
    known, unknown = ask(client, "amina@example.org"), ask(client, "nobody@example.org")
    assert known.status == unknown.status == 200
    assert known.main.replace("amina", "nobody") == unknown.main
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "alike",
    ["v\u0131ctim@example.org", "victim@exam\u017fple.org", "v\u0130ctim@example.org"],
)
def test_mailbox_that_looks_alike_is_another(client: Client, alike: str) -> None:
    # PostgreSQL's upper() makes I of both i and ı: who owns one would read the other's mail.
    theirs = make.submission("received", contact_email=alike.replace("\u0131", "i"))
    mine = make.submission("received", contact_email=alike)
    Submission.objects.filter(pk=theirs.pk).update(
        contact_email="victim@example.org" if "exam" in alike else alike
    )
    ask(client, alike)
    for message in mail.outbox:
        assert message.to == [alike]
        assert theirs.token not in message.body
        assert mine.token in message.body
    mail.outbox.clear()
    OutboxMail.objects.all().delete()
    ask(client, "victim@example.org")
    assert [message.to for message in mail.outbox] == [["victim@example.org"]]
    assert mine.token not in mail.outbox[0].body


@pytest.mark.parametrize(
    "email", ["", "amina", "a@b\x00.org", "a@example.org\nBcc: x@example.org", "x" * 300 + "@a.org"]
)
def test_what_is_no_address_is_told_at_the_field(client: Client, email: str) -> None:
    page = Page(client.post(LINKS, {"email": email}))
    assert page.status == 422
    assert page.error_at("email")
    assert page.fields["email"] == [email]
    assert not OutboxMail.objects.exists()


def test_asking_again_and_again_slows_the_mails(client: Client, settings: Any) -> None:
    """One more waits at the most, so that it holds nothing else back."""
    settings.MAILS_PER_HOUR = 3
    make.submission("received", contact_email="amina@example.org")
    OutboxMail.objects.all().delete()
    for _ in range(5):
        assert ask(client, "amina@example.org").status == 200
    assert len(mail.outbox) == 2
    assert OutboxMail.objects.waiting().count() == 1


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_mail_with_the_addresses_is_in_the_language_of_the_page(
    client: Client, language: str
) -> None:
    row = make.submission("received", contact_email="amina@example.org")
    OutboxMail.objects.all().delete()
    client.post(f"/{language}/my-submissions/", {"email": "amina@example.org"})
    outbox.send_due()
    assert f"/{language}/submissions/{row.token}/" in mail.outbox[0].body
