"""The weave: a dialogue as lines that leave its workshops, run side by side, and come together.

It is drawn from the numbers alone. A line that ends in a ring was not taken up, one that ends in
a dot has just arrived in an open call, one that ends dotted waits for its answer; a dotted row is
a category that is silent.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

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
    def parts(self) -> list["Part"]:
        """What became of the recommendations, in the order of the dispositions, for a bar."""
        labels = {**dict(Disposition.choices), "": _("Not yet told")}
        parts, before = [], 0
        for code, label in labels.items():
            if number := self.dispositions[code]:
                start, width = (100 * part / self.total for part in (before, number))
                parts.append(Part(code or "waiting", str(label), number, start, width))
                before += number
        return parts

    @cached_property
    def wide(self) -> "Drawing":
        """The drawing for a desk."""
        return Drawing.of(self, 1440, MOST_LINES)

    @cached_property
    def narrow(self) -> "Drawing":
        """The drawing for a phone."""
        return Drawing.of(self, 480, MOST_LINES)


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


@dataclass(frozen=True)
class Mark:
    """Where a line ends, or a bar that stands across the lines."""

    kind: str
    x: float
    y: float
    height: float = 0


@dataclass
class Drawing:
    """Lines and marks, in units of the view box."""

    width: int
    each: int
    height: int = 0
    lines: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @classmethod
    def of(cls, weave: Weave, width: int, most: int) -> "Drawing":
        """Draw the weave with at most about so many lines, each for `each` recommendations."""
        drawing = cls(width, each=max(1, -(-weave.total // most)))
        rows = list(_rows(weave, drawing.each))
        pitch = min(max(230 / len(rows), 4.0), 9.0)
        middle = {place: 14 + pitch * place for place in range(len(rows))}
        drawing.height = round(28 + pitch * max(len(rows) - 1, 6))
        gathered = [place for place, (_bundle, fate) in enumerate(rows) if fate == GATHERED]
        for bundle in range(len(weave.bundles)):
            places = [place for place, row in enumerate(rows) if row[0] == bundle]
            left = _packed([middle[place] for place in places], 1.7)
            drawing._bar("start", (0.11 + 0.24 * bundle / len(weave.bundles)) * width, left)
            for place, start in zip(places, left, strict=True):
                drawing._line(
                    bundle / len(weave.bundles), place, rows[place][1], start, middle[place]
                )
        right = _packed([middle[place] for place in gathered], 1.7)
        for place, end in zip(gathered, right, strict=True):
            drawing._gather(middle[place], end)
        if right:
            drawing._bar("end", 0.93 * width, right)
        for place, (_bundle, fate) in enumerate(rows):
            if fate == "silent":
                drawing.silent.append(f"M{0.4 * width:.0f} {middle[place]:.1f}H{0.6 * width:.0f}")
        return drawing

    def _bar(self, kind: str, x: float, ends: list[float]) -> None:
        self.marks.append(Mark(kind, round(x, 1), min(ends) - 6, max(ends) - min(ends) + 12))

    def _line(self, late: float, place: int, fate: str, start: float, middle: float) -> None:
        """Draw a line from its bundle to where it stops, or to where all are gathered.

        `late`: how far along, from 0 to 1, its bundle leaves; the first one at once.
        """
        width = self.width
        leaves, arrives = (0.11 + 0.24 * late) * width, (0.36 + 0.12 * late) * width
        bend = (leaves + arrives) / 2
        # Spread by place, so that ends do not stand in a row: it says nothing of time.
        ends = {
            GATHERED: 0.6,
            STOPPED: 0.53 + 0.05 * (place * 7 % 10) / 10,
            WAITING: 0.56,
            ARRIVING: arrives / width + 0.02 + 0.12 * (place * 7 % 10) / 10,
        }
        x = ends[fate] * width
        self.lines.append(
            f"M0 {start:.1f}H{leaves:.0f}C{bend:.0f} {start:.1f} {bend:.0f} {middle:.1f} "
            f"{arrives:.0f} {middle:.1f}H{x:.0f}"
        )
        if fate == WAITING:
            self.waiting.append(f"M{x:.0f} {middle:.1f}H{0.62 * width:.0f}")
        elif fate != GATHERED:
            self.marks.append(Mark(fate, round(x), round(middle, 1)))

    def _gather(self, middle: float, end: float) -> None:
        width = self.width
        bend, x = 0.74 * width, 0.86 * width
        self.lines.append(
            f"M{0.6 * width:.0f} {middle:.1f}C{bend:.0f} {middle:.1f} {bend:.0f} {end:.1f} "
            f"{x:.0f} {end:.1f}H{width}"
        )


def _rows(weave: Weave, each: int) -> Iterable[tuple[int, str]]:
    """Yield (bundle, fate) of every row from above: lines by bundle and category, and silent ones.

    What is said at all has a line, also where it is less than `each`.
    """
    for place, bundle in enumerate(weave.bundles):
        for category in Category.values:
            if category in weave.silent:
                if not place:
                    yield -1, "silent"
                continue
            for fate in FATES:
                if number := bundle.numbers[category, fate]:
                    yield from [(place, fate)] * max(1, round(number / each))


def _packed(middles: list[float], pitch: float) -> list[float]:
    """Return the same number of heights, in the same order, close together round the middle."""
    if not middles:
        return []
    centre = sum(middles) / len(middles)
    first = centre - pitch * (len(middles) - 1) / 2
    return [first + pitch * place for place in range(len(middles))]
