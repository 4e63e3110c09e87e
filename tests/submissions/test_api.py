"""Recommendations for programs: the same set, order and counts as on the page and in the files."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from common.api import cursor_of
from submissions import lifecycle
from submissions.exports import COLUMNS
from submissions.models import Submission
from submissions.search import Search, search
from submissions.states import Status
from tests import factories
from tests.submissions.world import WORDS, World

pytestmark = pytest.mark.django_db
LIST = "/api/v1/recommendations"
ORDERS = ("", "newest", "oldest", "stakeholder")


def get(client: Client, url: str) -> Any:
    """Return what an address answers, read as JSON."""
    response = client.get(url)
    assert response.status_code == 200, response.content
    return response.json()


def pages(client: Client, query: str) -> Iterator[Any]:
    """Yield page after page of the list."""
    url: str | None = f"{LIST}?{query}"
    while url:
        page = get(client, url)
        yield page
        url = page["next"]


def references(client: Client, query: str) -> list[str]:
    return [row["reference"] for page in pages(client, query) for row in page["items"]]


@pytest.mark.parametrize("seed", [11, 12])
def test_page_api_and_export_are_the_same_set_order_and_counts(client, seed):
    world = World(seed)
    for number in range(6):
        query, filters = world.random.choice(["", *WORDS]), world.filters()
        sort = ORDERS[number % len(ORDERS)]
        asked = urlencode({"q": query, **filters, "sort": sort}, doseq=True)
        first = search(query, filters, sort)
        on_pages = [
            row.reference
            for n in range(1, first.page.pages + 1)
            for row in search(query, filters, sort, n).rows
        ]
        found = list(pages(client, f"{asked}&limit=7&facets=1"))
        rows = [row for page in found for row in page["items"]]
        assert [row["reference"] for row in rows] == on_pages, asked
        assert {page["total"] for page in found} == {first.total}
        caches["pages"].clear()  # a page that was kept has no context
        shown: Any = client.get(f"/en/recommendations/?{asked}").context["results"]
        assert shown.total == first.total
        for facet, told in zip(shown.facets, found[0]["facets"], strict=True):
            counts = {one["code"]: one["count"] for one in told["values"]}
            assert (told["name"], told["undisclosed"]) == (facet.name, facet.undisclosed)
            assert counts == {one.code: one.count for one in facet.choices}
        file: Any = client.get(f"/en/recommendations.json?{asked}")
        exported = json.loads(b"".join(file.streaming_content))
        assert exported["recommendations"] == rows
        assert exported["total"] == first.total


@pytest.mark.parametrize("order", ["newest", "oldest", "stakeholder"])
def test_a_walk_meets_each_row_once_whatever_comes_and_goes(client, order):
    call = factories.call()
    for name in ("Atlas", "Borealis", "Cygnus", "Draco", "Eridanus", "Fornax"):
        factories.recommendation(of=call, organization=name)
    for _ in range(3):
        factories.recommendation(of=call, publication="anonymous")
    before = references(client, f"sort={order}&limit=100")
    first, last = before[:3], before[-1]
    page = get(client, f"{LIST}?sort={order}&limit=3")
    assert [row["reference"] for row in page["items"]] == first
    # The row on which the cursor rests is withdrawn, and so is one further on; another one comes.
    for reference in (first[-1], last):
        lifecycle.withdraw(Submission.objects.get(recommendations__reference=reference))
    new = factories.recommendation(of=call, organization="Aardvark").reference
    now = references(client, f"sort={order}&limit=100")
    walked, url = list(first), page["next"]
    while url:
        page = get(client, url)
        walked += [row["reference"] for row in page["items"]]
        url = page["next"]
    assert len(walked) == len(set(walked))
    assert set(now) - {new} <= set(walked)
    ahead = walked[3:]
    assert ahead == [one for one in now if one in set(ahead)]
    assert set(walked) - set(first) <= set(now)


def test_a_walk_by_relevance_goes_on_after_the_same_row(client):
    for number in range(9):
        text = "states " * (1 + number % 3) + "and other words " * (number % 4)
        factories.recommendation(measures=(factories.measure(text=text),))
    whole = references(client, "q=states&limit=100")
    assert len(whole) == 9
    page = get(client, f"{LIST}?q=states&limit=4")
    gone = whole[1]
    lifecycle.withdraw(Submission.objects.get(recommendations__reference=gone))
    rest = get(client, page["next"])["items"]
    assert [row["reference"] for row in rest] == whole[4:8]
    lifecycle.withdraw(Submission.objects.get(recommendations__reference=whole[3]))
    rest = get(client, page["next"])["items"]
    assert [row["reference"] for row in rest] == whole[4:8]
    # Rarer words are worth more: a row that comes changes every score, and no place.
    new = factories.recommendation(measures=(factories.measure(text="other words " * 20),))
    assert new.reference not in references(client, "q=states&limit=100")
    rest = get(client, page["next"])["items"]
    assert [row["reference"] for row in rest] == whole[4:8]


def test_the_next_page_stands_in_the_body_and_in_the_header(client):
    factories.submission(Status.ACCEPTED, recommendations=3)
    response = client.get(f"{LIST}?limit=2&q=states&facets=1")
    following = response.json()["next"]
    assert following.startswith(f"http://127.0.0.1:8000{LIST}?limit=2&q=states&facets=1&cursor=")
    assert response["Link"] == f'<{following}>; rel="next"'
    last = client.get(following)
    assert last.json()["next"] is None
    assert "Link" not in last
    assert last.json()["total"] == 3


def test_a_row_that_leaves_while_its_page_is_made_does_not_end_the_walk(client, monkeypatch):
    whole = [factories.recommendation().reference for _ in range(4)]
    in_order = Search.in_order

    def then_reopened(self: Search, start: int = 0, stop: int | None = None) -> list[int]:
        keys = in_order(self, start, stop)
        row = Submission.objects.get(recommendations=keys[-1])
        lifecycle.reopen(row, by=factories.user(), note="Wrong.")
        return keys

    with monkeypatch.context() as patched:
        patched.setattr(Search, "in_order", then_reopened)
        page = get(client, f"{LIST}?limit=2")
    assert len(page["items"]) == 1
    rest = get(client, page["next"])["items"]
    assert len(rest) == 2
    assert {row["reference"] for row in [*page["items"], *rest]} < set(whole)


def test_names_are_in_the_language_that_is_asked_for(client):
    row = factories.recommendation()
    assert get(client, LIST)["items"][0]["country_name"] == "Morocco"
    french = get(client, f"{LIST}/{row.reference}?lang=fr")
    assert french["country_name"] == "Maroc"
    assert "/fr/recommendations/" in french["url"]
    facets = get(client, f"{LIST}?lang=fr&facets=1")["facets"]
    labels = {one["label"] for facet in facets for one in facet["values"]}
    assert "Organisation de la société civile" in labels


def test_one_is_a_row_of_the_list(client):
    row = factories.recommendation(publication="anonymous", organization="Ocelot", country="KI")
    (listed,) = get(client, LIST)["items"]
    assert list(listed) == list(COLUMNS)
    assert get(client, f"{LIST}/{row.reference.lower()}") == listed
    assert (listed["stakeholder"], listed["country"]) == ("", "")
    assert listed["region"] == "not_disclosed"


def test_what_was_public_is_gone_and_what_never_was_is_not_there(client):
    withdrawn, hidden = factories.recommendation(), factories.recommendation()
    held = factories.recommendation(public=False)
    lifecycle.withdraw(withdrawn.submission)
    lifecycle.change_publication(hidden.submission, "anonymous")
    for row, status in ((withdrawn, 410), (hidden, 410), (held, 404)):
        response = client.get(f"{LIST}/{row.reference}")
        assert response.status_code == status
        assert response["Content-Type"] == "application/problem+json"
        assert client.get(f"/en/recommendations/{row.reference}/").status_code == status
    for odd in ("IDM17-000000", "no", "IDM17-%00", "%ED%A0%80"):
        assert client.get(f"{LIST}/{odd}").status_code == 404


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page=2", "page"),
        ("publication=anonymous", "publication"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=many", "limit"),
        ("sort=best", "sort"),
        ("lang=de", "lang"),
        ("facets=maybe", "facets"),
        ("theme=nothing", "theme"),
        ("theme=", "theme"),
        ("call=nowhere&q=states", "call"),
        ("category=media&category=nobody", "category"),
        ("region=not_disclosed", "region"),
        ("objective=99", "objective"),
        (f"q={'x' * 201}", "q"),
        ("cursor=x", "cursor"),
        ("cursor=W10", "cursor"),
        ("cursor=bnVsbA", "cursor"),
        ("cursor=%F0%9F%8C%8D", "cursor"),
        *(
            (f"q=states&cursor={cursor_of(['relevance', gains, 1, 'IDM17-7K3QXM'])}", "cursor")
            for gains in ([], [0.5], [0.9, 0.9], [[0.9]], [None], 3)
        ),
        (f"cursor={cursor_of(['newest', 1, 'a' + chr(0)])}", "cursor"),
        (f"cursor={cursor_of(['newest', True, 'IDM17-7K3QXM'])}", "cursor"),
        (f"cursor={urlsafe_b64encode(b'[' * 1_488).decode()}", "cursor"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(client, query, parameter):
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    said = response.json()
    assert (said["parameter"], said["status"]) == (parameter, 422)
    assert said["detail"]


def test_names_with_joiners_and_marks_of_direction_are_walked_past(client):
    for number in range(3):
        factories.recommendation(organization=f"می\u200cرود {number}\u200f")
    assert len(references(client, "limit=1&sort=stakeholder")) == 3


def test_a_cursor_is_of_one_order(client):
    factories.submission(Status.ACCEPTED, recommendations=2)
    cursor = get(client, f"{LIST}?limit=1&sort=oldest")["next"].partition("cursor=")[2]
    assert client.get(f"{LIST}?limit=1&sort=oldest&cursor={cursor}").status_code == 200
    assert client.get(f"{LIST}?limit=1&sort=newest&cursor={cursor}").status_code == 422
    assert client.get(f"{LIST}?limit=1&sort=stakeholder&cursor={cursor}").status_code == 422


def test_a_cursor_says_of_an_anonymous_row_what_its_page_says(client):
    for _ in range(2):
        factories.recommendation(publication="anonymous", organization="Ocelot")
    page = get(client, f"{LIST}?limit=1&sort=stakeholder")
    cursor = page["next"].partition("cursor=")[2]
    order, is_nameless, name, day, reference = json.loads(urlsafe_b64decode(cursor + "==="))
    assert (order, is_nameless, name) == ("stakeholder", True, "")
    assert date.fromordinal(-day) == timezone.now().date()
    assert reference == page["items"][0]["reference"]


def test_what_comes_later_is_not_there_yet(client):
    soon = timezone.now() + timedelta(hours=1)
    factories.recommendation(of=factories.call(publish_from=soon))
    assert get(client, LIST)["total"] == 0


@pytest.mark.parametrize("query", ["facets=1", "q=states&sort=stakeholder", "limit=1"])
def test_the_list_costs_the_same_at_1_and_3_rows(client, django_assert_max_num_queries, query):
    call = factories.call()
    costs = []
    for number in (1, 2):
        factories.submission(Status.ACCEPTED, of=call, recommendations=number)
        get(client, LIST)
        with django_assert_max_num_queries(14) as asked:
            get(client, f"{LIST}?{query}")
        costs.append(len(asked))
    # One more where there is a next page: the place of the last row.
    assert costs[1] - costs[0] == (query == "limit=1")
