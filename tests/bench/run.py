"""Measure what pages cost beside a bare one: python -m tests.postgres python -m tests.bench.run."""

import argparse
import gc
import os
import platform
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import django

SMALL, LARGE = 2_000, 10_000
ROOT = Path(__file__).parent.parent.parent
# As docs/operations.md has it in production; no machine is behind these names.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "idmportal.settings",
    "DEBUG": "off",
    "SECRET_KEY": "no-secret-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
    "BASE_URL": "https://idm.example.org",
    "ALLOWED_HOSTS": "idm.example.org",
    "EMAIL_URL": "smtp://mail.example.org",
    "UNDO_HOLD_MINUTES": "0",
}


def prepare(static: str) -> None:
    """Set Django up as in production, on an empty PostgreSQL database; exits without one."""
    os.environ |= {**PRODUCTION, "STATIC_ROOT": static}
    collect = [sys.executable, str(ROOT / "manage.py"), "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, check=True)
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    if sys.platform != "linux" or connection.vendor != "postgresql":
        sys.exit("The benchmarks need Linux and PostgreSQL: make bench")
    settings.ROOT_URLCONF = "tests.bench.urls"
    # One request at a time needs one connection, so that it is known which process to time.
    settings.DATABASES["default"]["OPTIONS"]["pool"] |= {"max_size": 1, "max_lifetime": 86_400}
    if connection.introspection.table_names():
        sys.exit("The database is not empty, and the benchmarks would fill it: make bench")
    call_command("migrate", verbosity=0)


def postgres_version() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def measure_all(rounds: int) -> int:
    """Measure at both sizes and on the real rows, print, and return 1 if a promise is broken."""
    from idmportal.wsgi import application
    from tests.bench import pages, real, report
    from tests.bench.meter import Page, measure
    from tests.bench.rows import Rows
    from tests.bench.visitor import get

    visit = partial(get, application)

    def measured(chosen: list[Page], title: str) -> report.Table:
        pages.check(visit, chosen)
        gc.collect()
        table = measure(visit, pages.bare_page(), chosen, rounds)
        tell(*report.lines_of(title, table))
        return table

    tell(*heading(postgres_version(), rounds))
    rows, tables = Rows(), []
    for size in (SMALL, LARGE):
        rows.grow(size)
        tables.append(measured(pages.generated(), f"{size:,} recommendations"))
    del rows
    if path := real.file():
        tell("", "Real rows:")
        real.load(path, tell)
        measured(pages.real(), "real recommendations")
    kept = report.promises(*tables)
    tell("", f"Promises, at {SMALL:,} unless said otherwise:")
    tell(*(f"{'kept  ' if is_kept else 'BROKEN'} {words}" for is_kept, words in kept))
    return int(not all(is_kept for is_kept, _words in kept))


def heading(postgres: str, rounds: int) -> list[str]:
    """Return what the figures are of."""
    versions = f"Python {platform.python_version()}, Django {django.__version__}"
    return [
        f"{versions}, PostgreSQL {postgres}, {os.cpu_count()} cores",
        "CPU milliseconds of one request through the whole WSGI application, settings as in",
        f"production; medians of {rounds} rounds, the bare page measured before each page in each.",
        "The bare page reads one row and shows it with a template of ten lines, behind the same",
        "middleware and pool, without the portal's layout and context.",
    ]


def tell(*lines: str) -> None:
    """Print lines at once."""
    print(*lines, sep="\n", flush=True)


def main() -> int:
    """Run the benchmarks of the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help="of each page (default: 11)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as static:
        prepare(static)
        return measure_all(options.rounds)


if __name__ == "__main__":
    sys.exit(main())
