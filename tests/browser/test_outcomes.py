"""Outcome documents and stocktaking papers in a browser: long ones, on the narrowest phone."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from outcomes.models import StocktakingPaper
from outcomes.papers import editions
from submissions.models import Recommendation
from tests import factories
from tests.browser.test_desk import sign_in
from tests.outcomes.many import cite, grow
from tests.outcomes.written import document, paper


@pytest.fixture
def addresses() -> list[str]:
    """A document with twelve statements in one section, and a paper that carries it."""
    call = factories.call()
    made = document(call.dialogue)
    cite(made, grow(call, 20), 12)
    type(made).objects.update(is_published=True, published_at=call.opens_at)
    papers = paper(call.dialogue)
    edition = editions.make(papers)
    editions.publish(papers)
    return [made.get_absolute_url(), edition.get_absolute_url()]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 1440])
def test_nothing_scrolls_sideways(
    open_page: Callable[..., Page], addresses: list[str], language: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 900}, java_script_enabled=False)
    document, edition = (url.replace("/en/", f"/{language}/", 1) for url in addresses)
    for url in (document, edition, f"{edition}print/"):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 1440])
def test_no_page_of_the_desk_scrolls_sideways(
    open_page: Callable[..., Page], addresses: list[str], language: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 900})
    sign_in(page, factories.user("Unit lead"))
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    paper, row = StocktakingPaper.objects.get(), Recommendation.objects.all()[0]
    for name, keys in (
        ("answerable_changelist", []),
        ("answerable_change", [row.pk]),
        ("answerable_release", [row.submission.call_id]),
        ("stocktakingpaper_changelist", []),
        ("stocktakingpaper_editions", [paper.pk]),
        ("stocktakingpaper_change", [paper.pk]),
    ):
        page.goto(reverse(f"admin:outcomes_{name}", args=keys))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_a_reason_to_begin_with_fills_the_field_and_leaves_what_is_typed(page: Page) -> None:
    row = factories.recommendation()
    sign_in(page, factories.user("Rapporteur"))
    page.goto(reverse("admin:outcomes_answerable_change", args=[row.pk]))
    choice, reason = page.locator("[name=begin_with]"), page.locator("[name=reason]")
    for index in (1, 2):
        choice.select_option(index=index)
        expect(reason).to_have_value(choice.input_value())
    reason.fill("My own words.")
    choice.select_option(index=3)
    expect(reason).to_have_value("My own words.")


def test_sources_open_by_keyboard_and_lead_to_the_recommendation(
    page: Page, addresses: list[str]
) -> None:
    page.goto(addresses[0])
    summary = page.locator(".outcome-statement summary").first
    summary.focus()
    page.keyboard.press("Enter")
    link = page.locator("details[open] a.ref").first
    reference = link.inner_text()
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/recommendations/{reference}/")


def test_an_entry_is_one_step_from_its_statement_and_back(page: Page, addresses: list[str]) -> None:
    page.goto(addresses[1])
    page.locator(".sources a").first.click()
    assert "#entry-" in page.url
    number = page.url.rpartition("-")[2]
    page.locator(f"#entry-{number} a[href^='#statement-']").first.click()
    assert "#statement-" in page.url


@pytest.fixture
def long() -> str:
    """A document of 26 statements in three sections."""
    call = factories.call()
    made = document(call.dialogue)
    cite(made, grow(call, 20), 26)
    type(made).objects.update(is_published=True, published_at=call.opens_at)
    return made.get_absolute_url()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 1440])
def test_a_long_document_opens_its_sources_and_keeps_its_contents_in_sight(
    open_page: Callable[..., Page], long: str, language: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page.goto(long.replace("/en/", f"/{language}/", 1))
    page.locator(".glance a", has_text="20").click()
    statement = page.locator(".outcome-statement:target")
    expect(statement).to_be_in_viewport()
    statement.locator("summary").click()
    expect(statement.locator("blockquote").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 1440:
        expect(page.locator(".contents")).to_be_in_viewport(ratio=0.9)


def test_each_statement_has_an_address_of_its_own(page: Page, long: str) -> None:
    page.goto(long)
    page.get_by_role("link", name="Statement 2", exact=True).click()
    expect(page.locator(".outcome-statement:target")).to_contain_text("2")
