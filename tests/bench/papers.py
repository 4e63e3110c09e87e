"""The stocktaking paper of 2,000 recommendations and 100 statements: frozen, read, checked."""

import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

from django.utils import timezone

from common.canonical import canonical_json, digest
from dialogues.models import Dialogue
from outcomes.models import Edition, OutcomeDocument, Statement, StocktakingPaper, Trace
from outcomes.models.traces import Kind
from outcomes.papers import editions
from outcomes.papers.checking import check
from submissions.models import Call, Recommendation, Submission, SubmissionVersion

STATEMENTS, SOURCES = 100, 8
MOST_SECONDS = 10.0
PAGES = {"page": "", "print view": "print/", "CSV": "entries.csv", "JSON": "edition.json"}


def measured(get: Callable[[str], bytes]) -> tuple[list[str], list[tuple[bool, str]]]:
    """Return lines for people, and whether the promise is kept; adds rows to the database."""
    paper = prepared()
    seconds: dict[str, float] = {}
    made: list[Edition] = []
    seconds["frozen"] = spent(lambda: made.append(editions.make(paper)))
    editions.publish(paper)
    base = f"/en/stocktaking/{paper.slug}/1/"
    for name, path in PAGES.items():
        seconds[name] = spent(partial(get, base + path))
    seconds["checked"] = spent(lambda: report(made[0]))
    size = len(get(base))
    number = made[0].entries.count()
    lines = [f"A stocktaking paper of {number:,} entries and {STATEMENTS} statements, CPU seconds:"]
    lines += [f"{name:<30} {took:9.2f}" for name, took in seconds.items()]
    lines.append(f"{'size of the page, KB':<30} {size / 1024:9.0f}")
    total = seconds["frozen"] + seconds["page"]
    words = f"paper: frozen and rendered in {total:.1f} s of CPU, {MOST_SECONDS:.0f} at most"
    return lines, [(total <= MOST_SECONDS, words)]


def spent(act: Callable[[], Any]) -> float:
    """Return the seconds of CPU that this process spends on something."""
    before = time.process_time()
    act()
    return time.process_time() - before


def report(edition: Edition) -> None:
    """Check an edition; raises AssertionError where anything is wrong."""
    found = check(edition)
    assert not found.wrong, found.wrong


def prepared() -> StocktakingPaper:
    """Return a paper on all recommendations there are, which an outcome document cites."""
    dialogue = Dialogue.objects.get(slug="2017")
    Call.objects.update(dialogue=dialogue)
    versions = write_versions()
    document = OutcomeDocument.objects.create(
        dialogue=dialogue,
        kind="report",
        title="Outcome",
        slug="outcome",
        published_at=timezone.now(),
    )
    section = document.sections.create(number=1, title="Section")
    statements = Statement.objects.bulk_create(
        Statement(section=section, number=number, text=f"Statement {number} of a hundred.")
        for number in range(1, STATEMENTS + 1)
    )
    cite(statements, versions)
    OutcomeDocument.objects.update(is_published=True)
    return StocktakingPaper.objects.create(dialogue=dialogue, title="Paper", slug="paper")


def write_versions() -> dict[int, SubmissionVersion]:
    """Write version 1 of each answer; return submission -> it."""
    themes: dict[int, list[str]] = defaultdict(list)
    through = Recommendation.themes.through.objects
    for row, slug in through.values_list("recommendation", "theme__slug"):
        themes[row].append(slug)
    made = [version(row, themes) for row in Submission.objects.prefetch_related("recommendations")]
    return {one.submission_id: one for one in SubmissionVersion.objects.bulk_create(made)}


def version(row: Submission, themes: dict[int, list[str]]) -> SubmissionVersion:
    """Return what was sent, as far as a paper reads it."""
    said = [
        {
            "number": 0,
            "title": one.title,
            "text": one.text,
            "themes": themes[one.pk],
            "perspective": one.perspective,
        }
        for one in row.recommendations.all()
    ]
    answer = {"category": row.category, "country": row.country, "language": row.language}
    content = canonical_json({**answer, "recommendations": said})
    return SubmissionVersion(
        submission=row,
        number=1,
        content=content,
        sha256=digest(content),
        created_at=row.submitted_at,
    )


def cite(statements: list[Statement], versions: dict[int, SubmissionVersion]) -> None:
    """Let each statement rest on some recommendations, in their first words."""
    random = Random(2017)  # noqa: S311 - not for secrets
    rows = list(Recommendation.objects.public().order_by("pk"))
    Trace.objects.bulk_create(
        Trace(
            statement=statement,
            recommendation=row,
            version=versions[row.submission_id],
            kind=random.choice(Kind.values),
            quote=" ".join(row.text.split()[:8]),
        )
        for statement in statements
        for row in random.sample(rows, SOURCES)
    )
