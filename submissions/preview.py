"""An answer before it is sent: as the IDM Unit reads it, and as readers would."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects

from common.countries import INTERNATIONAL, region_of
from common.text import count_words
from submissions import similar
from submissions.forms.reading import read_out
from submissions.forms.sheet import Sheet
from submissions.intake import Answer, Measure
from submissions.models import Call, Recommendation, Stakeholder, Submission, Theme
from submissions.stakeholders import name_in


@dataclass(frozen=True)
class Said:
    """One recommendation: its row, never saved, and what stands beside it.

    `facts`: (label, content) of all but title and text; `similar`: public rows that say almost
    the same, the nearest first.
    """

    row: Recommendation
    words: int
    facts: list[tuple[str, str]]
    themes: list[Theme]
    similar: list[Any]


@dataclass(frozen=True)
class Preview:
    """A whole answer: `facts` for the Unit; `submission`, never saved, is what pages show."""

    submission: Submission
    facts: list[tuple[str, str]]
    said: list[Said]


def preview_of(call: Call, answer: Answer, at: datetime) -> Preview:
    """Return what would be read and shown, with what readers may see at the moment beside it.

    Costs the same queries for any number of recommendations.
    """
    prefetch_related_objects([call], "themes")
    themes = {theme.slug: theme for theme in call.themes.all()}
    sheet = Sheet(
        call,
        initial={**answer.fields, "country": answer.country or INTERNATIONAL},
        rows=[asdict(measure) for measure in answer.recommendations],
    )
    unsaved = Submission(**answer.fields, call=call, region=region_of(answer.country))
    unsaved.stakeholder = Stakeholder(name=name_in(unsaved))
    near = _near(call, answer, at)
    said = [
        Said(
            row=_row(unsaved, measure),
            words=count_words(measure.text),
            facts=read_out(form, but=("title", "text")),
            themes=[themes[slug] for slug in measure.themes],
            similar=rows,
        )
        for measure, form, rows in zip(
            answer.recommendations, sheet.recommendations.forms, near, strict=False
        )
    ]
    return Preview(unsaved, read_out(sheet.main, but=("publication",)), said)


def _row(submission: Submission, measure: Measure) -> Recommendation:
    return Recommendation(
        submission=submission,
        title=measure.title,
        text=measure.text,
        language=submission.language,
        perspective=measure.perspective,
        level=measure.level,
        addressed_to=measure.addressed_to,
        **{f"is_{phase}": True for phase in measure.phases},
    )


def _near(call: Call, answer: Answer, at: datetime) -> Sequence[list[Any]]:
    """Return for each recommendation the public ones of the call that say almost the same."""
    texts = [f"{measure.title}\n{measure.text}" for measure in answer.recommendations]
    keys = similar.close_to(texts, answer.language, call, at)
    wanted = {key for found in keys for key in found}
    public = Recommendation.objects.public(at).filter(pk__in=wanted).order_by()
    rows = {row.pk: row for row in public.select_related(*similar.LINE_WITH).only(*similar.LINE)}
    return [[rows[key] for key in found if key in rows] for found in keys]
