"""Load the objectives of the Global Compact."""

from typing import Any

from django.core.management.base import BaseCommand

from submissions import objectives


class Command(BaseCommand):
    """Create the objectives and bring the translations that are missing; change nothing else."""

    help = "Load the 23 objectives of the Global Compact; leaves existing rows alone."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and tell how many were created."""
        made = objectives.load()
        self.stdout.write(f"Objectives created: {made}." if made else "Nothing to create.")
        if translated := objectives.bring_translations():
            self.stdout.write(f"Translations brought: {translated}.")
