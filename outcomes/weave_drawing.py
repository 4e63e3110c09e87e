"""The weave: a dialogue as lines that leave its workshops, run side by side, and come together.

It is drawn from the numbers alone. A line that ends in a ring was not taken up, one that ends in
a dot has just arrived in an open call, one that ends dotted waits for its answer; a dotted row is
a category that is silent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from outcomes.weave import ARRIVING, FATES, GATHERED, STOPPED, WAITING, Weave
from submissions.models import Category

WIDE, NARROW = 1440, 480


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
    height: int = 0
    lines: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @classmethod
    def of(cls, weave: Weave, width: int) -> "Drawing":
        """Draw the weave in a width, a line for `weave.each` recommendations."""
        drawing = cls(width)
        rows = list(_rows(weave))
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


def _rows(weave: Weave) -> Iterable[tuple[int, str]]:
    """Yield (bundle, fate) of every row from above: lines by bundle and category, and silent ones.

    What is said at all has a line, also where it is less than `weave.each`.
    """
    for place, bundle in enumerate(weave.bundles):
        for category in Category.values:
            if category in weave.silent:
                if not place:
                    yield -1, "silent"
                continue
            for fate in FATES:
                if number := bundle.numbers[category, fate]:
                    yield from [(place, fate)] * max(1, round(number / weave.each))


def _packed(middles: list[float], pitch: float) -> list[float]:
    """Return the same number of heights, in the same order, close together round the middle."""
    if not middles:
        return []
    centre = sum(middles) / len(middles)
    first = centre - pitch * (len(middles) - 1) / 2
    return [first + pitch * place for place in range(len(middles))]
