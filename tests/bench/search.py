"""What a search costs as rows grow: python -m tests.bench.search, after python -m tests.postgres.

Without the latter it runs on an SQLite file of its own.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

import django

from tests.bench.run import PRODUCTION

SIZES = (10_000, 100_000)
TIMES = 3
# At this size all totals and facets are counted by hand as well.
COUNTED_BY_HAND = 10_000
# CPU milliseconds of page, total and facets at 100,000: median, and 95th percentile.
PROMISED_AT, PROMISED = 100_000, (8.0, 15.0)


def main() -> int:
    """Run with the sizes of the command line; return 1 if something is wrong or too dear."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES, help="default: %(default)s")
    parser.add_argument("--each", action="store_true", help="print the cost of every search")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {**PRODUCTION, "STATIC_ROOT": folder}
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/idm.sqlite3")
        django.setup()
        return run(sorted(options.sizes), each=options.each)


def run(sizes: Sequence[int], *, each: bool) -> int:
    """Grow the rows from size to size, and measure at each."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from tests.bench import by_hand, chains, queries, rows

    if connection.vendor == "postgresql":
        settings.DATABASES["default"]["OPTIONS"]["pool"] |= {"max_size": 1, "max_lifetime": 86_400}
    call_command("migrate", verbosity=0)
    texts = {code: chains.Chain(code) for code in rows.LANGUAGES}
    made, wrong = rows.Rows(texts), 0
    print(f"{connection.vendor}; milliseconds of page + total + all facets, of 50 searches")
    print(f"{'rows':>9} {'CPU p50':>8} {'p95':>7} {'worst':>7} {'clock p50':>10} {'p95':>7}")
    for size in sizes:
        made.grow(size)
        asked = queries.fifty(texts)
        if size <= COUNTED_BY_HAND:
            wrong += sum(map(_tell, by_hand.differences(asked)))
        costs = [_cost(one, connection) for one in asked]
        cpu, clock = sorted(cost[0] for cost in costs), sorted(cost[1] for cost in costs)
        print(
            f"{size:>9,} {median(cpu):>8.2f} {cpu[-3]:>7.2f} {cpu[-1]:>7.2f}"
            f" {median(clock):>10.2f} {clock[-3]:>7.2f}",
            flush=True,
        )
        for one, cost in zip(asked, costs, strict=True) if each else ():
            print(f"{cost[0]:>18.2f}  {one}")
        if size == PROMISED_AT:
            wrong += median(cpu) > PROMISED[0] or cpu[-3] > PROMISED[1]
    return int(wrong > 0)


def _tell(difference: str) -> bool:
    print("WRONG", difference)
    return True


def _cost(asked: Any, connection: Any) -> tuple[float, float]:
    """Return CPU of this process and of the database's, and the clock, in milliseconds."""
    from submissions.search import search
    from tests.bench.meter import cpu_of

    database: Callable[[], float] = lambda: 0.0  # noqa: E731 - one of two
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]
        database = lambda: cpu_of(pid)  # noqa: E731 - the other
    page = asked.page or search(asked.query, asked.filters, asked.sort).page.pages
    found = []
    for _ in range(TIMES):
        cpu, clock = time.process_time() + database(), time.perf_counter()
        search(asked.query, asked.filters, asked.sort, page)
        found.append(
            (time.process_time() + database() - cpu, time.perf_counter() - clock),
        )
    return 1000 * median(cpu for cpu, _clock in found), 1000 * median(
        clock for _cpu, clock in found
    )


if __name__ == "__main__":
    sys.exit(main())
