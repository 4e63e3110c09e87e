"""One showing of the form of an answer: a new one, a corrected one, or a draft that is resumed."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from common.row_keys import row_key
from common.tokens import is_token_valid, make_token, new_public_id, public_id_of
from submissions import deadlines, drafts, staging
from submissions.deadlines import Phase
from submissions.forms import traps
from submissions.forms.arranging import Focus, removed_of
from submissions.forms.sheet import Sheet, filled_from
from submissions.forms.typed import initial_of, rows_of, typed_from, typed_of
from submissions.journey import request_of
from submissions.models import Call, Draft, Submission
from submissions.models.drafts import KeptBecause
from submissions.rows import Typed
from submissions.saving import Window
from submissions.views.private import masked

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
TAB = re.compile(r"[a-z0-9]{1,24}")
Errors = list[dict[str, str]]


def error(message: str, anchor: str = "main") -> dict[str, str]:
    """Return an error of the form with the id of what it leads to."""
    return {"message": message, "anchor": anchor}


@dataclass
class Page:
    """One showing of the form, for a new answer or for a corrected one.

    `is_shut`: the call was taken back while the form was open; what is sent becomes a draft.
    `draft`: where its words are kept, once they were saved. `action`: where the form is sent to, if
    not to the address of the page. `focus`: the button that has the focus when the form is shown.
    `seen_version`: of the submission, where the form was begun with an older one than it has now.
    """

    request: HttpRequest
    call: Call
    key: str
    submission: Submission | None = None
    is_shut: bool = False
    draft: Draft | None = None
    action: str = ""
    focus: Focus | None = None
    seen_version: str = ""

    @property
    def window(self) -> Window:
        """The form as it was filled in: its key, its page, and the revision that it showed."""
        said = self.request.POST
        tab = said.get("tab", "")
        seen = row_key(said.get("seen_revision", ""))
        count = row_key(said.get("count", ""))
        return Window(self.key, tab if TAB.fullmatch(tab) else "", seen, count)

    @property
    def marks(self) -> Typed:
        """What the page carries besides what is typed: its key, its name, and what it shows."""
        kept = self.kept
        seen = str(kept.revision if kept else 0)
        return {"key": [self.key], "tab": [new_public_id()], "seen_revision": [seen]}

    @property
    def kept(self) -> Draft | None:
        """The draft, where it is still written and holds words."""
        draft = self.draft
        is_kept = draft and draft.revision and draft.kept_because == KeptBecause.UNSENT
        return draft if is_kept else None

    @property
    def is_over(self) -> bool:
        """Tell whether a new answer would be sent after the close of its call."""
        is_new = self.submission is None and not self.is_shut
        return is_new and deadlines.phase(self.call) == Phase.CLOSED

    @property
    def address(self) -> str:
        """Where the form with what is kept is found again."""
        if self.submission is not None:
            return reverse("submissions:submission-correct", args=[self.submission.token])
        assert self.draft is not None
        return reverse("submissions:draft-detail", args=[self.draft.token])

    @property
    def dropped(self) -> set[int]:
        """The files of the version before that are to be left out."""
        return {row_key(pk) for pk in self.request.POST.getlist("drop_file")}

    def show(
        self,
        sheet: Sheet,
        errors: Errors | None = None,
        status: int = 200,
        typed: Typed | None = None,
    ) -> HttpResponse:
        """Render the form; files that wait are listed, and texts of other windows stand beside.

        `typed`: what it holds, unless that is what was sent.
        """
        typed = typed_of(self.request.POST) if typed is None else typed
        template = "submissions/submission_form.html"
        kept = self.kept
        sheet.set_beside(kept.others if kept else [])
        context: dict[str, Any] = {
            "call": self.call,
            "dialogue": self.call.dialogue,
            "submission": self.submission,
            "is_shut": self.is_shut,
            "action": self.action,
            "is_over": self.is_over,
            "keep_days": settings.DRAFT_KEEP_DAYS,
            "done": self.request.GET.get("done", "") if self.request.method == "GET" else "",
            "mailed_to": masked(kept.email) if kept else "",
            "asked": request_of(self.submission) if self.submission else None,
            "sheet": sheet,
            "stamp": self._stamp(),
            "draft": kept,
            **{name: values[-1] for name, values in self.marks.items()},
            "removed": removed_of(typed),
            "focus": self.focus,
            "seen_version": self.seen_version
            or (self.submission.version if self.submission else ""),
            "files": staging.files_of(self.key, self.submission),
            "dropped": {row_key(pk) for pk in typed.get("drop_file", [])},
            "errors": errors or [],
            "file_errors": [error for error in errors or [] if error["anchor"] == "files"],
        }
        return render(self.request, template, context, status=status)

    def _stamp(self) -> str:
        """Return when the form was first shown: on this page, or where its draft was begun."""
        kept = self.kept
        carried = self.request.POST.get(traps.STAMP) or _last(
            kept.content if kept else {}, traps.STAMP
        )
        return traps.stamp(self.call, carried, at=kept.created_at if kept else None)

    def show_typed(
        self, typed: Typed, errors: Errors | None = None, status: int = 200
    ) -> HttpResponse:
        """Render the form with what was typed, unjudged."""
        initial, rows = initial_of(typed), rows_of(typed)
        sheet = Sheet(self.call, initial=initial, rows=rows, submission=self.submission)
        return self.show(sheet, errors, status, typed)

    def resume(self, errors: Errors | None = None) -> HttpResponse:
        """Render the form with what its draft holds."""
        assert self.draft is not None
        typed: Typed = dict(self.draft.content)
        mark = self.call.consent_mark
        is_other = _last(typed, "consent_version") != self.call.consent_version
        if is_other or (_last(typed, "consent_mark") or mark) != mark:
            typed.pop("consent", None)  # it was given to another text
        # A version that was sent after this draft was begun is told of when this one is sent.
        self.seen_version = _last(typed, "seen_version")
        return self.show_typed(typed, errors)


def _last(typed: Typed, name: str) -> str:
    return "".join(typed.get(name, [])[-1:])


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


def correction_of(request: HttpRequest, submission: Submission) -> Page:
    """Return the page of a submission's form; all its windows share one draft.

    The key follows the submission's own address: where that ends, the draft is out of reach too. A
    form that is sent keeps the key that it has.
    """
    key = drafts.correction_key(submission)
    sent = request.POST.get("key", "")
    return Page(request, submission.call, sent if KEY.fullmatch(sent) else key, submission)


def page_of_draft(request: HttpRequest, draft: Draft) -> Page:
    """Return the page of the form whose words a draft keeps.

    Raises Http404 where it was sent too late or in conflict: it stays as it came.
    """
    if draft.kept_because not in (KeptBecause.UNSENT, KeptBecause.SENT):
        raise Http404
    is_shut = not Call.objects.public().filter(pk=draft.call_id).exists()
    return Page(request, draft.call, draft.idempotency_key, is_shut=is_shut, draft=draft)


def shown_at_first(page: Page) -> Typed:
    """Return what the page's form held before anything was typed."""
    return typed_from(**filled_from(page.submission)) if page.submission else {}
