"""Load the demonstration dialogue: samples for trying the portal."""

from typing import Any

from django.core.management.base import BaseCommand

from submissions import demonstration


class Command(BaseCommand):
    """Make the demonstration unless it stands already."""

    help = "Load a demonstration dialogue with an open and a closed call; once only."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and tell how many submissions were made."""
        made = demonstration.load()
        if number := demonstration.translate():
            self.stdout.write(f"Demonstration: {number} unofficial translations.")
        self.stdout.write(
            f"Demonstration: {made} sample submissions."
            if made
            else "The demonstration stands already."
        )
        if translated := demonstration.bring_translations():
            self.stdout.write(f"Translations brought: {translated}.")
