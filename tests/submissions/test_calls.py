"""The pages of calls: open, to come, closed; and what may be counted of what was said."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import timezone, translation

from common import moments
from submissions import deadlines, lifecycle
from submissions.deadlines import Phase, phase, time_left
from submissions.models import Call
from submissions.states import Status
from tests import factories

pytestmark = pytest.mark.django_db
OPENS, CLOSES = datetime(2017, 5, 26, 8, 0, tzinfo=UTC), datetime(2017, 7, 7, 16, 0, tzinfo=UTC)
ZURICH = ZoneInfo("Europe/Zurich")


def geneva_call(**fields: Any) -> Call:
    """Return the call of the second workshop of 2017, closing at 18:00 in Geneva."""
    workshop = factories.workshop(city="Geneva", time_zone="Europe/Zurich")
    return factories.call(
        **{
            "workshop": workshop,
            "dialogue": workshop.dialogue,
            "opens_at": OPENS,
            "closes_at": CLOSES,
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("before", "number", "unit", "percent"),
    [
        (timedelta(days=11, hours=3), 11, "days left to answer", 74),
        (timedelta(days=2), 2, "days left to answer", 95),
        (timedelta(days=1), 1, "day left to answer", 98),
        (timedelta(hours=23, minutes=59), 23, "hours left to answer", 98),
        (timedelta(hours=1), 1, "hour left to answer", 100),
        (timedelta(minutes=59), 59, "minutes left to answer", 100),
        (timedelta(seconds=20), 1, "minute left to answer", 100),
    ],
)
def test_time_left(before, number, unit, percent):
    left = time_left(geneva_call(), CLOSES - before)
    assert (left.number, left.unit, left.percent) == (number, unit, percent)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (OPENS - timedelta(seconds=1), Phase.UPCOMING),
        (OPENS, Phase.OPEN),
        (CLOSES - timedelta(seconds=1), Phase.OPEN),
        (CLOSES, Phase.CLOSED),
    ],
)
def test_phase_does_not_announce_the_grace(at, expected):
    assert phase(geneva_call(grace_minutes=30), at) is expected


def test_a_deadline_is_told_by_the_clock_of_its_city_and_in_utc():
    assert deadlines.deadline(geneva_call(), OPENS) == (
        "Closes Friday 7 July 2017, 18:00 (Geneva; 16:00 UTC)"
    )
    elsewhere = factories.call(opens_at=OPENS, closes_at=CLOSES, time_zone="Asia/Tokyo")
    assert deadlines.deadline(elsewhere, OPENS) == (
        "Closes Saturday 8 July 2017, 01:00 (Tokyo; Friday 7 July 2017, 16:00 UTC)"
    )
    utc = factories.call(opens_at=OPENS, closes_at=CLOSES, time_zone="UTC")
    assert deadlines.deadline(utc, CLOSES) == "Closed Friday 7 July 2017, 16:00 (UTC)"


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "zh-hans", "ru"])
def test_moments_are_told_in_every_language(language):
    with translation.override(language):
        assert "18:00" in moments.moment_in_words(CLOSES, ZURICH)
        assert "2017" in moments.day_in_words(CLOSES, ZURICH)
        assert moments.day_of_year_in_words(CLOSES, ZURICH)
        assert moments.zone_city(ZURICH)


def test_a_moment_in_a_template_is_for_people_machines_and_the_script():
    source = "{% load moments %}{% moment at 'Europe/Zurich' %}"
    html = Template(source).render(Context({"at": CLOSES}))
    assert html == (
        '<time datetime="2017-07-07T16:00:00Z">Friday 7 July 2017, 18:00</time> (Zurich; 16:00 UTC)'
        "<span data-reader-time hidden>, where you are: "
        '<time datetime="2017-07-07T16:00:00Z"></time></span>'
    )


def test_the_list_puts_open_calls_first_then_those_to_come_then_closed_ones(client: Client):
    now = timezone.now()
    factories.call(title="Closed call", opens_at=OPENS, closes_at=CLOSES)
    factories.call(title="Later call", opens_at=now + timedelta(days=1))
    factories.call(title="Open call two", closes_at=now + timedelta(days=9))
    factories.call(title="Open call one", closes_at=now + timedelta(days=3))
    factories.call(title="Hidden call", is_published=False)
    html = client.get("/en/calls/").content.decode()
    places = [html.index(f"{name} call") for name in ("Later", "Closed")]
    places = [html.index("Open call one"), html.index("Open call two"), *places]
    assert places == sorted(places)
    assert "Hidden" not in html


def test_without_an_open_call_the_list_says_so(client: Client):
    factories.call(opens_at=OPENS, closes_at=CLOSES)
    assert "No call is open now." in client.get("/en/calls/").content.decode()


def test_an_open_call_shows_everything_to_know_before_answering(client: Client):
    call = factories.call(
        brief="Say *who* acts. <script>", licence="CC BY 4.0", max_words=321, max_files=2
    )
    html = client.get(f"/en/calls/{call.slug}/").content.decode()
    for words in (
        *(
            call.title,
            "<em>who</em>",
            "Who should act?",
            "20 to 321 words",
            "up to 10",
            "CC BY 4.0",
        ),
        *("days left to answer", "Answer this call", "Without our name", "declined with a reason"),
        *("10 MB each", call.themes.all()[0].name, "data-reader-time", f"{call.slug}/submit/"),
    ):
        assert words in html, words
    assert "<script>" not in html.replace("<script src", "")


def test_a_call_that_is_not_open_offers_no_form(client: Client):
    later = factories.call(opens_at=timezone.now() + timedelta(days=1))
    closed = factories.call(opens_at=OPENS, closes_at=CLOSES)
    for call, words in ((later, "Not yet: opens"), (closed, "This call is closed")):
        html = client.get(f"/en/calls/{call.slug}/").content.decode()
        assert words in html
        assert "/submit/" not in html


def test_calls_that_are_not_public_have_no_page(client: Client):
    hidden = factories.call(is_published=False)
    of_hidden = factories.call(dialogue=factories.dialogue(is_published=False))
    for call in (hidden, of_hidden):
        assert client.get(f"/en/calls/{call.slug}/").status_code == 404


def test_a_hidden_workshop_is_not_told(client: Client):
    workshop = factories.workshop(city="Hiddenville", is_published=False)
    call = factories.call(dialogue=workshop.dialogue, workshop=workshop)
    for address in (f"/en/calls/{call.slug}/", "/en/calls/", "/en/"):
        assert "Hiddenville" not in client.get(address).content.decode()


def test_only_accepted_and_published_answers_are_counted(client: Client):
    call = factories.call()
    for status in Status:
        factories.submission(status, of=call, publication="counted")
    factories.submission(Status.ACCEPTED, of=call, publication="counted", public=False)
    factories.submission(Status.ACCEPTED, of=call, recommendations=2)
    html = client.get(f"/en/calls/{call.slug}/").content.decode()
    assert "1 further answer was accepted and is counted only." in html
    assert "2 public recommendations" in html
    assert f"/en/recommendations/?call={call.slug}" in html


def test_nothing_is_counted_before_the_common_moment(client: Client):
    call = factories.call(publish_from=timezone.now() + timedelta(days=1))
    factories.submission(Status.ACCEPTED, of=call, publication="counted")
    html = client.get(f"/en/calls/{call.slug}/").content.decode()
    assert "counted only" not in html
    assert "All answers are published together" in html


def test_an_answer_that_turns_to_counted_only_leaves_the_list_and_enters_the_total(client: Client):
    row = factories.submission(Status.ACCEPTED)
    lifecycle.change_publication(row, "counted")
    html = client.get(f"/en/calls/{row.call.slug}/").content.decode()
    assert "1 further answer" in html
    assert "public recommendation" not in html


def test_calls_of_a_dialogue_and_of_a_workshop():
    workshop = factories.workshop()
    factories.call(dialogue=workshop.dialogue, title="Of the dialogue")
    factories.call(dialogue=workshop.dialogue, workshop=workshop, title="Of the workshop")
    factories.call(title="Of another")
    context = Context({"dialogue": workshop.dialogue, "workshop": workshop})
    both = Template("{% load calls %}{% calls_of dialogue %}").render(context)
    one = Template("{% load calls %}{% calls_of dialogue workshop %}").render(context)
    assert "Of the dialogue" in both
    assert "Of the workshop" in both
    assert "Of another" not in both
    assert "Of the dialogue" not in one
    assert "Of the workshop" in one


def test_the_pages_cost_the_same_at_1_and_3_rows(client: Client, django_assert_num_queries):
    for more in (1, 2):
        for _ in range(more):
            call = factories.call()
            factories.submission(Status.ACCEPTED, of=call)
            factories.call(opens_at=OPENS, closes_at=CLOSES, dialogue=call.dialogue)
        with django_assert_num_queries(4):
            client.get("/en/calls/")
        with django_assert_num_queries(8):
            client.get(f"/en/calls/{call.slug}/")
