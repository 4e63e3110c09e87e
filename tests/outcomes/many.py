"""Many recommendations and long documents, made in bulk."""

from typing import Any

from django.utils import timezone

from common.canonical import canonical_json, digest
from common.references import new_reference
from outcomes.models import OutcomeDocument, Trace
from submissions.models import Call, Recommendation, Submission, SubmissionVersion
from tests import factories


def grow(call: Call, answers: int) -> list[Recommendation]:
    """Add so many public answers of one recommendation each, with their versions."""
    now, slug = timezone.now(), call.themes.values_list("slug", flat=True)[0]
    start = Submission.objects.count()
    moments = ("first_seen_at", "submitted_at", "confirmed_at", "decided_at", "public_at")
    answer = {"category": "academia", "country": "MA", "language": "en"}
    rows = Submission.objects.bulk_create(
        Submission(
            call=call,
            reference=new_reference(2017),
            status="accepted",
            organization=f"Organization {number}",
            region="african",
            interface_language="en",
            publication="named",
            source="web",
            **answer,
            **dict.fromkeys(moments, now),
        )
        for number in range(start, start + answers)
    )
    said = Recommendation.objects.bulk_create(
        Recommendation(
            submission=row,
            number=1,
            reference=f"{row.reference}-1",
            title="A title",
            text=factories.WORDS,
            search_text="x",
            language="en",
            perspective="policy",
        )
        for row in rows
    )
    through: Any = Recommendation.themes.through
    theme = call.themes.all()[0]
    through.objects.bulk_create(through(recommendation=row, theme=theme) for row in said)
    measure = {"number": 0, "title": "A title", "text": factories.WORDS, "perspective": "policy"}
    content = canonical_json({**answer, "recommendations": [{**measure, "themes": [slug]}]})
    SubmissionVersion.objects.bulk_create(
        SubmissionVersion(
            submission=row, number=1, content=content, sha256=digest(content), created_at=now
        )
        for row in rows
    )
    return said


def cite(made: OutcomeDocument, said: list[Recommendation], number: int) -> None:
    """Add so many statements in sections of ten, each with five sources."""
    versions = dict(SubmissionVersion.objects.values_list("submission", "pk"))
    for place in range(1, number + 1):
        if place % 10 == 1:
            section = made.sections.create(number=place // 10 + 1, title="A section")
        one = section.statements.create(number=place, text="Cities should act.")
        Trace.objects.bulk_create(
            Trace(
                statement=one,
                recommendation=row,
                version_id=versions[row.submission_id],
                kind="reflects",
                quote="States and cities should agree",
            )
            for row in said[place % 15 : place % 15 + 5]
        )
