"""The stakeholder's private page: follow, confirm, withdraw, make more private."""

from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import outbox
from common.files import download
from common.http import client_address, private, private_form
from common.models import OutboxMail
from common.states import Conflict, VerbRefused
from submissions import drafts, lifecycle
from submissions.access import (
    is_disowned,
    submission_by_secret,
    submission_by_token,
    submissions_of,
)
from submissions.ahead import ahead_of
from submissions.facts import arrival_of, facts_of_files, facts_of_one, publication_of, who_of
from submissions.forms.answer import CONSEQUENCES
from submissions.forms.links import LinksForm
from submissions.journey import journey_of
from submissions.models import Draft, Publication, Submission
from submissions.models.drafts import KeptBecause
from submissions.states import ENDED, TRANSITIONS, Status, Verb

form_methods = require_http_methods(["GET", "HEAD", "POST"])


def masked(email: str) -> str:
    """Return an address that its owner knows again and nobody else learns: s•••@example.org."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}" if domain else ""


def _context(submission: Submission) -> dict[str, Any]:
    recommendations = list(submission.recommendations.prefetch_related("themes"))
    current = [row for row in recommendations if row.withdrawn_at is None]
    journey = journey_of(submission)
    files = submission.attachments.filter(removed_at=None)
    return {
        "submission": submission,
        "call": submission.call,
        "dialogue": submission.call.dialogue,
        "journey": journey,
        "ahead": ahead_of(submission, journey.status),
        "current": current,
        "recommendations": [(row, facts_of_one(row)) for row in current],
        "files": files,
        "arrival": arrival_of(submission),
        "who": who_of(submission),
        "agreed": publication_of(submission),
        "file_facts": facts_of_files(files),
        "masked_email": masked(submission.contact_email),
        "can_correct": submission.can_correct() and journey.status == submission.status,
        "can_withdraw": journey.status in TRANSITIONS[Verb.WITHDRAW].sources,
        "can_withdraw_one": journey.status not in ENDED and len(current) > 1,
        "has_draft": Draft.objects.filter(
            idempotency_key=drafts.correction_key(submission), kept_because=KeptBecause.UNSENT
        ).exists(),
        "more_private": [] if journey.status in ENDED else _more_private(submission),
        "public": set(submission.recommendations.public().values_list("pk", flat=True)),
        "unit_email": settings.UNIT_EMAIL,
    }


def _more_private(submission: Submission) -> list[tuple[Publication, Any]]:
    choices = list(Publication)
    later = choices[choices.index(Publication(submission.publication)) + 1 :]
    return [(choice, CONSEQUENCES[choice]) for choice in later]


DONE = {
    "created": (Verb.RECEIVE,),
    "corrected": (Verb.CORRECT, Verb.RESUBMIT),
    "confirmed": (Verb.CONFIRM,),
    "withdrawn": (Verb.WITHDRAW,),
    "withdrawn-one": (Verb.WITHDRAW_ONE,),
    "publication": (Verb.CHANGE_PUBLICATION,),
}


@private
@require_safe
def detail(request: HttpRequest, token: str) -> HttpResponse:
    """Show where the answer stands and every step, with its reason."""
    context = _context(submission_by_token(token))
    # The address is kept by people: what was just done is told once, not for ever.
    done, steps = request.GET.get("done", ""), context["journey"].steps
    is_new = bool(steps) and steps[-1].decision.verb in DONE.get(done, ())
    context["done"] = done if is_new or done == "same" else ""
    return render(request, "submissions/submission_detail.html", context)


def _back(submission: Submission, done: str) -> HttpResponse:
    url = reverse("submissions:submission-detail", args=[submission.token])
    return HttpResponseRedirect(f"{url}?done={done}" if done else url)


def _in_words(refusal: VerbRefused, submission: Submission) -> str:
    """Return a refusal without what the stakeholder is not told: who decided, or that one did."""
    if isinstance(refusal, Conflict):
        return _("It has just changed. Read it again, then choose.")
    if submission.is_held():
        return _("It cannot be changed at this moment. Please try again in half an hour.")
    return str(refusal)


def _ask(
    request: HttpRequest,
    template: str,
    submission: Submission,
    *,
    refusal: VerbRefused | None = None,
    **extra: Any,
) -> HttpResponse:
    told = _in_words(refusal, submission) if refusal else ""
    context = {**_context(submission), "refusal": told, **extra}
    path = f"submissions/submission_{template}.html"
    return render(request, path, context, status=409 if refusal else 200)


@private_form
@form_methods
def confirm(request: HttpRequest, token: str, secret: str) -> HttpResponse:
    """Ask, and on POST confirm: opening a mail's link alone changes nothing."""
    submission = submission_by_secret(token, secret)
    if submission.status != Status.UNCONFIRMED:
        return _back(submission, "confirmed" if submission.confirmed_at else "")
    if request.method != "POST":
        return _ask(request, "confirm", submission)
    try:
        lifecycle.confirm(submission)
    except VerbRefused as refusal:
        return _ask(request, "confirm", submission, refusal=refusal)
    return _back(submission, "confirmed")


