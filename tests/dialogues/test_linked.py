"""Dialogues and workshops as machines read them."""

from datetime import date

import pytest
from django.conf import settings
from django.utils import translation

from tests.dialogues.factories import make_dialogue, make_workshop
from tests.machines import SCHEMA, linked, value

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
BREAKER = "</script><script>alert(1)</script><!-- & \"' \u2028"


@pytest.mark.parametrize("language", LANGUAGES)
def test_workshop_is_an_event_in_the_readers_language(client, language):
    workshop = make_workshop(title="Understanding", venue="Palais des Nations", country="CH")
    workshop.translate("title", "ar", "فهم مواطن الضعف")
    workshop.save()
    with translation.override(language):
        url = workshop.get_absolute_url()
    (event,) = linked(client, url)
    assert event["@type"] == [f"{SCHEMA}Event"]
    assert value(event, "name") == ("فهم مواطن الضعف" if language == "ar" else "Understanding")
    assert value(event, "url") == f"{settings.BASE_URL}{url}"
    assert value(event, "startDate") == "2017-04-18"
    assert value(event, "endDate") == "2017-04-19"
    assert value(event, "location", "name") == "Palais des Nations"
    assert value(event, "location", "address", "addressLocality") == "New York"
    assert value(event, "location", "address", "addressCountry") == "CH"
    assert value(event, "organizer", "url") == "https://www.iom.int/"
    series = value(event, "superEvent", "url")
    assert series == f"{settings.BASE_URL}/{language}/dialogues/{workshop.dialogue.slug}/"


def test_what_is_not_known_is_not_told(client):
    workshop = make_workshop(starts_on=None, ends_on=None, city="", venue="", country="")
    (event,) = linked(client, workshop.get_absolute_url())
    assert {f"{SCHEMA}{name}" for name in ("startDate", "endDate", "location")}.isdisjoint(event)


def test_dialogue_is_a_series_of_its_public_workshops(client):
    dialogue = make_dialogue(theme="Migrants & cities", summary="")
    public = make_workshop(dialogue, title="Told", ends_on=None)
    make_workshop(dialogue, title="Hidden", is_published=False)
    make_workshop(dialogue, title="Doubtful", is_unverified=True)
    (series,) = linked(client, dialogue.get_absolute_url())
    assert series["@type"] == [f"{SCHEMA}EventSeries"]
    assert value(series, "name") == f"International Dialogue on Migration {dialogue.year}"
    assert value(series, "alternateName") == "Migrants & cities"
    assert value(series, "subEvent", "name") == "Told"
    assert value(series, "subEvent", "endDate") == date(2017, 4, 18).isoformat()
    assert value(series, "subEvent", "url").endswith(public.get_absolute_url())


def test_samples_and_what_is_unverified_are_no_facts(client):
    sample = make_workshop(make_dialogue(is_demonstration=True))
    doubtful = make_workshop(make_dialogue(is_unverified=True), is_unverified=True)
    for row in (sample, sample.dialogue, doubtful, doubtful.dialogue):
        assert linked(client, row.get_absolute_url()) == []
    known = make_workshop(doubtful.dialogue)
    (event,) = linked(client, known.get_absolute_url())
    assert f"{SCHEMA}superEvent" not in event


def test_title_cannot_break_out_of_the_data(client):
    workshop = make_workshop(title=BREAKER)
    html = client.get(workshop.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    (event,) = linked(client, workshop.get_absolute_url())
    assert value(event, "name") == BREAKER
