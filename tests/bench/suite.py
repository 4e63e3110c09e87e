"""All measurements, in their order; imported once Django is set up."""

import os
import platform
from collections.abc import Callable
from functools import partial

import django

from idmportal.wsgi import application
from tests.bench import databases, exports, pages, papers, real, report
from tests.bench.meter import Page, Scene, measure
from tests.bench.rows import Rows
from tests.bench.visitor import get

SMALL, LARGE = 2_000, 10_000
visit = partial(get, application)


def run(rounds: int) -> int:
    """Measure at both sizes and on the real rows, print, and return 1 if a promise is broken."""
    tell(*heading(rounds))
    rows = Rows()
    small, large = generated(rows)
    show(small, large, rounds=rounds)
    databases.use(large.database)
    lines, of_files = exports.measured(visit, rows)
    tell("", *lines)
    if path := real.file():
        tell("", "Real rows:")
        real.load(path, tell)
        show(scene("real recommendations", databases.own(), pages.real), rounds=rounds)
    kept = report.promises(small, large) + of_files
    databases.use(small.database)
    lines, of_papers = papers.measured(visit)
    tell("", *lines)
    kept += of_papers
    tell("", f"Promises, at {SMALL:,} and {LARGE:,} recommendations:")
    tell(*(f"{'kept  ' if is_kept else 'BROKEN'} {words}" for is_kept, words in kept))
    return int(not all(is_kept for is_kept, _words in kept))


def generated(rows: Rows) -> tuple[Scene, Scene]:
    """Return the pages over two databases, of which the larger one grew from the smaller."""
    own = databases.own()
    rows.grow(SMALL)
    databases.copy("small")
    rows.grow(LARGE)
    return (
        scene(f"{SMALL:,} recommendations", "small", pages.generated),
        scene(f"{LARGE:,} recommendations", own, pages.generated),
    )


def scene(title: str, database: str, choose: Callable[[], list[Page]]) -> Scene:
    """Return the chosen pages over a database, each found to show what it should."""
    databases.use(database)
    chosen = choose()
    pages.check(visit, chosen)
    return pages.scene(title, database, chosen)


def show(*scenes: Scene, rounds: int) -> None:
    """Measure the scenes in turn and print their tables."""
    measure(visit, [*scenes], rounds)
    for one in scenes:
        tell(*report.lines_of(one))


def heading(rounds: int) -> list[str]:
    """Return what the figures are of."""
    versions = f"Python {platform.python_version()}, Django {django.__version__}"
    return [
        f"{versions}, PostgreSQL {databases.version()}, {os.cpu_count()} cores",
        "CPU milliseconds of one request through the whole WSGI application, settings as in",
        f"production; medians of {rounds} rounds. x bare: so many times the bare page, which is",
        "asked in turn with each page. It reads one row and shows it with a template of ten",
        "lines, behind the same middleware and pool, without the portal's layout and context.",
        "Asked in a row, it finds the processor's caches as it left them, and costs less.",
    ]


def tell(*lines: str) -> None:
    """Print lines at once."""
    print(*lines, sep="\n", flush=True)
