"""A workshop in a calendar, read back by a library that reads calendars."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import translation

from dialogues.models import Workshop
from tests.calendars import events, is_called, opened
from tests.dialogues.factories import make_dialogue, make_session, make_workshop

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
MORNING = datetime(2017, 4, 18, 14, tzinfo=UTC)
NOON = datetime(2017, 4, 18, 16, tzinfo=UTC)
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def address(workshop: Workshop, language: str = "en") -> str:
    return f"/{language}/dialogues/{workshop.dialogue.slug}/{workshop.slug}/programme.ics"


def test_days_without_hours_are_one_event(client):
    workshop = make_workshop(
        title="Safe; orderly, regular", venue="Trusteeship Council", country="US"
    )
    make_session(workshop, title="A panel of which the day alone is known")
    calendar = opened(client, address(workshop))
    (event,) = calendar.events
    assert str(event["SUMMARY"]) == "Safe; orderly, regular"
    assert event.start == date(2017, 4, 18)
    assert event.end == date(2017, 4, 20), "the day after the last"
    assert event["URL"] == f"{settings.BASE_URL}{workshop.get_absolute_url()}"
    place = "Trusteeship Council, New York, United States of America"
    assert str(event["LOCATION"]) == place
    assert "LAST-MODIFIED" not in event, "nobody knows it"
    assert is_called(calendar, "Safe; orderly, regular")


def test_one_day_without_a_last_one_is_one_day(client):
    (event,) = opened(client, address(make_workshop(ends_on=None))).events
    assert (event.start, event.end) == (date(2017, 4, 18), date(2017, 4, 19))


def test_sessions_with_hours_stand_in_the_zone_of_the_workshop(client):
    workshop = make_workshop(title="The workshop", ends_on=date(2017, 4, 20))
    make_session(workshop, title="A panel", number=2, starts_at=MORNING, ends_at=NOON)
    make_session(workshop, title="Closing", starts_at=NOON, is_unverified=True)
    calendar = opened(client, address(workshop))
    found = {str(one["SUMMARY"]): one for one in calendar.events}
    assert set(found) == {"The workshop", "A panel", "Closing"}
    panel = found["A panel"]
    assert panel.start == datetime(2017, 4, 18, 10, tzinfo=NEW_YORK)
    assert panel.end == datetime(2017, 4, 18, 12, tzinfo=NEW_YORK)
    assert panel["DTSTART"].params["TZID"] == "America/New_York"
    assert str(panel["DESCRIPTION"]) == "Panel 2\nThe workshop"
    assert [one.tz_name for one in calendar.timezones] == ["America/New_York"]
    # The first day has hours; the two after it have none.
    days = found["The workshop"]
    assert (days.start, days.end) == (date(2017, 4, 19), date(2017, 4, 21))
    assert "DTEND" not in found["Closing"]
    assert str(found["Closing"]["DESCRIPTION"]).endswith("Unverified")
    # It leads to the session's place on the page.
    url = str(panel["URL"]).removeprefix(settings.BASE_URL)
    page, _sign, place = url.partition("#")
    assert f'id="{place}"' in client.get(page).content.decode()


def test_hours_in_utc_need_no_zone(client):
    workshop = make_workshop(time_zone="UTC", ends_on=None)
    make_session(workshop, starts_at=MORNING)
    (event,) = opened(client, address(workshop)).events
    assert event.start == MORNING


def test_events_keep_their_names_when_the_workshop_moves(client):
    workshop = make_workshop()
    make_session(workshop, starts_at=MORNING, ends_at=NOON)
    before = [str(one["UID"]) for one in opened(client, address(workshop)).events]
    french = [str(one["UID"]) for one in opened(client, address(workshop, "fr")).events]
    Workshop.objects.update(starts_on=date(2017, 4, 17), title="Renamed", city="Geneva")
    workshop.sessions.update(
        held_on=date(2017, 4, 17), starts_at=datetime(2017, 4, 17, 14, tzinfo=UTC)
    )
    after = [str(one["UID"]) for one in opened(client, address(workshop)).events]
    assert len(before) == 2
    assert before == french
    assert after[-1] == before[-1]
    assert after[0] == before[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_are_in_the_readers_language(client, language):
    workshop = make_workshop(title="Understanding vulnerabilities")
    workshop.translate("title", "fr", "Comprendre les vulnérabilités")
    workshop.save()
    with translation.override(language):
        page = workshop.get_absolute_url()
    (event,) = opened(client, address(workshop, language)).events
    is_french = language == "fr"
    expected = "Comprendre les vulnérabilités" if is_french else "Understanding vulnerabilities"
    assert str(event["SUMMARY"]) == expected
    assert event["SUMMARY"].params["LANGUAGE"] == ("fr" if is_french else "en")
    assert event["URL"] == f"{settings.BASE_URL}{page}"
    assert address(workshop, language) in client.get(page).content.decode()


def test_long_lines_come_back_whole(client):
    workshop = make_workshop(title="Understanding; vulnerabilities, " * 9)
    titles = {"ar": "فهم مواطن الضعف؛ ", "zh-hans": "了解移民的脆弱性；", "ru": "Понимание, "}
    for language, words in titles.items():
        workshop.translate("title", language, (words * 15).strip())
    workshop.save()
    for language, words in titles.items():
        (event,) = opened(client, address(workshop, language)).events
        assert str(event["SUMMARY"]) == (words * 15).strip()


def test_a_sample_says_so(client):
    workshop = make_workshop(make_dialogue(is_demonstration=True), title="A workshop")
    make_session(workshop, title="A panel", starts_at=MORNING)
    assert set(events(client, address(workshop))) == {"A workshop (sample)", "A panel (sample)"}


def test_what_is_not_public_or_has_no_date_is_in_no_calendar(client):
    hidden = make_workshop(is_published=False)
    of_hidden = make_workshop(make_dialogue(is_published=False))
    elsewhere = make_workshop()
    undated = make_workshop(starts_on=None, ends_on=None)
    make_session(undated)
    for workshop in (hidden, of_hidden, undated):
        assert client.get(address(workshop)).status_code == 404
    wrong = address(elsewhere).replace(elsewhere.dialogue.slug, undated.dialogue.slug)
    assert client.get(wrong).status_code == 404
    assert ".ics" not in client.get(undated.get_absolute_url()).content.decode()
    assert client.post(address(elsewhere)).status_code == 405


def test_it_costs_the_same_at_1_and_3_sessions(client, django_assert_num_queries):
    workshop = make_workshop()
    for more in (1, 2):
        for _ in range(more):
            make_session(workshop, starts_at=MORNING)
        with django_assert_num_queries(4):
            client.get(address(workshop))
