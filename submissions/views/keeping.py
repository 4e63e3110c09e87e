"""What a form that is not sent yet lets do: save, add and move, share, and settle two texts."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.http import client_address
from common.row_keys import row_key
from submissions import drafts, saving, staging
from submissions.forms.arranging import arrange
from submissions.forms.typed import has_words, known
from submissions.models import Draft, Submission
from submissions.rows import Typed
from submissions.views.form_page import Errors, Page, error, shown_at_first


def wants_json(request: HttpRequest) -> bool:
    """Tell whether a script saves, which shows the answer in the page that is open."""
    return request.headers.get("Accept") == "application/json"


def save(page: Page, typed: Typed) -> bool:
    """Keep what was typed, unless that is nothing; tell whether the draft holds more than it.

    The page then has its draft.
    """
    page.draft = page.draft or draft_of(page)
    typed = known(typed)
    if not has_words(typed) and not (page.draft and page.draft.revision):
        return False
    submission = page.submission
    if page.draft is None and submission is None:
        # Sent before anything was saved: what comes now is no new answer, and needs no reminder.
        submission = Submission.objects.filter(idempotency_key=page.key).first()
    of = submission or (page.draft and page.draft.submission)
    if of and not of.is_theirs:
        return False
    saved = saving.save(
        page.call,
        typed,
        page.window,
        first_seen_at=page.request.first_seen_at,  # type: ignore[attr-defined]  # the middleware’s stamp
        language=get_language() or "en",
        submission=submission,
        begun_with=shown_at_first(page),
    )
    page.draft = saved.draft
    return saved.is_merged


def draft_of(page: Page) -> Draft | None:
    """Return the draft of the form's key, where that is a key of this call."""
    rows = Draft.objects.filter(idempotency_key=page.key, call=page.call)
    return rows.select_related("submission").first()


def keep(page: Page, typed: Typed, action: str, errors: Errors) -> HttpResponse:
    """Do what a button of the form says, besides sending it, and keep what was typed."""
    _apply(action, typed, page)
    is_merged = save(page, typed)
    if wants_json(page.request):
        return told(page, is_merged)
    kept = page.kept
    if kept is None:
        if action in NEEDS_WORDS:
            errors = [*errors, error(_("Nothing is typed yet: there is nothing to save."))]
        return page.show_typed(typed, errors, 422 if errors else 200)
    name, _sep, which = action.partition("-")
    if name in ("use", "drop"):
        saving.settle(kept, which, take=name == "use")
        kept.refresh_from_db()
    elif not errors and action in DRAFT_ACTIONS:
        errors = DRAFT_ACTIONS[action](page, kept)
    if not errors and (name in ("use", "drop") or action in NEEDS_WORDS):
        return HttpResponseRedirect(f"{page.address}?done={name}#{_place(name)}")
    return page.show_typed(kept.content, errors, 422 if errors else 200)


def _place(name: str) -> str:
    return "main" if name in ("use", "drop") else "draft"


def told(page: Page, is_merged: bool, *, needs_key: bool = False) -> JsonResponse:
    """Tell a script what was saved; `needs_key`: its form cannot be sent with the key it has."""
    kept = page.kept
    if kept is None:
        state = "sent" if page.draft and page.draft.sent_digest else "empty"
        return JsonResponse({"state": state})
    context = {
        "draft": kept,
        "call": page.call,
        "submission": page.submission,
        "keep_days": settings.DRAFT_KEEP_DAYS,
    }
    answer = {
        "state": "merged" if is_merged else "saved",
        "revision": kept.revision,
        "address": page.address,
        "panel": render_to_string("submissions/_draft_panel.html", context, page.request),
    }
    if needs_key:
        answer["csrf"] = get_token(page.request)
    return JsonResponse(answer)


def _mail(page: Page, draft: Draft) -> Errors:
    if page.submission is not None:
        return []  # its private page leads to it
    if not draft.email:
        message = _("Write your e-mail address here; the address of the draft is sent to it.")
        return [error(message, "id_contact_email")]
    drafts.mail_address(draft, source=client_address(page.request))
    return []


def _share(_page: Page, draft: Draft) -> Errors:
    drafts.share(draft, is_shared=True)
    return []


def _unshare(_page: Page, draft: Draft) -> Errors:
    drafts.share(draft, is_shared=False)
    return []


DRAFT_ACTIONS: dict[str, Callable[[Page, Draft], Errors]] = {
    "mail": _mail,
    "share": _share,
    "unshare": _unshare,
}
NEEDS_WORDS = {"save", *DRAFT_ACTIONS}


def _apply(action: str, typed: Typed, page: Page) -> None:
    """Arrange recommendations, or remove a waiting file: the buttons that work without a script."""
    name, _sep, number = action.partition("-")
    if name == "unstage":
        staging.unstage(page.key, row_key(number))
    page.focus = arrange(action, typed, page.call.max_recommendations)
