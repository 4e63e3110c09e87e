"""A page of the translators at the desk: the texts of a row beside their originals."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.languages import direction
from common.translated import Translated
from common.translation_forms import NotOver, Slot, fields_of, progress, slots, take
from idmportal import worklist
from idmportal.translation_list import PER_PAGE, drawn
from submissions.admin.pages import staff

LANGUAGE_NAMES = dict(settings.LANGUAGES)
# The name of a field in which a translation is typed.
TYPED = re.compile(r"[a-z.]+-\d+-translated_\w+(?<!_seen)(?<!_official)(?<!_right)")


@dataclass(frozen=True)
class Part:
    """A row on the page of a translation, with its form."""

    row: Translated
    slots: list[Slot]
    form: forms.Form

    @property
    def name(self) -> str:
        """What the row is, in words."""
        return str(self.row._meta.verbose_name)  # noqa: SLF001 - a public name of Django

    @property
    def texts(self) -> list[dict[str, Any]]:
        """Each text with its original and the fields of its form."""
        names = {"is_official": "_official", "is_right": "_right"}
        return [
            {
                "slot": slot,
                "field": self.form[slot.name],
                **{
                    key: self.form[slot.name + end]
                    for key, end in names.items()
                    if slot.name + end in self.form.fields
                },
            }
            for slot in self.slots
        ]


def row(site: AdminSite, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show the texts of a row beside their originals in one language; POST keeps translations.

    What a public outcome document says stands still; how it is translated may change.
    """
    model = worklist.kinds(staff(request)).get(kind)
    if model is None:
        raise PermissionDenied
    top: Translated | None = models.QuerySet(model).filter(pk=pk).first()
    if top is None:
        return _gone(site, request)
    registered: Any = site._registry.get(model)  # noqa: SLF001 - as Django's own pages do
    is_like_a_change = getattr(registered, "is_translated_as_changed", False)
    if is_like_a_change and not registered.has_change_permission(request, top):
        raise PermissionDenied
    language = request.GET.get("language") or _usual_language()
    if language not in LANGUAGE_NAMES:
        raise Http404
    tried = _posted(site, request, top, language) if request.method == "POST" else []
    left = _left(request.POST, tried)
    has_errors = any(part.form.errors for part in tried)
    if request.method == "POST" and not left and not has_errors:
        return HttpResponseRedirect(request.get_full_path())
    everything = _translatable(top, language)
    page: Page[Any] = Paginator(everything, PER_PAGE).get_page(request.GET.get("page"))
    parts = tried if has_errors else _parts(page, language)
    states = [slot.state for one in everything for slot in slots(one, [language])]
    context = {
        "title": worklist.called(top),
        "subtitle": LANGUAGE_NAMES[language],
        "parts": parts,
        "page_obj": page,
        "query": urlencode({"language": language}),
        "language": language,
        "dir": direction(language),
        "progress": progress(language, states),
        "languages": [(code, LANGUAGE_NAMES[code]) for code in top.languages],
        "form_url": _form_url(site, request, top),
        "has_errors": has_errors,
        "left": left,
    }
    status = 422 if has_errors else 409 if left else 200
    return drawn(site, request, "row", context, status)


def _translatable(top: Translated, language: str) -> list[Translated]:
    """Return the rows of a page that hold anything to translate into a language, as of now."""
    return [one for one in top.translated_rows() if slots(one, [language])]


def _posted(site: AdminSite, request: HttpRequest, top: Translated, language: str) -> list[Part]:
    """Keep what was posted if all of it is right; return the rows that it is of, with their forms.

    Rows are known by their keys: a form that was open keeps what it says of a row that stands on
    another page of the list by now.
    """
    said = request.POST
    try:
        with transaction.atomic():
            rows = [
                one
                for one in _translatable(top, language)
                if any(key.startswith(f"{_prefix(one)}-") for key in said)
            ]
            parts = _parts(rows, language, said)
            valid = [part.form.is_valid() for part in parts]  # each one, for its errors
            if all(valid):
                _keep(site, request, top, parts, language)
            return parts
    except ObjectDoesNotExist:  # somebody has deleted a row meanwhile: without it, then
        return _posted(site, request, top, language)


def _left(said: QueryDict, parts: list[Part]) -> list[str]:
    """Return the texts that were typed for what is not translated any more, to be copied."""
    known = {part.form.add_prefix(slot.name) for part in parts for slot in part.slots}
    typed = {key: str(text) for key, text in said.items() if TYPED.fullmatch(key)}
    return [
        text
        for key, text in typed.items()
        if key not in known and text.strip() and text != said.get(f"initial-{key}", "")
    ]


def _gone(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Give back what was typed for a row that somebody has deleted."""
    language = request.GET.get("language", "")
    if not (left := _left(request.POST, [])) or language not in LANGUAGE_NAMES:
        raise Http404
    context = {"title": LANGUAGE_NAMES[language], "language": language, "left": left}
    return drawn(site, request, "row", {**context, "dir": direction(language)}, 409)


def _usual_language() -> str:
    """Return the language of the desk, or the first that is translated into."""
    mine = get_language() or ""
    return mine if mine != settings.LANGUAGE_CODE and mine in LANGUAGE_NAMES else "fr"


def _parts(rows: Any, language: str, data: Any = None) -> list[Part]:
    found = []
    for one in rows:
        here = slots(one, [language])
        fields = {**fields_of(type(one), here), "slots": here}
        form = type("TranslationForm", (NotOver, forms.Form), fields)
        found.append(Part(one, here, form(data, prefix=_prefix(one), auto_id="id_%s")))
    return found


def _prefix(row: Translated) -> str:
    """Return what the names of a row's fields begin with."""
    return f"{worklist.code(type(row))}-{row.pk}"


def _keep(
    site: AdminSite, request: HttpRequest, top: Translated, parts: list[Part], language: str
) -> None:
    """Save what changed, and note it in the history of the row."""
    changed = [part for part in parts if take(part.row, part.form, part.slots)]
    for part in changed:
        part.row.save(update_fields=["translations"])
    if not changed:
        messages.info(request, _("Nothing was changed."))
        return
    name = LANGUAGE_NAMES[language]
    registered: Any = site._registry.get(type(top))  # noqa: SLF001 - as Django's own pages do
    if registered:
        registered.log_change(request, top, f"Translations: {language}")
    messages.success(request, _("Translations saved: %(language)s.") % {"language": name})


def _form_url(site: AdminSite, request: HttpRequest, top: Translated) -> str:
    """Return the row's own form, for who may open it."""
    registered: Any = site._registry.get(type(top))  # noqa: SLF001 - as Django's own pages do
    if registered is None or not registered.has_view_permission(request, top):
        return ""
    options = top._meta  # noqa: SLF001 - a public name of Django
    url: str = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[top.pk])
    return url
