"""The values that the facets of the list can have, and what each is called."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language, gettext_lazy

from common.countries import REGIONS
from common.freshness import once_per_state
from submissions.asking import Filters
from submissions.index.keys import WAITING
from submissions.models import Call, Category, Objective, Recommendation, Theme
from submissions.models.recommendations import Disposition, Level, Perspective, Phase

CALL_FIELDS = ("slug", "title", "closes_at", "publish_from", "translations")
DIALOGUE_FIELDS = ("year", "slug", "theme", "is_demonstration", "translations")
# What a recommendation says of itself, and what became of it.
SORTED_BY: dict[str, list[tuple[str, Any]]] = {
    "perspective": Perspective.choices,
    "level": Level.choices,
    "phase": Phase.choices,
    "disposition": [*Disposition.choices, (WAITING, gettext_lazy("Not yet told"))],
}
# Facet -> its codes, of those that are the same in every portal.
FIXED: dict[str, list[str]] = {
    "category": Category.values,
    "region": list(REGIONS),
    "language": [code for code, _name in settings.LANGUAGES],
    **{name: [code for code, _label in pairs] for name, pairs in SORTED_BY.items()},
}


class Vocabulary:
    """Facet -> code in an address -> key in the database, and key -> label. Never changed."""

    def __init__(
        self, *, has_objectives: bool = False, calls: Iterable[Call] | None = None
    ) -> None:
        """Read the public calls unless given, their themes, and the objectives where needed.

        Calls come with their dialogues. `is_asked` marks the themes that a call asks about; others
        were said in one: what only a call in preparation asks about has no name yet.
        """
        if calls is None:
            dialogue = [f"dialogue__{name}" for name in DIALOGUE_FIELDS]
            calls = Call.objects.public().select_related("dialogue").only(*CALL_FIELDS, *dialogue)
        self.calls: dict[int, Call] = {call.pk: call for call in calls}
        asked = Call.themes.through.objects.filter(theme=OuterRef("pk"), call__in=[*self.calls])
        said = Recommendation.themes.through.objects.filter(
            theme=OuterRef("pk"), recommendation__submission__call__in=[*self.calls]
        )
        themes = Theme.objects.annotate(is_asked=Exists(asked)).filter(
            Q(is_asked=True) | Exists(said)
        )
        self.themes: dict[int, Any] = {theme.pk: theme for theme in themes}
        rows = Objective.objects.all() if has_objectives else Objective.objects.none()
        self.objectives: dict[int, Objective] = rows.in_bulk()
        self.keys: dict[str, dict[str, int | str]] = {
            "call": {call.slug: pk for pk, call in self.calls.items()},
            "theme": {theme.slug: pk for pk, theme in self.themes.items()},
            "objective": {str(row.number): pk for pk, row in self.objectives.items()},
            **{name: {code: code for code in codes} for name, codes in FIXED.items()},
        }
        self.labels: dict[str, Mapping[Any, str]] = {
            "call": {
                pk: call.dialogue.labelled(call.shown("title")) for pk, call in self.calls.items()
            },
            "theme": {pk: theme.shown("name") for pk, theme in self.themes.items()},
            "objective": {pk: _objective_label(row) for pk, row in self.objectives.items()},
            **_fixed_labels(get_language() or ""),
        }

    @classmethod
    def current(cls, *, has_objectives: bool = False) -> "Vocabulary":
        """Return that of the public calls in the active language, read when anything changed."""
        return _current(get_language() or "", has_objectives)

    def released(self, at: datetime) -> list[int]:
        """Return the keys of the calls whose accepted answers may be shown at the moment."""
        return [
            pk
            for pk, call in self.calls.items()
            if call.publish_from is None or call.publish_from <= at
        ]

    def known(self, filters: Filters) -> dict[str, dict[int | str, str]]:
        """Return facet -> key -> code of the values that exist; others are not filtered by."""
        found = {
            name: {self.keys[name][code]: code for code in codes if code in self.keys[name]}
            for name, codes in filters.items()
        }
        return {name: values for name, values in found.items() if values}


@once_per_state
def _current(language: str, has_objectives: bool) -> Vocabulary:
    """Read it in the language, the active one."""
    return Vocabulary(has_objectives=has_objectives)


def _objective_label(row: Objective) -> Any:
    short = row.shown("short")
    return short.again(f"{row.number}. {short}")


@cache
def _fixed_labels(language: str) -> dict[str, dict[str, str]]:
    """Return the labels that are the same for every request in the language, the active one."""
    fixed = {
        "category": Category.choices,
        "region": REGIONS.items(),
        "language": settings.LANGUAGES,
        **SORTED_BY,
    }
    return {name: {code: str(label) for code, label in pairs} for name, pairs in fixed.items()}
