"""The form that asks for the private addresses again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.forms.fields import ContactEmail, OnceForm


class LinksForm(OnceForm):
    """One e-mail address."""

    email = ContactEmail(
        label=_("E-mail address"),
        help_text=_("The address that you gave in your answer."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
