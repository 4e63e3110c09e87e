"""The page where a document is written: sections, statements, their order, publication."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from common.row_keys import row_key
from common.states import VerbRefused
from outcomes import editing
from outcomes.admin.forms import SectionForm, StatementForm
from outcomes.models import OutcomeDocument, Section, Statement
from submissions import roles
from submissions.admin.pages import DeskAdmin, staff

PUBLISH = "outcomes.publish"


def address(document: OutcomeDocument) -> str:
    """Return where a document is written."""
    return reverse("admin:outcomes_outcomedocument_write", args=[document.pk])


def back(document: OutcomeDocument, anchor: str = "") -> HttpResponseRedirect:
    """Go to the page where a document is written, to a place on it."""
    return HttpResponseRedirect(address(document) + (f"#{anchor}" if anchor else ""))


def write(model_admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show a document for writing; POST does one thing to it, named by `do`."""
    document = model_admin.row(request, pk)
    if request.method != "POST":
        return page(model_admin, request, document)
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    may = roles.has(staff(request), PUBLISH) if act in PUBLISHING else True
    if not may or not model_admin.has_change_permission(request, document):
        raise PermissionDenied
    try:
        return act(model_admin, request, document)
    except VerbRefused as refused:
        messages.error(request, str(refused))
        return page(model_admin, request, document, status=409)


def page(
    model_admin: DeskAdmin,
    request: HttpRequest,
    document: OutcomeDocument,
    *,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    """Draw the page; `forms` are those with errors: what was typed stays."""
    document.refresh_from_db()
    statements = Statement.objects.filter(section__document=document).with_sources()
    may_change = model_admin.has_change_permission(request, document)
    context = {
        "title": document.title,
        "subtitle": None,
        "document": document,
        "sections": parts(document, list(statements), forms),
        "section_form": forms.get("section") or SectionForm(auto_id="section_%s"),
        "bare": [one.number for one in statements if not one.source_count and not one.is_editorial],
        "may_change": may_change and not document.is_published,
        "may_publish": may_change and roles.has(staff(request), PUBLISH),
    }
    return model_admin.page(request, "write", context, status)


def parts(
    document: OutcomeDocument, statements: list[Statement], forms: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return each section with its statements, each with its form."""
    return [
        {
            "section": section,
            "rename": forms.get(f"rename-{section.pk}")
            or SectionForm({"title": section.title}, auto_id=f"rename_{section.pk}_%s"),
            "add": forms.get(f"add-{section.pk}") or StatementForm(auto_id=f"add_{section.pk}_%s"),
            "statements": [
                {"statement": one, "form": forms.get(f"edit-{one.pk}") or _edit_form(one)}
                for one in statements
                if one.section_id == section.pk
            ],
        }
        for section in document.sections.all()
    ]


def _edit_form(one: Statement) -> StatementForm:
    initial = {"text": one.text, "is_editorial": one.is_editorial}
    return StatementForm(initial=initial, auto_id=f"edit_{one.pk}_%s")


# --- what can be done ------------------------------------------------------------------------


def _section(request: HttpRequest, document: OutcomeDocument) -> Section:
    key = request.POST.get("section", "")
    return get_object_or_404(document.sections, pk=row_key(key))


def _statement(request: HttpRequest, document: OutcomeDocument) -> Statement:
    key = request.POST.get("statement", "")
    rows = Statement.objects.filter(section__document=document).select_related("section__document")
    return get_object_or_404(rows, pk=row_key(key))


def _add_section(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
    form = SectionForm(request.POST, auto_id="section_%s")
    if not form.is_valid():
        return page(admin, request, document, status=422, section=form)
    made = editing.add_section(document, form.cleaned_data["title"])
    return back(document, f"section-{made.pk}")


def _rename(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
    section = _section(request, document)
    form = SectionForm(request.POST, auto_id=f"rename_{section.pk}_%s")
    if not form.is_valid():
        return page(admin, request, document, status=422, **{f"rename-{section.pk}": form})
    editing.rename(section, form.cleaned_data["title"])
    return back(document, f"section-{section.pk}")


def _add(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
    section = _section(request, document)
    form = StatementForm(request.POST, auto_id=f"add_{section.pk}_%s")
    if not form.is_valid():
        return page(admin, request, document, status=422, **{f"add-{section.pk}": form})
    text, is_editorial = form.cleaned_data["text"], form.cleaned_data["is_editorial"]
    made = editing.add_statement(section, text, is_editorial=is_editorial)
    return back(document, made.anchor)


def _rewrite(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
    one = _statement(request, document)
    form = StatementForm(request.POST, auto_id=f"edit_{one.pk}_%s")
    if not form.is_valid():
        return page(admin, request, document, status=422, **{f"edit-{one.pk}": form})
    text, is_editorial = form.cleaned_data["text"], form.cleaned_data["is_editorial"]
    editing.rewrite(one, text, is_editorial=is_editorial)
    return back(document, one.anchor)


def _move(up: bool) -> Callable[..., HttpResponse]:
    def act(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
        one = _statement(request, document)
        editing.move_statement(one, up=up)
        return back(document, one.anchor)

    return act


def _move_section(up: bool) -> Callable[..., HttpResponse]:
    def act(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
        section = _section(request, document)
        editing.move_section(section, up=up)
        return back(document, f"section-{section.pk}")

    return act


def _delete(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
    one = _statement(request, document)
    editing.delete_statement(one)
    messages.success(request, _("Statement deleted: %(text)s") % {"text": one.text})
    return back(document, f"section-{one.section_id}")


def _delete_section(
    admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument
) -> HttpResponse:
    editing.delete_section(_section(request, document))
    return back(document)


def _publish(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
    editing.publish(document)
    messages.success(request, _("Published. Readers see it now."))
    return back(document)


def _take_back(admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument) -> HttpResponse:
    editing.take_back(document)
    messages.success(request, _("Taken back. Readers do not see it any more."))
    return back(document)


PUBLISHING = (_publish, _take_back)
ACTS: dict[str, Callable[..., HttpResponse]] = {
    "add_section": _add_section,
    "rename": _rename,
    "delete_section": _delete_section,
    "section_up": _move_section(up=True),
    "section_down": _move_section(up=False),
    "add": _add,
    "rewrite": _rewrite,
    "delete": _delete,
    "up": _move(up=True),
    "down": _move(up=False),
    "publish": _publish,
    "take_back": _take_back,
}
