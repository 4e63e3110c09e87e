"""The form of an answer: sent, kept, shown again with everything that was typed."""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.http import client_address, private_form
from common.states import VerbRefused
from submissions import lifecycle, staging
from submissions.access import submission_by_token
from submissions.drafts import Typed
from submissions.forms.sheet import Sheet, filled_from
from submissions.forms.typed import initial_of, rows_of, set_rows, typed_of
from submissions.lifecycle import Sent
from submissions.models import Call, Submission
from submissions.states import Status

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass
class Page:
    """One showing of the form, for a new answer or for a corrected one."""

    request: HttpRequest
    call: Call
    key: str
    submission: Submission | None = None

    @property
    def dropped(self) -> set[int]:
        """The files of the version before that are to be left out."""
        return {int(pk) for pk in self.request.POST.getlist("drop_file") if pk.isdecimal()}

    def show(
        self, sheet: Sheet, errors: list[dict[str, str]] | None = None, status: int = 200
    ) -> HttpResponse:
        """Render the form; files that wait are listed."""
        template = "submissions/submission_form.html"
        context: dict[str, Any] = {
            "call": self.call,
            "dialogue": self.call.dialogue,
            "submission": self.submission,
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


def key_in(request: HttpRequest) -> str:
    """Return the form's idempotency key, or a new one."""
    key = request.POST.get("key", "")
    return key if KEY.fullmatch(key) else new_key()


def new_key() -> str:
    """Return an idempotency key that nobody can guess."""
    return secrets.token_urlsafe(24)


def public_call(slug: str) -> Call:
    """Return a call that readers may see; raises Http404."""
    calls = Call.objects.public().select_related("dialogue", "workshop")
    call: Call = get_object_or_404(calls, slug=slug)
    return call


@private_form
@require_http_methods(["GET", "HEAD", "POST"])
def answer_call(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form of a call, and take what is sent."""
    page = Page(request, public_call(slug), key_in(request))
    if request.method == "POST":
        return _take(page)
    if not page.call.is_open():
        return render(request, "submissions/submission_closed.html", {"call": page.call})
    response = page.show(Sheet(page.call))
    # Nothing private yet; with "no-store" a browser's Back would bring the words under a new key.
    response["Cache-Control"] = "private, no-cache"
    return response


@private_form
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form with the current version, and take a new one."""
    submission = submission_by_token(token)
    page = Page(request, submission.call, key_in(request), submission)
    if request.method == "POST":
        return _take(page)
    if not submission.can_correct():
        return HttpResponseRedirect(_private_page(submission))
    return page.show(Sheet(page.call, submission=submission, **filled_from(submission)))


@private_form
def keep_typed(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Show the form again after a failed CSRF check: nothing is taken, nothing is lost."""
    submission = submission_by_token(kwargs["token"]) if "token" in kwargs else None
    call = submission.call if submission else public_call(kwargs["slug"])
    message = _(
        "The page had been open for too long, or cookies are off. Please check it and send again; "
        "files have to be added again."
    )
    # Only a page of ours is trusted with its key: one that a stranger chose would let them
    # send under it too.
    key = key_in(request) if request.headers.get("Origin") else new_key()
    page = Page(request, call, key, submission)
    return page.show_typed(typed_of(request.POST), [_error(message)], 403)


def _error(message: str, anchor: str = "main") -> dict[str, str]:
    return {"message": message, "anchor": anchor}


def _private_page(submission: Submission, done: str = "") -> str:
    url = reverse("submissions:submission-detail", args=[submission.token])
    return f"{url}?done={done}" if done else url


def _take(page: Page) -> HttpResponse:
    """Stage the files, then do what the pressed button says."""
    request = page.request
    first_seen_at = request.first_seen_at  # type: ignore[attr-defined]
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
    if page.submission is None and first_seen_at < page.call.opens_at:
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
    if sent.answer is None:
        return _refuse(page, sheet, sent, file_errors)
    if request.POST.get("consent_version") != page.call.consent_version:
        message = _("The text that you consent to has changed. Read it below, then send again.")
        return page.show(sheet, [_error(message, "id_consent")], 409)
    return _send(page, sent)


def _kept_files(page: Page) -> list[Any]:
    files = staging.files_of(page.key, page.submission)
    return [file for file in files if file.pk not in page.dropped]


def _refuse(page: Page, sheet: Sheet, sent: Sent, file_errors: list[str]) -> HttpResponse:
    is_known = Submission.objects.filter(idempotency_key=page.key).exists()
    is_late = page.submission is None and not page.call.takes_answers(sent.first_seen_at)
    if is_late and not is_known:
        return _to_draft(lifecycle.keep_late(page.call, sent).token)
    errors = [*sheet.errors, *[_error(text, "files") for text in file_errors]]
    return page.show(sheet, errors, 422)


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
        verb(submission, sent.answer, files=list(sent.files), at=sent.first_seen_at)
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
