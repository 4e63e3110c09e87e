"""Every page there is to visit: where it stands, what is pressed on it, and who sees it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from playwright.sync_api import Page

from dialogues.models import Dialogue, Workshop
from outcomes.models import OutcomeDocument, StocktakingPaper
from submissions.models import (
    Call,
    Draft,
    Recommendation,
    RetiredReference,
    Stakeholder,
    Submission,
    UnofficialTranslation,
)
from tests.browser.scene import SLUG, answer, open_call

Press = Callable[[Page], None]


@dataclass(frozen=True)
class Visit:
    """One page: its name for people, its address, its status, and what is pressed to see it."""

    name: str
    url: str
    status: int = 200
    press: Press | None = None


def click(selector: str) -> Press:
    """Return an act that presses what the selector finds."""
    return lambda page: page.locator(selector).first.click()


def of_readers() -> Iterator[Visit]:
    """Yield the pages of readers and stakeholders, in the active language."""
    yield from _texts()
    yield from _dialogues()
    yield from _calls()
    yield from _recommendations()
    yield from _outcomes()
    yield from _private()
    yield from _drafts()
    yield from _errors()


def of_an_empty_portal() -> Iterator[Visit]:
    """Yield what a portal shows in which nothing is yet."""
    for name in EMPTY:
        yield Visit(f"{name}, nothing yet", reverse(name))


EMPTY = [
    "home",
    "data",
    "dialogues:dialogue-list",
    "submissions:call-list",
    "submissions:recommendation-list",
    "submissions:participation",
    "outcomes:document-list",
]


def _page(name: str, *arguments: Any, query: str = "", **more: Any) -> Visit:
    shown = " ".join([name.rpartition(":")[2], query]).strip()
    return Visit(shown, reverse(name, args=arguments) + query, **more)


def _texts() -> Iterator[Visit]:
    for name in ("home", "about", "style", "contact", "privacy", "accessibility", "data"):
        yield _page(name)
    if get_language() == "en":
        yield _page("api-docs")  # for programmers, in English alone


def _dialogues() -> Iterator[Visit]:
    yield _page("dialogues:dialogue-list")
    shown = [*Dialogue.objects.filter(slug__in=[SLUG, "2017"])]
    shown += Dialogue.objects.filter(workshops__photos__isnull=False)[:1]
    for dialogue in shown:
        yield _page("dialogues:dialogue-detail", dialogue.slug)
        for workshop in Workshop.objects.filter(dialogue=dialogue, is_published=True)[:2]:
            yield _page("dialogues:workshop-detail", dialogue.slug, workshop.slug)


def _calls() -> Iterator[Visit]:
    yield _page("submissions:call-list")
    for call in Call.objects.filter(is_published=True):
        yield _page("submissions:call-detail", call.slug)
    form = _page("submissions:submission-create", open_call().slug)
    yield form
    yield _page("submissions:submission-create", "takes-files")
    yield _page("submissions:submission-create", "opens-soon")
    yield _page("submissions:submission-create", "understanding-vulnerabilities")
    yield Visit("form with its errors", form.url, 422, click("button.btn-voice[value=review]"))
    yield Visit("answer before it is sent", form.url, press=_check_an_answer)
    upload = _page("submissions:offline-upload", open_call().slug)
    yield upload
    yield Visit("upload without a file", upload.url, 422, click("main button"))
    links = _page("submissions:submission-links")
    yield links
    yield Visit("links that were sent", links.url, press=_ask_for_links)
    yield Visit("links with an error", links.url, 422, click("main button"))
    yield Visit("form without its key", links.url, 403, _lose_the_key)


def _check_an_answer(page: Page) -> None:
    for name in ("organization", "contact_name", "recommendations-0-title"):
        page.locator(f"#id_{name}").fill("Network of Harbour Cities")
    page.locator("#id_contact_email").fill("someone@example.org")
    page.locator("#id_category").select_option("local_authority")
    page.locator("select[name=country]").evaluate("one => { one.value = 'SN'; }")
    said = Recommendation.objects.public().filter(submission__call=open_call())[0]
    page.locator("#id_recommendations-0-text").fill(said.text)
    page.locator("#id_recommendations-0-themes_0").check()
    page.locator("[name=publication][value=named]").check()
    page.locator("#id_consent").check()
    page.locator("button.btn-voice[value=review]").click()


def _ask_for_links(page: Page) -> None:
    page.locator("main [type=email]").fill("someone@example.org")
    page.locator("main button").click()


def _lose_the_key(page: Page) -> None:
    page.context.clear_cookies(name="csrftoken")
    page.locator("main button").click()


def _recommendations() -> Iterator[Visit]:
    listed = "submissions:recommendation-list"
    for query in ("", "?q=migrants", "?q=nothing-like-this", "?sort=stakeholder&region=african"):
        yield _page(listed, query=query)
    public = Recommendation.objects.public()
    for disposition in ("reflected", "partly", "noted", "not_taken_up", ""):
        for row in public.filter(disposition=disposition)[:1]:
            yield _page("submissions:recommendation-detail", row.reference)
    for row in public.filter(submission__publication="anonymous")[:1]:
        yield _page("submissions:recommendation-detail", row.reference)
    for retired in RetiredReference.objects.all()[:1]:
        yield _page("submissions:recommendation-detail", retired.reference, status=410)
    gone = answer("withdrawn").recommendations.get()
    yield _page("submissions:recommendation-detail", gone.reference, status=410)
    for stakeholder in Stakeholder.objects.filter(submissions__recommendations__in=public)[:1]:
        yield _page("submissions:stakeholder-detail", stakeholder.slug)
    yield _page("submissions:participation")
    yield _page("submissions:participation", query=f"?call={open_call().slug}")


def _outcomes() -> Iterator[Visit]:
    yield _page("outcomes:document-list")
    for document in OutcomeDocument.objects.filter(is_published=True):
        yield _page("outcomes:document-detail", document.slug)
    paper = StocktakingPaper.objects.get(is_published=True)
    yield _page("outcomes:paper-detail", paper.slug)
    yield _page("outcomes:paper-edition", paper.slug, "1")
    yield _page("outcomes:paper-print", paper.slug, "2")


def _private() -> Iterator[Visit]:
    for status in sorted(set(Submission.objects.values_list("status", flat=True))):
        row = answer(status)
        yield Visit(f"private page, {status}", _private_url("detail", row))
    for done in ("sent", "corrected", "confirmed"):
        url = _private_url("detail", answer("received"))
        yield Visit(f"private page after it was {done}", f"{url}?done={done}")
    yield Visit("correct", _private_url("correct", answer("changes_requested")))
    two = Submission.objects.filter(version=2)[0]
    yield Visit("versions", _private_url("versions", two))
    yield Visit("one version", _private_url("versions", answer("unconfirmed")))
    row = answer("accepted")
    yield Visit("withdraw", _private_url("withdraw", row))
    yield Visit("publication", _private_url("publication", row))
    two = Submission.objects.filter(status="accepted", recommendations__number=2)[0]
    yield Visit("withdraw one", reverse(f"{NAME}:recommendation-withdraw", args=[two.token, 1]))
    row = answer("unconfirmed")
    for name in ("confirm", "disown"):
        yield Visit(name, _secret_url(name, row))
    yield Visit("confirm, too late", _secret_url("confirm", answer("lapsed")))


NAME = "submissions"


def _private_url(page: str, row: Submission) -> str:
    return reverse(f"{NAME}:submission-{page}", args=[row.token])


def _secret_url(page: str, row: Submission) -> str:
    return reverse(f"{NAME}:submission-{page}", args=[row.token, row.secret])


def _drafts() -> Iterator[Visit]:
    for draft in Draft.objects.exclude(kept_because__in=["unsent", "sent"]):
        yield Visit(
            f"draft kept as {draft.kept_because}",
            reverse(f"{NAME}:draft-detail", args=[draft.token]),
        )
    written = Draft.objects.get(idempotency_key="a form of a scene")
    for page in ("detail", "read", "delete"):
        yield Visit(f"draft, {page}", reverse(f"{NAME}:draft-{page}", args=[written.token]))
    yield Visit("draft, shared", reverse(f"{NAME}:draft-shared", args=[written.share_token]))


def _errors() -> Iterator[Visit]:
    home = reverse("home")
    yield Visit("no page", f"{home}no-such-page/", 404)
    yield _page("refused", status=400)
    yield _page("broken", status=500)
    yield Visit("mailbox", reverse("mailbox"))
    yield Visit("letter", reverse("mailbox"), press=click("main a"))


# --- the desk


def of_staff() -> Iterator[Visit]:
    """Yield the pages of the desk; their language is that of the cookie."""
    yield _desk("index")
    yield _desk("app_list", "submissions")
    yield _desk("password_change")
    yield Visit("password mistyped", reverse("admin:password_change"), press=_mistype)
    yield _desk("password_change_done")
    yield Visit("no page at the desk", "/admin/no-such-page/", 404)
    yield from _models()
    yield from _answers()
    yield from _translations()
    yield from _outcomes_desk()


def of_the_door() -> Iterator[Visit]:
    """Yield what those see who are not logged in."""
    yield _desk("login")
    yield Visit("login that fails", reverse("admin:login"), press=_fail_to_log_in)


def of_leaving() -> Iterator[Visit]:
    """Yield what a member of staff sees at the end."""
    yield Visit("logged out", reverse("admin:index"), press=click("#logout-form button"))


def _mistype(page: Page) -> None:
    for field in page.locator("#content [type=password]").all():
        field.fill("not the password")
    page.locator("#content [type=submit]").click()


def _fail_to_log_in(page: Page) -> None:
    page.locator("#id_username").fill("lead")
    page.locator("#id_password").fill("not the password")
    page.locator("[type=submit]").click()


def _desk(name: str, *arguments: Any, query: str = "", **more: Any) -> Visit:
    return _page(f"admin:{name}", *arguments, query=query, **more)


def _models() -> Iterator[Visit]:
    """Yield the list, the form and a row of each model; 403 for what nobody may do."""
    request = HttpRequest()
    request.user = User.objects.get(username="lead")
    for model, own in admin.site._registry.items():
        start = f"{model._meta.app_label}_{model._meta.model_name}"
        row = own.get_queryset(request).order_by("-pk").first()
        yield _desk(f"{start}_changelist")
        yield _desk(f"{start}_add", status=200 if own.has_add_permission(request) else 403)
        if row is not None:
            yield _desk(f"{start}_change", row.pk)
    # Django's own, alike for all.
    for model in (User, Dialogue):
        start = f"{model._meta.app_label}_{model._meta.model_name}"
        newest = model._base_manager.order_by("-pk").values_list("pk", flat=True)[0]
        yield _desk(f"{start}_history", newest)
        yield _desk(f"{start}_delete", newest)


def _answers() -> Iterator[Visit]:
    listed = reverse("admin:submissions_submission_changelist")
    yield Visit("all submissions", f"{listed}?status=all")
    for status in sorted(set(Submission.objects.values_list("status", flat=True))):
        row = answer(status)
        yield Visit(f"submission, {status}", _change(row))
    two = Submission.objects.filter(version=2)[0]
    yield Visit("submission in two versions", f"{_change(two)}?version=2")
    yield Visit("a verb in bulk", f"{listed}?status=all", press=_choose_rows)
    yield _desk("submissions_submission_add", query=f"?call={open_call().pk}")
    draft = Draft.objects.filter(kept_because="late")[0]
    yield _desk("submissions_submission_add", query=f"?draft={draft.pk}")
    one = answer("accepted").recommendations.all()[0]
    yield _desk("submissions_recommendation_dispose", one.pk)
    yield Visit("merge", reverse("admin:submissions_stakeholder_changelist"), press=_choose_rows)
    yield Visit(
        "call with errors", reverse("admin:submissions_call_add"), press=click("[name=_save]")
    )


def _translations() -> Iterator[Visit]:
    yield _desk("translations")
    yield _desk("translations", query="?language=ar")
    call = open_call()
    yield _desk("translate", "submissions.call", call.pk, query="?language=ar")
    made = UnofficialTranslation.objects.all()[0]
    yield _desk("submissions_translatable_remove", made.recommendation_id, made.language)


def _change(row: Submission) -> str:
    return reverse("admin:submissions_submission_change", args=[row.pk])


def _choose_rows(page: Page) -> None:
    for box in page.locator("input.action-select").all()[:2]:
        box.check()
    options = page.locator("select[name=action] option:not([value=''])")
    page.locator("select[name=action]").first.select_option(options.last.get_attribute("value"))
    page.locator("button[name=index]").first.click()


def _outcomes_desk() -> Iterator[Visit]:
    for document in OutcomeDocument.objects.all():
        yield _desk("outcomes_outcomedocument_write", document.pk)
        statement = document.sections.all()[0].statements.all()[0]
        yield _desk("outcomes_outcomedocument_sources", document.pk, statement.pk)
    for paper in StocktakingPaper.objects.all():
        yield _desk("outcomes_stocktakingpaper_editions", paper.pk)
    for call in Call.objects.filter(submissions__status="accepted").distinct():
        yield _desk("outcomes_answerable_release", call.pk)
    paper = StocktakingPaper.objects.get(is_published=True)
    yield _desk("outcomes_stocktakingpaper_preview", paper.pk, "1")
    yield Visit("prepare many", reverse("admin:outcomes_answerable_changelist"), press=_choose_rows)
