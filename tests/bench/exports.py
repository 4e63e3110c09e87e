"""The list as files: CPU at 10,000 rows; at 100,000 the memory of a process that sends one."""

import subprocess
import sys
import time
from collections.abc import Callable

from tests.bench.databases import own, use
from tests.bench.meter import cpu_of
from tests.bench.rows import Rows

MOST_SECONDS = {"csv": 2.0, "json": 2.0, "xlsx": 5.0}
MANY, MOST_MEGABYTES = 100_000, 150
STREAMED = ("csv", "json")


def measured(visit: Callable[[str], bytes], rows: Rows) -> tuple[list[str], list[tuple[bool, str]]]:
    """Return lines for people, and whether the promises are kept; adds rows to the database."""
    lines = [f"The list as a file, {rows.made:,} rows, CPU seconds of process and database:"]
    kept = []
    for form, most in MOST_SECONDS.items():
        seconds = spent(visit, address(form))
        lines.append(f"{form:<30} {seconds:9.2f}")
        kept.append((seconds <= most, f"{form}: {seconds:.1f} s of CPU, {most:.0f} at most"))
    rows.grow(MANY)
    lines.append(f"The list as a file, {rows.made:,} rows, MB of the process at its largest:")
    for form in STREAMED:
        size = megabytes(form)
        lines.append(f"{form:<30} {size:9.0f}")
        kept.append((size <= MOST_MEGABYTES, f"{form}: {size:.0f} MB, {MOST_MEGABYTES} at most"))
    return lines, kept


def address(form: str) -> str:
    """Return the address of all that is public, as a file."""
    return f"/en/recommendations.{form}"


def spent(visit: Callable[[str], bytes], path: str) -> float:
    """Return the seconds of CPU, of this process and the database's, for one file."""
    pid = use(own())
    before = time.process_time() + cpu_of(pid)
    visit(path)
    return time.process_time() + cpu_of(pid) - before


def megabytes(form: str) -> float:
    """Return the most memory that a process of its own ever had, which sent one file."""
    command = [sys.executable, "-m", "tests.bench.sender", address(form)]
    return float(subprocess.check_output(command, text=True))
