"""List stocktaking papers, make an edition, or check what was frozen."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.states import VerbRefused
from outcomes.models import Edition, StocktakingPaper
from outcomes.papers import editions
from outcomes.papers.checking import check


class Command(BaseCommand):
    """Without a slug, all papers are listed or checked."""

    help = (
        "List stocktaking papers and their editions; --make freezes a new one; --check makes each "
        "edition again, compares, and names what has been removed since."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", nargs="?", default="", help="the paper (default: all)")
        parser.add_argument("--edition", type=int, help="check this edition alone")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--make", action="store_true", help="make the paper's next edition")
        what.add_argument("--check", action="store_true", help="make again and compare")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of the three; CommandError where a check finds what should not be."""
        rows = StocktakingPaper.objects.all()
        if options["slug"]:
            rows = rows.filter(slug=options["slug"])
            if not rows.exists():
                raise CommandError(f"There is no paper {options['slug']!r}.")
        if options["make"] and options["edition"]:
            raise CommandError("--make makes the next edition: leave --edition out.")
        if options["make"]:
            self._make(rows, options["slug"])
            return
        found = Edition.objects.filter(paper__in=rows).order_by("paper", "number")
        if options["edition"]:
            found = found.filter(number=options["edition"])
        wrong = sum(self._tell(one, options["check"]) for one in found.select_related("paper"))
        if options["check"] and not found:
            raise CommandError("There is no edition to check.")
        if wrong:
            raise CommandError(f"{wrong} editions are not as they were frozen.")

    def _make(self, rows: Any, slug: str) -> None:
        if not slug:
            raise CommandError("Name the paper: --make makes one edition.")
        try:
            edition = editions.make(rows.get())
        except VerbRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{slug}, edition {edition.number}: {edition.digest}")

    def _tell(self, edition: Edition, is_checked: bool) -> bool:
        """Write what there is to say of an edition; return whether anything is wrong."""
        name = f"{edition.paper.slug}, edition {edition.number}"
        if not is_checked:
            self.stdout.write(f"{name}: as of {edition.as_of:%Y-%m-%d %H:%M} UTC, {edition.digest}")
            return False
        report = check(edition)
        verdict = "NOT as it was frozen" if report.wrong else "made again the same"
        self.stdout.write(f"{name}: {verdict}; entries: {edition.entries.count()}")
        for line in report.wrong:
            self.stdout.write(f"  wrong: {line}")
        for line in report.since:
            self.stdout.write(f"  since: {line}")
        return bool(report.wrong)
