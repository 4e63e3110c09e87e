"""Make the search index anew, or check it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from submissions.index import health

SHOWN = 20


class Command(BaseCommand):
    """Rebuild or check; docs/operations.md tells when."""

    help = "Make the search index anew (--rebuild), or compare it with what is public (--check)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one of the two."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--rebuild", action="store_true", help="make the index anew")
        what.add_argument("--check", action="store_true", help="fail if the index is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how many recommendations there are."""
        if options["rebuild"]:
            self.stdout.write(f"Indexed: {health.rebuild():,} recommendations.")
            return
        wrong = health.faults()
        for fault in wrong[:SHOWN]:
            self.stderr.write(fault)
        if wrong:
            raise CommandError(f"{len(wrong):,} faults: run manage.py search --rebuild.")
        self.stdout.write("The index is right.")
