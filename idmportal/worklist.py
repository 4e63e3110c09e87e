"""What of the texts is missing in a language, or older than its original: the translators' list."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F
from django.urls import reverse

from common.translated import Shown, State, Translated, reading_language, translated_models
from common.translation_admin import may_translate

Kind = type[Translated]
OPEN = (State.MISSING, State.OLDER)


@dataclass(frozen=True)
class Entry:
    """How many texts of one page of the desk are missing or older in one language."""

    kind: Kind
    pk: int
    title: Shown
    language: str
    missing: int
    older: int

    @property
    def kind_name(self) -> str:
        """What the row is."""
        return str(self.kind._meta.verbose_name)  # noqa: SLF001 - a public name of Django

    @property
    def language_name(self) -> str:
        """The language in words."""
        return str(dict(settings.LANGUAGES)[self.language])

    @property
    def url(self) -> str:
        """Where it is translated."""
        address = reverse("admin:translate", args=[code(self.kind), self.pk])
        return f"{address}?language={self.language}"

    def number(self, state: str) -> int:
        """Return how many texts are in a state; in either for ""."""
        numbers = {State.MISSING: self.missing, State.OLDER: self.older}
        return sum(number for name, number in numbers.items() if state in ("", name))


def code(kind: Kind) -> str:
    """Return what a kind is called in addresses."""
    return str(kind._meta.label_lower)  # noqa: SLF001 - a public name of Django


def kinds(user: AbstractBaseUser) -> dict[str, Kind]:
    """Return the models that have a page of their own and that the user translates, by code."""
    own = (model for model in translated_models() if not model.translated_under)
    return {code(model): model for model in own if may_translate(user, model)}


def entries(among: Iterable[Kind]) -> list[Entry]:
    """Return what is missing or older, by kind, the newest row first; one query for each model."""
    found: dict[tuple[Kind, int], Counter[tuple[str, State]]] = {}
    titles: dict[tuple[Kind, int], Shown] = {}
    pages = list(among)
    for model in translated_models():
        page = _page_of(model)
        if page not in pages:
            continue
        for row in _rows(model):
            counted = found.setdefault((page, row.page), Counter())
            counted.update(_states(row))
            if page is model:
                titles[page, row.pk] = called(row)
    made = [
        Entry(kind, pk, titles[kind, pk], code, counted[code, OPEN[0]], counted[code, OPEN[1]])
        for (kind, pk), counted in found.items()
        if (kind, pk) in titles  # else it was made between two of the queries
        for code, _name in settings.LANGUAGES
    ]
    open_ones = [one for one in made if one.number("")]
    return sorted(open_ones, key=lambda one: (pages.index(one.kind), -one.pk))


def called(row: Translated) -> Shown:
    """Return what a row is called in its original."""
    text = row.original(row.translated_fields[0])
    return text or Shown(str(row), here := reading_language(), here)


def _rows(model: Kind) -> Any:
    """Return all rows, each with `page`, the key of the row on whose page it is translated."""
    return models.QuerySet(model).annotate(page=F(model.translated_under or "pk"))


def _page_of(model: Any) -> Any:
    """Return the model on whose pages rows of a model are translated."""
    for step in filter(None, model.translated_under.split("__")):
        model = model._meta.get_field(step).related_model  # noqa: SLF001 - a public name of Django
    return model


def _states(row: Translated) -> list[tuple[str, State]]:
    fields = row.translated_fields
    return [(code, row.state(field, code)) for code in row.languages for field in fields]
