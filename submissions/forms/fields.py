"""Fields that keep text as people meant it, and refuse what is not text at its place."""

from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from common.countries import INTERNATIONAL, REGIONS, country_choices, is_country
from common.text import clean_text, count_words

LONGEST_TEXT = 20_000


class CleanText(forms.CharField):
    """Text in NFC, without controls; several lines only where the widget is a textarea."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        # Ours names the place; Django's own would only say that something is wrong.
        self.validators = [v for v in self.validators if "Null" not in type(v).__name__]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave maxlength out: a browser would cut pasted text without a word."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

    def to_python(self, value: Any) -> str:
        """Return the cleaned text; raises ValidationError for what is not text."""
        text = clean_text(str(super().to_python(value) or ""))
        if not isinstance(self.widget, forms.Textarea):
            text = " ".join(text.split())
        return text


class ContactEmail(forms.EmailField):
    """An address as people have them: no quoted names, no signs that could break a mail's head."""

    default_error_messages = {
        "invalid": _("Write a whole e-mail address, for example name@organization.org.")
    }
    default_validators = [
        *forms.EmailField.default_validators,
        RegexValidator(r"^[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]+@[^\[\]\x00-\x20\x7f]+$", code="invalid"),
    ]


class Mark(forms.CharField):
    """The hidden name of a recommendation in a form: it follows it wherever it is moved."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> str:
        """Return it as it came: it is for drafts, and nothing of an answer."""
        return str(value or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return False: a recommendation that has only this is blank."""
        return False


class WordedText(CleanText):
    """Text between a fewest and a most number of words."""

    widget = forms.Textarea

    def __init__(self, *, fewest: int, most: int, **kwargs: Any) -> None:
        self.fewest, self.most = fewest, most
        super().__init__(max_length=LONGEST_TEXT, **kwargs)

    def validate(self, value: str) -> None:
        """Refuse too few or too many words, with the number to change."""
        super().validate(value)
        words = count_words(value)
        if value and words < self.fewest:
            raise ValidationError(
                ngettext_lazy(
                    "%(words)s words: add %(number)s more, at least.",
                    "%(words)s words: add %(number)s more, at least.",
                    "number",
                ),
                params={"words": words, "number": self.fewest - words},
            )
        if words > self.most:
            raise ValidationError(
                ngettext_lazy(
                    "%(words)s words: shorten by %(number)s.",
                    "%(words)s words: shorten by %(number)s.",
                    "number",
                ),
                params={"words": words, "number": words - self.most},
            )


class CountrySelect(forms.Select):
    """196 options written in one go: option templates would cost more than the whole page."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Return the select element."""
        attributes = {**self.attrs, **(attrs or {}), "name": name}
        chosen = escape(str(value or ""))
        options = _options(get_language() or "en")
        if chosen:
            options = options.replace(f'value="{chosen}"', f'value="{chosen}" selected', 1)
        return format_html("<select{}>{}</select>", flatatt(attributes), mark_safe(options))  # noqa: S308 - built from our own escaped names


@cache
def _options(language: str) -> str:
    """Return the options in the language, the active one."""
    pairs = [
        ("", str(_("Choose"))),
        (INTERNATIONAL, str(REGIONS[INTERNATIONAL])),
        *country_choices(language),
    ]
    return "".join(
        f'<option value="{escape(code)}">{escape(name)}</option>' for code, name in pairs
    )


class CountryField(forms.CharField):
    """A member or observer of the UN by its code, or international, which cleans to ""."""

    widget = CountrySelect

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Give the page's script what it says where nothing is found."""
        attrs = super().widget_attrs(widget)
        return {**attrs, "data-none": _("No country of this name in the list.")}

    def clean(self, value: str) -> str:
        """Return the ISO code, or "" for international; raises ValidationError."""
        value = super().clean(value)
        if value == INTERNATIONAL:
            return ""
        if not is_country(value):
            raise ValidationError(
                _("Choose a country from the list, or “%(international)s”."),
                params={"international": REGIONS[INTERNATIONAL]},
            )
        return value


class OnceForm(forms.Form):
    """A form that tells when a field with one value arrived with two."""

    required_css_class = "required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                # Django's own words repeat the value, which may be a megabyte.
                field.error_messages["invalid_choice"] = _("Choose from the list.")

    def full_clean(self) -> None:
        """Clean, then look for doubled fields: silently taking one would lose the other."""
        super().full_clean()
        if not self.is_bound or not isinstance(self.data, QueryDict):
            return
        for name, field in self.fields.items():
            values = set(self.data.getlist(self.add_prefix(name)))
            if len(values) > 1 and not isinstance(field, forms.MultipleChoiceField):
                self.add_error(
                    name, _("This field arrived twice, with different content. Check it.")
                )
