"""CPU time of this process and of the database's, for pages and a bare one in turn."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from statistics import median

from django.db import connection

# CPU seconds of one batch of requests: of the page, and of the bare page before it.
BATCH, BARE_BATCH = 0.12, 0.05
WARM_UP = 12


def cpu_of(pid: int) -> float:
    """Return the CPU seconds of another process, all its threads, from its own clock.

    What clock_getcpuclockid(3) names, to the nanosecond; /proc/<pid>/stat counts in hundredths.
    Raises OSError when there is no such process, and off Linux.
    """
    return time.clock_gettime((~pid << 3) | 2)


def backend() -> int:
    """Return the process of the database that serves the one connection of the pool."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds of one request."""

    process: float
    database: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.process + self.database


@dataclass
class Page:
    """A page to measure: its name in the table, and the addresses that are asked in turn."""

    name: str
    addresses: list[str]
    times: int = 1
    turn: Iterator[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin with the first address."""
        self.turn = cycle(self.addresses)


@dataclass(frozen=True)
class Measured:
    """The medians over all rounds; `ratio` is that to the bare page just before."""

    process: float
    database: float
    total: float
    ratio: float


def measure(
    get: Callable[[str], object], bare: Page, pages: list[Page], rounds: int
) -> dict[str, Measured]:
    """Return name -> medians; each round asks every page, and the bare one before each."""
    pid = backend()
    for page in (bare, *pages):
        _batch(get, page, WARM_UP)
    for page in (bare, *pages):
        seconds = _timed(get, page, pid, WARM_UP).total / 1000
        page.times = max(round((BARE_BATCH if page is bare else BATCH) / seconds), 1)
    samples: dict[str, list[tuple[Cost, Cost]]] = {page.name: [] for page in pages}
    for _ in range(rounds):
        for page in pages:
            floor = _timed(get, bare, pid, bare.times)
            samples[page.name].append((_timed(get, page, pid, page.times), floor))
    floors = [floor for pairs in samples.values() for _cost, floor in pairs]
    measured = {bare.name: _medians([(floor, floor) for floor in floors])}
    return measured | {name: _medians(pairs) for name, pairs in samples.items()}


def _batch(get: Callable[[str], object], page: Page, times: int) -> None:
    for _ in range(times):
        get(next(page.turn))


def _timed(get: Callable[[str], object], page: Page, pid: int, times: int) -> Cost:
    process, database = time.process_time(), cpu_of(pid)
    _batch(get, page, times)
    process, database = time.process_time() - process, cpu_of(pid) - database
    return Cost(1000 * process / times, 1000 * database / times)


def _medians(pairs: list[tuple[Cost, Cost]]) -> Measured:
    return Measured(
        process=median(cost.process for cost, _floor in pairs),
        database=median(cost.database for cost, _floor in pairs),
        total=median(cost.total for cost, _floor in pairs),
        ratio=median(cost.total / floor.total for cost, floor in pairs),
    )
