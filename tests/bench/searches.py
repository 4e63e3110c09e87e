"""Fifty searches on one database, as rows grow; imported once Django is set up."""

import json
import time
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count

from submissions import lifecycle
from submissions.index.writing import following
from submissions.models import Recommendation, Submission
from submissions.search import Results, search
from tests.bench import by_hand, chains, databases, queries, rows
from tests.bench.meter import cpu_of
from tests.bench.queries import Asked

TIMES, PUBLISHED = 3, 20
# Rows -> CPU milliseconds of page, total and numbers of filters: median, and 95th percentile.
PROMISED = {100_000: (8.0, 15.0), 1_000_000: (25.0, 60.0)}
# CPU milliseconds until an answer of one recommendation is published, and found.
MOST_TO_PUBLISH = 50.0


def run(wishes: dict[str, Any]) -> int:
    """Grow the rows from size to size, and measure at each; return 1 if something is wrong."""
    if connection.vendor == "postgresql":
        databases.keep_one_connection()
    call_command("migrate", verbosity=0)
    texts = {code: chains.Chain(code) for code in rows.LANGUAGES}
    made = rows.Rows(texts, datetime.fromisoformat(wishes["moment"]))
    answers: dict[str, Any] = {}
    wrong = False
    print(f"{connection.vendor}; milliseconds of page, total and all numbers of filters")
    print(f"{'rows':>9} {'CPU p50':>8} {'p95':>7} {'worst':>7} {'clock p50':>10} {'p95':>7}")
    for size in sorted(wishes["sizes"]):
        made.grow(size)
        asked = queries.fifty(texts)
        answers |= {f"{size} {one}": _answer(one) for one in asked}
        wrong |= _measured(size, asked, each=wishes["each"])
        if size <= wishes["by_hand"]:
            wrong |= _counted(asked)
        wrong |= _published()
    Path(wishes["answers"]).write_text(json.dumps(answers))
    return int(wrong)


def _answer(asked: Asked) -> Any:
    """Return all that a search tells: its rows, its total, the numbers of its filters."""
    found = _search(asked, _page(asked))
    facets = [
        (facet.name, facet.undisclosed, sorted((one.code, one.count) for one in facet.choices))
        for facet in found.facets
    ]
    return [found.total, [row.reference for row in found.rows], facets, found.suggestion]


def _measured(size: int, asked: list[Asked], *, each: bool) -> bool:
    """Print what the searches cost; return whether that is too much."""
    costs = [_cost(one) for one in asked]
    cpu, clock = sorted(cost[0] for cost in costs), sorted(cost[1] for cost in costs)
    figures = f"{median(cpu):>8.2f} {cpu[-3]:>7.2f} {cpu[-1]:>7.2f}"
    print(f"{size:>9,} {figures} {median(clock):>10.2f} {clock[-3]:>7.2f}", flush=True)
    for one, cost in zip(asked, costs, strict=True) if each else ():
        print(f"{cost[0]:>18.2f}  {one}")
    usual, late = PROMISED.get(size, (median(cpu), cpu[-3]))
    return median(cpu) > usual or cpu[-3] > late


def _cost(asked: Asked) -> tuple[float, float]:
    """Return CPU of this process and of the database's, and the clock, in milliseconds."""
    page, pid = _page(asked), _database()
    found = []
    for _ in range(TIMES):
        cpu, clock = _cpu(pid), time.perf_counter()
        _search(asked, page)
        found.append((_cpu(pid) - cpu, time.perf_counter() - clock))
    return 1000 * median(cpu for cpu, _ in found), 1000 * median(clock for _, clock in found)


def _page(asked: Asked) -> int:
    return asked.page or _search(asked, 1).page.pages


def _search(asked: Asked, page: int) -> Results:
    return search(asked.query, asked.filters, asked.sort, page)


def _database() -> int:
    """Return the process of the database that serves us; 0 where it is this one."""
    return databases.serving() if connection.vendor == "postgresql" else 0


def _cpu(pid: int) -> float:
    return time.process_time() + (cpu_of(pid) if pid else 0.0)


def _counted(asked: list[Asked]) -> bool:
    """Print whose totals or numbers of filters are others when counted row by row."""
    different = list(by_hand.differences(asked))
    for one in different:
        print("WRONG", one)
    print(f"{'':>9} counted by hand: {len(different)} of {len(asked)} searches are wrong")
    return bool(different)


def _published() -> bool:
    """Print what it costs to publish an answer of one recommendation; return if too much."""
    of_one = Submission.objects.annotate(said=Count("recommendations")).filter(said=1)
    found, pid = [], _database()
    for answer in of_one.order_by("reference")[:PUBLISHED]:
        with transaction.atomic(), following(Recommendation.objects.filter(submission=answer)):
            Submission.objects.filter(pk=answer.pk).update(public_at=None)
        answer.refresh_from_db()
        cpu, clock = _cpu(pid), time.perf_counter()
        lifecycle.publish(answer)
        found.append((1000 * (_cpu(pid) - cpu), 1000 * (time.perf_counter() - clock)))
    del found[0]  # it has everything to load
    cpu, clock = (median(costs) for costs in zip(*found, strict=True))
    print(f"{'':>9} published one: {cpu:.1f} of CPU, {clock:.1f} on the clock", flush=True)
    return bool(cpu > MOST_TO_PUBLISH)
