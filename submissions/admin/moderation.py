"""The desk's buttons: a form that is sent becomes a verb, or comes back with all that was typed."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.files import download
from common.row_keys import row_key
from common.states import VerbRefused
from submissions import roles
from submissions.admin import queue, verbs
from submissions.admin.pages import staff, with_filters
from submissions.admin.sheet import Bound, context_of
from submissions.admin.verbs import Seen
from submissions.admin.words import BUTTONS
from submissions.models import Recommendation, Submission
from submissions.states import Verb


def page_url(request: HttpRequest, submission: Submission, anchor: str = "") -> str:
    """Return the address of a submission's page, with the filters that the person came with."""
    url = reverse("admin:submissions_submission_change", args=[submission.pk])
    return with_filters(url, queue.filters_of(request)) + anchor


def show(
    model_admin: Any, request: HttpRequest, submission: Submission, bound: Bound | None = None
) -> HttpResponse:
    """Show the page of a submission; with a form that could not be done: 409."""
    context = context_of(model_admin, request, submission, bound)
    response: HttpResponse = model_admin.page(request, "page", context, 409 if bound else 200)
    return response


def do(model_admin: Any, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do the verb that a form asks for."""
    submission = model_admin.row(request, pk)
    if verb not in BUTTONS:
        raise Http404
    roles.require(staff(request), verb)
    if request.method != "POST":
        return HttpResponseRedirect(page_url(request, submission))
    one = _recommendation(submission, request) if BUTTONS[verb].is_of_one else None
    key = one.pk if one else None
    auto_id = f"{verb}_{key}_%s" if key else f"{verb}_%s"
    words = BUTTONS[verb].words(request.POST, auto_id=auto_id, call=submission.call)
    if words.is_valid():
        try:
            done = _perform(verb, submission.pk, one, words.given(submission.call), request)
        except VerbRefused as refused:
            messages.error(request, _refused(str(refused), verb, key))
        else:
            messages.success(request, _told(request, done, verb, one))
            return HttpResponseRedirect(page_url(request, submission))
    else:
        messages.error(request, _refused(_("Not done yet: something is missing."), verb, key))
    fresh = model_admin.row(request, pk)
    return show(model_admin, request, fresh, Bound(verb, words, key))


def _recommendation(submission: Submission, request: HttpRequest) -> Recommendation:
    number = request.POST.get("recommendation", "")
    pk = row_key(number)
    row = submission.recommendations.filter(pk=pk).first()
    if row is None:
        raise Http404
    row.submission = submission
    return row


@transaction.atomic
def _perform(
    verb: str,
    pk: int,
    one: Recommendation | None,
    given: dict[str, Any],
    request: HttpRequest,
) -> Submission:
    """Do the verb with the row as it is now, if that is how it was seen; return the row."""
    submission = Submission.objects.select_for_update().get(pk=pk)
    verbs.require_unchanged(submission, Seen.told(request.POST))
    if one is not None:
        one = submission.recommendations.get(pk=one.pk)
        one.submission = submission
    verbs.perform(verb, one or submission, by=staff(request), given=given)
    return submission


def _told(
    request: HttpRequest, submission: Submission, verb: str, one: Recommendation | None
) -> SafeString:
    number = f" ({one.number})" if one else ""
    text = format_html(
        "<b>{}{}.</b> {} <bdi>{}</bdi>. {}",
        Verb(verb).label,
        number,
        submission.reference,
        submission.organization,
        verbs.mail_sentence(submission, verb),
    )
    if verbs.can_undo(submission, staff(request)):
        return format_html('{} <a href="#do-undo">{}</a>', text, _("Undo"))
    return text


def _refused(why: str, verb: str, key: int | None) -> SafeString:
    """Return why it was not done, with a link to the form that holds what was typed."""
    anchor = f"do-{verb}_{key}" if key else f"do-{verb}"
    return format_html('{} <a href="#{}">{}</a>', why, anchor, _("To the form"))


def file(model_admin: Any, request: HttpRequest, pk: int, file_pk: int) -> FileResponse:
    """Stream a file of a submission or a draft to a person who may see its page."""
    row = model_admin.row(request, pk)
    attachment = row.attachments.filter(pk=file_pk).first()
    if attachment is None:
        raise Http404
    return download(attachment.file, name=attachment.name, content_type=attachment.content_type)
