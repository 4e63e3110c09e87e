"""The private page: opened by its address alone, changed by a POST alone, silent to others."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common import outbox
from common.models import OutboxMail
from submissions import lifecycle
from submissions.models import Attachment, Call, Recommendation, Submission
from submissions.states import Status
from tests import documents
from tests import factories as make
from tests.mails import link_in
from tests.sheets import Page, Upload, filled, send

pytestmark = pytest.mark.django_db
MODELS: list[Any] = [Submission, Recommendation, Attachment, OutboxMail, Call]


def addresses(row: Submission) -> dict[str, str]:
    """Return every private address of a submission."""
    plain = {
        name: reverse(f"submissions:submission-{name}", args=[row.token])
        for name in ("detail", "correct", "withdraw", "publication")
    }
    secret = {
        name: reverse(f"submissions:submission-{name}", args=[row.token, row.secret])
        for name in ("confirm", "disown")
    }
    one = reverse("submissions:recommendation-withdraw", args=[row.token, 1])
    return {**plain, **secret, "withdraw-one": one}


def everything() -> list[Any]:
    """Return all that is kept, to be compared."""
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


CORRECTABLE = {"unconfirmed", "received", "changes_requested"}


@pytest.mark.parametrize("status", Status.values)
def test_reading_changes_nothing_and_is_silent(client: Client, status: str) -> None:
    row = make.submission(status, recommendations=2)
    before = everything()
    for name, url in addresses(row).items():
        for method in (client.get, client.head):
            response = method(url)
            is_elsewhere = (name == "correct" and status not in CORRECTABLE) or (
                name == "confirm" and status != Status.UNCONFIRMED
            )
            assert response.status_code == (302 if is_elsewhere else 200), name
            assert response["Cache-Control"] == "no-store, private"
            assert response["Referrer-Policy"] in ("no-referrer", "same-origin")
            assert response["X-Robots-Tag"] == "noindex, nofollow"
            assert not response.cookies.get("sessionid")
    assert client.get(addresses(row)["detail"])["Referrer-Policy"] == "no-referrer"
    assert everything() == before


@pytest.mark.parametrize("status", Status.values)
def test_page_tells_where_it_stands_and_hides_the_mailbox(client: Client, status: str) -> None:
    row = make.submission(status, contact_email="amina@example.org")
    response = client.get(addresses(row)["detail"])
    page = Page(response)
    assert row.reference in page.main
    assert row.organization not in page.all("title")[0].text
    assert "amina@example.org" not in page.html
    assert row.contact_name not in page.html
    if status == "unconfirmed":
        assert "a•••@example.org" in page.main
        assert row.secret not in page.html


def wrong_tokens(row: Submission, other: Submission) -> list[str]:
    """Return what must open nothing."""
    signature = row.token.partition("-")[2]
    return [
        row.reference,
        row.public_id,
        f"{row.public_id}-",
        f"{other.public_id}-{signature}",
        row.secret,
        row.token[:-1],
        f"{row.token}x",
        row.token.upper(),
        "\x00",
        "é-é",
        "x" * 3000,
    ]


def test_only_its_own_token_opens_anything(client: Client) -> None:
    row, other = make.submission(), make.submission()
    before = everything()
    for wrong in wrong_tokens(row, other):
        there = reverse("submissions:submission-detail", args=[wrong]).split("/")[3]
        for name, url in addresses(row).items():
            bad = url.replace(f"/{row.token}/", f"/{there}/", 1)
            assert client.get(bad).status_code == 404, wrong
            assert client.post(bad).status_code == (405 if name == "detail" else 404), wrong
    assert everything() == before


@pytest.mark.parametrize("name", ["confirm", "disown"])
def test_only_the_secret_of_the_mail_confirms_or_disowns(client: Client, name: str) -> None:
    row, other = make.submission(), make.submission()
    right = addresses(row)[name]
    stale = right
    Submission.objects.filter(pk=row.pk).update(contact_email="new@example.org")
    row.refresh_from_db()
    assert addresses(row)[name] != stale
    for wrong in (row.token, other.secret, "x", "\x00", stale.split("/")[-2]):
        url = reverse(f"submissions:submission-{name}", args=[row.token, wrong])
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404
    assert Submission.objects.get(pk=row.pk).status == "unconfirmed"
    assert client.get(addresses(row)[name]).status_code == 200


def test_raised_version_revokes_every_address(client: Client) -> None:
    row = make.submission("received", recommendations=2)
    old = addresses(row)
    Submission.objects.filter(pk=row.pk).update(token_version=2)
    assert {client.get(url).status_code for url in old.values()} == {404}
    row.refresh_from_db()
    assert client.get(addresses(row)["detail"]).status_code == 200


# --- what can be done there ------------------------------------------------------------------


def test_mail_leads_to_the_page_that_confirms(client: Client) -> None:
    row = make.submission()
    outbox.send_due()
    url = link_in(mail.outbox[0], "/confirm/").removeprefix("http://127.0.0.1:8000")
    page = Page(client.get(url))
    assert "Is this your answer?" in page.main
    assert client.post(url)["Location"] == f"{addresses(row)['detail']}?done=confirmed"
    row.refresh_from_db()
    assert row.status == "received"
    assert row.confirmed_at is not None
    outbox.send_due()
    assert row.recommendations.get().text in mail.outbox[1].body
    # Again: nothing more happens, and the page says where it stands.
    assert client.post(url)["Location"].endswith("?done=confirmed")
    assert row.decisions.count() == 2


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("disown", "in_review", "is not possible: this submission is in review"),
        ("withdraw", "declined", "cannot be changed at this moment"),
        ("withdraw", "withdrawn", "is not possible: this submission is withdrawn"),
        ("withdraw-one", "lapsed", "is not possible: this submission is lapsed"),
        ("publication", "declined", "cannot be changed at this moment"),
    ],
)
def test_what_is_not_possible_says_why_and_changes_nothing(
    client: Client, name: str, status: str, words: str
) -> None:
    row = make.submission(status, recommendations=2)
    before = everything()
    response = client.post(addresses(row)[name], {"publication": "counted"})
    assert response.status_code == 409
    assert words in Page(response).main
    assert everything() == before


def test_confirming_too_late_says_so(client: Client) -> None:
    row = make.submission()
    long_ago = timezone.now() - timedelta(days=3)
    Call.objects.update(opens_at=long_ago - timedelta(days=9), closes_at=long_ago)
    response = client.post(addresses(row)["confirm"])
    assert response.status_code == 409
    assert "The time to confirm is over." in Page(response).main


def test_owner_of_the_mailbox_can_disown_and_every_address_ends(client: Client) -> None:
    row = make.submission()
    old = addresses(row)
    response = client.post(old["disown"])
    assert "It is set aside." in Page(response).main
    assert Submission.objects.get().status == "disowned"
    again = [client.get(old.pop("disown")), client.post(addresses(row)["disown"])]
    assert all("It is set aside." in Page(one).main for one in again)
    assert {client.get(url).status_code for url in old.values()} == {404}
    assert OutboxMail.objects.filter(notice="submissions.disowned").count() == 1


def test_answer_can_be_withdrawn(client: Client) -> None:
    row = make.submission("accepted")
    response = client.post(addresses(row)["withdraw"])
    assert response["Location"].endswith("?done=withdrawn")
    assert not Recommendation.objects.public().exists()
    page = Page(client.get(response["Location"]))
    assert page.all("h1")[0].text == "Withdrawn"


def test_one_recommendation_can_be_withdrawn_and_the_last_not(client: Client) -> None:
    row = make.submission("received", recommendations=2)
    url = reverse("submissions:recommendation-withdraw", args=[row.token, 2])
    assert client.post(url)["Location"].endswith("?done=withdrawn-one")
    assert client.post(url).status_code == 404
    response = client.post(addresses(row)["withdraw-one"])
    assert response.status_code == 409
    assert "It is the only one" in Page(response).main
    assert [one.number for one in row.recommendations.current()] == [1]


def test_recommendation_keeps_its_number_when_another_is_withdrawn(client: Client) -> None:
    row = make.submission("received", recommendations=2)
    client.post(reverse("submissions:recommendation-withdraw", args=[row.token, 1]))
    html = Page(client.get(addresses(row)["detail"])).html
    assert 'data-number="2"' in html
    assert 'data-number="1"' not in html
    assert "recommendation 1" in html  # the step that withdrew it


@pytest.mark.parametrize("number", [0, 3, 32768, 2**31, 2**63, 10**30])
def test_recommendation_that_is_not_there_is_not_found(client: Client, number: int) -> None:
    row = make.submission("received", recommendations=2)
    url = reverse("submissions:recommendation-withdraw", args=[row.token, number])
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404


def test_publication_can_become_more_private(client: Client) -> None:
    row = make.submission("accepted")
    old = row.recommendations.get().get_absolute_url()
    response = client.post(addresses(row)["publication"], {"publication": "anonymous"})
    assert response["Location"].endswith("?done=publication")
    assert client.get(old).status_code == 410
    new = row.recommendations.get().get_absolute_url()
    assert row.organization not in Page(client.get(new)).html


@pytest.mark.parametrize(
    "choice", ["", "named", "anonymous", "nonsense", "\x00", "<b>", "x" * 9999]
)
def test_publication_cannot_become_anything_else(client: Client, choice: str) -> None:
    row = make.submission("accepted", publication="anonymous")
    before = everything()
    response = client.post(addresses(row)["publication"], {"publication": choice})
    assert response.status_code == 409
    assert "hoose" in Page(response).main or "more private" in Page(response).main
    assert everything() == before
    assert client.post(addresses(row)["publication"]).status_code == 409


def test_decision_is_told_when_its_hold_is_over(client: Client, settings: Any) -> None:
    settings.UNDO_HOLD_MINUTES = 30
    row = make.submission("accepted", public=False)
    url = addresses(row)["detail"]
    assert Page(client.get(url)).all("h1")[0].text == "In review"
    assert "Accepted" not in Page(client.get(url)).main
    Submission.objects.update(decided_at=timezone.now() - timedelta(minutes=31))
    lifecycle.publish_due()
    assert Page(client.get(url)).all("h1")[0].text == "Accepted"


@pytest.mark.parametrize("done", ["<script>alert(1)</script>", "\x00", "created" * 99, "nonsense"])
def test_word_of_what_was_done_is_one_of_ours_or_nothing(client: Client, done: str) -> None:
    response = client.get(addresses(make.submission())["detail"], {"done": done})
    assert response.status_code == 200
    assert done not in Page(response).main
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("name", ["confirm", "disown", "withdraw", "publication", "withdraw-one"])
def test_button_pressed_from_elsewhere_changes_nothing(name: str) -> None:
    row = make.submission(recommendations=2)
    before = everything()
    client = Client(enforce_csrf_checks=True)
    response = client.post(addresses(row)[name], {"publication": "counted"})
    assert response.status_code == 403
    assert "Please send the form again" in Page(response).main
    assert everything() == before


def test_page_costs_the_same_queries_with_one_recommendation_and_with_three(
    client: Client, django_assert_num_queries: Any
) -> None:
    by = make.user()
    for number in (1, 3):
        row = make.submission("accepted", recommendations=number, by=by)
        with django_assert_num_queries(11):
            client.get(addresses(row)["detail"])


# --- files -----------------------------------------------------------------------------------


def test_file_is_for_who_has_the_address_and_as_long_as_it_belongs_to_it(client: Client) -> None:
    call = make.call()
    for organization in ("One", "Two"):
        send(client, call, filled(call, organization=organization), Upload("a.pdf", documents.PDF))
    one, two = Submission.objects.order_by("pk")
    mine, theirs = one.attachments.get(), two.attachments.get()

    def status(row: Submission, pk: int) -> int:
        response = client.get(reverse("submissions:submission-file", args=[row.token, pk]))
        assert list(response)  # reads the file to its end, which closes it
        return response.status_code

    assert status(one, mine.pk) == 200
    assert status(one, theirs.pk) == status(one, 10**30) == status(one, 0) == 404
    Attachment.objects.filter(pk=mine.pk).update(removed_at=timezone.now())
    assert status(one, mine.pk) == 404
    url = reverse("submissions:submission-file", args=[two.token, theirs.pk])
    lifecycle.disown(two)
    assert client.get(url).status_code == 404
