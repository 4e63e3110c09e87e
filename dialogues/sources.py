"""Where a page's facts are known from, told once for each source."""

from collections.abc import Iterable, Iterator

from dialogues.models import Dialogue, Workshop
from dialogues.models.fact import Fact
from dialogues.timeline import Step

Sources = dict[str, list[str]]


def of_dialogue(dialogue: Dialogue, steps: Iterable[Step]) -> Sources:
    """Return source -> names of the facts that rest on it, for the page of a dialogue."""
    process = [dialogue.process] if dialogue.process else []
    milestones = (milestone for step in steps for milestone in step.milestones)
    return _by_source([dialogue, *process, *milestones])


def of_workshop(workshop: Workshop) -> Sources:
    """Return source -> names of the facts that rest on it, for the page of a workshop."""
    return _by_source([workshop, *_programme(workshop), *workshop.photos.all()])


def _programme(workshop: Workshop) -> Iterator[Fact]:
    for session in workshop.sessions.all():
        yield session
        yield from session.appearances.all()


def _by_source(facts: Iterable[Fact]) -> Sources:
    found: Sources = {}
    for fact in facts:
        names = found.setdefault(fact.source, [])
        if str(fact) not in names:
            names.append(str(fact))
    return found
