"""The dialogue, workshops and calls of the demonstration, with dates counted from today."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dialogues.models import Workshop
from submissions.models import Call, Theme

SLUG = "demonstration"
SOURCE = "Sample written for this portal"
DAY = timedelta(days=1)
Row = dict[str, Any]


def dialogue_row(data: Row, now: datetime) -> Row:
    """Return the dialogue in the form that dialogues.loading takes, with its dates."""
    marks = {"is_published": True, "source": SOURCE}
    workshops = [workshop_row(row, now) | marks for row in data["workshops"]]
    year = {"year": now.year, "is_demonstration": True}
    return {**data["dialogue"], **marks, **year, "workshops": workshops}


def workshop_row(row: Row, now: datetime) -> Row:
    """Return a workshop on working days, as many days from now as its row says."""
    zone = ZoneInfo(row["time_zone"])
    length = row["length_days"]
    first = working_days(now.astimezone(zone).date() + row["offset_days"] * DAY, length)
    fields = {k: v for k, v in row.items() if k not in ("offset_days", "length_days")}
    panels = iter(range(1, 100))
    return fields | {
        "starts_on": first,
        "ends_on": first + (length - 1) * DAY,
        "objectives": "\n".join(f"- {text}" for text in row["objectives"]),
        "sessions": [
            session_row(session, first, zone, order)
            | ({"number": next(panels)} if session["kind"] == "panel" else {})
            for order, session in enumerate(row["sessions"], start=1)
        ],
    }


def session_row(row: Row, first: date, zone: ZoneInfo, order: int) -> Row:
    """Return a session with its moments."""
    held_on = first + (row["day"] - 1) * DAY
    starts_at = datetime.combine(held_on, time.fromisoformat(row["start"]), zone)
    return {
        "kind": row["kind"],
        "title": row["title"],
        "synopsis": row["synopsis"],
        "guiding_questions": "\n".join(row["guiding_questions"]),
        "held_on": held_on,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=row["minutes"]),
        "order": order,
        "source": SOURCE,
    }


def working_days(first: date, length: int = 1) -> date:
    """Return the first day, from `first` on, that begins so many days without a weekend."""
    while any((first + n * DAY).weekday() >= 5 for n in range(length)):
        first += DAY
    return first


def make_call(row: Row, workshop: str, themes: list[Row], now: datetime) -> Call:
    """Make a published call with all themes, for a workshop of the demonstration."""
    when = ("opens_days", "closes_days", "closes_time", "guiding_questions")
    place = Workshop.objects.get(dialogue__slug=SLUG, slug=workshop)
    call = Call(
        **{name: value for name, value in row.items() if name not in when},
        dialogue=place.dialogue,
        workshop=place,
        guiding_questions="\n".join(row["guiding_questions"]),
        opens_at=moment(now, row["opens_days"], time(9), ZoneInfo(row["time_zone"])),
        closes_at=closing(row, now),
        is_published=True,
    )
    call.full_clean()
    call.save()
    call.themes.set(Theme.objects.filter(slug__in=[theme["slug"] for theme in themes]))
    return call


def moment(now: datetime, days: int, at: time, zone: ZoneInfo) -> datetime:
    """Return the moment so many days from now at a time of day in a zone."""
    return datetime.combine(now.astimezone(zone).date() + days * DAY, at, zone)


def closing(row: Row, now: datetime) -> datetime:
    """Return the close of a call: on a working day, so many days from now."""
    zone = ZoneInfo(row["time_zone"])
    day = working_days(now.astimezone(zone).date() + row["closes_days"] * DAY)
    return datetime.combine(day, time.fromisoformat(row["closes_time"]), zone)
