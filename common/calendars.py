"""Files for calendars (iCalendar, RFC 5545): events in the time zone of their place."""

from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from icalendar import Calendar, Event, vText

from common.translated import Shown

MAKER = "-//International Organization for Migration//IDM portal//EN"


def event(
    name: str,
    summary: str,
    path: str,
    *,
    start: date | datetime,
    end: date | datetime | None = None,
    location: str = "",
    description: str = "",
) -> Event:
    """Return an event that leads to a page of ours.

    `name` is the same in every language and each time: a calendar knows the event again by it.
    `end`: of whole days the one after the last.
    """
    made = Event.new(
        uid=_known_as(name),
        start=start,
        end=end,
        url=f"{settings.BASE_URL}{path}",
        location=location or None,
        description=description or None,
    )
    language = {"LANGUAGE": summary.language} if isinstance(summary, Shown) else {}
    made.add("SUMMARY", str(summary), parameters=language)
    return made


def calendar_file(name: str, title: str, events: Iterable[Event]) -> HttpResponse:
    """Return the events as a file to save, which brings the time zones that it needs."""
    calendar = Calendar.new(prodid=MAKER, uid=_known_as(name), subcomponents=[*events])
    # As texts (RFC 7986): of itself icalendar neither escapes nor unescapes these two.
    for property_name in ("NAME", "X-WR-CALNAME"):
        calendar.add(property_name, vText(str(title)))
    calendar.add_missing_timezones()
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.ics")
    return response


def _known_as(name: str) -> str:
    return f"{name}@{urlsplit(settings.BASE_URL).hostname}"
