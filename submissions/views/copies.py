"""What a stakeholder has sent, to take away and to compare: the receipt as PDF, and versions."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.files import PDF, as_attachment
from common.http import private
from common.row_keys import row_key
from common.typesetting import NotTypeset
from submissions.access import submission_by_token
from submissions.receipts import file_name, receipt_of
from submissions.versions import compare

log = logging.getLogger(__name__)


@private
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Send the receipt as PDF; a page says so, with status 503, where there is none now."""
    submission = submission_by_token(token)
    try:
        made = receipt_of(submission)
    except NotTypeset as why:
        log.warning("no receipt of %s as PDF: %s", submission.reference, why)
        context = {"submission": submission, "dialogue": submission.call.dialogue}
        return render(request, "submissions/submission_no_receipt.html", context, status=503)
    return as_attachment(HttpResponse(made, content_type=PDF), file_name(submission))


@private
@require_safe
def versions(request: HttpRequest, token: str) -> HttpResponse:
    """Show how two versions of the answer differ; the last two, unless others are asked for."""
    submission = submission_by_token(token)
    newer = row_key(request.GET.get("newer", "")) or submission.version
    older = row_key(request.GET.get("older", "")) or newer - 1
    older, newer = min(older, newer), max(older, newer)
    sent = list(submission.versions.all())
    context = {
        "submission": submission,
        "call": submission.call,
        "dialogue": submission.call.dialogue,
        "versions": sent,
        "older": older,
        "newer": newer,
        "comparison": compare(sent, older, newer) if older != newer else None,
    }
    return render(request, "submissions/submission_versions.html", context)
