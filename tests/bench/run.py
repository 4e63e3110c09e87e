"""Measure what pages cost beside a bare one: python -m tests.postgres python -m tests.bench.run."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import django

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

    from tests.bench import databases

    if sys.platform != "linux" or connection.vendor != "postgresql":
        sys.exit("The benchmarks need Linux and PostgreSQL: make bench")
    settings.ROOT_URLCONF = "tests.bench.urls"
    databases.keep_one_connection()
    if connection.introspection.table_names():
        sys.exit("The database is not empty, and the benchmarks would fill it: make bench")
    call_command("migrate", verbosity=0)


def main() -> int:
    """Run the benchmarks of the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="of each page (default: 15)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as static:
        prepare(static)
        from tests.bench import suite

        return suite.run(options.rounds)


if __name__ == "__main__":
    sys.exit(main())
