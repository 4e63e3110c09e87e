"""Load the archive of dialogues and the dialogue of 2017."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from common.translated_data import read
from dialogues.loading import bring_translations, load

DATA = Path(__file__).resolve().parents[2] / "data"
FILES = ("archive.json", "dialogue_2017.json")


class Command(BaseCommand):
    """Create what the data files hold and the database does not; change nothing else.

    Translations are brought to what stands already.
    """

    help = "Load the archive of dialogues and the dialogue of 2017; leaves existing rows alone."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load both files and tell how many rows were created."""
        made: Counter[str] = Counter()
        slugs: list[str] = []
        for name in FILES:
            content = json.loads((DATA / name).read_text(encoding="utf-8"))
            made += load(content)
            slugs += [row["slug"] for row in content["dialogues"]]
        translated = bring_translations(read(DATA / "translations.json"), slugs)
        told = ", ".join(f"{count} {rows}" for rows, count in sorted(made.items()))
        self.stdout.write(f"Created: {told}." if told else "Nothing to create.")
        if translated:
            self.stdout.write(f"Translations brought: {translated}.")
