"""A workshop's sessions as days of a programme."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from dialogues.models import Session


@dataclass
class Day:
    """One day of the programme; `on` is None for sessions whose day is not known."""

    on: date | None
    sessions: list[Session] = field(default_factory=list)


def days(sessions: Iterable[Session]) -> list[Day]:
    """Return the days in order, each with its sessions; those without a day come last."""
    ordered = sorted(sessions, key=_place)
    found: dict[date | None, Day] = {}
    for session in ordered:
        found.setdefault(session.day, Day(session.day)).sessions.append(session)
    return list(found.values())


def _place(session: Session) -> tuple[bool, date, int, float, int]:
    """Return what sessions are sorted by: day, order, hour, then as they were entered."""
    day = session.day
    hour = session.starts_at.timestamp() if session.starts_at else 0.0
    return day is None, day or date.min, session.order, hour, session.pk
