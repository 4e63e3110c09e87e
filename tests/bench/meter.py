"""CPU time of this process and of the database's, for a page and a bare one in turn."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import fmean, median

from tests.bench.databases import use
from tests.bench.visitor import forget

# CPU seconds in which a page is asked in one round, and requests before anything counts.
BATCH, WARM_UP = 0.2, 12
IN_A_ROW = 20
Get = Callable[[str], object]


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds of one request."""

    process: float
    database: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.process + self.database


@dataclass(frozen=True)
class Measured:
    """The medians over all rounds; `ratio` is that to the bare page asked in turn with it."""

    process: float
    database: float
    total: float
    ratio: float


@dataclass
class Page:
    """A page to measure: its name in the table, and the addresses that are asked one by one.

    Each is made when it is asked for, unless `is_kept`.
    """

    name: str
    addresses: list[str]
    is_kept: bool = False
    times: int = WARM_UP
    turn: Iterator[str] = field(init=False, repr=False)
    samples: list[tuple[Cost, Cost]] = field(init=False, repr=False, default_factory=list)

    def __post_init__(self) -> None:
        """Begin with the first address."""
        self.turn = cycle(self.addresses)

    @property
    def measured(self) -> Measured:
        """The medians of the samples: pairs of the page's cost and that of the bare one."""
        costs = [cost for cost, _floor in self.samples]
        return Measured(
            process=median(cost.process for cost in costs),
            database=median(cost.database for cost in costs),
            total=median(cost.total for cost in costs),
            ratio=median(cost.total / floor.total for cost, floor in self.samples),
        )


@dataclass
class Scene:
    """Pages over the rows of one database; the bare page between them, and again and again."""

    title: str
    database: str
    bare: Page
    in_a_row: Page
    pages: list[Page]


def measure(get: Get, scenes: list[Scene], rounds: int) -> None:
    """Fill the samples: every round asks for every page of every scene."""
    for scene in scenes:
        pid = use(scene.database)
        for page in scene.pages:
            _in_turn(get, page, scene.bare, pid)
            pair = _in_turn(get, page, scene.bare, pid)
            page.times = max(round(1000 * BATCH / sum(cost.total for cost in pair)), 3)
    for _ in range(rounds):
        for scene in scenes:
            _round(get, scene)


def _round(get: Get, scene: Scene) -> None:
    pid = use(scene.database)
    for page in (scene.bare, *scene.pages):  # a new connection has everything to learn
        get(next(page.turn))
    for page in scene.pages:
        cost, floor = _in_turn(get, page, scene.bare, pid)
        page.samples.append((cost, floor))
        scene.bare.samples.append((floor, floor))
    row = _mean([_cost(get, scene.bare, pid) for _ in range(IN_A_ROW)])
    scene.in_a_row.samples.append((row, floor))


def _in_turn(get: Get, page: Page, bare: Page, pid: int) -> tuple[Cost, Cost]:
    """Ask for the page and the bare one in turn; return what a request of each cost.

    So each finds the processor's caches as the other left them, as in the traffic of a site.
    """
    pairs = [(_cost(get, page, pid), _cost(get, bare, pid)) for _ in range(page.times)]
    costs, floors = zip(*pairs, strict=True)
    return _mean(costs), _mean(floors)


def _cost(get: Get, page: Page, pid: int) -> Cost:
    address = next(page.turn)
    if not page.is_kept:
        forget(address)
    process, database = time.process_time(), cpu_of(pid)
    get(address)
    process, database = time.process_time() - process, cpu_of(pid) - database
    return Cost(1000 * process, 1000 * database)


def _mean(costs: Sequence[Cost]) -> Cost:
    return Cost(fmean(c.process for c in costs), fmean(c.database for c in costs))


def cpu_of(pid: int) -> float:
    """Return the CPU seconds of another process, all its threads, from its own clock.

    What clock_getcpuclockid(3) names, to the nanosecond; /proc/<pid>/stat counts in hundredths.
    Raises OSError when there is no such process, and off Linux.
    """
    return time.clock_gettime((~pid << 3) | 2)


def cpu_of_family(pid: int) -> float:
    """Return the CPU seconds of a process and of its children that still live."""
    own = [pid, *(int(one.name) for one in Path("/proc").glob("[0-9]*") if parent(one.name) == pid)]
    return sum(cpu_of(one) for one in own)


def parent(pid: int | str) -> int:
    """Return the process that started another one; 0 when that is gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
