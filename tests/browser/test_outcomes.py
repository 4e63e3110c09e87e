"""Outcome documents and stocktaking papers in a browser: long ones, on the narrowest phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from outcomes.papers import editions
from tests import factories
from tests.outcomes.test_scale import cite, grow
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
