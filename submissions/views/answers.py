"""The form of an answer: sent, kept, shown again with everything that was typed."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.http import client_address, private_form
from common.states import VerbRefused
from submissions import lifecycle, saving, staging
from submissions.access import draft_by_token, submission_by_token
from submissions.forms import traps
from submissions.forms.answer import CONSEQUENCES
from submissions.forms.sheet import Sheet, filled_from
from submissions.forms.typed import typed_of
from submissions.intake import Answer
from submissions.lifecycle import Sent
from submissions.models import Publication, Submission
from submissions.preview import preview_of
from submissions.rows import Typed
from submissions.states import Status
from submissions.views import keeping
from submissions.views.form_page import (
    Errors,
    Page,
    correction_of,
    error,
    new_key,
    page_of,
    page_of_draft,
)


@private_form
@require_http_methods(["GET", "HEAD", "POST"])
def answer_call(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form of a call, and take what is sent."""
    page = page_of(request, slug)
    if request.method == "POST":
        return take(page)
    if not page.call.is_open():
        return render(request, "submissions/submission_closed.html", {"call": page.call})
    response = page.show(Sheet(page.call))
    # Nothing private yet; with "no-store" a browser's Back would bring the words under a new key.
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "all"  # an empty form is there to be found
    return response


@private_form
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form with the current version, and take a new one."""
    submission = submission_by_token(token)
    page = correction_of(request, submission)
    if request.method == "POST":
        return take(page)
    page.draft = keeping.draft_of(page)
    if not submission.can_correct():
        if not page.kept:
            return HttpResponseRedirect(_private_page(submission))
        # What was written is still theirs to read, and to send: it is kept for the Unit then.
        message = _("The text can no longer be changed, unless the IDM Unit asks for it.")
        return page.resume([error(message)])
    if page.kept:
        return page.resume()
    return page.show(Sheet(page.call, submission=submission, **filled_from(submission)))


@private_form
def keep_typed(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Save a form after a failed CSRF check and show it again: nothing is sent or lost."""
    page = _page_at(request, **kwargs)
    typed, is_merged = typed_of(request.POST), False
    # Only a page of ours is trusted with its key: one that a stranger chose would let them
    # send under it too, or read the draft.
    if request.headers.get("Origin"):
        is_merged = keeping.save(page, typed)
        if keeping.wants_json(request):
            return keeping.told(page, is_merged, needs_key=True)
    else:
        page.key = new_key(page.call)
    message = _(
        "The page had been open for too long, or cookies are off. Please check it and send again; "
        "files have to be added again."
    )
    shown = page.kept.content if page.kept else typed
    return page.show_typed(shown, [error(message)], 403)


def _page_at(request: HttpRequest, slug: str = "", token: str = "") -> Page:
    if slug:
        return page_of(request, slug)
    match = request.resolver_match
    if match and match.view_name == "submissions:draft-detail":
        return page_of_draft(request, draft_by_token(token))
    return correction_of(request, submission_by_token(token))


def _private_page(submission: Submission, done: str = "") -> str:
    url = reverse("submissions:submission-detail", args=[submission.token])
    return f"{url}?done={done}" if done else url


def take(page: Page) -> HttpResponse:
    """Stage the files, then do what the pressed button says."""
    request = page.request
    first_seen_at = request.first_seen_at  # type: ignore[attr-defined]  # the middleware’s stamp
    file_errors = staging.stage(
        request.FILES.getlist("files"),
        page.call,
        key=page.key,
        first_seen_at=first_seen_at,
        language=get_language() or "en",
        submission=page.submission,
        dropped=page.dropped,
    )
    typed = typed_of(request.POST)
    action = request.POST.get("do", "send")
    errors = [error(text, "files") for text in file_errors]
    if action not in ("review", "send"):
        return keeping.keep(page, typed, action, errors)
    if refused := _behind(page, typed, errors):
        return refused
    is_new = page.submission is None
    if is_new and not page.is_shut and first_seen_at < page.call.opens_at:
        return page.show_typed(typed, [error(_("This call is not open yet."))], 422)
    sheet = Sheet(page.call, request.POST, submission=page.submission)
    is_valid = sheet.is_valid()
    sent = Sent(
        answer=sheet.answer if is_valid and not file_errors else None,
        typed=typed,
        key=page.key,
        first_seen_at=first_seen_at,
        language=get_language() or "en",
        client=client_address(request),
        suspicion=traps.suspicion(page.call, request.POST, first_seen_at) if is_new else "",
        files=tuple(_kept_files(page)),
    )
    is_review = action == "review"
    if is_new and not is_review and _is_late(page, sent):
        return _to_draft(lifecycle.keep_late(page.call, sent).token)
    if sent.answer is None:
        keeping.save(page, typed)
        return page.show(sheet, sheet.errors_with(errors), 422)
    said, mark = request.POST, page.call.consent_mark
    is_stale = said.get("consent_version") != page.call.consent_version
    if is_stale or said.get("consent_mark", mark) != mark:
        message = _("The text that you consent to has changed. Read it below, then send again.")
        return page.show(sheet, [error(message, "id_consent")], 409)
    if is_review:
        return _review(page, sent, sent.answer)
    return _send(page, sent)


