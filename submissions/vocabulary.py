"""The values that the facets of the list can have, and what each is called."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import get_language

from common.countries import REGIONS
from submissions.asking import Filters
from submissions.models import Call, Category, Theme

CALL_FIELDS = ("slug", "title", "closes_at", "publish_from", "translations")
DIALOGUE_FIELDS = ("year", "slug", "theme", "is_demonstration", "translations")


class Vocabulary:
    """Facet -> code in an address -> key in the database, and key -> label, for one request."""

    def __init__(self) -> None:
        """Read the public calls, and all themes; `is_asked` marks those of a public call."""
        dialogue = [f"dialogue__{name}" for name in DIALOGUE_FIELDS]
        calls = Call.objects.public().select_related("dialogue").only(*CALL_FIELDS, *dialogue)
        self.calls: dict[int, Call] = {call.pk: call for call in calls}
        asked = Call.themes.through.objects.filter(theme=OuterRef("pk"), call__in=[*self.calls])
        themes = Theme.objects.annotate(is_asked=Exists(asked))
        self.themes: dict[int, Any] = {theme.pk: theme for theme in themes}
        self.keys: dict[str, dict[str, int | str]] = {
            "call": {call.slug: pk for pk, call in self.calls.items()},
            "theme": {theme.slug: pk for pk, theme in self.themes.items()},
            "category": {code: code for code in Category.values},
            "region": {code: code for code in REGIONS},
            "language": {code: code for code, _name in settings.LANGUAGES},
        }
        self.labels: dict[str, Mapping[Any, str]] = {
            "call": {
                pk: call.dialogue.labelled(call.shown("title")) for pk, call in self.calls.items()
            },
            "theme": {pk: theme.shown("name") for pk, theme in self.themes.items()},
            **_fixed_labels(get_language() or ""),
        }

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


@cache
def _fixed_labels(language: str) -> dict[str, dict[str, str]]:
    """Return the labels that are the same for every request in the language, the active one."""
    fixed = {
        "category": Category.choices,
        "region": REGIONS.items(),
        "language": settings.LANGUAGES,
    }
    return {name: {code: str(label) for code, label in pairs} for name, pairs in fixed.items()}
