"""Prepare what is told of recommendations: of one on its page, of many at once."""

import logging
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.row_keys import row_key
from common.states import VerbRefused
from outcomes import dispositions
from outcomes.models import Answerable, PreparedDisposition
from outcomes.reasons import reasons
from submissions.admin import queue
from submissions.admin.pages import DeskAdmin, staff, with_filters
from submissions.admin.words import DisposeWords
from submissions.models import Call

log = logging.getLogger(__name__)
MOST_FAILURES_SHOWN = 20


class PrepareWords(DisposeWords):
    """What became of it, and the public reason: typed, or one to begin with."""

    field_order = ("disposition", "begin_with", "reason")
    begin_with = forms.ChoiceField(
        label=gettext_lazy("Begin with"),
        required=False,
        help_text=gettext_lazy("Taken where no reason is typed."),
    )

    def __init__(self, data: QueryDict | None = None, *, calls: list[Call], **kwargs: Any) -> None:
        """`calls`: those whose earlier reasons are offered."""
        if data is not None and not data.get("reason", "").strip():
            data = data.copy()
            data["reason"] = data.get("begin_with", "")
        super().__init__(data, **kwargs)
        begin = self.fields["begin_with"]
        if isinstance(begin, forms.ChoiceField):
            begin.choices = [("", "---------"), *reasons(calls)]


def prepared_of(row: Any) -> PreparedDisposition | None:
    """Return what is prepared of a recommendation's present words and not told, if anything is."""
    found: PreparedDisposition | None = getattr(row, "prepared", None)
    is_current = found and found.release_id is None and found.version == row.submission.version
    return found if is_current else None


def one(model_admin: DeskAdmin, request: HttpRequest, row: Answerable) -> HttpResponse:
    """Show one recommendation with its form; POST prepares, or takes back what is prepared."""
    calls = [row.submission.call]
    if request.method != "POST":
        return _page(model_admin, request, row, _filled(row, calls))
    if not model_admin.has_change_permission(request, row):
        raise PermissionDenied
    words = PrepareWords(request.POST, calls=calls, auto_id="prepare_%s")
    try:
        if "drop" in request.POST:
            dispositions.drop(row)
            messages.success(request, _("Taken back: nothing is prepared of it."))
        elif words.is_valid():
            given = {name: words.cleaned_data[name] for name in ("disposition", "reason")}
            dispositions.prepare(row, by=staff(request), **given)
            messages.success(request, _("Prepared: %(reference)s.") % {"reference": row.reference})
        else:
            return _page(model_admin, request, row, words, 422)
    except VerbRefused as refused:
        messages.error(request, str(refused))
        return _page(model_admin, request, row, words, 409)
    return HttpResponseRedirect(_next(model_admin, request, row))


def _next(model_admin: DeskAdmin, request: HttpRequest, row: Answerable) -> str:
    """Return where to go: the next of the list that one came from, where that was asked for."""
    key = row_key(request.POST.get("next_one", "")) if "and_next" in request.POST else 0
    is_there = model_admin.get_queryset(request).filter(pk=key).exists()
    return address(key if is_there else row.pk, queue.filters_of(request))


def address(pk: int, filters: str) -> str:
    """Return the page of one, which knows the list that one came from."""
    return with_filters(reverse("admin:outcomes_answerable_change", args=[pk]), filters)


def _filled(row: Answerable, calls: list[Call]) -> PrepareWords:
    kept = prepared_of(row)
    initial = {"disposition": kept.disposition, "reason": kept.reason} if kept else {}
    return PrepareWords(initial=initial, calls=calls, auto_id="prepare_%s")


def _page(
    model_admin: DeskAdmin,
    request: HttpRequest,
    row: Answerable,
    words: PrepareWords,
    status: int = 200,
) -> HttpResponse:
    filters = queue.filters_of(request)
    changelist = reverse("admin:outcomes_answerable_changelist")
    place = queue.place(model_admin, request, row)
    context = {
        "title": row.reference,
        "subtitle": None,
        "recommendation": row,
        "submission": row.submission,
        "traces": row.public_traces,  # type: ignore[attr-defined]  # prefetched for the list
        "kept": prepared_of(row),
        "words": words,
        "may_prepare": model_admin.has_change_permission(request, row) and not row.disposition,
        "place": place,
        "previous_url": address(place.previous, filters) if place and place.previous else "",
        "next_url": address(place.next, filters) if place and place.next else "",
        "list_url": f"{changelist}?{filters}" if filters else changelist,
    }
    return model_admin.page(request, "page", context, status)


def many(
    model_admin: DeskAdmin, request: HttpRequest, queryset: QuerySet[Answerable]
) -> HttpResponse:
    """Ask once for what is told of the chosen ones, then prepare each by itself."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    rows = list(queryset)
    calls = list({row.submission.call_id: row.submission.call for row in rows}.values())
    is_sent = "disposition" in request.POST
    words = PrepareWords(request.POST if is_sent else None, calls=calls, auto_id="prepare_%s")
    if is_sent and words.is_valid():
        given = {name: words.cleaned_data[name] for name in ("disposition", "reason")}
        _tell(request, len(rows), [_try(row, staff(request), given) for row in rows])
        return HttpResponseRedirect(request.get_full_path())
    context = {
        "title": _("Prepare what is told"),
        "subtitle": None,
        "rows": rows,
        "told": sum(bool(row.disposition) for row in rows),
        "kept": sum(prepared_of(row) is not None for row in rows if not row.disposition),
        "words": words,
        "is_across": request.POST.get("select_across", "0"),
        "list_url": request.get_full_path(),
    }
    return model_admin.page(request, "many", context, 422 if is_sent else 200)


def _try(row: Answerable, by: Any, given: dict[str, str]) -> str:
    """Prepare one; return why it could not be done, or ""."""
    try:
        dispositions.prepare(row, by=by, **given)
    except VerbRefused as refused:
        return f"{row.reference}: {refused}"
    except Exception:
        log.exception("preparing recommendation %s failed", row.pk)
        return f"{row.reference}: " + _("An error of the portal; it is in the log.")
    return ""


def _tell(request: HttpRequest, total: int, results: list[str]) -> None:
    failures = list(filter(None, results))
    done = total - len(failures)
    if done:
        text = ngettext("%(number)s is prepared.", "%(number)s are prepared.", done)
        messages.success(request, text % {"number": done})
    for why in failures[:MOST_FAILURES_SHOWN]:
        messages.error(request, why)
    if (more := len(failures) - MOST_FAILURES_SHOWN) > 0:
        words = ngettext("And %(number)s more.", "And %(number)s more.", more)
        messages.error(request, words % {"number": more})
