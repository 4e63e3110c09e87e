"""The page of one statement: what it rests on, and finding more."""

from collections.abc import Callable
from functools import partial
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
    act = _cite if "trace" not in request.POST else _correct if "quote" in request.POST else _uncite
    try:
        return act(model_admin, request, document, one)
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
    if not _taken(form, partial(editing.cite, one, row)):
        return page(model_admin, request, document, one, status=422, tried={f"cite-{row.pk}": form})
    messages.success(request, _("Cited: %(reference)s.") % {"reference": row.reference})
    following = row_key(request.POST.get("following", ""))
    return _again(request, one, f"row-{following}" if following else "find")


def _correct(
    model_admin: DeskAdmin, request: HttpRequest, document: OutcomeDocument, one: Statement
) -> HttpResponse:
    trace = _trace(request, one)
    form = CiteForm(request.POST, auto_id=f"trace_{trace.pk}_%s")
    if not _taken(form, partial(editing.correct, trace)):
        tried = {f"trace-{trace.pk}": form}
        return page(model_admin, request, document, one, status=422, tried=tried)
    return _again(request, one, f"trace-{trace.pk}")


def _taken(form: CiteForm, take: Callable[..., object]) -> bool:
    """Take what a form says; False where it has errors. Raises VerbRefused as `take` does."""
    if not form.is_valid():
        return False
    try:
        take(**form.cleaned_data)
    except ValidationError as error:
        if NON_FIELD_ERRORS in error.message_dict:
            raise VerbRefused(error.message_dict[NON_FIELD_ERRORS][0]) from error
        form.add_error(None, error)
    return form.is_valid()


def _uncite(
    _admin: DeskAdmin, request: HttpRequest, _document: OutcomeDocument, one: Statement
) -> HttpResponse:
    trace = _trace(request, one)
    words = {"reference": trace.recommendation.reference, "quote": trace.quote}
    editing.uncite(trace)
    messages.success(request, _("Taken away: %(reference)s “%(quote)s”") % words)
    return _again(request, one, "cited")


def _trace(request: HttpRequest, one: Statement) -> Trace:
    key = request.POST.get("trace", "")
    rows = one.traces.select_related("recommendation__submission", "statement__section__document")
    return get_object_or_404(rows, pk=row_key(key))


def _again(request: HttpRequest, one: Statement, anchor: str) -> HttpResponse:
    """Show the page again, with the search that was looked at, at the place to go on from."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(address(one) + (f"?{query}" if query else "") + f"#{anchor}")


def page(
    model_admin: DeskAdmin,
    request: HttpRequest,
    document: OutcomeDocument,
    one: Statement,
    *,
    tried: dict[str, CiteForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the page; `tried` are the forms with errors: what was typed stays."""
    look = LookForm(request.GET, document=document)
    wanted = look.cleaned_data if look.is_valid() else {}
    rows = Paginator(found(document, one, wanted), PER_PAGE).get_page(request.GET.get("page"))
    traces = Trace.objects.filter(statement=one).select_related("recommendation__submission")
    context: dict[str, Any] = {
        "title": one.original("text"),
        "subtitle": None,
        "document": document,
        "statement": one,
        "traces": [
            {"trace": trace, "form": _form(tried, f"trace-{trace.pk}", trace)} for trace in traces
        ],
        "look": look,
        "rows": rows,
        "candidates": [
            {"row": row, "form": _form(tried, f"cite-{row.pk}"), "following": following}
            for row, following in zip(rows, [*rows[1:], None], strict=False)
        ],
        "neighbours": _neighbours(document, one),
        "may_change": model_admin.has_change_permission(request, document)
        and not document.is_published,
    }
    return model_admin.page(request, "sources", context, status)


def _form(tried: dict[str, CiteForm] | None, name: str, trace: Trace | None = None) -> CiteForm:
    """Return the form of a recommendation or a trace: as it was tried, else as it stands."""
    initial = {"kind": trace.kind, "quote": trace.quote, "note": trace.note} if trace else None
    auto_id = f"{name.replace('-', '_')}_%s"
    return (tried or {}).get(name) or CiteForm(initial=initial, auto_id=auto_id)


def _neighbours(document: OutcomeDocument, one: Statement) -> dict[str, Statement | None]:
    rows = Statement.objects.filter(section__document=document).select_related("section")
    return {
        "previous": rows.filter(number__lt=one.number).order_by("number").last(),
        "next": rows.filter(number__gt=one.number).order_by("number").first(),
    }
