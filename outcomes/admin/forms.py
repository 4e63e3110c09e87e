"""What is typed when an outcome document is written."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outcomes.models import OutcomeDocument, Section, Statement
from outcomes.models.traces import Kind
from submissions.forms.fields import CleanText
from submissions.models import Call, Category, Theme


class SectionForm(forms.Form):
    """A section's title."""

    title = CleanText(label=_("Title of the section"), max_length=200)


class StatementForm(forms.Form):
    """A statement's words."""

    text = CleanText(
        label=_("Statement"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_editorial = forms.BooleanField(
        label=_("Editorial: it needs no source"),
        required=False,
    )


class MoveForm(forms.Form):
    """Where a statement goes: to any place of the document at once."""

    moved = forms.ModelChoiceField(
        Statement.objects.none(),
        to_field_name="number",
        label=_("Statement number"),
        widget=forms.NumberInput(attrs={"min": 1}),
        error_messages={"invalid_choice": _("No statement has this number.")},
    )
    to = forms.ModelChoiceField(Section.objects.none(), label=_("To section"), empty_label=None)
    place = forms.IntegerField(
        label=_("As number"), min_value=1, required=False, help_text=_("Empty: as its last one.")
    )

    def __init__(self, *args: Any, document: OutcomeDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Statement.objects.filter(section__document=document)
        choices = {"moved": rows.select_related("section__document"), "to": document.sections.all()}
        for name, found in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = found


class CiteForm(forms.Form):
    """How a statement takes up a recommendation, and in which of its words."""

    kind = forms.ChoiceField(label=_("How"), choices=Kind.choices, initial=Kind.REFLECTS)
    quote = CleanText(
        label=_("Quoted words"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Select them in the text, or copy them; “…” stands for words left out."),
    )
    note = CleanText(label=_("Internal note"), max_length=1_000, required=False)


class LookForm(forms.Form):
    """Which recommendations to look for."""

    q = forms.CharField(label=_("Words or reference"), required=False, max_length=200)
    call = forms.ModelChoiceField(Call.objects.none(), label=_("Call"), required=False)
    theme = forms.ModelChoiceField(Theme.objects.all(), label=_("Theme"), required=False)
    category = forms.ChoiceField(
        label=_("Category"), choices=[("", "---------"), *Category.choices], required=False
    )
    unused = forms.BooleanField(label=_("Not cited yet"), required=False)

    def __init__(self, *args: Any, document: OutcomeDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        call = self.fields["call"]
        if isinstance(call, forms.ModelChoiceField):
            call.queryset = Call.objects.filter(dialogue=document.dialogue_id)
