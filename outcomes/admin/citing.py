"""The page of one statement: what it rests on, and finding more."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from common.row_keys import row_key
from common.states import VerbRefused
from outcomes import editing
from outcomes.admin.forms import CiteForm, LookForm
from outcomes.finding import found
from outcomes.models import OutcomeDocument, Statement, Trace
from submissions.admin.pages import DeskAdmin
from submissions.models import Recommendation

PER_PAGE = 15


def address(statement: Statement) -> str:
    """Return the page of a statement's sources."""
    keys = [statement.section.document_id, statement.pk]
    return reverse("admin:outcomes_outcomedocument_sources", args=keys)


def sources(model_admin: DeskAdmin, request: HttpRequest, pk: int, statement: int) -> HttpResponse:
    """Show what a statement rests on and what else it could; POST cites one or takes it away."""
    document = model_admin.row(request, pk)
    rows = Statement.objects.filter(section__document=document).select_related("section__document")
    one = get_object_or_404(rows, pk=statement)
    if request.method != "POST":
        return page(model_admin, request, document, one)
    if not model_admin.has_change_permission(request, document):
        raise PermissionDenied
    try:
        if "trace" in request.POST:
            return _uncite(request, one)
        return _cite(model_admin, request, document, one)
    except VerbRefused as refused:
        messages.error(request, str(refused))
        return page(model_admin, request, document, one, status=409)


def _cite(
    model_admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument, one: Statement
) -> HttpResponse:
    key = request.POST.get("recommendation", "")
    rows = Recommendation.objects.select_related("submission")
    row = get_object_or_404(rows, pk=row_key(key))
    form = CiteForm(request.POST, auto_id=f"cite_{row.pk}_%s")
    if form.is_valid():
        try:
            editing.cite(one, row, **form.cleaned_data)
        except ValidationError as error:
            if NON_FIELD_ERRORS in error.message_dict:
                raise VerbRefused(error.message_dict[NON_FIELD_ERRORS][0]) from error
            form.add_error(None, error)
        else:
            text = _("Cited: %(reference)s.") % {"reference": row.reference}
            messages.success(request, text)
            return _again(request, one)
    return page(model_admin, request, document, one, status=422, tried={row.pk: form})


def _uncite(request: HttpRequest, one: Statement) -> HttpResponse:
    key = request.POST.get("trace", "")
    trace = get_object_or_404(one.traces, pk=row_key(key))
    editing.uncite(trace)
    return _again(request, one)


def _again(request: HttpRequest, one: Statement) -> HttpResponse:
    """Show the page again, with the search that was looked at."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(address(one) + (f"?{query}" if query else ""))


def page(
    model_admin: DeskAdmin,
    request: HttpRequest,
    document: OutcomeDocument,
    one: Statement,
    *,
    tried: dict[int, CiteForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the page; `tried` are the forms with errors: what was typed stays."""
    look = LookForm(request.GET, document=document)
    wanted = look.cleaned_data if look.is_valid() else {}
    rows = Paginator(found(document, one, wanted), PER_PAGE).get_page(request.GET.get("page"))
    traces = Trace.objects.filter(statement=one).select_related("recommendation__submission")
    context: dict[str, Any] = {
        "title": one.text,
        "subtitle": None,
        "document": document,
        "statement": one,
        "traces": traces,
        "look": look,
        "rows": rows,
        "candidates": [
            {"row": row, "form": (tried or {}).get(row.pk) or CiteForm(auto_id=f"cite_{row.pk}_%s")}
            for row in rows
        ],
        "neighbours": _neighbours(document, one),
        "may_change": model_admin.has_change_permission(request, document)
        and not document.is_published,
    }
    return model_admin.page(request, "sources", context, status)


def _neighbours(document: OutcomeDocument, one: Statement) -> dict[str, Statement | None]:
    rows = Statement.objects.filter(section__document=document).select_related("section")
    return {
        "previous": rows.filter(number__lt=one.number).order_by("number").last(),
        "next": rows.filter(number__gt=one.number).order_by("number").first(),
    }
