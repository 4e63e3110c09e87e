"""The first page of the translators at the desk: what is to do, by language, kind and state."""

from collections import Counter
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from idmportal import worklist
from submissions.admin.pages import staff

PER_PAGE = 50
LANGUAGE_NAMES = dict(settings.LANGUAGES)


class LookForm(forms.Form):
    """Which part of the list is asked for; what does not exist is not filtered by."""

    language = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False)
    state = forms.ChoiceField(required=False)

    def __init__(self, data: Any, kinds: dict[str, worklist.Kind]) -> None:
        super().__init__(data, auto_id="look_%s")
        names = [(code, kind._meta.verbose_name_plural) for code, kind in kinds.items()]  # noqa: SLF001 - public
        states = [(state.value, state.label) for state in worklist.OPEN]
        self._offer("language", _("Language"), list(LANGUAGE_NAMES.items()))
        self._offer("kind", _("Kind"), names)
        self._offer("state", _("State"), states)

    def _offer(self, name: str, label: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.label, field.choices = label, [("", _("All")), *choices]

    @property
    def asked(self) -> dict[str, str]:
        """What is asked for; "" for everything."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


def listed(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Show what is missing or older, by language, kind and state."""
    kinds = worklist.kinds(staff(request))
    if not kinds:
        raise PermissionDenied
    look = LookForm(request.GET, kinds)
    asked = look.asked
    found = [
        one
        for one in worklist.entries(kinds.values())
        if asked["kind"] in ("", worklist.code(one.kind)) and one.number(asked["state"])
    ]
    numbers: Counter[str] = Counter()
    for one in found:
        numbers[one.language] += one.number(asked["state"])
    rows = [one for one in found if asked["language"] in ("", one.language)]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Translations of our texts"),
        "look": look,
        "page_obj": page,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "languages": [(LANGUAGE_NAMES[code], numbers[code]) for code in LANGUAGE_NAMES],
        "texts": sum(one.number(asked["state"]) for one in rows),
    }
    return drawn(site, request, "worklist", context)


def drawn(
    site: AdminSite, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Return a page of the translators, drawn by a template of its name."""
    request.current_app = site.name
    return TemplateResponse(
        request,
        f"admin/translations/{template}.html",
        {**site.each_context(request), **context},
        status=status,
    )
