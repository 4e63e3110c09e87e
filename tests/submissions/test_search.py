"""Words, filters, counts and order of the list, beside a search by hand over the same rows."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from submissions.asking import FACETS, asked_for
from submissions.excerpts import excerpt, find
from submissions.models import Call, Category, Recommendation
from submissions.search import Page, Results, search
from submissions.states import Status
from submissions.words import understood
from tests import factories
from tests.submissions.world import CATEGORIES, Asked, World, keys

pytestmark = pytest.mark.django_db


def counts_of(results: Results) -> dict[str, dict[str, int]]:
    counts = {
        facet.name: {choice.code: choice.count for choice in facet.choices if choice.count}
        for facet in results.facets
    }
    undisclosed = sum(facet.undisclosed for facet in results.facets)
    counts["region"] |= {"undisclosed": undisclosed} if undisclosed else {}
    return counts


def counts_by_hand(
    world: World, asked: Asked, filters: dict[str, tuple[str, ...]]
) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    for facet in FACETS:
        for said in world.found(asked, filters, leave_out=facet):
            for value in said.keys[facet]:
                counts[facet][value] = counts[facet].get(value, 0) + 1
    return counts


def all_references(query: str, filters: dict[str, tuple[str, ...]], sort: str) -> list[str]:
    first = search(query, filters, sort)
    pages = [search(query, filters, sort, n) for n in range(1, first.page.pages + 1)]
    return [row.reference for page in pages for row in page.rows]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_search_equals_a_search_by_hand(seed):
    world = World(seed, size=100)
    hits = 0
    for _ in range(60):
        asked, filters = world.asked(), world.filters()
        results = search(asked.typed, filters)
        found = world.found(asked, filters)
        assert results.total == len(found), (asked.typed, filters)
        assert results.everything == len(world.public)
        assert counts_of(results) == counts_by_hand(world, asked, filters), (asked.typed, filters)
        sort = world.random.choice(["", "newest", "oldest", "stakeholder"])
        references = all_references(asked.typed, filters, sort)
        assert sorted(references) == sorted(said.reference for said in found)
        rows = Recommendation.objects.in_bulk()
        assert [rows[pk].reference for pk in keys(asked.typed, filters, sort)] == references
        hits += bool(found)
    assert hits > 20


def test_order_is_by_day_and_then_by_reference():
    world = World(4)
    newest = sorted(world.public, key=lambda said: said.reference)
    newest.sort(key=lambda said: said.day, reverse=True)
    assert all_references("", {}, "newest") == [said.reference for said in newest]
    oldest = sorted(world.public, key=lambda said: (said.day, said.reference))
    assert all_references("", {}, "oldest") == [said.reference for said in oldest]
    assert all_references("", {}, "no such order") == [said.reference for said in newest]


def test_order_by_stakeholder_puts_the_anonymous_last_without_regard_to_their_name():
    day = timezone.now() - timedelta(days=2)
    call = factories.call(opens_at=day - timedelta(days=1))
    for name, publication in (("Zeta", "named"), ("Alpha", "anonymous"), ("Beta", "named")):
        factories.submission(
            Status.ACCEPTED, of=call, organization=name, publication=publication, at=day
        )
    names = [row.submission.organization for row in search(sort="stakeholder").rows]
    assert names == ["Beta", "Zeta", "Alpha"]


def test_a_word_is_found_in_the_name_of_named_stakeholders_only():
    factories.recommendation(organization="Quetzal Institute", publication="named")
    factories.recommendation(organization="Ocelot Institute", publication="anonymous")
    assert search("quetzal").total == 1
    assert search("ocelot").total == 0


def test_a_reference_alone_finds_what_has_it():
    named = factories.submission(Status.ACCEPTED, recommendations=2)
    hidden = factories.submission(Status.ACCEPTED, publication="anonymous")
    first, second = named.recommendations.order_by("number")
    assert [row.pk for row in search(f" {second.reference.lower()} ").rows] == [second.pk]
    assert {row.pk for row in search(named.reference).rows} == {first.pk, second.pk}
    assert search(hidden.reference).total == 0
    assert search(hidden.recommendations.get().reference).total == 1


def test_words_must_all_occur_and_phrases_as_they_stand():
    factories.recommendation(recommendations=1)
    assert search("cities states").total == 1
    assert search('"states and cities"').total == 1
    assert search('"cities and states"').total == 0
    assert search("cities zebra").total == 0


@pytest.mark.parametrize("char", ["%", "_", "\\", "'", '"'])
def test_characters_with_a_meaning_in_sql_have_none(char):
    factories.recommendation()
    assert search(f"zz{char}zz").total == 0
    assert search(f"a{char}e").total == 0


def test_counts_and_rows_cost_the_same_at_1_and_3_rows(django_assert_num_queries):
    call = factories.call()
    theme = call.themes.order_by("pk")[0].slug
    for total in (1, 3):
        while call.submissions.count() < total:
            factories.submission(Status.ACCEPTED, of=call)
        with django_assert_num_queries(8):  # one of them reads what has changed
            assert search("states", {"theme": (theme,)}).total == total
        with django_assert_num_queries(7):
            search("states", {"theme": (theme,)})


def test_unknown_values_are_left_out_and_told():
    factories.recommendation()
    results = search(filters={"theme": ("nothing",), "call": ("no-such-call",)})
    assert results.total == 1
    assert results.is_partly_unknown
    assert results.filters == {}
    assert not search().is_partly_unknown


def test_where_nothing_is_found_filters_are_offered_that_have_the_words():
    health = factories.theme(slug="health", name="Health and access to services")
    call = factories.call(themes=0, title="Access to visas")
    call.themes.add(health, factories.theme(slug="mental-health", name="Mental health"))
    factories.recommendation(of=call).themes.set([health])
    hidden = factories.call(themes=0, is_published=False)
    hidden.themes.add(factories.theme(slug="ocelots", name="Healthy ocelots"))
    (offer,) = search("health").offers
    assert (offer.facet, offer.code, offer.label, offer.count) == (
        "theme",
        "health",
        "Health and access to services",
        1,
    )
    # Those with the most of the words first; whatever is filtered by, each offer is one alone.
    found = search("services of healthy access", {"region": ("weog",)}).offers
    assert [(one.facet, one.code) for one in found] == [("theme", "health"), ("call", call.slug)]
    assert search("of and to").offers == []
    assert search("ocelots").offers == []


def test_the_page_leads_to_filters_that_have_the_words(client: Client):
    call = factories.call(themes=0)
    call.themes.add(theme := factories.theme(slug="health", name="Health"))
    factories.recommendation(of=call).themes.set([theme])
    html = client.get("/en/recommendations/?q=health").content.decode()
    assert '<a href="?theme=health">Theme: <bdi>Health</bdi></a> (1)' in html


def test_the_values_of_a_hidden_call_are_not_shown():
    factories.recommendation(of=factories.call(is_published=False, title="Hidden call"))
    factories.theme(name="Hidden theme")
    labels = [choice.label for facet in search().facets for choice in facet.choices]
    assert labels == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("page=abc", {"page": 1}),
        ("page=-3", {"page": 1}),
        ("page=٢", {"page": 2}),
        ("page=²", {"page": 1}),
        ("page=99999999999999999999", {"page": 1}),
        ("sort=random", {"sort": "", "usual_sort": "newest"}),
        ("sort=random&q=a", {"sort": "", "usual_sort": "relevance"}),
        ("sort=newest&q=a", {"sort": "newest"}),
        ("q=%00a%00", {"query": "a"}),
        ("q=" + "x" * 10_000, {"query": "x" * 200, "is_cut": True}),
        ("theme=a&theme=b&theme=a", {"filters": {"theme": ("a", "b")}}),
        ("theme=&call=" + "y" * 300, {"filters": {}}),
    ],
)
def test_what_an_address_asks_for(address, expected):
    asked = asked_for(QueryDict(address))
    assert {name: getattr(asked, name) for name in expected} == expected


def test_what_was_asked_returns_to_an_address():
    asked = asked_for(QueryDict("page=3&sort=oldest&region=weog&theme=b&theme=a&q=x+y"))
    assert asked.encoded() == "q=x+y&theme=b&theme=a&region=weog&sort=oldest"
    assert asked.without("theme", "b") == "q=x+y&theme=a&region=weog&sort=oldest"
    assert asked.encoded(page=4).endswith("&page=4")
    assert asked_for(QueryDict("")).encoded() == ""


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (Page(1, 1), [1]),
        (Page(1, 3), [1, 2, 3]),
        (Page(1, 9), [1, 2, None, 9]),
        (Page(5, 9), [1, None, 4, 5, 6, None, 9]),
        (Page(9, 9), [1, None, 8, 9]),
    ],
)
def test_pages_to_link_to_are_few_and_hold_the_first_and_the_last(page, expected):
    assert page.near == expected


def test_an_excerpt_is_escaped_marked_and_short():
    fees = understood("fees")
    assert excerpt("a <b> & Fées", fees, "en") == "a &lt;b&gt; &amp; <mark>Fées</mark>"
    text = "word " * 200 + "needle <i> " + "word " * 200
    shown = excerpt(text, understood("needle"), "en")
    assert shown.startswith("… word")
    assert "<mark>needle</mark> &lt;i&gt;" in shown
    assert shown.endswith(" …")
    assert len(shown) < 400
    assert excerpt("a <b>") == "a &lt;b&gt;"


@pytest.mark.parametrize(
    ("language", "text", "query", "expected"),
    [
        ("en", "Protecting migrants is protection.", "protect", ["Protecting", "protection"]),
        ("fr", "Les FRAIS d’e\u0301cole", "frais ecoles", ["FRAIS", "e\u0301cole"]),
        ("es", "las migraciones", "migración", ["migraciones"]),
        ("ru", "миграционной политики", "политика", ["политики"]),
        ("ar", "حماية المهاجرين", "مهاجر الحماية", ["حماية", "المهاجرين"]),
        ("zh-hans", "保护移民权利", "移民", ["移民"]),
        ("zh-hans", "保护移民权利", "护移民", ["护移民"]),
        ("zh-hans", "保护移民权利", "权", ["权"]),
        ("en", "one safe house, a house safe", '"safe house"', ["safe house"]),
        ("en", "vulnerable", "vuln*", ["vulnerable"]),
        ("en", "debt and visas", "debt -visas", ["debt"]),
    ],
)
def test_hits_are_marked_where_they_stand_in_any_form(language, text, query, expected):
    found = find(text, understood(query), language)
    assert [text[start:end] for start, end in found] == expected


def test_every_category_and_region_has_a_label():
    assert set(CATEGORIES) <= set(Category.values)
    assert Call.objects.count() == 0
