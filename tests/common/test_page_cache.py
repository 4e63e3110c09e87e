"""Public pages are made once and sent until something changes; nothing stale, nothing private."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common import freshness, page_cache
from common.models import PublicChange
from dialogues.models import Dialogue
from submissions import deadlines, lifecycle, staging
from submissions.models import Call, Recommendation, Stakeholder
from tests import documents, factories
from tests.sheets import filled, send

pytestmark = pytest.mark.django_db
LIST = "/en/recommendations/"
Change = Callable[[Recommendation], object]


def queries(client: Client, url: str, **headers: str) -> int:
    """Return how many questions to the database an address costs."""
    with CaptureQueriesContext(connection) as asked:
        client.get(url, headers=headers)
    return len(asked)


@pytest.fixture
def row() -> Recommendation:
    """A public recommendation."""
    return factories.recommendation(measures=(factories.measure(title="Openly said"),))


@pytest.mark.parametrize("encoding", ["", "gzip"])
@pytest.mark.parametrize("path", ["", "recommendations/", "calls/", "about/", "dialogues/"])
def test_a_page_that_stands_costs_one_question(
    client: Client, row: Recommendation, path: str, encoding: str
):
    url, headers = f"/ar/{path}", {"Accept-Encoding": encoding}
    made = client.get(url, headers=headers)
    again = client.get(url, headers=headers)
    assert again.content == made.content
    assert again.headers == made.headers
    assert again.get("Content-Encoding", "") == encoding
    assert queries(client, url, **headers) == 1


def test_a_reader_who_has_the_page_is_not_sent_it_again(client: Client, row: Recommendation):
    for headers in ({}, {"Accept-Encoding": "gzip"}):
        tag = client.get(LIST, headers=headers)["ETag"]
        seen = client.get(LIST, headers=headers | {"If-None-Match": tag})
        assert (seen.status_code, seen.content) == (304, b"")
        other = client.get(LIST, headers=headers | {"If-None-Match": '"other"'})
        assert other.status_code == 200
    lifecycle.withdraw(row.submission)
    assert client.get(LIST, headers={"If-None-Match": tag}).status_code == 200


def test_who_asks_again_and_again_costs_one_question_too(client: Client, row: Recommendation):
    tag = client.get(LIST)["ETag"]
    caches["pages"].clear()
    assert client.get(LIST, headers={"If-None-Match": tag}).status_code == 304
    assert queries(client, LIST, **{"If-None-Match": tag}) == 1
    whole = client.get(LIST)  # for whom does not have it, it is made
    assert (whole.status_code, whole["ETag"]) == (200, tag)
    assert queries(client, LIST) == 1


def withdraw(row: Recommendation) -> None:
    lifecycle.withdraw(row.submission)


def choose_anonymity(row: Recommendation) -> None:
    lifecycle.change_publication(row.submission, "anonymous")


def set_aside(row: Recommendation) -> None:
    lifecycle.set_aside(row, by=factories.user(), reason="off_topic")


def hide_call(row: Recommendation) -> None:
    Call.objects.filter(pk=row.submission.call_id).update(is_published=False)


def hide_dialogue(row: Recommendation) -> None:
    Dialogue.objects.update(is_published=False)


def rename_stakeholder(row: Recommendation) -> None:
    Stakeholder.objects.update(name="Another name")


def say_more(row: Recommendation) -> None:
    factories.recommendation()


def change_themes(row: Recommendation) -> None:
    row.themes.set(row.submission.call.themes.all())


@pytest.mark.parametrize(
    "change",
    [
        *(withdraw, choose_anonymity, set_aside, hide_call, hide_dialogue),
        *(rename_stakeholder, say_more, change_themes),
    ],
)
def test_what_changes_is_seen_with_the_next_request(
    client: Client, row: Recommendation, change: Change
):
    before = client.get(LIST).content
    assert client.get(LIST).content == before
    change(row)
    assert client.get(LIST).content != before


def test_a_change_that_is_taken_back_changes_nothing(client: Client, row: Recommendation):
    before = client.get(LIST).content
    with transaction.atomic():
        hide_call(row)
        assert client.get(LIST).content != before
        transaction.set_rollback(True)
    assert client.get(LIST).content == before


def test_an_answer_that_arrives_leaves_the_pages_as_they_are(client: Client):
    call = factories.call()
    before = freshness.state()
    assert send(Client(), call, filled(call, recommendations=2)).status_code == 302
    assert freshness.state() == before


def test_a_file_that_goes_up_and_waits_leaves_the_pages_as_they_are():
    call, before = factories.call(), freshness.state()
    upload = SimpleUploadedFile("answer.png", documents.picture())
    assert not staging.stage(
        [upload], call, key="waits", first_seen_at=timezone.now(), language="en"
    )
    (waiting,) = staging.files_of("waits")
    assert freshness.state() == before
    staging.unstage("waits", waiting.pk)
    assert not staging.files_of("waits")
    assert freshness.state() == before


def test_who_is_logged_in_is_never_answered_from_it(client: Client, row: Recommendation):
    client.get(LIST)
    client.force_login(factories.user())
    assert queries(client, LIST) > 1


def test_long_pages_are_not_kept(client: Client, row: Recommendation, monkeypatch):
    page = client.get(LIST)
    url = f"{LIST}?page=1"
    monkeypatch.setattr(page_cache, "LONGEST", len(page.content) // 2)
    client.get(url)
    assert queries(client, url) > 1
    compressed = {"Accept-Encoding": "gzip"}
    client.get(url, headers=compressed)
    assert queries(client, url, **compressed) == 1


def test_who_cannot_read_compressed_pages_is_sent_none(client: Client, row: Recommendation):
    for encoding, expected in (("gzip", "gzip"), ("x.gzip2, identity", "")):
        response = client.get(LIST, headers={"Accept-Encoding": encoding})
        assert response.get("Content-Encoding", "") == expected


def test_hosts_and_addresses_are_kept_apart(client: Client, row: Recommendation, settings):
    settings.ALLOWED_HOSTS = ["one.example.org", "two.example.org"]
    for host in settings.ALLOWED_HOSTS:
        assert client.get(LIST, headers={"Host": host}).status_code == 200
    assert client.get(LIST, headers={"Host": "three.example.org"}).status_code == 400
    found = client.get(f"{LIST}?q=openly", headers={"Host": "one.example.org"}).content
    none = client.get(f"{LIST}?q=nowhere", headers={"Host": "one.example.org"}).content
    assert row.reference.encode() in found
    assert row.reference.encode() not in none


def test_head_is_answered_as_get_is(client: Client, row: Recommendation):
    made = client.head(LIST)
    assert made.status_code == 200
    client.get(LIST)
    kept = client.head(LIST)
    assert (kept.status_code, kept.content) == (200, b"")
    assert kept["ETag"] == client.get(LIST)["ETag"]


def private_page(row: Recommendation, name: str) -> str:
    """Return the address of a page that is for one person, or holds a key of the form."""
    token = row.submission.token
    pages = {
        "form": f"/en/calls/{row.submission.call.slug}/submit/",
        "answer": f"/en/submissions/{token}/",
        "publication": f"/en/submissions/{token}/publication/",
        "links": "/en/my-submissions/",
        "login": reverse("admin:login"),
        "door": "/",
        "unknown": "/en/nothing/",
    }
    return pages[name]


@pytest.mark.parametrize(
    "name", ["form", "answer", "publication", "links", "login", "door", "unknown"]
)
def test_what_is_not_the_same_for_everyone_is_not_kept(
    client: Client, row: Recommendation, name: str, monkeypatch: pytest.MonkeyPatch
):
    kept: list[Any] = []
    monkeypatch.setattr(caches["pages"], "set", lambda key, value: kept.append(key))
    client.get(private_page(row, name))
    assert not kept
    client.get("/en/")
    assert len(kept) == 2  # the page, and until when it holds


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("dialogues_workshop", True),
        ("submissions_recommendation_themes", True),
        ("outcomes_trace", True),
        ("submissions_draft", False),
        ("common_outboxmail", False),
        ("django_session", False),
        ("axes_accessattempt", False),
    ],
)
def test_which_tables_are_watched(table: str, expected: bool):
    assert freshness.is_public(table) is expected
    assert table in connection.introspection.table_names()


def test_a_page_holds_until_time_changes_it(client: Client):
    at = timezone.now().replace(minute=1, second=0, microsecond=0)
    flips = at + timedelta(minutes=5)
    factories.call(opens_at=at - timedelta(days=9), closes_at=flips + timedelta(days=2))
    assert deadlines.next_change(at) == flips
    assert page_cache.until(at, freshness.state()) == flips
    assert deadlines.next_change(flips) == flips + timedelta(hours=1)
    assert page_cache.until(flips, freshness.state()) == at + timedelta(minutes=14)


@pytest.mark.parametrize(
    ("opens", "closes", "publishes", "expected"),
    [
        (5, 5000, None, 5),
        (-9, 50, None, 1),
        (-9, 0.5, None, 0.5),
        (-9, 200, None, 20),
        (-9, -1, 7, 7),
        (-9, -1, -1, None),
    ],
)
def test_the_moments_at_which_calls_change_pages(
    opens: float, closes: float, publishes: float | None, expected: float | None
):
    """In minutes from now."""
    at = timezone.now()

    def after(minutes: float | None) -> Any:
        return None if minutes is None else at + timedelta(minutes=minutes)

    factories.call(opens_at=after(opens), closes_at=after(closes), publish_from=after(publishes))
    assert deadlines.next_change(at) == after(expected)


def test_old_changes_are_cleared_away_and_no_state_returns(row: Recommendation):
    PublicChange.objects.bulk_create(PublicChange() for _ in range(freshness.ENOUGH + 1))
    seen = {freshness.state()}
    freshness.clear_away()
    assert PublicChange.objects.count() == 1
    assert freshness.state() not in seen
    before = freshness.state()
    freshness.clear_away()
    assert freshness.state() == before


@pytest.mark.django_db(transaction=True)
def test_what_is_made_once_for_each_state_is_made_again_after_a_change():
    made: list[str] = []

    @freshness.once_per_state
    def titles(language: str) -> list[str]:
        made.append(language)
        return list(Call.objects.values_list("title", flat=True))

    assert titles("en") == titles("en") == titles("fr") == []
    call = factories.call()
    assert titles("en") == [call.title]
    assert titles("fr") == titles("en") == [call.title]
    assert made == ["en", "fr", "en", "fr"]


@pytest.mark.django_db(transaction=True)
def test_what_is_made_in_a_transaction_is_not_kept():
    @freshness.once_per_state
    def number() -> int:
        return Call.objects.count()

    with transaction.atomic():
        factories.call()
        assert number() == 1
        transaction.set_rollback(True)
    # Another change now has the number of the one that was undone.
    factories.dialogue()
    assert number() == 0


@pytest.mark.django_db(transaction=True)
def test_a_page_is_made_of_parts_of_its_own_state():
    with freshness.at_its_state() as state:
        factories.call()
        assert freshness.state() == state
    assert freshness.state() != state
