"""Who has spoken and who has not: categories by theme and by region, in all calls or in some."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from common.lists import enumerated
from submissions.asking import asked_for
from submissions.matrix import Row, by_region, by_theme, silence
from submissions.participation import Spoken, spoken
from submissions.vocabulary import Vocabulary


@dataclass(frozen=True)
class Bar:
    """A category in the chart: `percent` of the one that said the most."""

    label: str
    number: int
    percent: int


@require_safe
def detail(request: HttpRequest) -> HttpResponse:
    """Show the tables; `call` in the address takes the codes that the list takes."""
    at, vocabulary = timezone.now(), Vocabulary.current()
    codes = asked_for(request.GET).filters.get("call", ())
    known = vocabulary.known({"call": codes}).get("call", {})
    calls = [pk for pk in vocabulary.released(at) if not known or pk in known]
    found = spoken(calls, at)
    context = {
        "calls": _choices(vocabulary, known),
        "chosen": [vocabulary.calls[pk] for pk in known if isinstance(pk, int)],
        "is_partly_unknown": len(known) < len(codes),
        "spoken": found,
        "samples": sum(
            number
            for pk, number in found.calls.items()
            if vocabulary.calls[pk].dialogue.is_demonstration
        ),
        **(_tables(found, vocabulary, tuple(known.values())) if found.total else {}),
    }
    return render(request, "submissions/participation.html", context)


def _choices(vocabulary: Vocabulary, known: dict[int | str, str]) -> list[dict[str, Any]]:
    """Return every public call as a choice, in the order of the list of calls."""
    return [
        {"code": call.slug, "label": vocabulary.labels["call"][pk], "is_chosen": pk in known}
        for pk, call in vocabulary.calls.items()
    ]


def _tables(found: Spoken, vocabulary: Vocabulary, codes: tuple[str, ...]) -> dict[str, Any]:
    filters = {"call": codes} if codes else {}
    themes = by_theme(found, vocabulary, filters)
    rows = sorted(themes.rows, key=lambda row: -row.total)
    return {
        "by_theme": themes,
        "by_region": by_region(found, vocabulary, filters),
        "silence": silence(themes),
        "finding": _finding(rows, found.total),
        "bars": [
            Bar(row.label, row.total, max(1, 100 * row.total // rows[0].total)) for row in rows
        ],
    }


def _finding(rows: list[Row], total: int) -> str:
    """Return which categories said the most, in a sentence; `rows` by size."""
    most = rows[0].total
    first = [row.label for row in rows if row.total == most]
    words = ngettext(
        "Most was said by: %(names)s. %(most)s of %(total)s recommendations.",
        "Most was said by: %(names)s. Each %(most)s of %(total)s recommendations.",
        len(first),
    )
    return words % {"names": enumerated(first), "most": most, "total": total}
