"""A kept draft at its private address: everything that was typed, and why it was kept."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.files import download
from common.http import private
from submissions import drafts
from submissions.forms.reading import read_out
from submissions.forms.sheet import Sheet
from submissions.forms.typed import initial_of, rows_of
from submissions.models import Call, Draft


def _draft(token: str) -> Draft:
    draft = drafts.by_token(token)
    if draft is None:
        raise Http404
    return draft


@private
@require_safe
def detail(request: HttpRequest, token: str) -> HttpResponse:
    """Show the draft."""
    draft = _draft(token)
    sheet = Sheet(draft.call, initial=initial_of(draft.content), rows=rows_of(draft.content))
    context = {
        "draft": draft,
        "call": draft.call,
        "is_public": Call.objects.public().filter(pk=draft.call_id).exists(),
        "dialogue": draft.call.dialogue,
        "main": read_out(sheet.main),
        "recommendations": [read_out(form) for form in sheet.recommendations.forms],
        "files": draft.attachments.all(),
        "unit_email": settings.UNIT_EMAIL,
        "keep_days": settings.DRAFT_KEEP_DAYS,
    }
    return render(request, "submissions/draft_detail.html", context)


@private
@require_safe
def file(request: HttpRequest, token: str, pk: int) -> FileResponse:
    """Stream a file of the draft."""
    row = get_object_or_404(_draft(token).attachments, pk=pk)
    return download(row.file, name=row.name, content_type=row.content_type)
