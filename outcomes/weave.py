"""What is woven of a dialogue: how many recommendations met which fate, by call and category.

How it is drawn from these numbers: `weave_drawing.py`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from dialogues.models import Dialogue, Milestone, Workshop
from outcomes.models import OutcomeDocument
from submissions.models import Call, Category, Recommendation
from submissions.models.recommendations import Disposition
from submissions.querysets import CallQuerySet

MOST_LINES = 56
GATHERED, STOPPED, WAITING, ARRIVING = "gathered", "stopped", "waiting", "arriving"
FATES = (GATHERED, STOPPED, WAITING, ARRIVING)


@dataclass(frozen=True)
class Bundle:
    """A call from which lines leave: how many recommendations by (category, fate)."""

    call: Call
    is_open: bool
    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """Where it comes from: the city of the call's workshop, else the call."""
        workshop = self.call.workshop
        return workshop.short if workshop and workshop.is_published else self.call.heading


@dataclass(frozen=True)
class Part:
    """How many recommendations met one fate; where its part of the bar begins, in percent."""

    code: str
    label: str
    number: int
    start: float
    width: float


@dataclass(frozen=True)
class Weave:
    """What is drawn of a dialogue; `dispositions`: "" stands for not yet told.

    `calls`: all its public ones, also those in which nothing was said.
    """

    calls: list[Call]
    bundles: list[Bundle]
    dispositions: Counter[str]
    silent: list[str]

    @property
    def total(self) -> int:
        """How many recommendations are drawn."""
        return self.dispositions.total()

    @property
    def told(self) -> int:
        """How many of them have been told what became of them."""
        return self.total - self.dispositions[""]

    @property
    def each(self) -> int:
        """How many recommendations a line stands for, so that about MOST_LINES are drawn."""
        return max(1, -(-self.total // MOST_LINES))

    @property
    def silent_names(self) -> list[str]:
        """The categories that said nothing, in words."""
        return [str(Category(code).label) for code in self.silent]

    @property
    def goes_to(self) -> Milestone | None:
        """What the calls feed: the milestone of the last one that names any."""
        fed = [one.call.milestone for one in self.bundles if one.call.milestone]
        return next((one for one in fed[::-1] if one.is_public), None)

    @property
    def parts(self) -> list[Part]:
        """What became of the recommendations, in the order of the dispositions, for a bar."""
        labels = {**dict(Disposition.choices), "": _("Not yet told")}
        parts, before = [], 0
        for code, label in labels.items():
            if number := self.dispositions[code]:
                start, width = (100 * part / self.total for part in (before, number))
                parts.append(Part(code or "waiting", str(label), number, start, width))
                before += number
        return parts


@dataclass(frozen=True)
class Said:
    """So many public recommendations of a call, alike in category and disposition.

    `last`: when the newest of them was published.
    """

    call: int
    category: str
    disposition: str
    number: int
    last: datetime


def said_in(calls: Iterable[Call], at: datetime) -> list[Said]:
    """Return what readers may see of all that was said in the calls, which are public. One query.

    `at`: the moment of looking.
    """
    released = [call.pk for call in calls if call.publish_from is None or call.publish_from <= at]
    public = Recommendation.objects.public(at, released=released).order_by()
    columns = ("submission__call", "submission__category", "disposition")
    numbers = public.values_list(*columns).annotate(Count("pk"), Max("submission__public_at"))
    return [Said(*row) for row in numbers]


def woven_calls() -> CallQuerySet:
    """Return the public calls with their dialogues, workshops and milestones."""
    above = ("dialogue", "workshop__dialogue", "milestone__workshop__dialogue")
    calls: CallQuerySet = Call.objects.public().select_related(*above)
    return calls


def weave_of(dialogue: Dialogue, at: datetime) -> Weave:
    """Return what readers may see of all that was said in a dialogue's calls. Two queries."""
    calls = list(woven_calls().filter(dialogue=dialogue))
    return weave(calls, said_in(calls, at), at)


def weave(calls: Iterable[Call], said: Iterable[Said], at: datetime) -> Weave:
    """Return the weave of a dialogue's public calls and what was said in them."""
    ordered = sorted(calls, key=lambda call: (call.closes_at, call.pk))
    bundles = {call.pk: Bundle(call, call.closes_at > at) for call in ordered}
    dispositions: Counter[str] = Counter()
    for one in said:
        bundle = bundles[one.call]
        bundle.numbers[one.category, _fate(one.disposition, bundle.is_open)] += one.number
        dispositions[one.disposition] += one.number
    spoken = {category for one in bundles.values() for category, _how in one.numbers}
    drawn = [bundle for bundle in bundles.values() if bundle.numbers]
    # “Other” is no group of which one could say that it has not been heard.
    silent = [code for code in Category.values if code not in {*spoken, Category.OTHER}]
    return Weave(ordered, drawn, dispositions, silent)


def _fate(disposition: str, is_open: bool) -> str:
    if disposition == Disposition.NOT_TAKEN_UP:
        return STOPPED
    if disposition:
        return GATHERED
    return ARRIVING if is_open else WAITING


@dataclass(frozen=True)
class Standing:
    """Where a workshop stands: its open call, what was said for it, and what came of it."""

    workshop: Workshop
    open_call: Call | None
    said: int
    document: OutcomeDocument | None


def standing(dialogue: Dialogue, weave: Weave, at: datetime) -> list[Standing]:
    """Return where each public workshop of a dialogue stands, in their order. One query.

    The dialogue brings its public workshops along.
    """
    workshops = dialogue.workshops.all()
    documents = documents_of(dialogue)
    of_workshop = {row.workshop_id: row for row in reversed(documents)}
    calls = {row.workshop_id: row for row in weave.calls if row.is_open(at)}
    said: Counter[int | None] = Counter()
    for bundle in weave.bundles:
        said[bundle.call.workshop_id] += bundle.numbers.total()
    return [
        Standing(one, calls.get(one.pk), said[one.pk], of_workshop.get(one.pk)) for one in workshops
    ]


def documents_of(dialogue: Any) -> list[OutcomeDocument]:
    """Return its public outcome documents, the newest first; it keeps them for its page."""
    if not hasattr(dialogue, "public_documents"):
        rows = OutcomeDocument.objects.public().for_list().filter(dialogue=dialogue)
        dialogue.public_documents = list(rows.order_by("-published_at", "-pk"))
    found: list[OutcomeDocument] = dialogue.public_documents
    return found
