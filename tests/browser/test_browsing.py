"""Browsing in a browser: the list changes in place, and all of it works without a script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from submissions.models import Submission
from submissions.states import Status
from tests import factories

LIST = "/en/recommendations/"
CATEGORIES = ("media", "academia", "media", "government", "media")


@pytest.fixture(autouse=True)
def _said(transactional_db: None) -> None:
    """Let five answers of five recommendations each be public, three of media."""
    call = factories.call(max_recommendations=10)
    for category in CATEGORIES:
        factories.submission(Status.ACCEPTED, of=call, recommendations=5, category=category)


def opened(page: Page, address: str = LIST) -> Page:
    """Open the list, and mark the document: the mark is gone with the next one."""
    page.goto(address)
    page.evaluate("window.isSame = true")
    return page


def is_same(page: Page) -> bool:
    return bool(page.evaluate("window.isSame === true"))


def is_asked(page: Page, query: str) -> None:
    """Wait until the address asks for it."""
    expect(page).to_have_url(re.compile(re.escape(LIST + query) + "$"))


def finds(page: Page, words: str) -> None:
    expect(page.locator("#found")).to_have_text(words)


def test_a_filter_changes_the_list_in_place_and_back_undoes_it(page: Page) -> None:
    opened(page)
    page.check("#category-media")
    is_asked(page, "?category=media")
    finds(page, "15 of 25 recommendations")
    expect(page.locator("[role=status]")).to_have_text("15 of 25 recommendations")
    expect(page.locator("#category-media")).to_be_focused()
    expect(page.locator(".languages a[lang=fr]")).to_have_attribute(
        "href", re.compile(r"/fr/recommendations/\?category=media$")
    )
    page.go_back()
    is_asked(page, "")
    finds(page, "25 recommendations")
    expect(page.locator("#category-media")).not_to_be_checked()
    expect(page.locator(".languages a[lang=fr]")).to_have_attribute(
        "href", re.compile("/fr/recommendations/$")
    )
    page.go_forward()
    finds(page, "15 of 25 recommendations")
    expect(page.locator("#category-media")).to_be_checked()
    assert is_same(page)


def filter_and_search(page: Page) -> None:
    """Choose a filter in the list, then search for a word."""
    opened(page)
    page.check("#category-media")
    finds(page, "15 of 25 recommendations")
    page.fill("#q", "states")
    page.press("#q", "Enter")
    is_asked(page, "?q=states&category=media")


def test_words_order_page_and_chips_change_it_in_place_too(page: Page) -> None:
    filter_and_search(page)
    expect(page.locator("#q")).to_be_focused()
    page.click("text=oldest")
    is_asked(page, "?q=states&category=media&sort=oldest")
    expect(page.locator("#found")).to_be_focused()
    page.locator(".chip", has_text="Media").click()
    is_asked(page, "?q=states&sort=oldest")
    page.click("[rel=next]")
    is_asked(page, "?q=states&sort=oldest&page=2")
    expect(page.locator(".card-result")).to_have_count(5)
    expect(page.locator("#found")).to_be_in_viewport()
    page.locator(".chip", has_text="states").click()
    is_asked(page, "?sort=oldest")
    expect(page.locator("#q")).to_have_value("")
    assert is_same(page)


def test_on_a_touch_screen_the_keyboard_goes_when_words_are_sent(page: Page) -> None:
    page.add_init_script("window.matchMedia = (asked) => ({ matches: asked.includes('coarse') })")
    opened(page)
    page.fill("#q", "states")
    expect(page.locator("html")).to_have_class(re.compile("in-place"))
    page.press("#q", "Enter")
    is_asked(page, "?q=states")
    expect(page.locator("#found")).to_be_focused()
    assert is_same(page)


def test_back_takes_the_words_out_of_the_box_too(page: Page) -> None:
    filter_and_search(page)
    page.go_back()
    is_asked(page, "?category=media")
    expect(page.locator("#q")).to_have_value("")
    page.go_forward()
    is_asked(page, "?q=states&category=media")
    expect(page.locator("#q")).to_have_value("states")
    assert is_same(page)


def test_what_the_reader_opened_stays_open(page: Page) -> None:
    opened(page)
    page.click("#facet-region > summary")
    page.click("#facet-language > summary")
    page.check("#category-media")
    finds(page, "15 of 25 recommendations")
    assert not page.locator("#facet-region").evaluate("part => part.open")
    assert page.locator("#facet-language").evaluate("part => part.open")
    expect(page.locator("#facet-category .chosen")).to_contain_text("1")


def test_by_keyboard_alone(page: Page) -> None:
    opened(page)
    page.locator("#category-media").focus()
    page.keyboard.press("Space")
    finds(page, "15 of 25 recommendations")
    expect(page.locator("#category-media")).to_be_focused()
    page.keyboard.press("Space")
    finds(page, "25 recommendations")
    assert is_same(page)


def test_the_script_comes_when_the_reader_turns_to_the_list_and_not_before(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(LIST, wait_until="load")
    assert not [url for url in asked if "htmx" in url]
    page.hover("#facet-theme")
    expect(page.locator("html")).to_have_class(re.compile("in-place"))
    assert [url for url in asked if "htmx" in url]


def test_a_page_that_was_opened_anew_goes_back_to_what_its_address_says(page: Page) -> None:
    opened(page)
    page.check("#category-media")
    finds(page, "15 of 25 recommendations")
    page.locator(".card-result h3 a").first.click()
    page.wait_for_url(f"**{LIST}IDM*/")
    page.go_back()
    finds(page, "15 of 25 recommendations")
    page.go_back()
    is_asked(page, "")
    finds(page, "25 recommendations")


def test_while_the_list_is_fetched_a_line_says_so(page: Page) -> None:
    opened(page)
    held: list[Route] = []
    page.route("**/*category=media", lambda route: held.append(route))
    page.check("#category-media")
    expect(page.locator("#list")).to_have_class(re.compile("htmx-request"))
    page.wait_for_timeout(100)
    held[0].continue_()
    finds(page, "15 of 25 recommendations")
    expect(page.locator("#list")).not_to_have_class(re.compile("htmx-request"))


@pytest.fixture
def expected_complaints(request: pytest.FixtureRequest) -> list[str]:
    """Of a request that is meant to fail."""
    fails = "fails" in request.node.name
    return [r"htmx:", "Failed to load resource", "status of 503", "Error Code 503"] if fails else []


@pytest.mark.parametrize("how", ["no line", "broken server"])
def test_a_request_that_fails_is_told_and_can_be_tried_again(page: Page, how: str) -> None:
    opened(page)
    page.hover("#facet-theme")
    expect(page.locator("html")).to_have_class(re.compile("in-place"))
    if how == "no line":
        page.route("**/*category=media", lambda route: route.abort())
    else:
        page.route("**/*category=media", lambda route: route.fulfill(status=503, body="Busy"))
    page.check("#category-media")
    failed = page.locator("[data-failed]")
    expect(failed).to_be_visible()
    expect(failed).to_be_in_viewport()
    finds(page, "25 recommendations")
    page.unroute("**/*category=media")
    failed.get_by_role("link").click()
    is_asked(page, "?category=media")
    finds(page, "15 of 25 recommendations")
    expect(failed).to_be_hidden()
    assert is_same(page)


def test_where_the_script_fails_to_come_the_form_is_sent(page: Page) -> None:
    page.route("**/htmx.min.js", lambda route: route.abort())
    opened(page)
    page.check("#category-media")
    finds(page, "15 of 25 recommendations")
    assert not is_same(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_without_a_script_buttons_and_links_do_the_same(
    open_page: Callable[..., Page], language: str
) -> None:
    page = open_page(viewport={"width": 320, "height": 800}, java_script_enabled=False)
    page.goto(f"/{language}/recommendations/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.fill("#q", "states")
    page.click("#filters > summary")
    page.check("#category-media")
    page.click("#filters button")
    assert page.url.endswith("?q=states&category=media")
    assert page.locator("#filters > summary").inner_text().endswith("(1)")
    assert page.locator("#filters [data-show]").is_hidden()
    page.locator(".chip").last.click()
    assert page.url.endswith("?category=media")
    assert "15" in page.locator("#found").inner_text()


def test_on_a_phone_a_button_leads_from_the_filters_to_what_they_find(
    open_page: Callable[..., Page],
) -> None:
    page = opened(open_page(viewport={"width": 320, "height": 700}, has_touch=True))
    page.click("#filters > summary")
    page.check("#category-media")
    show = page.get_by_role("link", name="Show 15 recommendations")
    expect(show).to_be_in_viewport()
    expect(page.locator("#filters > summary")).to_have_text("Filters (1)")
    show.click()
    expect(page.locator("#found")).to_be_focused()
    expect(page.locator("#found")).to_be_in_viewport()
    is_asked(page, "?category=media")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_what_was_published_meanwhile_is_in_the_next_list(page: Page) -> None:
    opened(page)
    page.check("#category-media")
    finds(page, "15 of 25 recommendations")
    of = Submission.objects.all()[0].call
    factories.submission(Status.ACCEPTED, of=of, category="media")
    page.uncheck("#category-media")
    finds(page, "26 recommendations")
