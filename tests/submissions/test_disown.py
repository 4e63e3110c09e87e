""" "I did not send this": the link in the mails, the pages behind it, and what the Unit is told."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings as portal
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from common.models import OutboxMail
from submissions import lifecycle
from submissions.models import Submission
from submissions.states import Status
from tests import factories as make
from tests.mails import link_in
from tests.sheets import Page

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in portal.LANGUAGES]
HERE = "http://127.0.0.1:8000"


def work() -> list[Any]:
    """Send what is due and return it."""
    mail.outbox.clear()
    call_command("worker", "--once", stdout=StringIO())
    return [*mail.outbox]


def submission(status: str = Status.UNCONFIRMED, language: str = "en") -> Submission:
    """Return a submission of somebody who reads this language, with no mail owed."""
    call = make.call()
    filled = make.answer(call, recommendations=2, contact_email="owner@example.org")
    row = lifecycle.receive(call, make.sent(call, answer=filled, language=language)).submission
    assert row is not None
    make.walk(row, status)
    if status != Status.UNCONFIRMED:
        OutboxMail.objects.all().delete()
    return row


@pytest.mark.parametrize("language", LANGUAGES)
def test_owner_says_so_in_one_click_and_one_confirmation(
    client: Client, language: str, settings: Any
) -> None:
    row = submission(language=language)
    (message,) = work()
    url = link_in(message, "/disown/").removeprefix(HERE)
    assert url.startswith(f"/{language}/submissions/")
    assert url in str(message.alternatives[0][0])
    with translation.override(language):
        button, thanks = gettext("I did not send this"), gettext("Thank you. It is set aside.")
    page = Page(client.get(url))
    assert row.organization not in page.html
    assert Submission.objects.get().status == Status.UNCONFIRMED
    assert [one.text for one in page.all("button") if one.text == button]
    response = client.post(url)
    assert Page(response).all("h1")[0].text == thanks
    assert Submission.objects.get().status == Status.DISOWNED
    to_owner, to_unit = sorted(work(), key=lambda one: one.to != [row.contact_email])
    assert to_unit.to == [settings.UNIT_EMAIL]
    assert row.reference in to_unit.subject
    assert to_owner.to == [row.contact_email]
    assert "/disown/" not in to_owner.body
    # Again, also from the mail that they have: what they did is told, nothing more is done.
    for again in (client.get(url), client.post(url)):
        assert Page(again).all("h1")[0].text == thanks
    assert work() == []


# Each mail that goes to the address while it can be disowned, and what causes it.
WHILE: dict[str, tuple[str, Callable[[Client, Submission], object]]] = {
    "confirm": (Status.UNCONFIRMED, lambda _c, _s: None),
    "received": (Status.UNCONFIRMED, lambda _c, s: lifecycle.confirm(s)),
    "received, vouched for": (
        Status.UNCONFIRMED,
        lambda _c, s: lifecycle.vouch(s, by=make.user(), note="Called."),
    ),
    "one withdrawn": (Status.RECEIVED, lambda _c, s: withdraw_one(s)),
    "more private, unconfirmed": (
        Status.UNCONFIRMED,
        lambda _c, s: lifecycle.change_publication(s, "counted"),
    ),
    "more private": (Status.RECEIVED, lambda _c, s: lifecycle.change_publication(s, "counted")),
    "links": (Status.RECEIVED, lambda c, s: ask(c, s)),
}
AFTER: dict[str, tuple[str, Callable[[Client, Submission], object]]] = {
    "review": (Status.RECEIVED, lambda _c, s: lifecycle.start_review(s, by=make.user())),
    "withdrawn": (Status.RECEIVED, lambda _c, s: lifecycle.withdraw(s)),
    "lapsed": (Status.UNCONFIRMED, lambda _c, s: lifecycle.lapse(s)),
    "links": (Status.IN_REVIEW, lambda c, s: ask(c, s)),
    "more private": (Status.ACCEPTED, lambda _c, s: lifecycle.change_publication(s, "counted")),
}


def withdraw_one(row: Submission) -> None:
    """Withdraw the first recommendation."""
    one = row.recommendations.get(number=1)
    one.submission = row
    lifecycle.withdraw_one(one)


def ask(client: Client, row: Submission) -> None:
    """Ask for the private addresses."""
    client.post("/en/my-submissions/", {"email": row.contact_email})


@pytest.mark.parametrize("name", WHILE)
def test_every_mail_has_the_link_while_it_can_be_done(client: Client, name: str) -> None:
    status, act = WHILE[name]
    row = submission(status)
    act(client, row)
    message = work()[-1]
    url = link_in(message, "/disown/")
    assert url in str(message.alternatives[0][0])
    assert "You did not send this?" in message.body
    assert client.post(url.removeprefix(HERE)).status_code == 200
    assert Submission.objects.get().status == Status.DISOWNED


@pytest.mark.parametrize("name", AFTER)
def test_no_mail_has_it_afterwards(client: Client, name: str) -> None:
    status, act = AFTER[name]
    row = submission(status)
    OutboxMail.objects.all().delete()
    act(client, row)
    (message,) = work()
    assert "/disown/" not in f"{message.body}{message.alternatives[0][0]}"


BEGUN, ENDED = "has begun to read it", "It has ended already"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.IN_REVIEW, BEGUN),
        (Status.CHANGES_REQUESTED, BEGUN),
        (Status.ACCEPTED, BEGUN),
        (Status.DECLINED, BEGUN),  # held: nobody is told yet
        ("declined and told", ENDED),
        (Status.LAPSED, ENDED),
        (Status.WITHDRAWN, ENDED),
    ],
)
def test_link_of_an_older_mail_leads_to_clear_words_and_to_the_unit(
    client: Client, settings: Any, status: str, words: str
) -> None:
    row = submission(status.partition(" ")[0])
    if status.endswith("told"):
        Submission.objects.update(decided_at=timezone.now() - timedelta(hours=1))
    url = f"/en/submissions/{row.token}/disown/{row.secret}/"
    for response, code in ((client.get(url), 200), (client.post(url), 409)):
        page = Page(response)
        assert response.status_code == code
        assert words in page.main
        assert f"mailto:{settings.UNIT_EMAIL}?subject={row.reference}" in page.html
        assert "I did not send this" not in page.main
    assert Submission.objects.get().status == status.partition(" ")[0]


def test_only_the_secret_of_the_mail_is_told_what_was_done(client: Client) -> None:
    row, other = submission(), submission()
    token, secret = row.token, row.secret
    lifecycle.disown(row)
    for wrong in (other.secret, token, secret[:-1], "\x00"):
        assert (
            client.get(reverse("submissions:submission-disown", args=[token, wrong])).status_code
            == 404
        )
    assert client.get(f"/en/submissions/{other.token}/disown/{secret}/").status_code == 404
    assert client.get(f"/en/submissions/{token}/disown/{secret}/").status_code == 200
    assert client.get(f"/en/submissions/{token}/confirm/{secret}/").status_code == 404
