"""Load dialogues and processes from data files, creating only what is not there.

A process, a dialogue or a workshop that exists (by its slug) is left as it is, with everything
below it: what staff renamed, moved or deleted since does not come back. Translations that it
lacks are given to it all the same.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, Q

from common.translated_data import Entry, bring
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

Row = Mapping[str, Any]
Kind = TypeVar("Kind", bound=Model)
CHILDREN = ("appearances", "documents", "milestones", "photos", "sessions", "workshops")


@transaction.atomic
def load(data: Row) -> Counter[str]:
    """Create the missing processes and dialogues of a data file; return rows created by model.

    Raises ValidationError, and creates nothing, when a row breaks a rule of its model.
    """
    made: Counter[str] = Counter()
    new = [
        (_create(Process, row, made), row)
        for row in data.get("processes", [])
        if not Process.objects.filter(slug=row["slug"]).exists()
    ]
    for row in data.get("dialogues", []):
        _load_dialogue(row, made)
    for process, row in new:  # last, as a milestone may be a workshop
        for milestone in row["milestones"]:
            workshop = _workshop_at(milestone.get("workshop"))
            _create(Milestone, milestone, made, process=process, workshop=workshop)
    return made


def bring_translations(texts: Mapping[str, Entry], slugs: Iterable[str]) -> int:
    """Give the dialogues of these slugs, all that is in them, and the process that they feed the
    translations that they lack; return how many texts were given.
    """
    dialogues = Dialogue.objects.filter(slug__in=list(slugs))
    inside = Q(workshop__dialogue__in=dialogues)
    fed = Process.objects.filter(dialogues__in=dialogues).distinct()
    return sum(
        bring(texts, rows)
        for rows in (
            dialogues,
            Workshop.objects.filter(dialogue__in=dialogues),
            Session.objects.filter(inside),
            Appearance.objects.filter(session__workshop__dialogue__in=dialogues),
            Document.objects.filter(dialogue__in=dialogues),
            Photo.objects.filter(inside),
            fed,
            Milestone.objects.filter(process__in=fed),
        )
    )


def _load_dialogue(row: Row, made: Counter[str]) -> None:
    dialogue = Dialogue.objects.filter(slug=row["slug"]).first()
    if dialogue is None:
        process = Process.objects.filter(slug=row.get("process", "")).first()
        dialogue = _create(Dialogue, row, made, process=process)
        for document in row.get("documents", []):
            _create(Document, document, made, dialogue=dialogue)
    for workshop in row.get("workshops", []):
        if not dialogue.workshops.filter(slug=workshop["slug"]).exists():
            _load_workshop(workshop, dialogue, made)


def _load_workshop(row: Row, dialogue: Dialogue, made: Counter[str]) -> None:
    workshop = _create(Workshop, row, made, dialogue=dialogue)
    for session_row in row.get("sessions", []):
        session = _create(Session, session_row, made, workshop=workshop)
        for appearance in session_row.get("appearances", []):
            person = _person(appearance["person"], appearance["source"], made)
            _create(Appearance, appearance, made, session=session, person=person)
    for document in row.get("documents", []):
        _create(Document, document, made, dialogue=dialogue, workshop=workshop)
    for photo in row.get("photos", []):
        _create(Photo, photo, made, workshop=workshop)


def _person(name: str, source: str, made: Counter[str]) -> Person:
    known = Person.objects.filter(name=name).first()
    return known or _create(Person, {"name": name, "source": source}, made)


def _workshop_at(place: str | None) -> Workshop | None:
    """Return the workshop at "dialogue/slug"; None for None."""
    if place is None:
        return None
    dialogue, slug = place.split("/")
    return Workshop.objects.get(dialogue__slug=dialogue, slug=slug)


def _create(model: type[Kind], row: Row, made: Counter[str], **parents: Model | None) -> Kind:
    fields = {name: value for name, value in row.items() if name not in CHILDREN}
    instance = model(**(fields | parents))
    instance.full_clean()
    instance.save()
    made[model.__name__] += 1
    return instance
