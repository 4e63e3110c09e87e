"""Outcome documents that tests share."""

from itertools import count
from typing import Any

from dialogues.models import Dialogue
from outcomes import editing
from outcomes.models import OutcomeDocument, Statement, StocktakingPaper
from submissions.models import Recommendation

number = count(1)


def document(dialogue: Dialogue, **fields: Any) -> OutcomeDocument:
    """Return a document of the dialogue that is not published."""
    slug = f"outcome-{next(number)}"
    values = {"kind": "report", "title": "What came of it", "slug": slug, **fields}
    return OutcomeDocument.objects.create(dialogue=dialogue, **values)


def statement(of: OutcomeDocument, text: str = "Cities should act.", **fields: Any) -> Statement:
    """Return a statement at the end of the document's last section, made if there is none."""
    section = of.sections.last() or editing.add_section(of, "Cities")
    return editing.add_statement(section, text, **fields)


def cited(*rows: Recommendation, kind: str = "reflects", published: bool = True) -> OutcomeDocument:
    """Return a published document whose one statement rests on the recommendations."""
    made = document(rows[0].submission.call.dialogue)
    one = statement(made)
    for row in rows:
        editing.cite(one, row, kind, " ".join(row.text.split()[:5]), note="Canary-Note")
    if published:
        editing.publish(made)
        made.refresh_from_db()
    return made


def paper(dialogue: Dialogue, **fields: Any) -> StocktakingPaper:
    """Return a stocktaking paper without an edition."""
    slug = f"paper-{next(number)}"
    values = {"title": "What was brought", "slug": slug, **fields}
    return StocktakingPaper.objects.create(dialogue=dialogue, **values)
