"""Who answers, and how the answer is published."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.languages import OWN_NAMES
from submissions.forms.choices import Choice, Dots
from submissions.forms.fields import CleanText, ContactEmail, CountryField, OnceForm
from submissions.models import Category, Publication

CONSEQUENCES = {
    Publication.NAMED: _(
        "Organization, category, country, files and co-sponsors are shown with each recommendation."
    ),
    Publication.ANONYMOUS: _(
        "Each recommendation is shown with your category alone: no name, country, files or "
        "co-sponsors. Take care that the text itself does not say who you are."
    ),
    Publication.COUNTED: _(
        "The IDM Unit reads it. In public it is one more in the total of the call, nothing else."
    ),
}


def helper_for(*layout: Any) -> FormHelper:
    """Return a crispy helper that draws these fields our way, without a form tag."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.field_template = "partials/_field.html"
    helper.layout = Layout(*layout)
    return helper


class AnswerForm(OnceForm):
    """The stakeholder and the choice of publication."""

    organization = CleanText(
        label=_("Organization or body"),
        help_text=_("As it should appear in public. Write it out; no abbreviation alone."),
        max_length=240,
    )
    acronym = CleanText(label=_("Acronym"), max_length=40, required=False)
    category = forms.ChoiceField(label=_("Category"), widget=Choice)
    category_other = CleanText(
        label=_("Category in your words"),
        help_text=_("Only if you chose “Other”."),
        max_length=120,
        required=False,
    )
    country = CountryField(
        label=_("Country"), help_text=_("Of the organization; or “International”.")
    )
    on_behalf_of = CleanText(
        label=_("On behalf of"),
        help_text=_("If you send it for somebody else: whose views are these?"),
        max_length=240,
        required=False,
    )
    co_sponsors = CleanText(
        label=_("Co-sponsors"),
        help_text=_("Organizations that join this answer, one a line."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    contact_name = CleanText(
        label=_("Contact person"),
        help_text=_("Never published."),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact_email = ContactEmail(
        label=_("Contact e-mail"),
        help_text=_("Never published. The receipt goes here."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the recommendations"),
        help_text=_("One of the six languages of the United Nations."),
        choices=[*OWN_NAMES.items()],
        widget=Choice,
    )
    publication = forms.ChoiceField(
        label=_("How the answer is published"),
        widget=Dots,
        error_messages={"required": _("Choose how the answer is published.")},
    )
    consent = forms.BooleanField(
        label=_("Consent"),
        error_messages={"required": _("Without your consent we may not take it.")},
    )

    def __init__(
        self,
        *args: Any,
        staff: bool = False,
        is_confirmed: bool = False,
        most_open: str = Publication.NAMED,
        **kwargs: Any,
    ) -> None:
        """`staff`: entry on behalf, no address needed; `is_confirmed`: the address stays.

        `most_open`: the publication of the version before; a new one is no more open.
        """
        super().__init__(*args, **kwargs)
        choose = [("", _("Choose"))]
        self.choices("category", [*choose, *Category.choices])
        self.choices(
            "publication",
            [
                (
                    choice.value,
                    format_html(
                        "<span><b>{}</b> <span class='hint'>{}</span></span>",
                        choice.label,
                        CONSEQUENCES[choice],
                    ),
                )
                for choice in list(Publication)[list(Publication).index(Publication(most_open)) :]
            ],
        )
        self.fields["language"].initial = get_language() or settings.LANGUAGE_CODE
        if staff:
            self._for_staff()
        if is_confirmed:
            self.fields["contact_email"].disabled = True
            self.fields["contact_email"].help_text = _("Confirmed. It can no longer be changed.")
        # RTL pages: a name in another script starts on its own side.
        for name in ("organization", "acronym", "category_other", "on_behalf_of", "contact_name"):
            self.fields[name].widget.attrs["dir"] = "auto"
        self.fields["co_sponsors"].widget.attrs["dir"] = "auto"

    def choices(self, name: str, pairs: list[Any]) -> None:
        """Set the choices of a field."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = pairs

    def _for_staff(self) -> None:
        del self.fields["consent"]
        for name in ("contact_name", "contact_email"):
            self.fields[name].required = False
        self.fields["consent_note"] = CleanText(
            label=_("How consent was given"),
            help_text=_("For example: letter of 3 May, kept in the Unit’s mailbox."),
            max_length=240,
        )
        self.fields["interface_language"] = forms.ChoiceField(
            label=_("Language of mails"), choices=[*OWN_NAMES.items()]
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the words of "other"."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_other = cleaned.get("category") == Category.OTHER
        if is_other and not cleaned.get("category_other") and "category_other" not in self.errors:
            self.add_error(
                "category_other", ValidationError(_("Say which category, in your words."))
            )
        return cleaned

    @property
    def who_helper(self) -> FormHelper:
        """The fields of "Who is answering", in their order."""
        return helper_for(
            "organization",
            Div("acronym", "category", "category_other", "country", css_class="fields"),
            "on_behalf_of",
            "co_sponsors",
            Div("contact_name", "contact_email", css_class="fields"),
            "language",
        )

    @property
    def staff_helper(self) -> FormHelper:
        """What staff add when they enter on behalf."""
        return helper_for("consent_note", "interface_language")