def _review(page: Page, sent: Sent, answer: Answer) -> HttpResponse:
    """Render the answer as it would be read and published; the page carries what was typed."""
    keeping.save(page, sent.typed)
    preview = preview_of(page.call, answer, sent.first_seen_at)
    carried = {**sent.typed, **page.marks}
    context = {
        "call": page.call,
        "dialogue": page.call.dialogue,
        "submission": page.submission,
        "is_late": page.submission is None and _is_late(page, sent),
        "preview": preview,
        "similar": any(one.similar for one in preview.said),
        "is_named": answer.publication == Publication.NAMED,
        "consequence": CONSEQUENCES[Publication(answer.publication)],
        "files": sent.files,
        "typed": [(name, value) for name, values in carried.items() for value in values],
    }
    return render(page.request, "submissions/submission_review.html", context)


def _behind(page: Page, typed: Typed, errors: Errors) -> HttpResponse | None:
    """Save the draft that is sent; show it again where another window wrote into it meanwhile."""
    page.draft = keeping.draft_of(page)
    if page.draft is None or not page.draft.revision or not keeping.save(page, typed):
        return None
    message = _(
        "This draft was changed in another window meanwhile. What both say is below: check it, "
        "then send it again."
    )
    return page.show_typed(page.draft.content, [error(message), *errors], 409)


def _is_late(page: Page, sent: Sent) -> bool:
    """Tell whether a form, of which nothing is taken yet, came when the call takes no answers."""
    if not page.is_shut and page.call.takes_answers(sent.first_seen_at):
        return False
    return not Submission.objects.filter(idempotency_key=page.key).exists()


def _kept_files(page: Page) -> list[Any]:
    files = staging.files_of(page.key, page.submission)
    return [file for file in files if file.pk not in page.dropped]


def _send(page: Page, sent: Sent) -> HttpResponse:
    if page.submission is not None:
        return _revise(page, sent)
    receipt = lifecycle.receive(page.call, sent)
    if receipt.draft is not None:
        return _to_draft(receipt.draft.token)
    assert receipt.submission is not None
    return HttpResponseRedirect(_private_page(receipt.submission, receipt.outcome))


def _revise(page: Page, sent: Sent) -> HttpResponse:
    submission = page.submission
    assert submission is not None
    assert sent.answer is not None
    is_asked = submission.status == Status.CHANGES_REQUESTED
    if lifecycle.is_same(submission, sent) and not is_asked:
        saving.close(page.key, sent.typed, submission)
        return HttpResponseRedirect(_private_page(submission, "same"))
    if page.request.POST.get("seen_version") != str(submission.version):
        message = _(
            "A newer version was sent meanwhile. Yours is below: send it to replace that one."
        )
        return page.show_typed(sent.typed, [error(message)], 409)
    verb = lifecycle.resubmit if is_asked else lifecycle.correct
    try:
        verb(
            submission,
            sent.answer,
            files=list(sent.files),
            at=sent.first_seen_at,
            language=sent.language,
        )
    except VerbRefused:
        submission.refresh_from_db()
        if lifecycle.is_same(submission, sent):
            return HttpResponseRedirect(_private_page(submission, "same"))
        return _to_draft(lifecycle.keep_conflict(submission, sent).token)
    saving.close(page.key, sent.typed, submission)
    return HttpResponseRedirect(_private_page(submission, "corrected"))


def _to_draft(token: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("submissions:draft-detail", args=[token]))
