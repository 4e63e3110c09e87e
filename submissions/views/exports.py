"""The list of recommendations to take away, as CSV, JSON and XLSX."""

from collections.abc import Callable

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from submissions import tables
from submissions.asking import asked_for
from submissions.exports import Export

MADE: dict[str, Callable[[Export], HttpResponseBase]] = {
    "csv": lambda export: StreamingHttpResponse(tables.to_csv(export)),
    "json": lambda export: StreamingHttpResponse(tables.to_json(export)),
    "xlsx": lambda export: FileResponse(tables.to_xlsx(export)),
}


@require_safe
def take_away(request: HttpRequest, form: str) -> HttpResponseBase:
    """Send all that the list finds as `form`; 304 where the reader has it, no rows for HEAD.

    404 for a filter that does not exist: the list would say so, a file cannot.
    """
    export = Export(asked_for(request.GET))
    if export.is_partly_unknown:
        words = _("A filter in this address does not exist here.")
        return HttpResponse(words, status=404, content_type="text/plain; charset=utf-8")
    # Weak: the moment in it is another one each time, and it may be sent compressed.
    etag = f'W/"{form}-{export.digest()}"'
    known = get_conditional_response(request, etag=etag)
    empty = known or (StreamingHttpResponse() if request.method == "HEAD" else None)
    response: HttpResponseBase = empty or MADE[form](export)
    name = f"idm-recommendations-{timezone.localdate(export.at).isoformat()}.{form}"
    media_type = tables.MEDIA_TYPES[form]
    response["Content-Type"] = f"{media_type}; charset=utf-8" if form == "csv" else media_type
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response
