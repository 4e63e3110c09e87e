"""Entry on behalf: the public form with "how consent was given" instead of consent."""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.row_keys import row_key
from submissions import lifecycle, offline, roles, saving, staging
from submissions.admin import moderation
from submissions.admin.drafts import answers
from submissions.admin.pages import staff
from submissions.forms.arranging import arrange
from submissions.forms.sheet import Sheet
from submissions.forms.typed import initial_of, rows_of, typed_of
from submissions.intake import FROM_DESK, FROM_DRAFT
from submissions.models import Attachment, Call, Draft, Submission
from submissions.rows import Typed
from submissions.states import Verb

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass
class Desk:
    """One showing of the form on the desk: for which call, from which draft, under which key."""

    model_admin: Any
    request: HttpRequest
    call: Call
    draft: Draft | None
    key: str

    @property
    def external_id(self) -> str:
        """What keeps the form, or the draft, from being entered twice."""
        return f"{FROM_DRAFT}{self.draft.pk}" if self.draft else f"{FROM_DESK}{self.key}"

    @property
    def files(self) -> list[Attachment]:
        """The files that were added here, after those of the draft."""
        kept = list(self.draft.attachments.all()) if self.draft else []
        return [*kept, *staging.files_of(self.key)]

    def show(
        self, sheet: Sheet, errors: list[dict[str, str]] | None = None, status: int = 200
    ) -> HttpResponse:
        """Draw the form."""
        context = {
            "title": _("Enter an answer"),
            "call": self.call,
            "draft": self.draft,
            "sheet": sheet,
            "key": self.key,
            "files": self.files,
            "errors": errors or [],
        }
        response: HttpResponse = self.model_admin.page(self.request, "entry", context, status)
        return response

    def show_typed(
        self, typed: Typed, errors: list[dict[str, str]] | None = None, status: int = 200
    ) -> HttpResponse:
        """Draw the form with what was typed, unjudged."""
        initial = {**initial_of(typed), **_of_staff(typed)}
        sheet = Sheet(self.call, initial=initial, rows=rows_of(typed), staff=True)
        return self.show(sheet, errors, status)


def _of_staff(typed: Typed) -> dict[str, str]:
    names = ("consent_note", "interface_language")
    return {name: typed[name][-1] for name in names if typed.get(name)}