@private_form
@form_methods
def disown(request: HttpRequest, token: str, secret: str) -> HttpResponse:
    """Let the owner of the mailbox say that they did not send it.

    Once it is read, or has ended, the page says so and how to write to the Unit.
    """
    if is_disowned(token, secret):
        return render(request, "submissions/submission_disowned.html")
    submission = submission_by_secret(token, secret)
    can_disown = submission.status in TRANSITIONS[Verb.DISOWN].sources
    if request.method != "POST":
        return _ask(request, "disown", submission, can_disown=can_disown)
    try:
        lifecycle.disown(submission)
    except VerbRefused as refusal:
        return _ask(request, "disown", submission, can_disown=can_disown, refusal=refusal)
    return render(request, "submissions/submission_disowned.html")


@private_form
@form_methods
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and on POST withdraw the whole answer."""
    submission = submission_by_token(token)
    if request.method != "POST":
        return _ask(request, "withdraw", submission)
    try:
        lifecycle.withdraw(submission)
    except VerbRefused as refusal:
        return _ask(request, "withdraw", submission, refusal=refusal)
    return _back(submission, "withdrawn")


@private_form
@form_methods
def withdraw_one(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """Ask, and on POST withdraw one recommendation."""
    submission = submission_by_token(token)
    row = get_object_or_404(submission.recommendations.current(), number=number)
    if request.method != "POST":
        return _ask(request, "withdraw", submission, recommendation=row)
    try:
        row.submission = submission
        lifecycle.withdraw_one(row)
    except VerbRefused as refusal:
        return _ask(request, "withdraw", submission, recommendation=row, refusal=refusal)
    return _back(submission, "withdrawn-one")


@private_form
@form_methods
def publication(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and on POST make the publication more private."""
    submission = submission_by_token(token)
    if request.method != "POST":
        return _ask(request, "publication", submission)
    try:
        lifecycle.change_publication(submission, request.POST.get("publication", ""))
    except VerbRefused as refusal:
        return _ask(request, "publication", submission, refusal=refusal)
    return _back(submission, "publication")


@private
@require_safe
def file(request: HttpRequest, token: str, pk: int) -> FileResponse:
    """Stream a file of the answer to whom its address was given."""
    files = submission_by_token(token).attachments.filter(removed_at=None)
    row = get_object_or_404(files, pk=pk)
    return download(row.file, name=row.name, content_type=row.content_type)


@private_form
@form_methods
def links(request: HttpRequest) -> HttpResponse:
    """Send the private addresses again by mail; the page never says whether there are any."""
    form = LinksForm(request.POST or None, use_required_attribute=False)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "submissions/submission_links.html", {"form": form}, status=status)
    email = form.cleaned_data["email"]
    found = submissions_of(email)
    waiting = OutboxMail.objects.waiting().filter(notice="submissions.links")
    if found and not waiting.filter(ids__submission=found[0].pk).exists():
        outbox.put(
            "submissions.links",
            {"submission": found[0].pk},
            language=get_language() or "en",
            recipient=email,
            source=client_address(request),
        )
    return render(request, "submissions/submission_links.html", {"sent_to": email})
