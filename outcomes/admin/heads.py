"""What an outcome document and a stocktaking paper have at their head, before they are written."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from common.text import clean_text
from common.translation_admin import TranslatedAdmin
from outcomes.models import OutcomeDocument, StocktakingPaper
from submissions.admin.pages import DeskAdmin
from submissions.forms.fields import CleanText


class HeadForm(forms.ModelForm):
    """What a document and a paper have at their head."""

    title = CleanText(
        label=_("Title"), max_length=240, widget=forms.TextInput(attrs={"class": "vTextField"})
    )

    def clean_introduction(self) -> str:
        """Return the introduction without what is not text."""
        return clean_text(self.cleaned_data["introduction"])


class DocumentForm(HeadForm):
    """A document's head; its sections and statements are written on a page of their own."""

    class Meta:
        model = OutcomeDocument
        fields = ("dialogue", "workshop", "kind", "title", "slug", "introduction")


class PaperForm(HeadForm):
    """A paper's head; each edition keeps it as it was when the edition was made."""

    class Meta:
        model = StocktakingPaper
        fields = ("dialogue", "call", "milestone", "title", "slug", "introduction")


class HeadAdmin(TranslatedAdmin, DeskAdmin):
    """A head that is filled in first; then the desk goes on to the page where it is worked on."""

    prepopulated_fields = {"slug": ("title",)}
    search_fields = ("title",)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Make the address from the title while it is new."""
        return self.prepopulated_fields if obj is None else {}

    def worked_on(self, obj: Any) -> str:
        """Return where it is worked on once it has a head."""
        raise NotImplementedError

    def response_add(self, request: HttpRequest, obj: Any, *args: Any) -> HttpResponse:
        """Go on to where it is worked on."""
        super().response_add(request, obj, *args)
        return HttpResponseRedirect(self.worked_on(obj))
