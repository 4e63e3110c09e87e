"""The 23 objectives of the Global Compact, from the portal's own file."""

import json
from pathlib import Path

from common.translated_data import bring, read
from submissions.models import Objective

FILE = Path(__file__).resolve().parent / "data" / "objectives.json"


def bring_translations() -> int:
    """Give the objectives the official short titles that they lack; return how many texts."""
    return bring(read(FILE.with_name("objectives_translations.json")), Objective.objects.all())


def load() -> int:
    """Make the objectives that are missing; return how many. Those that stand are left alone."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))["objectives"]
    known = set(Objective.objects.values_list("number", flat=True))
    missing = [
        Objective(number=row["number"], title=row["title_en"], short=row["short_en"])
        for row in rows
        if row["number"] not in known
    ]
    return len(Objective.objects.bulk_create(missing))
