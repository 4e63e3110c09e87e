"""One measure each: the forms of an answer's recommendations."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, ManagementForm
from django.utils.translation import gettext_lazy as _

from submissions.forms.answer import helper_for
from submissions.forms.choices import Boxes, Dots
from submissions.forms.fields import CleanText, Mark, OnceForm, WordedText
from submissions.models import Call
from submissions.models.recommendations import Level, Perspective, Phase
from submissions.rows import ROW

# No page shows more recommendations, whatever is sent: a call takes 50 at most.
MOST_SHOWN = 60


class RecommendationForm(OnceForm):
    """Who should do what, and what it is about."""

    number = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    mark = Mark()
    title = CleanText(
        label=_("Title"), help_text=_("One line: who should do what."), max_length=200
    )
    text = WordedText(fewest=20, most=300, label=_("Text"))
    themes = forms.MultipleChoiceField(
        label=_("Themes"),
        widget=Boxes,
        error_messages={"required": _("Choose at least one.")},
    )
    perspective = forms.ChoiceField(
        label=_("Perspective"),
        widget=Dots,
        choices=Perspective.choices,
        required=False,
    )
    level = forms.ChoiceField(
        label=_("Level of vulnerability"),
        widget=Dots,
        choices=Level.choices,
        required=False,
    )
    phases = forms.MultipleChoiceField(
        label=_("Phases of migration"),
        widget=Boxes,
        choices=Phase.choices,
        required=False,
    )
    addressed_to = CleanText(
        label=_("Addressed to"),
        help_text=_("Who should act, for example “countries of transit and destination”."),
        max_length=240,
        required=False,
    )

    def __init__(self, *args: Any, call: Call, themes: Sequence[tuple[str, str]], **kwargs: Any):
        """`themes` are the (slug, name as shown) of the call, read once for all forms."""
        super().__init__(*args, **{**kwargs, "use_required_attribute": False})
        fields = self.fields
        themes_field = fields["themes"]
        assert isinstance(themes_field, forms.MultipleChoiceField)
        themes_field.choices = [*themes]
        themes_field.required = bool(themes)
        text = fields["text"]
        assert isinstance(text, WordedText)
        text.fewest, text.most = call.min_words, call.max_words
        text.help_text = _(
            "Who should do what, and how one would know that it was done. "
            "%(fewest)s to %(most)s words."
        ) % {"fewest": call.min_words, "most": call.max_words}
        text.widget.attrs.update({"rows": 8, "class": "long", "data-max-words": call.max_words})
        for name in ("title", "text", "addressed_to"):
            fields[name].widget.attrs["dir"] = "auto"

    @property
    def helper(self) -> FormHelper:
        """The fields in their order."""
        return helper_for(
            "number",
            "mark",
            "title",
            "text",
            "themes",
            "perspective",
            "level",
            "phases",
            "addressed_to",
        )


class RecommendationFormSet(forms.BaseFormSet):
    """One to the call's limit of recommendations."""

    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "too_many_forms": _("Too many recommendations. The most in one answer: %(num)s."),
        "missing_management_form": _(
            "The number of recommendations did not arrive as it is. Check them, and send again."
        ),
    }

    def total_form_count(self) -> int:
        """Return the number of recommendations that arrived, whatever number was announced."""
        if not self.is_bound:
            return super().total_form_count()
        found = [int(match[1]) for name in self.data if (match := ROW.fullmatch(name))]
        return min(max(found, default=0) + 1, self.absolute_max)

    def initial_form_count(self) -> int:
        """Return 0 when bound: after the first, any recommendation may be left blank."""
        return 0 if self.is_bound else super().initial_form_count()

    def clean(self) -> None:
        """Refuse a number of recommendations that is not the number that arrived."""
        announced = self.management_form.cleaned_data[TOTAL_FORM_COUNT]
        if self.management_form.is_valid() and announced != self.total_form_count():
            raise ValidationError(self.default_error_messages["missing_management_form"])

    @property
    def counts(self) -> ManagementForm:
        """The hidden numbers of the recommendations that the page shows now."""
        numbers = {TOTAL_FORM_COUNT: len(self.forms), INITIAL_FORM_COUNT: 0}
        return ManagementForm(initial=numbers, prefix=self.prefix)


def recommendation_formset(call: Call) -> type[forms.BaseFormSet]:
    """Return the formset class with the limits of the call."""
    return forms.formset_factory(
        RecommendationForm,
        formset=RecommendationFormSet,
        extra=0,
        min_num=1,  # the first is asked for, field by field
        max_num=call.max_recommendations,
        validate_max=True,
        absolute_max=MOST_SHOWN,
    )
