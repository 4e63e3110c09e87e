"""Say what public pages cost, with the data that is there."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.page_costs import costs


class Command(BaseCommand):
    """List pages by their queries and processor time; docs/operations.md tells how to read it."""

    help = "List public pages by what they cost to make anew: queries, CPU milliseconds, kilobytes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--each", type=int, default=5, help="pages of each kind (default: 5)")
        parser.add_argument("--most", type=int, help="fail where a page takes more queries")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for the pages, and print a line for each."""
        found = costs(options["each"])
        self.stdout.write("queries  CPU ms      kB  address")
        for one in found:
            kilobytes = one.size / 1_000
            line = f"{one.queries:7} {one.milliseconds:7.1f} {kilobytes:7.1f}  {one.address}"
            self.stdout.write(line)
        most = options["most"]
        dear = [one for one in found if most is not None and one.queries > most]
        if dear:
            raise CommandError(f"{len(dear)} pages take more than {most} queries.")
