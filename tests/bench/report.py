"""The tables of a run, and whether the promises are kept."""

from tests.bench.meter import Measured
from tests.bench.pages import BARE, DETAIL, FORM

MOST = 25
SAME_WITHIN = 0.20
Table = dict[str, Measured]


def lines_of(title: str, table: Table) -> list[str]:
    """Return a table for people: CPU milliseconds of a request, and how many bare pages it is."""
    head = f"{title:<30} {'process':>9} {'database':>9} {'sum':>9} {'x bare':>9}"
    return ["", head] + [
        f"{name:<30} {row.process:9.2f} {row.database:9.2f} {row.total:9.2f} {row.ratio:9.1f}"
        for name, row in table.items()
    ]


def promises(small: Table, large: Table) -> list[tuple[bool, str]]:
    """Return each promise: whether it is kept, and in words with the figure."""
    limits = [
        (row.ratio <= MOST, f"{name}: {row.ratio:.1f} times the bare page, at most {MOST}")
        for name, row in small.items()
        if name != BARE
    ]
    return limits + [_same(name, small[name], large[name]) for name in (DETAIL, FORM)]


def _same(name: str, small: Measured, large: Measured) -> tuple[bool, str]:
    """Compare in bare pages: a machine that became slower meanwhile slowed both."""
    change = large.ratio / small.ratio - 1
    words = f"{name}: {change:+.0%} with five times the rows, at most {SAME_WITHIN:.0%}"
    return abs(change) <= SAME_WITHIN, words
