"""The outcome of the demonstration: a sample document, and what became of each recommendation."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from common import outbox
from common.states import VerbRefused
from common.translated_data import bring, read
from dialogues.models import Dialogue, Milestone, Process, Workshop
from outcomes import dispositions, editing, releases
from outcomes.models import OutcomeDocument, Section, Statement, StocktakingPaper
from submissions.demonstration.stage import SLUG
from submissions.demonstration.walk import Staff
from submissions.models import Call, Recommendation

DATA = Path(__file__).parent / "data" / "demonstration.json"


def load() -> int:
    """Write and publish the document unless it stands; return how many statements it has.

    0 where it stands already, and where the demonstration does not stand as it was loaded: people
    who tried the portal may have withdrawn or reopened what it cites.
    """
    content = json.loads(DATA.read_text(encoding="utf-8"))
    dialogue = Dialogue.objects.filter(slug=SLUG).first()
    known = OutcomeDocument.objects.filter(slug=content["document"]["slug"])
    if dialogue is None or known.exists():
        return 0
    try:
        _load(content, dialogue)
    except (VerbRefused, Recommendation.DoesNotExist, Workshop.DoesNotExist):
        return 0
    return sum(len(row["statements"]) for row in content["sections"])


def bring_translations() -> int:
    """Give the document, the paper and the meeting the translations that they lack; say how many.

    A document that is public stands still: its translations are not part of it.
    """
    content = json.loads(DATA.read_text(encoding="utf-8"))
    texts = read(DATA.with_name("translations.json"))
    documents = OutcomeDocument.objects.filter(slug=content["document"]["slug"])
    process = Process.objects.filter(slug=content["paper"]["process"]["slug"])
    return sum(
        bring(texts, rows)
        for rows in (
            documents,
            Section.objects.filter(document__in=documents),
            Statement.objects.filter(section__document__in=documents),
            StocktakingPaper.objects.filter(slug=content["paper"]["slug"]),
            process,
            Milestone.objects.filter(process__in=process),
        )
    )


@transaction.atomic
def _load(content: dict[str, Any], dialogue: Dialogue) -> None:
    head = dict(content["document"])
    workshop = Workshop.objects.get(dialogue=dialogue, slug=head.pop("workshop"))
    document = OutcomeDocument.objects.create(dialogue=dialogue, workshop=workshop, **head)
    for row in content["sections"]:
        section = editing.add_section(document, row["title"])
        for statement in row["statements"]:
            _write(section, statement)
    editing.publish(document)
    for call in Call.objects.filter(workshop=workshop):
        _tell(call, content["dispositions"])


def _tell(call: Call, rows: list[dict[str, str]]) -> None:
    """Tell what became of what was said in the call, but to nobody: no mail leaves.

    What the statements take up follows from them; one recommendation is left unanswered.
    """
    lead = Staff.made().lead
    said = Recommendation.objects.filter(submission__call=call)
    for row in rows:
        one = said.get(title=row["title"])
        dispositions.prepare(one, row["disposition"], row["reason"], by=lead)
    dispositions.suggest(call)
    made = releases.release(call, by=lead)
    releases.release_due(made.at)
    outbox.cancel(ids__release=made.pk)


def _write(section: Section, row: dict[str, Any]) -> None:
    made = editing.add_statement(section, row["text"], is_editorial=row.get("editorial", False))
    said = Recommendation.objects.filter(submission__call__dialogue=section.document.dialogue_id)
    for source in row.get("sources", []):
        recommendation = said.select_related("submission").get(title=source["title"])
        editing.cite(made, recommendation, source["kind"], source["quote"])
