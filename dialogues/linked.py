"""Dialogues and workshops for machines; what is a sample or unverified is no fact."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from common.linked import Thing, thing
from dialogues.models import Dialogue, Workshop


def of_dialogue(dialogue: Dialogue) -> Thing:
    """Return a dialogue with its public workshops; {} where it is no fact."""
    events = [_event(one) for one in dialogue.workshops.all() if _is_fact(one, dialogue)]
    said = in_short(dialogue)
    return {**said, **_made_by_iom(), **({"subEvent": events} if events else {})} if said else {}


def in_short(dialogue: Dialogue) -> Thing:
    """Return what a dialogue is called and where it stands; {} where it is no fact."""
    if not _is_fact(dialogue, dialogue):
        return {}
    name = _("International Dialogue on Migration %(year)s") % {"year": dialogue.year}
    return thing(
        "EventSeries",
        name=name,
        alternateName=dialogue.said("theme"),
        url=f"{settings.BASE_URL}{dialogue.get_absolute_url()}",
    )


def of_workshop(workshop: Workshop) -> Thing:
    """Return a workshop with its dialogue; {} where it is no fact."""
    if not _is_fact(workshop, workshop.dialogue):
        return {}
    dialogue = in_short(workshop.dialogue)
    within = {"superEvent": dialogue} if dialogue else {}
    return {**_event(workshop), **_made_by_iom(), **within}


def _is_fact(row: Dialogue | Workshop, dialogue: Dialogue) -> bool:
    return not (row.is_unverified or dialogue.is_demonstration)


def _event(workshop: Workshop) -> Thing:
    city, venue = workshop.said("city"), workshop.said("venue")
    address = thing("PostalAddress", addressLocality=city, addressCountry=workshop.country)
    is_placed = bool(city or venue or workshop.country)
    return thing(
        "Event",
        name=workshop.said("title"),
        url=f"{settings.BASE_URL}{workshop.get_absolute_url()}",
        startDate=_day(workshop.starts_on),
        endDate=_day(workshop.ends_on or workshop.starts_on),
        location=thing("Place", name=venue or city, address=address) if is_placed else None,
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _made_by_iom() -> Thing:
    name = _("International Organization for Migration")
    return {"organizer": thing("Organization", name=name, url="https://www.iom.int/")}
