"""Fields in which staff translate: a text, whether it is official, whether it is still right."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.db import models
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from common.languages import direction
from common.lists import listed
from common.text import clean_text
from common.translated import DIGEST_LENGTH, State, Translated, fingerprint

LANGUAGE_NAMES = dict(settings.LANGUAGES)
Fields = dict[str, forms.Field]


@dataclass(frozen=True)
class Slot:
    """One text in one language, as it stood when the form was made."""

    field: str
    language: str
    original: str
    original_language: str
    state: State
    text: str
    is_official: bool
    source: str

    @property
    def name(self) -> str:
        """What its form field is called; the others begin with it."""
        return f"translated_{self.language}_{self.field}".replace("-", "_")


def slots(row: Translated, languages: Iterable[str]) -> list[Slot]:
    """Return every text of a row that can be translated into the languages."""
    return [
        Slot(
            field=field,
            language=language,
            original=getattr(row, field),
            original_language=row.original_language,
            state=row.state(field, language),
            text=row.kept(language, field).get("text", ""),
            is_official=row.kept(language, field).get("official", False),
            source=row.kept(language, field).get("source", ""),
        )
        for language in languages
        if language in row.languages
        for field in row.translated_fields
        if getattr(row, field)
    ]


class WithSeen:
    """A widget that brings along which original stood beside it."""

    seen = ""

    def render(self, name: str, value: Any, *args: Any, **kwargs: Any) -> SafeString:
        """Return the control, and the fingerprint of the original in a hidden one."""
        control = super().render(name, value, *args, **kwargs)  # type: ignore[misc]  # a mixin
        hidden = '{}<input type="hidden" name="{}_seen" value="{}">'
        return format_html(hidden, control, name, self.seen)


class LongText(WithSeen, AdminTextareaWidget):
    """For texts of several lines."""


class Line(WithSeen, AdminTextInputWidget):
    """For a text of one line."""


class TranslationField(forms.CharField):
    """A translation as it is typed; what another person wrote meanwhile is not written over."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, show_hidden_initial=True, **kwargs)
        # Ours names the place; Django's own would only say that something is wrong.
        self.validators = [v for v in self.validators if "Null" not in type(v).__name__]

    def to_python(self, value: Any) -> str:
        """Return the cleaned text; raises ValidationError for what is not text."""
        text = clean_text(str(super().to_python(value) or ""))
        return text if isinstance(self.widget, forms.Textarea) else " ".join(text.split())


def fields_of(model: type[models.Model], row_slots: Iterable[Slot]) -> Fields:
    """Return the form fields of the slots, in their order."""
    fields: Fields = {}
    for slot in row_slots:
        fields |= _fields_of(model, slot)
    return fields


def _fields_of(model: type[models.Model], slot: Slot) -> Fields:
    original: Any = model._meta.get_field(slot.field)  # noqa: SLF001 - Django's own public name
    language = str(LANGUAGE_NAMES[slot.language])
    named = {"text": capfirst(original.verbose_name), "language": language}
    attributes = {"lang": slot.language, "dir": direction(slot.language)}
    is_long = isinstance(original, models.TextField)
    widget: forms.Widget = LongText({**attributes, "rows": 4}) if is_long else Line(attributes)
    widget.seen = fingerprint(slot.original)  # type: ignore[attr-defined]  # of WithSeen
    text = TranslationField(
        label=_("%(text)s (%(language)s)") % named,
        max_length=original.max_length,
        widget=widget,
        initial=slot.text,
        help_text=original_of(slot),
    )
    is_official = forms.BooleanField(
        label=_("Official"),
        required=False,
        initial=slot.is_official,
        show_hidden_initial=True,
        help_text=slot.source,
    )
    fields: Fields = {slot.name: text, f"{slot.name}_official": is_official}
    if slot.state is State.OLDER:
        fields[f"{slot.name}_right"] = forms.BooleanField(
            label=_("Still right"),
            required=False,
            help_text=_("The original has changed since this was translated."),
        )
    return fields


def original_of(slot: Slot) -> SafeString:
    """Return the original for the place beside its translation."""
    return format_html(
        '<span lang="{}" dir="{}">{}</span>',
        slot.original_language,
        direction(slot.original_language),
        linebreaksbr(slot.original, autoescape=True),
    )


