"""Who has spoken: the tables beside a count by hand, and beside the lists that they lead to."""

import re
from collections import Counter
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from submissions import lifecycle
from submissions.matrix import Matrix
from submissions.models import Call, Category, Recommendation
from submissions.shades import bounds_of, key, shade
from submissions.states import Status
from tests import factories
from tests.submissions.world import Asked, Said, World

pytestmark = pytest.mark.django_db
PAGE, LIST = "/en/participation/", "/en/recommendations/"


def opened(client: Client, *calls: str) -> dict[str, Matrix]:
    """Return the tables of the page by facet."""
    caches["pages"].clear()  # the tables stand in the context of a page that is made
    context = client.get(PAGE, {"call": calls}).context
    return {"theme": context["by_theme"], "region": context["by_region"]}


def numbers(matrix: Matrix) -> dict[tuple[str, str], int]:
    """Return (category, code of the column) -> number; the column without a list is ""."""
    return {
        (row.label, column.code): cell.number
        for row in matrix.rows
        for column, cell in zip(matrix.columns, row.cells, strict=True)
        if cell.number
    }


def by_hand(said: list[Said], facet: str) -> dict[tuple[str, str], int]:
    """Return the same from what is known to be public."""
    found: Counter[tuple[str, str]] = Counter()
    for one in said:
        (category,) = one.keys["category"]
        for value in one.keys[facet] or {"undisclosed"}:
            found[str(Category(category).label), "" if value == "undisclosed" else value] += 1
    return found


def total(client: Client, query: str) -> int:
    return int(client.get(f"{LIST}?{query}").context["results"].total)


def text(client: Client, query: str = "") -> str:
    """Return what stands in the main part of the page, without tags."""
    response = client.get(f"{PAGE}{query}")
    assert response.status_code == 200
    main = response.content.decode().partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_tables_equal_a_count_by_hand(client: Client, seed: int):
    world = World(seed)
    slugs = [call.slug for call in world.calls[:2]]
    for calls in ([], slugs[:1], slugs[1:], slugs):
        filters: dict[str, tuple[str, ...]] = {"call": tuple(calls)} if calls else {}
        said = world.found(Asked(), filters)
        for facet, matrix in opened(client, *calls).items():
            assert numbers(matrix) == by_hand(said, facet), (calls, facet)
            assert sum(row.total for row in matrix.rows) == len(said)
            assert {row.label for row in matrix.rows} == {str(label) for label in Category.labels}


def test_each_number_is_the_total_of_the_list_that_it_leads_to(client: Client):
    world = World(5)
    for _ in range(10):
        calls = world.random.choice([[], [world.random.choice(world.calls[:2]).slug]])
        matrix = world.random.choice([*opened(client, *calls).values()])
        row = world.random.choice([row for row in matrix.rows if row.total])
        assert total(client, row.query) == row.total
        cells = [cell for row in matrix.rows for cell in row.cells if cell.query]
        cell = world.random.choice(cells)
        assert total(client, cell.query) == cell.number, cell.query


def test_links_stand_on_the_page_as_they_are_asked_for(client: Client):
    call = factories.call(themes=1)
    factories.submission(Status.ACCEPTED, of=call, recommendations=2)
    html = client.get(PAGE, {"call": call.slug}).content.decode()
    query = f"theme={call.themes.get().slug}&amp;category=civil_society&amp;call={call.slug}"
    assert f'<td class="step-2"><a href="{LIST}?{query}">2</a></td>' in html
    query = f"category=civil_society&amp;region=african&amp;call={call.slug}"
    assert f'<a href="{LIST}?{query}">2</a></td>' in html
    assert f'<option value="{call.slug}" dir="auto" selected>' in html


def test_empty_cells_and_silent_groups_are_as_visible_as_full_ones(client: Client):
    factories.submission(Status.ACCEPTED, of=factories.call(themes=2))
    html = client.get(PAGE).content.decode()
    assert '<tr class="silent"><th scope="row">Media</th>' in html
    themes, rows, regions = 2, len(Category), 6
    assert html.count('<td class="nobody">0</td>') == rows * (themes + regions) - 2
    assert "27 of 28 cells are empty." in text(client)
    assert "13 groups have not spoken at all: Government, Local authority," in text(client)
    assert "Most was said by: Civil society organization. 1 of 1 recommendations." in text(client)
    assert html.count('class="bar-silent"') == len(Category) - 1


def test_an_anonymous_one_has_a_category_and_no_region(client: Client):
    call = factories.call(themes=1)
    factories.submission(Status.ACCEPTED, of=call, publication="anonymous", country="MA")
    tables = opened(client)
    assert numbers(tables["theme"]) == {
        ("Civil society organization", call.themes.get().slug): 1,
    }
    assert numbers(tables["region"]) == {("Civil society organization", ""): 1}
    assert tables["region"].columns[-1].label == "Not disclosed"
    assert not any(cell.query for row in tables["region"].rows for cell in row.cells)
    assert "1 recommendation was published without a name." in text(client)


