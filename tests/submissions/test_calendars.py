"""The deadline of a call in a calendar, read back by a library that reads calendars."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from submissions.models import Call
from tests import factories
from tests.calendars import events, is_called, opened

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def address(call: Call, language: str = "en") -> str:
    return f"/{language}/calls/{call.slug}/deadline.ics"


def test_the_close_stands_in_the_zone_of_the_call_with_a_reminder(client):
    closes = datetime(2999, 7, 7, 16, tzinfo=UTC)
    call = factories.call(title="What, then?", closes_at=closes, time_zone="Europe/Zurich")
    found = events(client, address(call))
    assert set(found) == {"Call closes: What, then?"}
    (event,) = found.values()
    assert event.start == closes
    assert event["DTSTART"].params["TZID"] == "Europe/Zurich"
    assert "DTEND" not in event, "a moment"
    assert event["URL"] == f"{settings.BASE_URL}/en/calls/{call.slug}/"
    assert "16:00 UTC" in str(event["DESCRIPTION"])
    (alarm,) = event.alarms.times
    assert alarm.trigger == closes - timedelta(days=1)


def test_the_opening_is_told_while_it_is_ahead(client):
    now = timezone.now()
    call = factories.call(title="Later", opens_at=now + timedelta(days=2))
    found = events(client, address(call))
    assert set(found) == {"Call opens: Later", "Call closes: Later"}
    opens = found["Call opens: Later"]
    assert opens.start == call.opens_at.replace(microsecond=0)
    assert opens["DTSTART"].params["TZID"] == "Europe/Zurich"
    assert len({str(one["UID"]) for one in found.values()}) == 2
    Call.objects.update(opens_at=now - timedelta(minutes=1))
    (event,) = opened(client, address(call)).events
    assert event["UID"] == found["Call closes: Later"]["UID"]


def test_signs_of_the_format_are_words_in_a_title(client):
    title = "Fees; visas, debt\\n\nEND:VCALENDAR"
    call = factories.call(title=title)
    assert is_called(opened(client, address(call)), title)
    lines = client.get(address(call)).content.decode().split("\r\n")
    assert r"NAME:Fees\; visas\, debt\\n\nEND:VCALENDAR" in lines
    assert lines.count("END:VCALENDAR") == 1


def test_the_grace_is_not_announced(client):
    call = factories.call(grace_minutes=90)
    (event,) = opened(client, address(call)).events
    assert event.start == call.closes_at.replace(microsecond=0)


def test_the_panel_offers_it_until_the_call_is_closed(client):
    now = timezone.now()
    offered = [factories.call(), factories.call(opens_at=now + timedelta(days=1))]
    closed = factories.call(closes_at=now - timedelta(days=1))
    for call in offered:
        assert address(call) in client.get(call.get_absolute_url()).content.decode()
    assert address(closed) not in client.get(closed.get_absolute_url()).content.decode()
    assert opened(client, address(closed)).events, "who subscribed to it keeps it"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_the_readers_language(client, language):
    call = factories.call(title="A call", dialogue=factories.dialogue(is_demonstration=True))
    calendar = opened(client, address(call, language))
    (event,) = calendar.events
    summary = str(event["SUMMARY"])
    assert "A call" in summary
    assert (summary == "Call closes: A call (sample)") is (language == "en")
    assert str(event["URL"]).startswith(f"{settings.BASE_URL}/{language}/")
    assert str(event.subcomponents[0]["DESCRIPTION"]) == summary


def test_calls_that_are_not_public_are_in_no_calendar(client):
    hidden = factories.call(is_published=False)
    of_hidden = factories.call(dialogue=factories.dialogue(is_published=False))
    for call in (hidden, of_hidden):
        assert client.get(address(call)).status_code == 404
    assert client.get("/en/calls/no-such-call/deadline.ics").status_code == 404


def test_it_costs_one_query(client, django_assert_num_queries):
    workshop = factories.workshop()
    call = factories.call(dialogue=workshop.dialogue, workshop=workshop)
    with django_assert_num_queries(3):
        client.get(address(call))
