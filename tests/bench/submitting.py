"""Many submit at once on one database, beside a bare insert; imported once Django is set up."""

import os
import platform
import threading
import time
from pathlib import Path

from django.db import connection, transaction

from tests.bench import databases
from tests.bench.meter import cpu_of_family, parent
from tests.flows.portal import Portal
from tests.flows.storm import SUBMITTERS, losses, storm
from tests.flows.submitters import Told

# In a second, on PostgreSQL; and the seconds in which 99 of 100 have their receipt.
LEAST, MOST = 50.0, 1.0
LOST, KILLS = 0.08, ["server"] * 3
# What a submission writes: itself, its version, two recommendations with two themes each, its
# decision and its mail.
ROWS, TEXT = 10, "x" * 300
BARE = {
    "sqlite": "CREATE TABLE bare (id integer PRIMARY KEY, text text)",
    "postgresql": "CREATE TABLE bare (id bigserial PRIMARY KEY, text text)",
}


def run(folder: Path, seconds: float) -> int:
    """Measure bare inserts, submissions, and those of a storm; return 1 if a promise is broken."""
    is_postgres = connection.vendor == "postgresql"
    version = databases.version() if is_postgres else ""
    print(f"\n{connection.vendor} {version}, Python {platform.python_version()}, ", end="")
    print(f"{os.cpu_count()} cores, {SUBMITTERS} submitters for {seconds:g} s", flush=True)
    bare = _bare(seconds / 3)
    _tell("bare insert", bare)
    portal = Portal(folder)
    try:
        portal.prepare()
        form = portal.do("form")
        portal.start("server")
        portal.start("worker")
        portal.wait_for_server()
        storm(portal, form, 2)  # it has everything to load
        before, cpu = portal.do("submissions"), _cpu(portal)
        calm = storm(portal, form, seconds)
        _tell("submissions", calm)
        costs = {name: (now - cpu[name]) / len(calm.receipts) for name, now in _cpu(portal).items()}
        print(
            "  (CPU of each:", ", ".join(f"{n} {1000 * c:.1f} ms" for n, c in costs.items()), end=""
        )
        print(f"; all {1000 * sum(costs.values()):.1f} ms)", flush=True)
        wrong = losses(portal, calm, before)
        before = portal.do("submissions")
        wild = storm(portal, form, seconds, lost=LOST, kills=KILLS)
        _tell("submissions in a storm", wild)
        print(f"  (server killed {len(KILLS)} times, {wild.lost} answers lost on the way, ", end="")
        print(f"{wild.broken} broken off, all sent again)")
        wrong += losses(portal, wild, before)
    finally:
        portal.close()
    print(*wrong, sep="\n", end="\n" if wrong else "")
    kept = {f"each of {len(wild.receipts)} receipts has its row, no row twice": not wrong}
    if is_postgres:
        kept |= {
            f"{calm.rate:.0f} submissions a second, at least {LEAST:.0f}": calm.rate >= LEAST,
            f"p99 {calm.at(0.99):.2f} s, at most {MOST} s": calm.at(0.99) <= MOST,
        }
    for words, is_kept in kept.items():
        print("kept  " if is_kept else "BROKEN", words, flush=True)
    return int(not all(kept.values()))


def _tell(name: str, told: Told) -> None:
    half, most = (1000 * told.at(share) for share in (0.5, 0.99))
    print(
        f"{name:<24} {told.rate:8.1f} a second, p50 {half:6.0f} ms, p99 {most:6.0f} ms", flush=True
    )


def _cpu(portal: Portal) -> dict[str, float]:
    """Return the CPU seconds so far of the programs, and of the database where it is one."""
    pids = {name: portal.programs[name].pid for name in ("server", "worker")}
    if connection.vendor == "postgresql":
        pids["database"] = parent(databases.serving())
    return {name: cpu_of_family(pid) for name, pid in pids.items()}


def _bare(seconds: float) -> Told:
    """Let as many insert as many rows in one transaction each, one after the other."""
    with connection.cursor() as cursor:
        cursor.execute(BARE[connection.vendor])
    told, began = Told(), time.monotonic()

    def insert() -> None:
        while time.monotonic() < began + seconds:
            start = time.monotonic()
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany("INSERT INTO bare (text) VALUES (%s)", [[TEXT]] * ROWS)
            connection.close()
            told.seconds.append(time.monotonic() - start)

    threads = [threading.Thread(target=insert) for _ in range(SUBMITTERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.lasted = time.monotonic() - began
    return told
