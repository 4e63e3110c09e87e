"""The desk's form of a row with its translations: who may write them, where they stand in it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse

from common.translated import State, Translated
from common.translation_forms import NotOver, Slot, fields_of, progress, slots, take


def may_translate(user: AbstractBaseUser | AnonymousUser, model: type[Translated]) -> bool:
    """Tell whether a member of staff translates rows of a model: who may change them does."""
    options = model._meta  # noqa: SLF001 - Django's own public name
    own = f"{options.app_label}.change_{options.model_name}"
    has_perm = getattr(user, "has_perm", lambda _name: False)
    return bool(has_perm(model.translated_by or own))


class TranslatedAdmin(admin.ModelAdmin):
    """A form of the desk that ends with a folded part for each language."""

    def slots(self, request: HttpRequest, obj: Any) -> list[Slot]:
        """Return the texts of a row, as they were before the form changed it."""
        if obj is None or not self.has_change_permission(request, obj):
            return []
        known: dict[int, list[Slot]] = request.__dict__.setdefault("_slots", {})
        if obj.pk not in known:
            known[obj.pk] = slots(obj, obj.languages)
        return known[obj.pk]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Add the fields of the translations to the form of the row."""
        if "fields" not in kwargs:
            kwargs["fields"] = flatten_fieldsets(self.get_fieldsets(request, obj))
        if kwargs["fields"] is None:  # what the model itself has
            return super().get_form(request, obj, change, **kwargs)
        here = self.slots(request, obj)
        mine = fields_of(self.model, here)
        kwargs["fields"] = [name for name in kwargs["fields"] if name not in mine]
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (NotOver, form), {**mine, "slots": here})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Add a folded part for each language."""
        return [*super().get_fieldsets(request, obj), *parts(self.slots(request, obj))]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Lead to the page on which the row is translated side by side."""
        obj = context.get("original")
        if obj is not None and may_translate(request.user, self.model):
            kind = self.opts.label_lower
            context["translate_url"] = reverse("admin:translate", args=[kind, obj.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Set the translations with the row."""
        obj = super().save_form(request, form, change)
        if change:
            take(obj, form, self.slots(request, obj))
        return obj

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save rows inside the form with their translations as they are by now."""
        for one in formset.initial_forms:
            if isinstance(one.instance, Translated):
                one.instance.lock_translations()
        super().save_formset(request, form, formset, change)


def parts(row_slots: Iterable[Slot]) -> list[tuple[str, dict[str, Any]]]:
    """Return a folded part of a form for each language, whose head says how far it is."""
    found: dict[str, list[Slot]] = {}
    for slot in row_slots:
        found.setdefault(slot.language, []).append(slot)
    return [
        (
            progress(language, [slot.state for slot in in_language]),
            {
                "fields": [names for slot in in_language for names in _places(slot)],
                "classes": ["collapse", "translations"],
            },
        )
        for language, in_language in found.items()
    ]


def _places(slot: Slot) -> list[str | tuple[str, ...]]:
    marks = [f"{slot.name}_official"]
    if slot.state is State.OLDER:
        marks.append(f"{slot.name}_right")
    return [slot.name, tuple(marks)]
