"""Where a page's facts are known from, told once for each source."""

from collections.abc import Iterable, Iterator

from dialogues.models import Appearance, Dialogue, Milestone, Photo, Process, Session, Workshop
from dialogues.timeline import Step

Told = Appearance | Dialogue | Milestone | Photo | Process | Session | Workshop
Sources = dict[str, list[str]]


def of_dialogue(dialogue: Dialogue, steps: Iterable[Step]) -> Sources:
    """Return source -> names of the facts that rest on it, for the page of a dialogue."""
    process = [dialogue.process] if dialogue.process else []
    milestones = (milestone for step in steps for milestone in step.milestones)
    return _by_source([dialogue, *process, *milestones])


def of_workshop(workshop: Workshop) -> Sources:
    """Return source -> names of the facts that rest on it, for the page of a workshop."""
    return _by_source([workshop, *_programme(workshop), *workshop.photos.all()])


def _programme(workshop: Workshop) -> Iterator[Told]:
    for session in workshop.sessions.all():
        yield session
        yield from session.appearances.all()


def _by_source(facts: Iterable[Told]) -> Sources:
    found: Sources = {}
    for fact in facts:
        names = found.setdefault(fact.source, [])
        if fact.heading not in names:
            names.append(fact.heading)
    return found
