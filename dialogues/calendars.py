"""A workshop in a calendar: its sessions by the hour, and the days of which no hour is known."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Event

from common.calendars import event
from common.countries import country_name
from common.lists import listed
from dialogues.models import Session, Workshop

DAY = timedelta(days=1)


def is_dated(workshop: Workshop) -> bool:
    """Whether anything of the workshop has a place in a calendar."""
    return bool(workshop.starts_on) or any(one.starts_at for one in workshop.sessions.all())


def name_of(workshop: Workshop) -> str:
    """Return the name of the workshop's file."""
    return f"idm-{workshop.dialogue.slug}-{workshop.slug}"


def programme(workshop: Workshop) -> list[Event]:
    """Return an event for each session with hours, and one for days in a row without any."""
    timed = [one for one in workshop.sessions.all() if one.starts_at]
    with_hours = {one.day for one in timed}
    events = []
    for has_hours, run in groupby(_days(workshop), with_hours.__contains__):
        if not has_hours:
            events.append(_whole_days(workshop, [*run]))
    return events + [_by_the_hour(workshop, one) for one in timed]


def _days(workshop: Workshop) -> Iterator[date]:
    day, last = workshop.starts_on, workshop.ends_on or workshop.starts_on
    while day and last and day <= last:
        yield day
        day += DAY


def _whole_days(workshop: Workshop, days: list[date]) -> Event:
    # By its number, so that a workshop that is moved stays the same event.
    number = (days[0] - (workshop.starts_on or days[0])).days + 1
    return event(
        f"{name_of(workshop)}-day-{number}",
        workshop.dialogue.labelled(workshop.shown("title")),
        workshop.get_absolute_url(),
        start=days[0],
        end=days[-1] + DAY,
        location=_place(workshop),
        description=_("Unverified") if workshop.is_unverified else "",
    )


def _by_the_hour(workshop: Workshop, session: Session) -> Event:
    assert session.starts_at
    zone = ZoneInfo(workshop.time_zone)
    about = [session.label, workshop.said("title")]
    if session.is_unverified:
        about.append(_("Unverified"))
    return event(
        f"{name_of(workshop)}-session-{session.pk}",
        workshop.dialogue.labelled(session.shown("title")),
        f"{workshop.get_absolute_url()}#session-{session.pk}",
        start=session.starts_at.astimezone(zone),
        end=session.ends_at.astimezone(zone) if session.ends_at else None,
        location=_place(workshop),
        description="\n".join(about),
    )


def _place(workshop: Workshop) -> str:
    return listed([workshop.place, country_name(workshop.country)])
