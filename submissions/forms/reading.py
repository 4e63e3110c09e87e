"""A form read out: each label with what was typed, choices in words where they are known."""

from collections.abc import Collection
from typing import Any

from django import forms

from common.countries import REGIONS, country_name
from common.lists import enumerated
from submissions.models import Publication


def read_out(form: forms.Form, *, but: Collection[str] = ()) -> list[tuple[str, str]]:
    """Return (label, content) of every field that holds something, in the form's order.

    `but`: names of fields that are shown elsewhere.
    """
    pairs = []
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if value and name not in ("number", "mark", "consent", *but):
            pairs.append((str(field.label), in_words(name, field, value)))
    return pairs


def in_words(name: str, field: forms.Field, value: Any) -> str:
    """Return what a field of a form holds, choices in words where they are known."""
    values = [str(one) for one in (value if isinstance(value, list | tuple) else [value])]
    if name == "country":
        return country_name(values[0]) or str(REGIONS.get(values[0], values[0]))
    if not isinstance(field, forms.ChoiceField):
        return values[0]
    if name == "publication":
        return str(dict(Publication.choices).get(values[0], values[0]))
    known = {str(code): str(label) for code, label in list(field.widget.choices)}
    return enumerated(known.get(code, code) for code in values)
