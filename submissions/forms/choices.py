"""Choices written in one go: Django's template for each option costs more than all the rest."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Parts = dict[str, Any]


class _InOneGo(forms.widgets.ChoiceWidget):
    """A widget of ungrouped choices that gives Django's own HTML, without its templates."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Return the HTML."""
        widget = self.get_context(name, value, attrs)["widget"]
        options = [option for _name, group, _index in widget["optgroups"] for option in group]
        return self.written(widget, options)

    def written(self, widget: Parts, options: list[Parts]) -> SafeString:
        """Return the widget with a box or dot and its label for each option."""
        lines = format_html_join(
            "",
            "<div><label{}><input{}> {}</label></div>",
            ((flatatt(_label_of(one)), flatatt(_input_of(one)), one["label"]) for one in options),
        )
        around = {name: widget["attrs"].get(name) for name in ("id", "class")}
        return format_html("<div{}>{}</div>", flatatt(around), lines)


def _label_of(option: Parts) -> Parts:
    return {"for": option["attrs"].get("id")}


def _input_of(option: Parts) -> Parts:
    own = {name: option[name] for name in ("type", "name", "value")}
    return {**own, **option["attrs"]}


class Boxes(_InOneGo, forms.CheckboxSelectMultiple):
    """Any of some choices."""


class Dots(_InOneGo, forms.RadioSelect):
    """One of a few choices."""


class Choice(_InOneGo, forms.Select):
    """One of more choices."""

    def written(self, widget: Parts, options: list[Parts]) -> SafeString:
        """Return the select element."""
        lines = format_html_join(
            "",
            "<option{}>{}</option>",
            ((flatatt({"value": one["value"], **one["attrs"]}), one["label"]) for one in options),
        )
        attributes = {"name": widget["name"], **widget["attrs"]}
        return format_html("<select{}>{}</select>", flatatt(attributes), lines)
