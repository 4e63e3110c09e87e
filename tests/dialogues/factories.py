"""Rows of dialogues with only what a test does not care about filled in."""

from datetime import date
from itertools import count
from typing import Any

from dialogues.models import (
    Appearance,
    Dialogue,
    Document,
    Milestone,
    Person,
    Photo,
    Process,
    Session,
    Workshop,
)

numbers = count(1)


def make_dialogue(**fields: Any) -> Dialogue:
    """Create a published dialogue."""
    year = {"year": 2017, "slug": f"d{next(numbers)}", "theme": "A theme", "source": "a test"}
    return Dialogue.objects.create(**(year | {"is_published": True} | fields))


def make_workshop(dialogue: Dialogue | None = None, **fields: Any) -> Workshop:
    """Create a published workshop in New York."""
    number = next(numbers)
    row = {"number": number, "slug": f"w{number}", "title": f"Workshop title {number}"}
    row |= {"city": "New York", "time_zone": "America/New_York", "starts_on": date(2017, 4, 18)}
    row |= {"ends_on": date(2017, 4, 19), "is_published": True, "source": "a test"}
    return Workshop.objects.create(dialogue=dialogue or make_dialogue(), **(row | fields))


def make_session(workshop: Workshop, **fields: Any) -> Session:
    """Create a panel on the first day."""
    row = {"title": "A panel", "held_on": workshop.starts_on, "source": "a test"}
    return Session.objects.create(workshop=workshop, **(row | fields))


def make_appearance(session: Session, name: str = "", **fields: Any) -> Appearance:
    """Create a speaker in the session."""
    person = Person.objects.create(name=name or f"Speaker {next(numbers)}", source="a test")
    return Appearance.objects.create(session=session, person=person, source="a test", **fields)


def make_document(dialogue: Dialogue, **fields: Any) -> Document:
    """Create a published document; a link unless the test gives a file."""
    row = {"kind": "report", "title": f"Report {next(numbers)}", "source": "a test"}
    if not fields.get("file"):
        row["url"] = "https://example.org/report"
    return Document.objects.create(dialogue=dialogue, **(row | {"is_published": True} | fields))


def make_photo(workshop: Workshop, **fields: Any) -> Photo:
    """Create a photo of which only caption and credit are known."""
    row = {"caption": f"Caption {next(numbers)}", "credit": "Credit", "source": "a test"}
    return Photo.objects.create(workshop=workshop, **(row | fields))


def make_milestone(process: Process, day: date, **fields: Any) -> Milestone:
    """Create a milestone that begins on the day."""
    row = {"kind": "resolution", "title": f"Milestone {next(numbers)}", "source": "a test"}
    return Milestone.objects.create(process=process, starts_on=day, **(row | fields))


def make_process(**fields: Any) -> Process:
    """Create a process without milestones."""
    row = {"slug": f"p{next(numbers)}", "name": "A compact", "source": "a test"}
    return Process.objects.create(**(row | fields))
