"""The form of an answer: sent, kept, shown again with everything that was typed."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.http import client_address, private_form
from common.row_keys import row_key
from common.states import VerbRefused
from common.tokens import is_token_valid, make_token, new_public_id, public_id_of
from submissions import lifecycle, staging
from submissions.access import submission_by_token
from submissions.drafts import Typed
from submissions.forms.sheet import Sheet, filled_from
from submissions.forms.typed import initial_of, rows_of, set_rows, typed_of
from submissions.journey import request_of
from submissions.lifecycle import Sent
from submissions.models import Call, Submission
from submissions.states import Status

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass
class Page:
    """One showing of the form, for a new answer or for a corrected one.

    `is_shut`: the call was taken back while the form was open; what is sent becomes a draft.
    """

    request: HttpRequest
    call: Call
    key: str
    submission: Submission | None = None
    is_shut: bool = False

    @property
    def dropped(self) -> set[int]:
        """The files of the version before that are to be left out."""
        return {row_key(pk) for pk in self.request.POST.getlist("drop_file")}

    def show(
        self, sheet: Sheet, errors: list[dict[str, str]] | None = None, status: int = 200
    ) -> HttpResponse:
        """Render the form; files that wait are listed."""
        template = "submissions/submission_form.html"
        context: dict[str, Any] = {
            "call": self.call,
            "dialogue": self.call.dialogue,
            "submission": self.submission,
            "is_shut": self.is_shut,
            "asked": request_of(self.submission) if self.submission else None,
            "sheet": sheet,
            "key": self.key,
            "files": staging.files_of(self.key, self.submission),
            "dropped": self.dropped,
            "errors": errors or [],
            "file_errors": [error for error in errors or [] if error["anchor"] == "files"],
        }
        return render(self.request, template, context, status=status)

    def show_typed(
        self, typed: Typed, errors: list[dict[str, str]] | None = None, status: int = 200
    ) -> HttpResponse:
        """Render the form with what was typed, unjudged."""
        sheet = Sheet(
            self.call,
            initial=initial_of(typed),
            rows=rows_of(typed),
            submission=self.submission,
        )
        return self.show(sheet, errors, status)


def key_in(request: HttpRequest, call: Call) -> str:
    """Return the form's idempotency key, or a new one."""
    key = request.POST.get("key", "")
    return key if KEY.fullmatch(key) else new_key(call)


def new_key(call: Call) -> str:
    """Return an idempotency key that nobody can guess, and that tells a form of the call."""
    return make_token(_purpose(call), new_public_id(), 1)


def is_of_form(key: str, call: Call) -> bool:
    """Tell whether the key was given with a form of the call, which only a public call has."""
    purpose = _purpose(call)
    return bool(KEY.fullmatch(key)) and is_token_valid(key, purpose, public_id_of(key), 1)


def _purpose(call: Call) -> str:
    return f"form {call.pk}"


def page_of(request: HttpRequest, slug: str) -> Page:
    """Return the page of a call's form; raises Http404 unless readers may see the call.

    A form that was open when its call was taken back still finds it: its key proves that readers
    could see it once. A call that they never could answers as one that is missing.
    """
    calls = Call.objects.select_related("dialogue", "workshop")
    call = calls.public().filter(slug=slug).first()
    if call is not None:
        return Page(request, call, key_in(request, call))
    key, call = request.POST.get("key", ""), calls.filter(slug=slug).first()
    if call is None or not is_of_form(key, call):
        raise Http404
    return Page(request, call, key, is_shut=True)


@private_form
@require_http_methods(["GET", "HEAD", "POST"])
def answer_call(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form of a call, and take what is sent."""
    page = page_of(request, slug)
    if request.method == "POST":
        return _take(page)
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
    page = _correction(request, submission)
    if request.method == "POST":
        return _take(page)
    if not submission.can_correct():
        return HttpResponseRedirect(_private_page(submission))
    return page.show(Sheet(page.call, submission=submission, **filled_from(submission)))


@private_form
def keep_typed(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Show the form again after a failed CSRF check: nothing is taken, nothing is lost."""
    if "token" in kwargs:
        page = _correction(request, submission_by_token(kwargs["token"]))
    else:
        page = page_of(request, kwargs["slug"])
    message = _(
        "The page had been open for too long, or cookies are off. Please check it and send again; "
        "files have to be added again."
    )
    # Only a page of ours is trusted with its key: one that a stranger chose would let them
    # send under it too.
    if not request.headers.get("Origin"):
        page.key = new_key(page.call)
    return page.show_typed(typed_of(request.POST), [_error(message)], 403)


def _correction(request: HttpRequest, submission: Submission) -> Page:
    return Page(request, submission.call, key_in(request, submission.call), submission)


def _error(message: str, anchor: str = "main") -> dict[str, str]:
    return {"message": message, "anchor": anchor}


def _private_page(submission: Submission, done: str = "") -> str:
    url = reverse("submissions:submission-detail", args=[submission.token])
    return f"{url}?done={done}" if done else url


def _take(page: Page) -> HttpResponse:
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
    if action != "send":
        _apply(action, typed, page)
        errors = [_error(text, "files") for text in file_errors]
        return page.show_typed(typed, errors, 422 if errors else 200)
    is_new = page.submission is None
    if is_new and not page.is_shut and first_seen_at < page.call.opens_at:
        return page.show_typed(typed, [_error(_("This call is not open yet."))], 422)
    sheet = Sheet(page.call, request.POST, submission=page.submission)
    is_valid = sheet.is_valid()
    sent = Sent(
        answer=sheet.answer if is_valid and not file_errors else None,
        typed=typed,
        key=page.key,
        first_seen_at=first_seen_at,
        language=get_language() or "en",
        client=client_address(request),
        files=tuple(_kept_files(page)),
    )
    if is_new and _is_late(page, sent):
        return _to_draft(lifecycle.keep_late(page.call, sent).token)
    if sent.answer is None:
        errors = [*sheet.errors, *[_error(text, "files") for text in file_errors]]
        return page.show(sheet, errors, 422)
    said, mark = request.POST, page.call.consent_mark
    is_stale = said.get("consent_version") != page.call.consent_version
    if is_stale or said.get("consent_mark", mark) != mark:
        message = _("The text that you consent to has changed. Read it below, then send again.")
        return page.show(sheet, [_error(message, "id_consent")], 409)
    return _send(page, sent)


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
        return HttpResponseRedirect(_private_page(submission, "same"))
    if page.request.POST.get("seen_version") != str(submission.version):
        message = _(
            "A newer version was sent meanwhile. Yours is below: send it to replace that one."
        )
        return page.show_typed(sent.typed, [_error(message)], 409)
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
    staging.forget(page.key)
    return HttpResponseRedirect(_private_page(submission, "corrected"))


def _to_draft(token: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("submissions:draft-detail", args=[token]))


def _apply(action: str, typed: Typed, page: Page) -> None:
    """Add or remove a recommendation or a waiting file: the buttons that work without a script."""
    name, _sep, number = action.partition("-")
    index = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else -1
    if name == "unstage":
        staging.unstage(page.key, index)
    rows = rows_of(typed)
    if name == "add" and len(rows) < page.call.max_recommendations:
        rows.append({})
    elif name == "remove" and 0 <= index < len(rows):
        del rows[index]
    set_rows(typed, rows)