def take(row: Translated, form: forms.BaseForm, row_slots: Iterable[Slot]) -> bool:
    """Set what the form says of the slots and return whether anything changed. Saves nothing.

    What the person did not change stays as it is by now: the row's translations are read again.
    """
    row.lock_translations()
    changed = [slot for slot in row_slots if _touched(form, slot)]
    for slot in changed:
        _take(row, form, slot)
    return bool(changed)


def _touched(form: forms.BaseForm, slot: Slot) -> bool:
    ends = ("", "_official", "_right")
    return any(f"{slot.name}{end}" in form.changed_data for end in ends)


def refuse_to_write_over(form: Any, row_slots: Iterable[Slot]) -> None:
    """Add an error at each text that somebody else has changed since the form was made.

    The next try is made with the other text in sight: then it is meant.
    """
    for slot in row_slots:
        hidden = form.add_initial_prefix(slot.name)
        was = " ".join(form.data.get(hidden, slot.text).split())
        now = " ".join(slot.text.split())
        is_mine = form.cleaned_data.get(slot.name) == slot.text
        if slot.name in form.changed_data and was != now and not is_mine:
            form.data = form.data.copy()
            form.data[hidden] = slot.text
            form.add_error(slot.name, OTHER % {"text": slot.text or "–"})


def ask_whether_official(form: Any, row_slots: Iterable[Slot]) -> None:
    """Add an error where an official text was changed and the mark stayed as it was.

    The form then comes back without the mark: who sets it anew means the new text.
    """
    for slot in row_slots:
        mark = f"{slot.name}_official"
        hidden = form.add_initial_prefix(mark)
        was = form.data.get(hidden, str(slot.is_official)) == str(True)
        said = form.cleaned_data
        if was and said.get(mark) and said.get(slot.name) and slot.name in form.changed_data:
            form.data = form.data.copy()
            form.data[hidden] = str(False)
            form.data.pop(form.add_prefix(mark), None)
            form.add_error(mark, CONFIRM)


class NotOver:
    """A form whose `slots` are not written over, nor official by an old mark, without a word."""

    slots: Iterable[Slot] = ()

    def clean(self) -> Any:
        """Refuse what would write over a colleague's text that was not seen, and old marks."""
        cleaned = super().clean()  # type: ignore[misc]  # a form stands behind
        refuse_to_write_over(self, self.slots)
        ask_whether_official(self, self.slots)
        return cleaned


def _take(row: Translated, form: forms.BaseForm, slot: Slot) -> None:
    said, changed = form.cleaned_data, form.changed_data
    # The original was emptied with the same form, or is in this language by now.
    if not getattr(row, slot.field) or slot.language not in row.languages:
        return
    is_official, kept = said[f"{slot.name}_official"], row.kept(slot.language, slot.field)
    seen = form.data.get(f"{form.add_prefix(slot.name)}_seen", "")[:DIGEST_LENGTH]
    if slot.field in changed or not seen:  # the original was written with it
        seen = fingerprint(getattr(row, slot.field))
    if slot.name in changed:
        text = said[slot.name]
        row.translate(slot.field, slot.language, text, is_official=is_official, of=seen)
    elif kept.get("text"):
        if f"{slot.name}_official" in changed:
            kept["official"] = is_official
        if said.get(f"{slot.name}_right"):
            row.confirm(slot.field, slot.language, seen)


def progress(language: str, states: list[State]) -> str:
    """Return how many of the texts stand in a language, and how many of them are older."""
    done = sum(state in (State.CURRENT, State.OLDER) for state in states)
    named = {"language": LANGUAGE_NAMES[language], "done": done, "all": len(states)}
    words = ngettext(
        "%(language)s: %(done)s of %(all)s text",
        "%(language)s: %(done)s of %(all)s texts",
        len(states),
    )
    older = states.count(State.OLDER)
    return listed([words % named, OLDER % {"number": older} if older else ""])


OTHER = gettext_lazy(
    "Somebody has changed this translation meanwhile. It says now: “%(text)s”. Save again to put "
    "yours in its place."
)
CONFIRM = gettext_lazy(
    "The text that was official has changed. Mark it again if the new one is official too."
)
OLDER = ngettext_lazy(
    "%(number)s is older than its original", "%(number)s are older than their originals", "number"
)
