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
from outcomes.weave import weave_of, woven_dialogue
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
    calls = list(
        Call.objects.public().filter(closes_at__gt=at).select_related("dialogue", "workshop")
    )
    calls.sort(key=lambda call: call.closes_at)
    woven = woven_dialogue(at)
    latest = newest_outcome(woven)
    return {
        "open_calls": [call for call in calls if call.is_open(at)],
        "next_call": min(
            (call for call in calls if not call.has_opened(at)),
            key=lambda call: call.opens_at,
            default=None,
        ),
        "woven": woven,
        "weave": weave_of(woven, at) if woven else None,
        "document": latest,
        "highlights": (most_sourced := highlights(latest, at) if latest else []),
        "highlighted": [one.statement for one in most_sourced],
        "latest": [] if latest else latest_cards(at),
        "dates_ahead": dates_ahead(calls, at)[:DATES],
        "dialogue": told_dialogue(),
    }


def latest_cards(at: datetime) -> list[Any]:
    """Return what was said most recently: it stands where nothing has come of it yet."""
    vocabulary = Vocabulary()
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
    real = Dialogue.objects.public().filter(is_demonstration=False).for_archive()
    return real.annotate(has_programme=programme).order_by("-has_programme", "-year").first()


def dates_ahead(calls: list[Call], at: datetime) -> list[DateAhead]:
    """Return deadlines, workshops and milestones that are not over, the nearest first."""
    today = at.date()
    dates = [*_of_calls(calls, at), *_of_workshops(today), *_of_milestones(today)]
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


def _of_workshops(today: date) -> Iterator[DateAhead]:
    ahead = Q(starts_on__gte=today) | Q(ends_on__gte=today)
    for row in Workshop.objects.public().filter(ahead).select_related("dialogue"):
        yield DateAhead(
            first=row.starts_on or today,
            last=row.ends_on or row.starts_on or today,
            title=row.heading,
            where=listed([row.shown("venue"), row.shown("city")]),
            url=row.get_absolute_url(),
            is_sample=row.dialogue.is_demonstration,
        )


def _of_milestones(today: date) -> Iterator[DateAhead]:
    ahead = Q(starts_on__gte=today) | Q(ends_on__gte=today)
    fed = Dialogue.objects.public().filter(process=OuterRef("process"))
    rows = Milestone.objects.public().filter(ahead, Exists(fed), workshop=None)
    for row in rows:
        yield DateAhead(row.starts_on, row.last_day, row.heading, where=row.shown("place"))
