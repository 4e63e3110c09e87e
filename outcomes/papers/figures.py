"""The figures of an edition as tables and lines, made from what is frozen and nothing else."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.translated import as_original
from submissions.matrix import Column, Matrix, region_columns, silence, tabulate
from submissions.models.recommendations import Disposition, Perspective
from submissions.vocabulary import Vocabulary


@dataclass(frozen=True)
class Line:
    """One figure with its label."""

    label: str
    number: int


@dataclass(frozen=True)
class Figures:
    """What is counted: tables of who spoke, in which languages and from which perspectives."""

    by_theme: Matrix
    by_region: Matrix
    silence: str
    languages: list[Line]
    perspectives: list[Line]


def figures_of(frozen: dict[str, Any], vocabulary: Vocabulary) -> Figures:
    """Return the figures with their labels in the active language."""
    numbers, calls = frozen["figures"], tuple(one["slug"] for one in frozen["calls"])
    totals = Counter(dict(numbers["by_category"]))
    filters, labels = {"call": calls}, vocabulary.labels["category"]

    def table(facet: str, columns: list[Column]) -> Matrix:
        cells = Counter({(row, column): n for row, column, n in numbers[f"by_{facet}"]})
        return tabulate(facet, columns, cells, totals, labels, filters)

    themes = [
        Column(one["slug"], one["slug"], as_original(one["name"]) or _("No theme"))
        for one in frozen["themes"]
    ]
    seen = {region for _category, region, _number in numbers["by_region"]}
    by_theme = table("theme", themes)
    return Figures(
        by_theme=by_theme,
        by_region=table("region", region_columns(seen, vocabulary.labels["region"])),
        silence=silence(by_theme),
        languages=_lines(numbers["by_language"], vocabulary.labels["language"]),
        perspectives=_lines(numbers["by_perspective"], perspective_labels()),
    )


def disposition_labels() -> dict[str, str]:
    """Return what a recommendation can have become, in the active language; "" is not told."""
    return {code: str(label) for code, label in Disposition.choices} | {"": _("Not yet told")}


def perspective_labels() -> dict[str, str]:
    """Return the perspectives in the active language; "" is none."""
    labels = {code: str(label) for code, label in Perspective.choices}
    return {**labels, "": _("No perspective")}


def _lines(pairs: list[tuple[str, int]], labels: Mapping[str, str]) -> list[Line]:
    """Return the figures in the order of their labels; `pairs`: code and number."""
    numbers = dict(pairs)
    return [Line(label, numbers[code]) for code, label in labels.items() if code in numbers]
