"""The home page: what is open, what was said, which dates lie ahead; and what it says without."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from dialogues.models import Dialogue, Milestone, Process, Session
from submissions.models import Submission
from submissions.states import Status
from tests import factories

pytestmark = pytest.mark.django_db


def home(client: Client, language: str = "en") -> str:
    response = client.get(f"/{language}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_it_stands_in_every_language(client: Client, language: str):
    factories.recommendation()
    assert f'lang="{language}"' in home(client, language)


def test_other_languages_are_told_to_machines_and_english_to_whoever_reads_none_of_them(
    client: Client, settings
):
    settings.BASE_URL = "https://idm.example"
    html = home(client, "ar")
    for code, prefix in (
        *((code, code) for code, _name in settings.LANGUAGES),
        ("x-default", "en"),
    ):
        assert f'hreflang="{code}" href="https://idm.example/{prefix}/"' in html


def test_an_empty_portal_says_what_is_not_there(client: Client):
    html = home(client)
    for words in ("No call is open now.", "No recommendation is published yet.", "No date is set"):
        assert words in html


def test_an_open_call_stands_first_with_its_deadline(client: Client):
    call = factories.call()
    html = home(client)
    assert "days left to answer" in html
    assert f"/en/calls/{call.slug}/submit/" in html
    assert "No call is open" not in html


def test_without_an_open_call_the_next_one_is_told(client: Client):
    call = factories.call(opens_at=timezone.now() + timedelta(days=2))
    html = home(client)
    assert "No call is open now." in html
    assert call.title in html


def test_figures_are_links_and_equal_what_they_open(client: Client):
    sample = factories.call(dialogue=factories.dialogue(is_demonstration=True))
    factories.submission(Status.ACCEPTED, of=sample)
    factories.submission(Status.ACCEPTED, publication="anonymous")
    assert "All are samples." not in home(client)
    call = Submission.objects.get(publication="anonymous").call
    address = f"/en/recommendations/?call={call.slug}"
    assert f'<a href="{address}">1</a>' in home(client)
    assert "1 of 2 recommendations" in client.get(address).content.decode()
    Dialogue.objects.filter(pk=call.dialogue_id).update(is_published=False)
    html = home(client)
    assert f'<a href="/en/recommendations/?call={sample.slug}">1</a>' in html
    assert "All are samples." in html


def test_a_word_beside_a_printed_two_is_no_arabic_dual(client: Client):
    dialogue = factories.dialogue()
    for _ in range(2):
        workshop = factories.workshop(dialogue=dialogue)
        call = factories.call(dialogue=dialogue, workshop=workshop)
        factories.submission(Status.ACCEPTED, of=call)
    html = home(client, "ar")
    assert "<dt>توصيات<br>" in html
    assert "<dt>حلقات عمل<br>" in html
    assert "توصيتان<br>" not in html


def test_who_has_not_spoken_is_named(client: Client):
    factories.submission(Status.ACCEPTED, category="media")
    silent = home(client).partition('id="silent"')[2].partition("</section>")[0]
    assert "Government" in silent
    assert "Media" not in silent


def test_latest_are_three_and_public(client: Client):
    call = factories.call(max_recommendations=10)
    factories.submission(Status.ACCEPTED, of=call, recommendations=5)
    hidden = factories.submission(Status.RECEIVED, of=call)
    html = home(client)
    assert html.count('class="card-result"') == 3
    assert hidden.recommendations.get().title not in html


def test_dates_ahead_hold_deadlines_workshops_and_milestones_but_nothing_past_or_hidden(
    client: Client,
):
    today = timezone.localdate()
    process = Process.objects.create(slug="gcm", name="Compact", source="x")
    dialogue = factories.dialogue(process=process)
    factories.call(dialogue=dialogue, title="Call ahead")
    for title, days, public in (("Ahead", 5, True), ("Past", -5, True), ("Hidden", 5, False)):
        first = today + timedelta(days=days)
        factories.workshop(
            dialogue=dialogue, title=f"{title} workshop", starts_on=first, is_published=public
        )
        Milestone.objects.create(
            process=process, kind="other", title=f"{title} milestone", starts_on=first, source="x"
        )
    html = home(client)
    for words in ("Call closes: Call ahead", "Ahead workshop", "Ahead milestone"):
        assert words in html, words
    for words in ("Past workshop", "Past milestone", "Hidden workshop"):
        assert words not in html, words


def test_dates_of_one_day_are_sorted_by_their_words_whatever_language_these_are_in(client: Client):
    closes = timezone.now() + timedelta(days=3)
    factories.call(title="Zones", closes_at=closes)
    call = factories.call(title="Any", closes_at=closes)
    call.translate("title", "fr", "Actions")
    call.save()
    dates = home(client, "fr").partition('id="dates"')[2]
    assert -1 < dates.find("Actions") < dates.find("Zones")


def test_the_dialogue_that_is_told_is_the_newest_real_one_with_a_programme(client: Client):
    told = factories.workshop(dialogue=factories.dialogue(year=2017, theme="Told in full"))
    Session.objects.create(workshop=told, kind="panel", title="Panel", source="x")
    factories.workshop(dialogue=factories.dialogue(year=2019, theme="Only its theme is known"))
    demonstration = factories.dialogue(year=2026, theme="A sample", is_demonstration=True)
    Session.objects.create(
        workshop=factories.workshop(dialogue=demonstration), kind="panel", title="P", source="x"
    )
    html = home(client)
    assert "Told in full" in html
    assert "Only its theme is known" not in html


def test_it_costs_the_same_at_1_and_3_rows(client: Client, django_assert_max_num_queries):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            call = factories.call()
            factories.workshop(dialogue=call.dialogue, starts_on=timezone.localdate())
            factories.submission(Status.ACCEPTED, of=call)
        with django_assert_max_num_queries(12) as queries:
            home(client)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_readers_of_feeds_find_them_from_here(client: Client):
    head = home(client, "fr").partition("</head>")[0]
    for name in ("calls", "recommendations", "outcomes"):
        assert client.get(f"/fr/{name}.atom").status_code == 200
        assert f'href="{settings.BASE_URL}/fr/{name}.atom"' in head