def test_counted_withdrawn_set_aside_and_held_ones_stand_in_no_cell(client: Client):
    call = factories.call(themes=1)
    factories.submission(Status.ACCEPTED, of=call, category="government")
    factories.submission(Status.ACCEPTED, of=call, category="media", publication="counted")
    factories.submission(Status.ACCEPTED, of=call, category="youth", public=False)
    factories.submission(
        Status.ACCEPTED, of=call, category="other", publication="counted", public=False
    )
    for status in (Status.RECEIVED, Status.DECLINED, Status.IN_REVIEW):
        factories.submission(status, of=call, category="academia")
    lifecycle.withdraw(factories.submission(Status.ACCEPTED, of=call, category="nhri"))
    aside = factories.submission(Status.ACCEPTED, of=call, category="trade_union")
    one = aside.recommendations.select_related("submission__call").get()
    lifecycle.set_aside(one, by=factories.user(), reason="Said twice.")
    for matrix in opened(client).values():
        assert {row.label for row in matrix.rows if row.total} == {"Government"}
    assert "1 further answer was accepted and is counted only" in text(client)


def test_what_a_call_holds_back_or_hides_is_not_counted_and_its_themes_are_no_columns(
    client: Client,
):
    shown = factories.call(themes=1)
    factories.submission(Status.ACCEPTED, of=shown)
    tomorrow = timezone.now() + timedelta(days=1)
    held = factories.call(themes=1, publish_from=tomorrow)
    hidden = factories.call(themes=1, is_published=False, title="Not to be seen")
    upcoming = factories.call(themes=1, opens_at=tomorrow, closes_at=tomorrow + timedelta(days=1))
    for call in (held, hidden):
        for publication in ("named", "counted"):
            factories.submission(Status.ACCEPTED, of=call, publication=publication)
    matrix = opened(client)["theme"]
    assert [column.code for column in matrix.columns] == [shown.themes.get().slug]
    assert sum(row.total for row in matrix.rows) == 1
    assert "counted only" not in text(client)
    assert upcoming.title in text(client)
    assert hidden.title not in text(client)


def test_a_recommendation_without_a_theme_has_a_column_of_its_own(client: Client):
    row = factories.submission(Status.ACCEPTED, of=factories.call(themes=1), recommendations=2)
    assert "" not in [column.code for column in opened(client)["theme"].columns]
    row.recommendations.order_by("number")[0].themes.clear()
    matrix = opened(client)["theme"]
    assert [column.label for column in matrix.columns][-1] == "No theme"
    assert numbers(matrix)["Civil society organization", ""] == 1


def test_several_themes_count_once_in_the_total(client: Client):
    call = factories.call(themes=3)
    row = factories.submission(Status.ACCEPTED, of=call)
    row.recommendations.get().themes.set(call.themes.all())
    spoken = opened(client)["theme"].rows[0]
    assert [cell.number for cell in spoken.cells] == [1, 1, 1]
    assert spoken.total == 1


def test_samples_are_marked(client: Client):
    real = factories.call()
    sample = factories.call(dialogue=factories.dialogue(is_demonstration=True))
    for call in (real, sample):
        factories.submission(Status.ACCEPTED, of=call)
    assert "1 of them is a sample" in text(client)
    assert f"{sample.title} (sample)" in text(client)
    html = client.get(PAGE, {"call": sample.slug}).content.decode()
    assert ">Sample<" in html
    assert "is a demonstration" in html
    assert "is a demonstration" not in client.get(PAGE, {"call": real.slug}).content.decode()


def test_a_call_that_is_none_is_left_out_and_told(client: Client):
    call = factories.call()
    factories.submission(Status.ACCEPTED, of=call)
    hidden = factories.call(is_published=False)
    for slug in ("no-such-call", hidden.slug, "%00", "x" * 900):
        response = client.get(PAGE, {"call": slug})
        assert response.context["spoken"].total == 1
        is_told = "does not exist here" in response.content.decode()
        assert is_told is (len(slug) < 200), slug


def test_an_empty_portal_says_what_is_not_there(client: Client):
    words = text(client)
    assert "Nobody has spoken yet." in words
    assert "See the calls for input" in words


def test_a_call_without_a_word_says_so_and_leads_to_its_page(client: Client):
    factories.submission(Status.ACCEPTED, of=factories.call())
    call = factories.call()
    html = client.get(PAGE, {"call": call.slug}).content.decode()
    assert "Nobody has spoken yet." in html
    assert f'<a href="{call.get_absolute_url()}">See the call</a>' in html


def test_it_costs_the_same_at_1_and_3_rows(client: Client, django_assert_num_queries):
    for more in (1, 2):
        for _ in range(more):
            factories.submission(Status.ACCEPTED, of=factories.call(themes=1))
        # The second time it is known until when pages hold.
        for query, queries in (("", 8), (f"?call={Call.objects.all()[0].slug}", 7)):
            with django_assert_num_queries(queries):
                client.get(f"{PAGE}{query}")
    assert Recommendation.objects.public().count() == 3


@pytest.mark.parametrize("largest", range(1, 60))
def test_shades_follow_the_numbers_and_their_key_names_each_once(largest: int):
    bounds = bounds_of(largest)
    looks = [shade(number, bounds) for number in range(1, largest + 1)]
    assert looks == sorted(looks)
    steps = dict(key(bounds, largest))
    assert set(looks) <= set(steps)
    ends = [int(words.split("–")[0]) for words in steps.values()]
    assert ends[0] == 1
    assert ends[-1] <= largest


def test_other_pages_lead_here(client: Client):
    call = factories.call()
    factories.submission(Status.ACCEPTED, of=call)
    for address in ("/en/", LIST, "/en/about/"):
        assert f'href="{PAGE}"' in client.get(address).content.decode(), address
    assert f'href="{PAGE}?call={call.slug}"' in client.get(call.get_absolute_url()).content.decode()
