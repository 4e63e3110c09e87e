"""One translation on one page: the original at the start side, the field at the end side."""

from __future__ import annotations

from copy import copy
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
)
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.languages import direction
from common.row_keys import row_key
from common.states import VerbRefused
from submissions import unofficial
from submissions.admin import queue
from submissions.admin.pages import DeskAdmin, staff, with_filters
from submissions.forms.fields import LONGEST_TEXT, CleanText, OnceForm
from submissions.models import Publication, Translatable, UnofficialTranslation

# The filter of the list that says into which language.
TARGET = "into"
SEEN, VERSION = "seen", "made_of"


class TranslationForm(OnceForm):
    """Title and text in the other language; hidden: what was seen, and of which version."""

    use_required_attribute = False
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    made_of = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    title = CleanText(label=gettext_lazy("Title"), max_length=300)
    text = CleanText(label=gettext_lazy("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea)

    def __init__(self, *args: Any, row: Translatable, language: str, **kwargs: Any) -> None:
        """Set the fields in the language; a title is needed where the original has one."""
        super().__init__(*args, **kwargs)
        self.fields["title"].required = bool(row.title)
        for name, look in (("title", "vTextField words"), ("text", "words")):
            attrs = {"lang": language, "dir": direction(language), "class": look}
            self.fields[name].widget.attrs.update(attrs)
        self.fields["text"].widget.attrs["rows"] = 16
        self.row, self.language = row, language

    def clean_made_of(self) -> int:
        """Refuse a version that there is not yet."""
        number = int(self.cleaned_data["made_of"])
        if number > self.row.words_version:
            raise forms.ValidationError(_("Open the page again: this version does not exist."))
        return number


def one(model_admin: DeskAdmin, request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Show a recommendation with the form of its translation; POST saves it."""
    row = model_admin.row(request, pk)
    if language not in unofficial.LANGUAGES:
        raise Http404
    if language == row.language:
        other = unofficial.targets(row.language)[0]
        return HttpResponseRedirect(address(pk, other, queue.filters_of(request)))
    if request.method != "POST":
        return _page(model_admin, request, row, _filled(row, language))
    _require(model_admin, request)
    form = TranslationForm(request.POST, row=row, language=language)
    if not form.is_valid():
        return _page(model_admin, request, row, form, 422)
    given = form.cleaned_data
    try:
        saved = unofficial.write(
            row,
            language,
            title=given["title"],
            text=given["text"],
            version_number=given[VERSION],
            seen=given[SEEN],
            by=staff(request),
        )
    except VerbRefused as refused:
        messages.error(request, str(refused))
        return _page(model_admin, request, row, _again(request, row, language), 409)
    _tell(request, saved)
    return HttpResponseRedirect(_next(model_admin, request, pk, language))


def delete(model_admin: DeskAdmin, request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Ask before a translation is deleted; POST deletes it."""
    row = model_admin.row(request, pk)
    _require(model_admin, request)
    found = standing(row, language)
    if found is None:
        raise Http404
    back = address(pk, language, queue.filters_of(request))
    if request.method == "POST":
        try:
            unofficial.remove(found, seen=request.POST.get(SEEN, ""), by=staff(request))
        except VerbRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The translation is deleted; the history keeps it."))
        return HttpResponseRedirect(back)
    title = _("Delete this translation?")
    context = {"title": title, "recommendation": row, "found": found, "back": back}
    return model_admin.page(request, "delete", context)


def standing(row: Translatable, language: str) -> UnofficialTranslation | None:
    """Return the translation that stands, if there is one."""
    return _known(row).get(language)


def _known(row: Translatable) -> dict[str, UnofficialTranslation]:
    """Return language -> the translation that stands."""
    known = {found.language: found for found in row.translations.select_related("by")}
    for found in known.values():
        found.recommendation = row
    return known


def address(pk: int, language: str, filters: str) -> str:
    """Return the page of a translation, which knows the list that one came from."""
    url = reverse("admin:submissions_translatable_into", args=[pk, language])
    return with_filters(url, into(filters, language))


def into(filters: str, language: str) -> str:
    """Return the filters of the list with this language as the one to translate into."""
    query = QueryDict(filters, mutable=True)
    query[TARGET] = language
    return query.urlencode()


def _require(model_admin: DeskAdmin, request: HttpRequest) -> None:
    if not model_admin.has_change_permission(request):
        raise PermissionDenied


def _filled(row: Translatable, language: str) -> TranslationForm:
    initial: dict[str, Any] = {SEEN: "", VERSION: row.words_version}
    if found := standing(row, language):
        initial |= {SEEN: found.mark, "title": found.title, "text": found.text}
    return TranslationForm(initial=initial, row=row, language=language)


def _again(request: HttpRequest, row: Translatable, language: str) -> TranslationForm:
    """Return the form with all that was typed, and with what stands by now as seen."""
    data, found = request.POST.copy(), standing(row, language)
    data[SEEN] = found.mark if found else ""
    return TranslationForm(data, row=row, language=language)


def _tell(request: HttpRequest, saved: UnofficialTranslation) -> None:
    text = _("Saved at %(time)s UTC.") % {"time": saved.at.strftime("%H:%M")}
    saved.recommendation.refresh_from_db(fields=["words_version"])
    if saved.is_older:
        text += " " + _("The original has changed since you opened the page: read it again.")
        messages.warning(request, text)
    else:
        messages.success(request, text)


def _next(model_admin: DeskAdmin, request: HttpRequest, pk: int, language: str) -> str:
    """Return where to go: the next of the list that one came from, where that was asked for."""
    key = row_key(request.POST.get("next_one", "")) if "and_next" in request.POST else 0
    is_there = bool(key) and model_admin.get_queryset(request).filter(pk=key).exists()
    return address(key if is_there else pk, language, queue.filters_of(request))


def _page(
    model_admin: DeskAdmin,
    request: HttpRequest,
    row: Translatable,
    form: TranslationForm,
    status: int = 200,
) -> HttpResponse:
    language = form.language
    filters = into(queue.filters_of(request), language)
    changelist = reverse("admin:submissions_translatable_changelist")
    place, known = _place(model_admin, request, row, filters), _known(row)
    may = model_admin.has_change_permission(request)
    names = dict(settings.LANGUAGES)
    remove = reverse("admin:submissions_translatable_remove", args=[row.pk, language])
    context = {
        "title": row.reference,
        "subtitle": None,
        "recommendation": row,
        "submission": row.submission,
        "language_name": names[language],
        "found": known.get(language),
        "is_conflict": status == 409 and language in known,
        "languages": [
            {
                "label": names[code],
                "url": address(row.pk, code, filters),
                "found": known.get(code),
                "is_here": code == language,
            }
            for code in unofficial.targets(row.language)
        ],
        "form": form,
        "may_translate": may and row.is_translatable,
        "remove_url": with_filters(remove, filters) if may and language in known else "",
        "is_anonymous": row.submission.publication == Publication.ANONYMOUS,
        "place": place,
        "previous_url": _beside(place.previous if place else None, language, filters),
        "next_url": _beside(place.next if place else None, language, filters),
        "list_url": f"{changelist}?{filters}",
    }
    return model_admin.page(request, "page", context, status)


def _place(
    model_admin: DeskAdmin, request: HttpRequest, row: Translatable, filters: str
) -> queue.Place | None:
    """Return the row's place in the list of what is to be translated into the page's language."""
    asked = copy(request)
    asked.GET = QueryDict(urlencode({queue.FILTERS: filters}))
    return queue.place(model_admin, asked, row)


def _beside(pk: int | None, language: str, filters: str) -> str:
    return address(pk, language, filters) if pk else ""
