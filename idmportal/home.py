"""What the home page shows: what is open, what was said and came of it, which dates lie ahead."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext as _

from common.lists import listed
from common.marked import filled
from dialogues.models import Dialogue, Milestone, Session, Workshop
from outcomes.models import OutcomeDocument
from outcomes.reading import highlights
from outcomes.weave import Said, Weave, said_in, weave, woven_calls
from submissions import deadlines
from submissions.cards import cards
from submissions.models import Call, Recommendation
from submissions.search import in_order, rows_of
from submissions.vocabulary import Vocabulary

LATEST = 3
DATES = 6


@dataclass(frozen=True)
class DateAhead:
    """Something that is going to happen, on one day or on several."""

    first: date
    last: date
    title: str
    where: str = ""
    url: str = ""
    is_sample: bool = False


def contents(at: datetime) -> dict[str, Any]:
    """Return what the home page shows at the moment."""
    every = list(woven_calls().order_by("closes_at", "pk"))
    calls = [call for call in every if call.closes_at > at]
    said = said_in(every, at)
    woven, told = woven_dialogue(every, said), told_dialogue()
    workshops = workshops_of(woven, told, at.date())
    latest = newest_outcome(woven)
    return {
        "open_calls": [call for call in calls if call.is_open(at)],
        "next_call": min(
            (call for call in calls if not call.has_opened(at)),
            key=lambda call: call.opens_at,
            default=None,
        ),
        "woven": woven,
        "woven_workshops": [one for one in workshops if one.dialogue == woven],
        "weave": weave_in(woven, every, said, at) if woven else None,
        "document": latest,
        "highlights": (most_sourced := highlights(latest, at) if latest else []),
        "highlighted": [one.statement for one in most_sourced],
        "latest": [] if latest or not said else latest_cards(every, at),
        "dates_ahead": dates_ahead(calls, workshops, at)[:DATES],
        "dialogue": told,
        "workshops": [one for one in workshops if one.dialogue == told],
    }


def woven_dialogue(calls: list[Call], said: list[Said]) -> Dialogue | None:
    """Return the dialogue of which the most was said lately: a real one before a sample."""
    dialogues = {call.pk: call.dialogue for call in calls}
    newest = sorted(said, key=lambda one: one.last, reverse=True)
    spoken = [dialogues[one.call] for one in newest]
    return min(spoken, key=lambda one: one.is_demonstration, default=None)


def weave_in(dialogue: Dialogue, calls: list[Call], said: list[Said], at: datetime) -> Weave:
    """Return the weave of one dialogue out of all that was said."""
    own = [call for call in calls if call.dialogue == dialogue]
    keys = {call.pk for call in own}
    return weave(own, [one for one in said if one.call in keys], at)


def workshops_of(woven: Dialogue | None, told: Dialogue | None, today: date) -> list[Workshop]:
    """Return the workshops of the two dialogues and those of any that are not over."""
    shown = Q(dialogue__in=[one.pk for one in (woven, told) if one])
    public = Workshop.objects.public().filter(shown | _is_ahead(today))
    return list(public.select_related("dialogue"))


def _is_ahead(today: date) -> Q:
    return Q(starts_on__gte=today) | Q(ends_on__gte=today)


def latest_cards(calls: list[Call], at: datetime) -> list[Any]:
    """Return what was said most recently: it stands where nothing has come of it yet."""
    vocabulary = Vocabulary(calls=calls)
    rows = in_order(Recommendation.objects.public(at), vocabulary)
    return cards(rows_of(rows, vocabulary, stop=LATEST), vocabulary)


def newest_outcome(woven: Dialogue | None) -> OutcomeDocument | None:
    """Return the newest outcome document: of the dialogue that is woven, else of another.

    Real ones come before samples.
    """
    rows = OutcomeDocument.objects.public().for_list()
    of_woven = Case(When(dialogue=woven, then=0), default=1) if woven else Value(1)
    return rows.order_by(of_woven, "dialogue__is_demonstration", "-published_at", "-pk").first()


def told_dialogue() -> Dialogue | None:
    """Return the newest real dialogue whose programme is known; without one, the newest."""
    programme = Exists(Session.objects.public().filter(workshop__dialogue=OuterRef("pk")))
    real = Dialogue.objects.public().filter(is_demonstration=False)
    return real.annotate(has_programme=programme).order_by("-has_programme", "-year").first()


def dates_ahead(calls: list[Call], workshops: list[Workshop], at: datetime) -> list[DateAhead]:
    """Return deadlines, workshops and milestones that are not over, the nearest first."""
    today = at.date()
    dates = [*_of_calls(calls, at), *_of_workshops(workshops, today), *_of_milestones(today)]
    return sorted(dates, key=lambda one: (one.first, str(one.title)))


def _of_calls(calls: list[Call], at: datetime) -> Iterator[DateAhead]:
    for call in calls:
        is_open = call.has_opened(at)
        moment = (call.closes_at if is_open else call.opens_at).astimezone(call.zone)
        words = _("Call closes: %(title)s") if is_open else _("Call opens: %(title)s")
        yield DateAhead(
            first=moment.date(),
            last=moment.date(),
            title=filled(words, title=call.shown("title")),
            where=listed([f"{moment:%H:%M}", deadlines.place(call)]),
            url=call.get_absolute_url(),
            is_sample=call.dialogue.is_demonstration,
        )


def _of_workshops(workshops: list[Workshop], today: date) -> Iterator[DateAhead]:
    for row in workshops:
        if not row.is_ahead(today):
            continue
        yield DateAhead(
            first=row.starts_on or today,
            last=row.ends_on or row.starts_on or today,
            title=row.heading,
            where=listed([row.shown("venue"), row.shown("city")]),
            url=row.get_absolute_url(),
            is_sample=row.dialogue.is_demonstration,
        )


def _of_milestones(today: date) -> Iterator[DateAhead]:
    fed = Dialogue.objects.public().filter(process=OuterRef("process"))
    rows = Milestone.objects.public().filter(_is_ahead(today), Exists(fed), workshop=None)
    for row in rows:
        yield DateAhead(row.starts_on, row.last_day, row.heading, where=row.shown("place"))
