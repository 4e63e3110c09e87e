"""What a query means: forms of words in six languages, phrases, exclusions, beginnings, order."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from submissions import lifecycle, unofficial
from submissions.models import Recommendation
from submissions.search import search
from submissions.states import Status
from submissions.words import understood
from tests import factories
from tests.submissions.world import keys

pytestmark = pytest.mark.django_db
LIST = "/en/recommendations/"


def say(text: str, language: str = "en", title: str = "", **fields) -> int:
    """Publish one recommendation; return its key."""
    measure = factories.measure(text=text, title=title)
    row = factories.submission(
        Status.ACCEPTED,
        organization="Quetzal Institute",
        measures=(measure,),
        language=language,
        **fields,
    )
    return row.recommendations.get().pk


@pytest.mark.parametrize(
    ("language", "text", "finds", "misses"),
    [
        (
            "en",
            "Protecting domestic workers from unfair recruitment fees.",
            ["protection", "FEE worker", '"recruitment fees"', "recruit*", "-visa", "fees -visa"],
            ['"protection"', '"fees recruitment"', "protest", "visa*", "fees -recruiting", "-fee"],
        ),
        (
            "fr",
            "Les réfugiés de l’école",
            ["refugie", "Écoles", '"l’ecole"', "éco* -x"],
            [],
        ),
        ("es", "Las migraciones regulares", ["migración", "migraciones", "migracion* regular"], []),
        (
            "ru",
            "Защита мигрантов",
            ["защиту мигранта", '"защита мигрантов"', "мигра*"],
            ["защитник"],
        ),
        ("ar", "حماية المهاجرين", ["الحماية", "مهاجر", "حمايه*"], ["هجوم"]),
        (
            "zh-hans",
            "保护移民权利。",
            ["移民", "移民权利", "权", '"护移民"', "保护 权利"],
            ["民移", "护权", "义务", "移民 -权利"],
        ),
    ],
)
def test_words_are_found_in_any_form(language, text, finds, misses):
    say(text, language)
    for query in finds:
        assert search(query).total == 1, query
    for query in misses:
        assert search(query).total == 0, query


ODD = [
    *('"', '""', '"unfinished phrase', 'fees"', '" "', "-", "--", "- -", '-"', '-""', "*", "**"),
    *(
        "-*",
        "a*",
        "?*",
        "\\",
        "%",
        "_",
        "'; --",
        "-fees fees",
        "((",
        "AND OR NOT",
        "«fees",
        "„fees“",
    ),
    *(
        "́",
        "\u200b",
        "\u200bfees",
        "👩‍👩‍👧",
        "ﷺ",
        "½",
        "a" * 200,
        "- fees",
        "fees -",
        "ـ",
        "移*",
        "'",
        "’",
    ),
    *("x y " * 50, "-" * 200, '"' * 199, "IDM17-", "idm17-000000", "\ud800"),
]


@pytest.mark.parametrize("query", ODD)
def test_nothing_typed_is_an_error(client: Client, query: str):
    say("Recruitment fees.")
    typed = query.encode("utf-8", "surrogatepass")
    assert client.get(LIST, {"q": typed}).status_code == 200
    assert search(query).total in (0, 1)


@pytest.mark.parametrize("query", ["", '"', "-", '-""', "*", "???", "\u200b", '" "'])
def test_what_says_nothing_takes_nothing_away(query):
    say("Recruitment fees.")
    assert understood(query).all_parts == []
    assert search(query).total == 1


def test_an_exclusion_alone_leaves_the_rest():
    say("Recruitment fees.")
    other = say("Safe houses.")
    assert list(keys("-fees")) == [other]
    assert list(keys('-"recruitment fees"')) == [other]
    assert list(keys("-recruit*")) == [other]
    assert search("-fees -houses").total == 0


def test_a_phrase_does_not_reach_from_the_title_into_the_text():
    say("houses for all", title="Keep safe")
    assert search('"safe houses"').total == 0
    assert search("safe houses").total == 1


def test_relevance_puts_first_where_the_words_say_the_most():
    filler = "one two three four five six seven eight nine ten " * 4
    passing = say(f"visa {filler}")
    in_text = say("visa visa " + filler)
    in_title = say(filler, title="The visa")
    short = say("visa")
    other = say(filler)
    found = list(keys("visa"))
    assert set(found[:2]) == {short, in_title}
    assert found[-1] == passing
    assert found.index(in_title) < found.index(in_text)
    assert other not in found


def test_rare_words_weigh_more_and_the_newest_come_first_among_equals():
    day = timezone.now() - timedelta(days=9)
    call = factories.call(opens_at=day - timedelta(days=1))
    filler = "one two three four five six seven eight nine ten "
    for number in range(5):
        say(f"{filler} migrants", at=day + timedelta(days=number), of=call)
    rare = say(f"{filler} migrants kafala", at=day, of=call)
    newest = list(keys("migrants"))
    assert newest == list(keys("migrants", sort="newest"))
    assert list(keys("kafala")) == [rare]


def test_titles_and_names_are_searched_and_translations_are_not(client: Client):
    pk = say("Recruitment fees.", title="Fair work")
    row = Recommendation.objects.get(pk=pk)
    unofficial.write(
        row, "fr", title="Un mot", text="Quelconque", version_number=1, seen="", by=factories.user()
    )
    assert search("fair").total == search("quetzal").total == 1
    assert search("quelconque").total == 0


def test_hits_are_marked_in_the_list(client: Client):
    say("Protecting migrants’ rights", title="On fees")
    html = client.get(LIST, {"q": "protection fee quetzal"}).content.decode()
    for word in ("Protecting", "fees", "Quetzal"):
        assert f"<mark>{word}</mark>" in html


def test_order_is_offered_and_kept(client: Client):
    say("Recruitment fees.")
    html = client.get(LIST, {"q": "fees"}).content.decode()
    assert '<b aria-current="true">relevance</b>' in html
    assert f'href="{LIST}?q=fees&amp;sort=newest"' in html
    html = client.get(LIST, {"q": "fees", "sort": "newest"}).content.decode()
    assert '<b aria-current="true">newest</b>' in html
    assert '<input type="hidden" name="sort" value="newest">' in html
    assert "relevance" not in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("recruitmnet", "recruitment"),
        ("fees recrutment", "fees recruitment"),
        ("Recruitments-fess", "Recruitments-fees"),
        ("recroutement", "recruitment"),
        ("zzzzzzzz", ""),
        ("fee -recruitmnet", ""),
        ('"recruitmnet"', ""),
        ("fees houses", ""),
    ],
)
def test_the_nearest_word_is_offered(client: Client, typed: str, offered: str):
    say("Recruitment fees.")
    say("Safe houses.")
    found = search(typed)
    assert found.suggestion == offered
    html = client.get(LIST, {"q": typed}).content.decode()
    assert ("Did you mean" in html) is bool(offered)


def test_near_words_in_other_scripts():
    say("Защита мигрантов", "ru")
    say("حماية المهاجرين", "ar")
    assert search("мигрантво").suggestion == "мигрантов"
    assert search("حمابة").suggestion == "حمايه"


@pytest.mark.parametrize("hidden", ["call", "later", "publication", "name", "hold", "aside"])
def test_no_word_is_offered_that_only_what_is_not_public_holds(hidden):
    calls = {
        "call": factories.call(is_published=False),
        "later": factories.call(publish_from=timezone.now() + timedelta(days=1)),
    }
    row = factories.submission(
        Status.ACCEPTED,
        of=calls.get(hidden),
        organization="Capybara Union" if hidden == "name" else "Union",
        publication={"publication": "counted", "name": "anonymous"}.get(hidden, "named"),
        measures=(factories.measure(text="fees" if hidden == "name" else "capybara fees"),),
        public=hidden != "hold",
    )
    if hidden == "aside":
        factories.submission(Status.ACCEPTED)
        one = row.recommendations.select_related("submission").get()
        lifecycle.set_aside(one, by=factories.user(), reason="Twice.")
    for typed in ("capybera", "capybara", "capy*"):
        results = search(typed)
        assert (results.total, results.suggestion) == (0, "")


def test_a_phrase_alone_stands_in_the_order_that_the_page_names(client: Client):
    say("Stop the recruitment fees.")
    html = client.get(f'{LIST}?q="recruitment fees"').content.decode()
    assert '<b aria-current="true">newest</b>' in html
    assert ">relevance<" not in html
    file = client.get('/en/recommendations.json?q="recruitment fees"')
    head = json.loads(b"".join(file.streaming_content))  # type: ignore[attr-defined]  # a stream
    assert head["filters"]["sort"] == "newest"
