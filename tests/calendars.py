"""Calendars as those read them who import them, from an address: with two libraries.

One is icalendar, which wrote them; the other has a parser of its own, and is strict.
"""

from django.test import Client
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar, Event, vText


def opened(client: Client, url: str) -> Calendar:
    """Return the calendar at an address, which must be whole."""
    response = client.get(url)
    assert response.status_code == 200, url
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename=")
    for line in response.content.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75, "a long line is folded"
        assert line.decode(), "no letter is cut in two"
    calendar = Calendar.from_ical(response.content)
    assert calendar.errors == []
    assert not calendar.get_missing_tzids()
    assert calendar.events
    for event in calendar.events:
        assert event["DTSTAMP"]
        assert "SEQUENCE" not in event
    others = IcsCalendarStream.calendar_from_ics(response.content.decode()).events
    assert [(one.uid, one.summary, one.start, one.end) for one in others] == [
        (one.uid, one.summary, one.start, one.end) for one in calendar.events
    ]
    return calendar


def events(client: Client, url: str) -> dict[str, Event]:
    """Return summary -> event of the calendar at an address."""
    return {str(one["SUMMARY"]): one for one in opened(client, url).events}


def is_called(calendar: Calendar, title: str) -> bool:
    """Tell whether a calendar has the title, as a text: icalendar does not know it as one."""
    wanted = vText(title).to_ical().decode()
    return bool(calendar["NAME"] == calendar["X-WR-CALNAME"] == wanted)
