"""A draft at its private address: the form that is still written, or what was kept and why."""

from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from common.files import DOCX, as_attachment, download
from common.http import private, private_form
from submissions import drafts, offline
from submissions.access import draft_by_token
from submissions.drafts import CONTACT
from submissions.forms.reading import read_out
from submissions.forms.sheet import Sheet
from submissions.forms.typed import initial_of, rows_of
from submissions.models import Call, Draft
from submissions.models.drafts import KeptBecause
from submissions.views.answers import take
from submissions.views.form_page import page_of_draft
from submissions.views.keeping import told, wants_json


def detail(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the form with what was typed and take what is sent; or what was kept, and why."""
    draft = drafts.by_token(token)
    if draft and draft.kept_because in (KeptBecause.LATE, KeptBecause.CONFLICT):
        return _kept(request, draft)
    return _written(request, token)


@private
@require_safe
def _kept(request: HttpRequest, draft: Draft) -> HttpResponse:
    return render(request, "submissions/draft_detail.html", _read(draft))


@private_form
@require_http_methods(["GET", "HEAD", "POST"])
def _written(request: HttpRequest, token: str) -> HttpResponse:
    draft = draft_by_token(token)
    page = page_of_draft(request, draft)
    if request.method == "POST":
        return take(page)
    if wants_json(request):
        return told(page, is_merged=False)
    if draft.kept_because == KeptBecause.SENT:
        return render(request, "submissions/draft_sent.html", _read(draft))
    return page.resume()


def _read(draft: Draft, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what a page of a draft shows, `but` some fields."""
    sheet = Sheet(draft.call, initial=initial_of(draft.content), rows=rows_of(draft.content))
    return {
        "draft": draft,
        "call": draft.call,
        "is_public": Call.objects.public().filter(pk=draft.call_id).exists(),
        "dialogue": draft.call.dialogue,
        "main": read_out(sheet.main, but=but),
        "recommendations": [read_out(form) for form in sheet.recommendations.forms],
        "files": draft.attachments.all(),
        "unit_email": settings.UNIT_EMAIL,
        "keep_days": settings.DRAFT_KEEP_DAYS,
    }


@private
@require_safe
def read(request: HttpRequest, token: str) -> HttpResponse:
    """Show an unsent draft to be read and printed by who writes it."""
    draft = draft_by_token(token)
    if draft.kept_because != KeptBecause.UNSENT:
        return HttpResponseRedirect(reverse("submissions:draft-detail", args=[draft.token]))
    return render(request, "submissions/draft_read.html", {**_read(draft), "is_own": True})


@private
@require_safe
def document(request: HttpRequest, token: str) -> HttpResponse:
    """Send a draft as a DOCX: the offline form of its call, filled, to pass round and upload."""
    return _document(draft_by_token(token))


@private
@require_safe
def shared_document(request: HttpRequest, token: str) -> HttpResponse:
    """Send a draft as a DOCX to colleagues."""
    draft = _shared(token)
    draft.content = {name: said for name, said in draft.content.items() if name not in CONTACT}
    return _document(draft)


def _document(draft: Draft) -> HttpResponse:
    if draft.kept_because != KeptBecause.UNSENT:
        raise Http404
    language = get_language() or "en"
    content = offline.written(draft.call, language, draft.content)
    return as_attachment(
        HttpResponse(content, content_type=DOCX), f"idm-{draft.call.slug}-draft.docx"
    )


@private
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Show an unsent draft to colleagues, who cannot change it."""
    return render(request, "submissions/draft_read.html", _read(_shared(token), CONTACT))


def _shared(token: str) -> Draft:
    draft = drafts.by_share_token(token)
    if draft is None:
        raise Http404
    return draft


@private_form
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and on POST delete an unsent draft for good."""
    draft = draft_by_token(token)
    if draft.kept_because != KeptBecause.UNSENT:
        raise Http404
    context = {"draft": draft, "call": draft.call, "dialogue": draft.call.dialogue}
    if request.method == "POST":
        drafts.erase(draft)
        return render(request, "submissions/draft_deleted.html", context)
    return render(request, "submissions/draft_delete.html", context)


@private
@require_safe
def file(request: HttpRequest, token: str, pk: int) -> FileResponse:
    """Stream a file of the draft."""
    row = get_object_or_404(draft_by_token(token).attachments, pk=pk)
    return download(row.file, name=row.name, content_type=row.content_type)


@private
@require_safe
def shared_file(request: HttpRequest, token: str, pk: int) -> FileResponse:
    """Stream a file of a draft to colleagues."""
    row = get_object_or_404(_shared(token).attachments, pk=pk)
    return download(row.file, name=row.name, content_type=row.content_type)
