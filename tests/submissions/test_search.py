"""Words, filters, counts and order of the list, beside a search by hand over the same rows."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from submissions.asking import FACETS, asked_for
from submissions.excerpts import excerpt, find
from submissions.models import (
    Call,
    Category,
)
from submissions.search import Page, Results, search
from submissions.states import Status
from submissions.words import terms
from tests import factories
from tests.submissions.world import CATEGORIES, WORDS, World

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
    world: World, words: tuple[str, ...], filters: dict[str, tuple[str, ...]]
) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    for facet in FACETS:
        for said in world.found(words, filters, leave_out=facet):
            for value in said.keys[facet]:
                counts[facet][value] = counts[facet].get(value, 0) + 1
    return counts


def all_references(query: str, filters: dict[str, tuple[str, ...]], sort: str) -> list[str]:
    first = search(query, filters, sort)
    pages = [search(query, filters, sort, n) for n in range(1, first.page.pages + 1)]
    return [row.reference for page in pages for row in page.rows]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_search_equals_a_search_by_hand(seed):
    world = World(seed)
    for _ in range(15):
        query, filters = world.random.choice(["", *WORDS]), world.filters()
        words = terms(query)
        results = search(query, filters)
        assert results.total == len(world.found(words, filters)), (query, filters)
        assert results.everything == len(world.public)
        assert counts_of(results) == counts_by_hand(world, words, filters), (query, filters)
        expected = {said.reference for said in world.found(words, filters)}
        assert set(all_references(query, filters, "newest")) == expected


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


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ()),
        ("  Recruitment  FEES? ", ("recruitment", "fees")),
        ('Éducation "safe houses" ', ("safe houses", "education")),
        ("“safe houses”", ("safe houses",)),
        ('"unfinished', ("unfinished",)),
        ("أسرة", ("اسره",)),
        ("移民", ("移民",)),
        ("???", ("???",)),
        ("a a a", ("a",)),
    ],
)
def test_terms(query, expected):
    assert terms(query) == expected


@pytest.mark.parametrize("char", ["%", "_", "\\", "'", '"'])
def test_characters_with_a_meaning_in_sql_have_none(char):
    factories.recommendation()
    assert search(f"zz{char}zz").total == 0
    assert search(f"a{char}e").total == 0


def test_counts_and_rows_cost_the_same_at_1_and_3_rows(django_assert_num_queries):
    themes = factories.theme()
    for more in (1, 2):
        for _ in range(more):
            factories.recommendation().themes.add(themes)
        with django_assert_num_queries(8):
            search("states", {"theme": (themes.slug,)})


def test_words_of_more_rows_than_keys_are_found_all_the_same(monkeypatch):
    world = World(5)
    before = [search("visa"), search("visa", {"language": ("en",)}), search("zebra")]
    monkeypatch.setattr("submissions.words.MOST_KEYS", 3)
    after = [search("visa"), search("visa", {"language": ("en",)}), search("zebra")]
    assert len(world.found(("visa",), {})) > 3
    for one, other in zip(before, after, strict=True):
        assert one.total == other.total
        assert one.facets == other.facets
        assert one.rows == other.rows


def test_unknown_values_are_left_out_and_told():
    factories.recommendation()
    results = search(filters={"theme": ("nothing",), "call": ("no-such-call",)})
    assert results.total == 1
    assert results.is_partly_unknown
    assert not search().is_partly_unknown


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
        ("sort=random", {"sort": "newest"}),
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
    assert excerpt("a <b> & Fées", ("fees",)) == "a &lt;b&gt; &amp; <mark>Fées</mark>"
    text = "word " * 200 + "needle <i> " + "word " * 200
    shown = excerpt(text, ("needle",))
    assert shown.startswith("… word")
    assert "<mark>needle</mark> &lt;i&gt;" in shown
    assert shown.endswith(" …")
    assert len(shown) < 400


def test_hits_are_where_the_folded_words_stand():
    text = "Les FRAIS d’e\u0301cole, 移民权利"
    assert [text[start:end] for start, end in find(text, ("frais", "ecole", "权利"))] == [
        "FRAIS",
        "e\u0301cole",
        "权利",
    ]


def test_every_category_and_region_has_a_label():
    assert set(CATEGORIES) <= set(Category.values)
    assert Call.objects.count() == 0
