"""The offline form of a call: taken away as a DOCX, and read when it comes back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from common.files import DOCX
from common.http import private_form
from submissions import offline
from submissions.forms import traps
from submissions.models import Call
from submissions.rows import Typed
from submissions.views import keeping
from submissions.views.form_page import Page, new_key


def _call(slug: str) -> Any:
    """Return a public call; raises Http404 for one that is not."""
    return get_object_or_404(
        Call.objects.public().select_related("dialogue", "workshop"), slug=slug
    )


@require_safe
def form(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the empty form of a call in the language of the address."""
    call, language = _call(slug), get_language() or "en"
    response = HttpResponse(offline.written(call, language), content_type=DOCX)
    name = f"idm-{call.dialogue.year}-{call.slug}-{language}.docx"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@private_form
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell how the offline form works and take a filled one; show what is in it as the form."""
    call = _call(slug)
    if request.method == "POST":
        return _take(request, call)
    if not call.is_open():
        return render(request, "submissions/submission_closed.html", {"call": call})
    return _show(request, call)


def _take(request: HttpRequest, call: Call) -> HttpResponse:
    try:
        found = offline.read(request.FILES.get("file"), call)
    except ValidationError as error:
        return _show(request, call, error.messages)
    return _opened(request, call, found.typed, found.problems)


def _show(request: HttpRequest, call: Call, errors: list[str] | None = None) -> HttpResponse:
    context = {"call": call, "errors": errors or [], "dialogue": call.dialogue}
    status = 422 if errors else 200
    return render(request, "submissions/offline_upload.html", context, status=status)


def _opened(
    request: HttpRequest, call: Call, typed: Typed, problems: list[dict[str, str]]
) -> HttpResponse:
    """Show the form filled with what a document held, kept as a draft; nothing of it is sent."""
    page = Page(request, call, new_key(call))
    # It was filled away from here: nobody is quick who sends it at once.
    typed = typed | {traps.STAMP: [traps.stamp(call, at=call.opens_at)]}
    keeping.save(page, typed)
    page.action = reverse("submissions:submission-create", args=[call.slug])
    if page.kept:
        page.action = page.address
    return page.show_typed(typed, problems)
