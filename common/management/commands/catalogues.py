"""Gather and check the catalogues of translations."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common import catalogues, terms


class Command(BaseCommand):
    """Work on locale/, without the programs of GNU gettext."""

    help = "Gather the texts into the catalogues (update), or check them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do, and for which languages."""
        parser.add_argument("what", choices=["update", "check"])
        parser.add_argument("--language", action="append", choices=catalogues.LANGUAGES)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it for the languages; `check` fails if there is anything to complain about."""
        languages = options["language"] or catalogues.LANGUAGES
        if options["what"] == "update":
            for language in languages:
                catalog = catalogues.update(language)
                empty = sum(1 for message in catalog if message.id and not message.string)
                self.stdout.write(f"{language}: {len(catalog)} texts, {empty} to be translated.")
        else:
            self.check_all(languages)

    def check_all(self, languages: Sequence[str]) -> None:
        """Print a line for each complaint, and fail if there is one."""
        count = 0
        for language in languages:
            for complaint in (*catalogues.complaints(language), *terms.complaints(language)):
                count += 1
                self.stderr.write(f"{language}: {complaint}")
        if count:
            raise CommandError(f"{count} complaints about translations.")
