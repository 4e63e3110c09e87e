"""The figures of an edition as tables and lines, made from what is frozen and nothing else."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from submissions.matrix import Column, Matrix, region_columns, silence, tabulate
from submissions.models.recommendations import Disposition
from submissions.vocabulary import Vocabulary


@dataclass(frozen=True)
class Line:
    """One figure with its label; `percent` of the recommendations."""

    label: str
    number: int
    percent: int


@dataclass(frozen=True)
class Figures:
    """What is counted: tables of who spoke, and how many were answered how."""

    by_theme: Matrix
    by_region: Matrix
    silence: str
    dispositions: list[Line]
    languages: list[Line]


def figures_of(frozen: dict[str, Any], vocabulary: Vocabulary) -> Figures:
    """Return the figures with their labels in the active language."""
    numbers, calls = frozen["figures"], tuple(one["slug"] for one in frozen["calls"])
    totals = Counter(dict(numbers["by_category"]))
    filters, labels = {"call": calls}, vocabulary.labels["category"]

    def table(facet: str, columns: list[Column]) -> Matrix:
        cells = Counter({(row, column): n for row, column, n in numbers[f"by_{facet}"]})
        return tabulate(facet, columns, cells, totals, labels, filters)

    themes = [
        Column(one["slug"], one["slug"], one["name"] or _("No theme")) for one in frozen["themes"]
    ]
    seen = {region for _category, region, _number in numbers["by_region"]}
    by_theme = table("theme", themes)
    told = {one["code"]: len(one["entries"]) for one in frozen["dispositions"]}
    return Figures(
        by_theme=by_theme,
        by_region=table("region", region_columns(seen, vocabulary.labels["region"])),
        silence=silence(by_theme),
        dispositions=_lines(told, disposition_labels(), numbers["recommendations"]),
        languages=_lines(
            dict(numbers["by_language"]), vocabulary.labels["language"], numbers["recommendations"]
        ),
    )


def disposition_labels() -> dict[str, str]:
    """Return what a recommendation can have become, in the active language; "" is not told."""
    return {code: str(label) for code, label in Disposition.choices} | {"": _("Not yet told")}


def _lines(numbers: dict[str, int], labels: Any, total: int) -> list[Line]:
    return [
        Line(label, numbers[code], max(1, 100 * numbers[code] // total))
        for code, label in labels.items()
        if numbers.get(code)
    ]
