"""The stocktaking paper of the demonstration, for a sample meeting that is still to come."""

import json
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from common.states import VerbRefused
from dialogues.models import Dialogue, Milestone, Process
from outcomes.demonstration import DATA
from outcomes.models import Edition, OutcomeDocument, StocktakingPaper
from outcomes.papers import editions
from submissions.demonstration.stage import SLUG, SOURCE, working_days


def load() -> Edition | None:
    """Make and publish the first edition unless the paper stands.

    None where it stands already, and where the document that it carries does not.
    """
    content = json.loads(DATA.read_text(encoding="utf-8"))["paper"]
    dialogue = Dialogue.objects.filter(slug=SLUG).first()
    written = OutcomeDocument.objects.public().filter(dialogue=dialogue).exists()
    known = StocktakingPaper.objects.filter(slug=content["slug"]).exists()
    if dialogue is None or known or not written:
        return None
    try:
        return _load(content, dialogue)
    except VerbRefused:
        return None


@transaction.atomic
def _load(content: dict[str, Any], dialogue: Dialogue) -> Edition:
    head = {name: content[name] for name in ("title", "slug", "introduction")}
    milestone = _milestone(content["process"], content["milestone"])
    paper = StocktakingPaper.objects.create(dialogue=dialogue, milestone=milestone, **head)
    edition = editions.make(paper)
    editions.publish(paper)
    return edition


def _milestone(process: dict[str, str], row: dict[str, Any]) -> Milestone:
    """Return the sample meeting, on three working days, so many days from now."""
    feeds, _made = Process.objects.get_or_create(
        slug=process["slug"], defaults={**process, "source": SOURCE}
    )
    first = working_days(timezone.localdate() + timedelta(days=row["offset_days"]), 3)
    return Milestone.objects.create(
        process=feeds,
        kind=Milestone.Kind.STOCKTAKING,
        title=row["title"],
        place=row["place"],
        starts_on=first,
        ends_on=first + timedelta(days=2),
        source=SOURCE,
    )
