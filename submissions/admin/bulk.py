"""One verb for many submissions: confirmed once, done in batches, each row by itself.

The whole run travels in the page's own form, so it needs no row and no session: a batch that is
sent twice finds its rows done already and goes on.
"""

import json
import logging
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.row_keys import row_key
from common.states import VerbRefused
from submissions import roles
from submissions.admin import queue, verbs
from submissions.admin.pages import staff, with_filters
from submissions.admin.words import BUTTONS, Words
from submissions.lifecycle.steps import conflict_message, refusal
from submissions.models import Decision, Submission
from submissions.states import TRANSITIONS, Status, Verb

log = logging.getLogger(__name__)
IN_BULK = (
    Verb.START_REVIEW,
    Verb.ACCEPT,
    Verb.DECLINE,
    Verb.REQUEST_CHANGES,
    Verb.TAKE_BACK,
)
# Their mails wait for the hold of undo.
HELD = (Verb.ACCEPT, Verb.DECLINE)
BATCH = 250
# A slow machine answers before a web server loses patience.
LONGEST_BATCH = 10.0
LISTED = 100


@dataclass
class Failure:
    """A row that was not done, and why."""

    pk: int
    reference: str
    why: str


@dataclass
class Run:
    """Where a run stands: what is still to do (key, status, version), done, and failed."""

    todo: list[tuple[int, str, int]]
    started_at: datetime
    done: int = 0
    failures: list[Failure] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many rows the run began with."""
        return len(self.todo) + self.done + len(self.failures)

    @property
    def gone(self) -> int:
        """How many rows are behind, done or not."""
        return self.done + len(self.failures)

    def dumps(self) -> str:
        """Return the run as the text of one form field."""
        content = {**asdict(self), "started_at": self.started_at.isoformat()}
        return json.dumps(content, separators=(",", ":"))

    @classmethod
    def loads(cls, text: str) -> "Run":
        """Return the run that a form carries; raises Http404 for anything else."""
        try:
            content = json.loads(text)
            json.dumps(content, ensure_ascii=False).encode()  # refuses halves of characters
            run = cls(
                todo=[
                    (row_key(str(pk)), str(status), row_key(str(version)))
                    for pk, status, version in content["todo"]
                ],
                started_at=datetime.fromisoformat(content["started_at"]),
                done=int(content["done"]),
                failures=[Failure(**one) for one in content["failures"]],
            )
        except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
            raise Http404 from error
        if timezone.is_naive(run.started_at):
            raise Http404
        return run


def confirm(
    model_admin: Any, request: HttpRequest, verb: str, queryset: QuerySet[Submission]
) -> HttpResponse:
    """Show what will be done with the chosen submissions, what cannot be, and ask for words."""
    roles.require(staff(request), verb)
    queryset = queryset.order_by("submitted_at", "pk")
    rows = list(queryset.values_list("pk", "status", "version"))
    run = Run([row for row in rows if row[1] in TRANSITIONS[verb].sources], timezone.now())
    refused = Counter(status for _pk, status, _version in rows).items()
    context = {
        "title": BUTTONS[verb].label,
        "run": run,
        "words": BUTTONS[verb].words(auto_id="bulk_%s"),
        "refused": [
            (Status(status).label, count)
            for status, count in refused
            if status not in TRANSITIONS[verb].sources
        ],
        **listed(run),
    }
    return shown(model_admin, request, verb, "bulk_confirm", context)


def listed(run: Run) -> dict[str, Any]:
    """Return the first rows of a run to read through, and how many more there are."""
    keys = [pk for pk, _status, _version in run.todo[:LISTED]]
    rows = Submission.objects.select_related("call").in_bulk(keys)
    return {
        "rows": [rows[pk] for pk in keys if pk in rows],
        "more": max(0, len(run.todo) - LISTED),
    }


def work(model_admin: Any, request: HttpRequest, verb: str) -> HttpResponse:
    """Do the next batch of a run, then show how far it is, or the result."""
    user = staff(request)
    if verb not in IN_BULK:
        raise Http404
    roles.require(user, verb)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admin:submissions_submission_changelist"))
    run = Run.loads(request.POST.get("run", ""))
    words = BUTTONS[verb].words(request.POST, auto_id="bulk_%s")
    context: dict[str, Any] = {"title": BUTTONS[verb].label, "run": run, "words": words}
    if not words.is_valid():
        return shown(model_admin, request, verb, "bulk_confirm", {**context, **listed(run)}, 422)
    if "stop" not in request.POST:
        batch(run, verb, user, words)
    is_over = not run.todo or "stop" in request.POST
    return shown(model_admin, request, verb, "bulk_result" if is_over else "bulk_progress", context)


def shown(
    model_admin: Any,
    request: HttpRequest,
    verb: str,
    template: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Draw a page of a run; its form goes on with it, and a link leads back to the list."""
    filters = request.GET.urlencode() if template == "bulk_confirm" else ""
    filters = queue.filters_of(request) or filters
    changelist = reverse("admin:submissions_submission_changelist")
    action = reverse("admin:submissions_submission_bulk", args=[verb])
    context |= {
        "verb": verb,
        "button": BUTTONS[verb],
        "held_minutes": settings.UNDO_HOLD_MINUTES if verb in HELD else 0,
        "action": with_filters(action, filters),
        "filters": filters,
        "list_url": f"{changelist}?{filters}" if filters else changelist,
    }
    response: HttpResponse = model_admin.page(request, template, context, status)
    return response


def batch(run: Run, verb: str, user: User, words: Words) -> None:
    """Do up to 250 rows, or as many as go in ten seconds; each succeeds or fails by itself."""
    until = time.monotonic() + LONGEST_BATCH
    chosen, run.todo = run.todo[:BATCH], run.todo[BATCH:]
    rows = Submission.objects.select_related("call").in_bulk([pk for pk, *_seen in chosen])
    for index, (pk, status, version) in enumerate(chosen):
        if time.monotonic() > until:
            run.todo = chosen[index:] + run.todo
            return
        submission = rows.get(pk)
        if submission is None:
            continue
        why = _one(submission, verb, user, words, (status, version), run.started_at)
        if why:
            run.failures.append(Failure(pk, submission.reference, why))
        else:
            run.done += 1


def _one(
    submission: Submission,
    verb: str,
    user: User,
    words: Words,
    seen: tuple[str, int],
    started_at: datetime,
) -> str:
    """Do one row; return why it could not be done, or ""."""
    if is_done(submission, verb, user, started_at):
        return ""
    try:
        if (submission.status, submission.version) != seen:
            return why_changed(submission, verb)
        verbs.perform(verb, submission, by=user, given=words.given(submission.call))
    except VerbRefused as refused:
        return str(refused)
    except Exception:
        log.exception("bulk %s of submission %s failed", verb, submission.pk)
        return _("An error of the portal; it is in the log. Nothing was changed.")
    return ""


def is_done(submission: Submission, verb: str, user: User, started_at: datetime) -> bool:
    """Tell whether this run did the row already: the same batch was sent twice."""
    if submission.status != TRANSITIONS[verb].target:
        return False
    done = Decision.objects.filter(submission=submission, verb=verb, by=user)
    return bool(done.filter(at__gte=started_at).exists())


def why_changed(submission: Submission, verb: str) -> str:
    """Return in words what happened to a row since the run was confirmed."""
    if submission.status not in TRANSITIONS[verb].sources:
        return f"{conflict_message(submission)} {refusal(Verb(verb), submission.status)}"
    return conflict_message(submission)
