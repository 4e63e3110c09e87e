"""The tables of who has spoken: a row for each category, a column for each theme or region."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.countries import REGIONS
from common.lists import enumerated
from submissions.asking import Asked, Filters
from submissions.index.keys import NOT_DISCLOSED
from submissions.participation import Spoken
from submissions.shades import bounds_of, key, shade
from submissions.vocabulary import Vocabulary

NOBODY, APART = "nobody", "apart"
# Where nobody belongs to them, that is no silence.
ONLY_IF_ANY = {"none"}


@dataclass(frozen=True)
class Column:
    """A theme or region: its key in the counts, its code in addresses; "" where no list has it."""

    key: Any
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, the filters of its list ("" for none), and how it looks: nobody, step-1 to 4.

    "apart" stands for a column without a list, in which 0 is no silence.
    """

    number: int
    query: str
    look: str


@dataclass(frozen=True)
class Row:
    """One category: its cells, and how many it said, each counted once."""

    label: str
    cells: list[Cell]
    total: int
    query: str


@dataclass(frozen=True)
class Matrix:
    """Rows in the order of the categories, the silent ones last; `steps`: look -> its numbers."""

    columns: list[Column]
    rows: list[Row]
    steps: dict[str, str]

    @property
    def silent(self) -> list[Row]:
        """The categories that said nothing."""
        return [row for row in self.rows if not row.total]

    @property
    def size(self) -> int:
        """How many cells could be empty."""
        return len(self.rows) * sum(1 for column in self.columns if column.code)

    @property
    def empty(self) -> int:
        """How many cells nobody has said anything in."""
        return sum(cell.look == NOBODY for row in self.rows for cell in row.cells)

    @property
    def apart(self) -> int:
        """How many recommendations stand in columns without a list."""
        return sum(cell.number for row in self.rows for cell in row.cells if cell.look == APART)


def by_theme(spoken: Spoken, vocabulary: Vocabulary, filters: Filters) -> Matrix:
    """Return categories by the themes that were asked about or spoken on; `filters`: the calls."""
    seen = spoken.asked | {theme for _category, theme in spoken.themes if theme is not None}
    themes = [theme for pk, theme in vocabulary.themes.items() if pk in seen]
    columns = [Column(theme.pk, theme.slug, theme.shown("name")) for theme in themes]
    if any(theme is None for _category, theme in spoken.themes):
        columns.append(Column(None, "", _("No theme")))
    labels = vocabulary.labels["category"]
    return tabulate("theme", columns, spoken.themes, spoken.categories, labels, filters)


def by_region(spoken: Spoken, vocabulary: Vocabulary, filters: Filters) -> Matrix:
    """Return categories by UN region; the anonymous stand in a column of their own."""
    seen = {region for _category, region in spoken.regions}
    columns = region_columns(seen, vocabulary.labels["region"])
    labels = vocabulary.labels["category"]
    return tabulate("region", columns, spoken.regions, spoken.categories, labels, filters)


def region_columns(seen: set[str], labels: Mapping[str, str]) -> list[Column]:
    """Return a column for each UN region, and for those seen besides; `labels`: code -> name."""
    codes = [code for code in REGIONS if code in seen or code not in ONLY_IF_ANY]
    columns = [Column(code, code, labels[code]) for code in codes]
    if NOT_DISCLOSED in seen:
        columns.append(Column(NOT_DISCLOSED, "", _("Not disclosed")))
    return columns


def tabulate(
    facet: str,
    columns: list[Column],
    numbers: Counter[tuple[str, Any]],
    totals: Counter[str],
    labels: Mapping[str, str],
    filters: Filters,
) -> Matrix:
    """Return the table of `numbers`, keyed by category and a column's key.

    `totals` and `labels` are keyed by category; each cell's list has `filters` and its own.
    """
    largest = max(numbers.values(), default=0)
    bounds = bounds_of(largest)

    def cell(category: str, column: Column) -> Cell:
        number = numbers[category, column.key]
        if not (number and column.code):
            return Cell(number, "", NOBODY if column.code else APART)
        chosen = {**filters, "category": (category,), facet: (column.code,)}
        return Cell(number, Asked(filters=chosen).encoded(), shade(number, bounds))

    rows = [
        Row(
            label=label,
            cells=[cell(code, column) for column in columns],
            total=totals[code],
            query=Asked(filters={**filters, "category": (code,)}).encoded(),
        )
        for code, label in labels.items()
    ]
    rows.sort(key=lambda row: not row.total)
    return Matrix(columns, rows, dict(key(bounds, largest)))


def silence(matrix: Matrix) -> str:
    """Return which categories said nothing, in a sentence; "" where all have spoken."""
    silent = matrix.silent
    words = ngettext(
        "%(number)s group has not spoken at all: %(names)s.",
        "%(number)s groups have not spoken at all: %(names)s.",
        len(silent),
    )
    names = enumerated(row.label for row in silent)
    return words % {"number": len(silent), "names": names} if silent else ""
