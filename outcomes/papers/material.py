"""What goes into an edition: public recommendations, statements that rest on them, the calls."""

import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from common.countries import region_of
from outcomes.models import Entry, StocktakingPaper
from outcomes.papers.statements import documents_of
from outcomes.quoting import is_quoted
from submissions.models import (
    Call,
    Publication,
    Recommendation,
    Submission,
    SubmissionVersion,
    Theme,
)
from submissions.models.recommendations import Perspective
from submissions.participation import asked


@dataclass(frozen=True)
class Said:
    """One recommendation as an edition takes it: its keys, and what is counted of it.

    `place` is where it stands in its version. `region` and `country` are "" for one without a
    name. `quotes`: statement's number in the edition -> the words that it rests on.
    """

    recommendation: int
    submission: int
    version: int
    place: int
    call: str
    is_named: bool
    category: str
    country: str
    region: str
    language: str
    perspective: str
    themes: tuple[str, ...]
    disposition: str
    quotes: dict[str, str]
    text: str = ""


@dataclass(frozen=True)
class Material:
    """All that an edition is made from; `said` in the order of its entry numbers.

    `counted`: slug of a call -> its answers that are counted only. `themes`: slug -> name.
    """

    said: list[Said]
    documents: list[dict[str, Any]]
    calls: list[Call]
    counted: Counter[str]
    themes: dict[str, str]


def gather(paper: StocktakingPaper, at: datetime) -> Material:
    """Return what an edition of the paper would hold at the moment; a fixed number of queries."""
    calls = list(paper.calls(at).order_by("opens_at", "pk"))
    public = Recommendation.objects.public(at).filter(submission__call__in=calls)
    found = _said(public)
    themes = _themes(calls, found, at)
    said = _in_order(found, list(themes))
    documents, quotes = documents_of(
        paper, {one.recommendation: i for i, one in enumerate(said, 1)}
    )
    counted = Submission.objects.counted(at).filter(call__in=calls)
    return Material(
        said=[_quoted(one, quotes.get(i, {})) for i, one in enumerate(said, 1)],
        documents=documents,
        calls=calls,
        counted=Counter(counted.values_list("call__slug", flat=True)),
        themes=themes,
    )


def _quoted(one: Said, quotes: Mapping[str, str]) -> Said:
    """Return it with the words that still stand in it: its stakeholder may have changed them."""
    return replace(one, quotes={key: w for key, w in quotes.items() if is_quoted(w, one.text)})


def _themes(calls: list[Call], said: list[Said], at: datetime) -> dict[str, str]:
    """Return slug -> name of the themes that were asked about or spoken on, in their order."""
    about = asked([call.pk for call in calls], at)
    used = {slug for one in said for slug in one.themes}
    rows = Theme.objects.values_list("pk", "slug", "name")
    known = {slug: name for pk, slug, name in rows if pk in about or slug in used}
    # A version keeps the slug that its theme had then.
    return {**known, **{slug: slug for slug in sorted(used - known.keys())}}


def of_entries(entries: Iterable[Entry]) -> list[Said]:
    """Return what an edition took, made again from its versions, which nobody can change.

    The entries come with recommendation, submission, call and version (select_related).
    """
    contents: dict[int, dict[str, Any]] = {}
    found = []
    for entry in entries:
        content = contents.setdefault(entry.version_id, json.loads(entry.version.content))
        row = entry.recommendation
        one = _one(row, entry.version_id, content, entry.place, is_named=entry.is_named)
        found.append(replace(one, quotes=entry.quotes, disposition=entry.disposition))
    return found


def _said(public: Any) -> list[Said]:
    """Return the rows, each with what its newest version says; answers may arrive meanwhile."""
    rows = list(public.select_related("submission__call").defer("search_text"))
    known = SubmissionVersion.objects.filter(submission__in={row.submission_id for row in rows})
    versions = {
        (submission, number): (pk, json.loads(content))
        for submission, number, pk, content in known.values_list(
            "submission", "number", "pk", "content"
        )
    }
    found = []
    for row in rows:
        key, content = versions[row.submission_id, row.submission.version]
        is_named = row.submission.publication == Publication.NAMED
        place = _place(row, content["recommendations"])
        found.append(_one(row, key, content, place, is_named=is_named))
    return found


def _one(
    row: Recommendation, version: int, content: dict[str, Any], place: int, *, is_named: bool
) -> Said:
    measure = content["recommendations"][place]
    country = content["country"] if is_named else ""
    return Said(
        recommendation=row.pk,
        submission=row.submission_id,
        version=version,
        place=place,
        call=row.submission.call.slug,
        is_named=is_named,
        category=content["category"],
        country=country,
        region=region_of(content["country"]) if is_named else "",
        language=content["language"],
        perspective=measure["perspective"],
        themes=tuple(measure["themes"]),
        disposition=row.disposition,
        quotes={},
        text=measure["text"],
    )


def _place(row: Recommendation, measures: list[dict[str, Any]]) -> int:
    """Return where the row stands in its version: two of the same words differ by number."""
    same = [i for i, one in enumerate(measures) if (one["title"], one["text"]) == _words(row)]
    # A measure that was new in its version has no number there.
    numbered = [i for i in same if (measures[i]["number"] or i + 1) == row.number]
    return (numbered or same)[0]


def _words(row: Recommendation) -> tuple[str, str]:
    return row.title, row.text


def _in_order(said: list[Said], themes: list[str]) -> list[Said]:
    """Return them by first theme and perspective, and by lot among equals.

    Any other order would tell which of them, without a name, came with one another.
    """
    random.SystemRandom().shuffle(said)
    places = {slug: i for i, slug in enumerate(themes)}
    perspectives = [*Perspective.values, ""]

    def key(one: Said) -> tuple[int, int]:
        first = min((places[slug] for slug in one.themes), default=len(places))
        return first, perspectives.index(one.perspective)

    return sorted(said, key=key)
