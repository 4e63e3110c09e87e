"""What is woven of a dialogue: how many recommendations met which fate, by call and category.

How it is drawn from these numbers: `weave_drawing.py`.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Prefetch
from django.utils.translation import gettext as _

from dialogues.models import Dialogue, Milestone, Workshop
from outcomes.models import OutcomeDocument
from submissions.models import Call, Category, Recommendation
from submissions.models.recommendations import Disposition

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
    """What is drawn of a dialogue; `dispositions`: "" stands for not yet told."""

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
        public = set(Milestone.objects.public().filter(pk__in=[one.pk for one in fed]))
        return next((one for one in fed[::-1] if one in public), None)

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


def weave_of(dialogue: Dialogue, at: datetime) -> Weave:
    """Return what readers may see of all that was said in a dialogue's calls. Two queries."""
    calls = Call.objects.public().filter(dialogue=dialogue).select_related("workshop", "milestone")
    bundles = {
        call.pk: Bundle(call, call.closes_at > at) for call in calls.order_by("closes_at", "pk")
    }
    public = Recommendation.objects.public(at).filter(submission__call__in=bundles)
    columns = ("submission__call", "submission__category", "disposition")
    dispositions: Counter[str] = Counter()
    for call, category, disposition, number in (
        public.order_by().values_list(*columns).annotate(number=Count("pk"))
    ):
        bundle = bundles[call]
        bundle.numbers[category, _fate(disposition, bundle.is_open)] += number
        dispositions[disposition] += number
    spoken = {category for one in bundles.values() for category, _how in one.numbers}
    drawn = [bundle for bundle in bundles.values() if bundle.numbers]
    # “Other” is no group of which one could say that it has not been heard.
    silent = [code for code in Category.values if code not in {*spoken, Category.OTHER}]
    return Weave(drawn, dispositions, silent)


def _fate(disposition: str, is_open: bool) -> str:
    if disposition == Disposition.NOT_TAKEN_UP:
        return STOPPED
    if disposition:
        return GATHERED
    return ARRIVING if is_open else WAITING


def woven_dialogue(at: datetime) -> Dialogue | None:
    """Return the dialogue of which the most was said lately: a real one before a sample."""
    said = Recommendation.objects.public(at).values("submission__call__dialogue")
    newest = said.annotate(last=Max("submission__public_at")).order_by(
        "submission__call__dialogue__is_demonstration", "-last"
    )
    row = newest.first()
    if row is None:
        return None
    shown = Prefetch("workshops", Workshop.objects.public(), to_attr="shown_workshops")
    dialogues = Dialogue.objects.public().prefetch_related(shown)
    return dialogues.filter(pk=row["submission__call__dialogue"]).first()


@dataclass(frozen=True)
class Standing:
    """Where a workshop stands: its open call, what was said for it, and what came of it."""

    workshop: Workshop
    open_call: Call | None
    said: int
    document: OutcomeDocument | None


def standing(dialogue: Dialogue, weave: Weave, at: datetime) -> list[Standing]:
    """Return where each public workshop of a dialogue stands, in their order. Two queries.

    The dialogue brings its public workshops along.
    """
    workshops = dialogue.workshops.all()
    documents = OutcomeDocument.objects.public().for_list().filter(workshop__in=workshops)
    of_workshop = {row.workshop_id: row for row in documents.order_by("published_at", "pk")}
    calls = {row.workshop_id: row for row in Call.objects.open(at).filter(dialogue=dialogue)}
    said: Counter[int | None] = Counter()
    for bundle in weave.bundles:
        said[bundle.call.workshop_id] += bundle.numbers.total()
    return [
        Standing(one, calls.get(one.pk), said[one.pk], of_workshop.get(one.pk)) for one in workshops
    ]