def enter(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Choose the call, show its form, and enter what is sent."""
    if not roles.may(staff(request), Verb.ENTER):
        raise PermissionDenied
    draft = _draft(request)
    call = draft.call if draft else _call(request)
    if call is None:
        return _choose(model_admin, request)
    key = request.POST.get("key", "")
    key = key if KEY.fullmatch(key) else secrets.token_urlsafe(24)
    desk = Desk(model_admin, request, call, draft, key)
    if request.method == "POST":
        return _take(desk)
    if draft is None:
        initial = {"interface_language": get_language() or "en"}
        return desk.show(Sheet(call, initial=initial, staff=True))
    return desk.show_typed({**draft.content, "interface_language": [draft.language]})


def _draft(request: HttpRequest) -> Draft | None:
    asked = request.GET.get("draft", "")
    if not asked:
        return None
    if not roles.has(staff(request), roles.SEE_CONTACT):
        raise PermissionDenied
    # What is not sent yet is nobody's but its author's.
    rows = answers().select_related("call__dialogue")
    draft = rows.filter(pk=row_key(asked)).first()
    if draft is None:
        raise Http404
    return draft


def _call(request: HttpRequest) -> Call | None:
    calls = list(Call.objects.select_related("dialogue"))
    asked = request.GET.get("call", "")
    if asked:
        return next((call for call in calls if str(call.pk) == asked), None)
    return calls[0] if len(calls) == 1 else None


def _choose(model_admin: Any, request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("Enter an answer: to which call?"),
        "calls": Call.objects.select_related("dialogue"),
    }
    response: HttpResponse = model_admin.page(request, "entry_call", context)
    return response


def _take(desk: Desk) -> HttpResponse:
    request, post = desk.request, desk.request.POST
    file_errors = _stage(desk)
    action = post.get("do", "send")
    if action == "open":
        return _open_document(desk, file_errors)
    if action != "send":
        return _change_rows(desk, action, post, file_errors)
    sheet = Sheet(desk.call, post, staff=True)
    if not sheet.is_valid() or file_errors:
        return desk.show(sheet, [*sheet.errors, *file_errors], 422)
    try:
        submission = _enter(desk, sheet)
    except IntegrityError:
        return _entered_before(desk, sheet)
    name = format_html("<bdi>{}</bdi>", submission.organization)
    messages.success(request, format_html(_("Entered as {}, for {}."), submission.reference, name))
    return HttpResponseRedirect(moderation.page_url(request, submission))


def _stage(desk: Desk) -> list[dict[str, str]]:
    room = desk.draft.attachments.count() if desk.draft else 0
    uploads = desk.request.FILES.getlist("files")
    errors = staging.stage(
        uploads,
        desk.call,
        key=desk.key,
        first_seen_at=desk.request.first_seen_at,  # type: ignore[attr-defined]  # the middleware’s stamp
        language=get_language() or "en",
    )
    if uploads and room + len(staging.files_of(desk.key)) > desk.call.max_files:
        errors.append(
            _("More files than this call takes (%(limit)s): leave some out.")
            % {"limit": desk.call.max_files}
        )
    return [{"message": text, "anchor": "files"} for text in errors]


def _open_document(desk: Desk, errors: list[dict[str, str]]) -> HttpResponse:
    """Fill the form with what stands in an offline form; of what was typed stays what it lacks."""
    typed = typed_of(desk.request.POST)
    try:
        found = offline.read(desk.request.FILES.get("document"), desk.call, staff=True)
    except ValidationError as error:
        told = [{"message": message, "anchor": "id_document"} for message in error.messages]
        return desk.show_typed(typed, [*told, *errors], 422)
    kept = {name: [said] for name, said in _of_staff(typed).items()}
    return desk.show_typed({**kept, **found.typed}, [*found.problems, *errors])


def _change_rows(
    desk: Desk, action: str, post: QueryDict, errors: list[dict[str, str]]
) -> HttpResponse:
    """Add or remove a recommendation or a file, and show everything that was typed again."""
    typed = typed_of(post)
    name, _sep, number = action.partition("-")
    if name == "unstage":
        staging.unstage(desk.key, row_key(number))
    arrange(action, typed, desk.call.max_recommendations)
    return desk.show_typed(typed, errors)


def _enter(desk: Desk, sheet: Sheet) -> Submission:
    """Enter the answer under the form's own id; a draft that it came from points to it then."""
    user, cleaned = staff(desk.request), sheet.main.cleaned_data
    roles.require(user, Verb.ENTER)
    dropped = set(desk.request.POST.getlist("drop_file"))
    submission = lifecycle.enter(
        desk.call,
        sheet.answer,
        by=user,
        external_id=desk.external_id,
        consent_note=cleaned["consent_note"],
        files=tuple(file for file in desk.files if str(file.pk) not in dropped),
        language=cleaned["interface_language"],
        first_seen_at=desk.draft.first_seen_at if desk.draft else None,
    )
    saving.close(desk.key, {})
    if desk.draft:
        Draft.objects.filter(pk=desk.draft.pk).update(submission=submission)
    return submission


def _entered_before(desk: Desk, sheet: Sheet) -> HttpResponse:
    found = Submission.objects.filter(call=desk.call, external_id=desk.external_id).first()
    if found is None:
        raise Http404
    text = _("This was entered already, as %(reference)s. Nothing was entered twice.")
    messages.warning(desk.request, text % {"reference": found.reference})
    return HttpResponseRedirect(reverse("admin:submissions_submission_change", args=[found.pk]))
