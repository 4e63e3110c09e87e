"""Nothing typed is lost: the server is killed, the line cut, the tab closed, two write at once."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_main_job import wait_for_scripts
from tests.flows.portal import Portal

FORM = "/en/calls/input/submit/"
SAVED = "Saved at"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal of its own with one open call, whose server can be killed."""
    with Portal.serving(tmp_path_factory.mktemp("portal")) as made:
        yield made


@pytest.fixture
def context(browser: Browser, portal: Portal) -> Iterator[BrowserContext]:
    """A reader's browser, with its own memory."""
    made = browser.new_context(base_url=portal.env["BASE_URL"])
    yield made
    made.close()


def opened(context: BrowserContext, address: str = FORM) -> Page:
    """Open a page; the form is ready to be typed into."""
    page = context.new_page()
    page.goto(address)
    wait_for_scripts(page)
    return page


def status(page: Page) -> Any:
    """Return what the page says of its words."""
    return expect(page.locator("#draft [data-saved-line]"))


def write(page: Page) -> None:
    """Type into the first recommendation, and into one that is added."""
    page.fill("#id_organization", "Ministry of Example")
    page.fill("#id_recommendations-0-text", "Cities should\nact at once.")
    page.click("[data-add]")
    page.fill("#id_recommendations-1-text", "على المدن أن تعمل")


def assert_written(page: Page) -> None:
    expect(page.locator("#id_organization")).to_have_value("Ministry of Example")
    first = page.locator("#id_recommendations-0-text")
    expect(first).to_have_value("Cities should\nact at once.")
    expect(page.locator("#id_recommendations-1-text")).to_have_value("على المدن أن تعمل")


def restart(portal: Portal) -> None:
    portal.kill("server")
    portal.start("server")
    portal.wait_for_server()


def test_server_killed_after_a_saving(context: BrowserContext, portal: Portal) -> None:
    page = opened(context)
    write(page)
    status(page).to_contain_text(SAVED)
    assert "/drafts/" in page.url
    restart(portal)
    page.reload()
    assert_written(page)


def test_server_killed_before_anything_was_saved(context: BrowserContext, portal: Portal) -> None:
    page = opened(context)
    portal.kill("server")
    write(page)
    status(page).to_contain_text("kept in this browser")
    page.close()
    portal.start("server")
    portal.wait_for_server()
    again = opened(context)
    again.get_by_role("link", name="Go on with it").click()
    assert_written(again)


def test_line_is_cut_and_comes_back(context: BrowserContext) -> None:
    page = opened(context)
    page.fill("#id_acronym", "ME")
    status(page).to_contain_text(SAVED)
    context.set_offline(True)
    write(page)
    status(page).to_contain_text("Not saved since")
    context.set_offline(False)
    status(page).to_contain_text(SAVED)
    page.reload()
    assert_written(page)


def test_tab_closed_at_once(context: BrowserContext) -> None:
    page = opened(context)
    write(page)
    page.close(run_before_unload=False)
    again = opened(context)
    again.get_by_role("link", name="Go on with it").click()
    assert_written(again)


def test_browser_leads_back_to_its_draft_and_another_one_does_not(
    context: BrowserContext, browser: Browser, portal: Portal
) -> None:
    page = opened(context)
    write(page)
    status(page).to_contain_text(SAVED)
    page.close()
    again = opened(context)
    again.get_by_role("link", name="Go on with it").click()
    assert_written(again)
    other = browser.new_context(base_url=portal.env["BASE_URL"])
    empty = opened(other)
    expect(empty.locator("#id_organization")).to_have_value("")
    empty.wait_for_timeout(300)
    expect(empty.get_by_role("link", name="Go on with it")).to_be_hidden()
    other.close()


def test_cookies_deleted_while_typing(context: BrowserContext) -> None:
    page = opened(context)
    page.fill("#id_acronym", "ME")
    status(page).to_contain_text(SAVED)
    context.clear_cookies()
    write(page)
    expect(page.locator("[name=seen_revision]")).not_to_have_value("1")
    status(page).to_contain_text(SAVED)
    page.reload()
    assert_written(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_two_tabs(browser: Browser, portal: Portal, script: bool) -> None:
    small: Any = {"java_script_enabled": script, "viewport": {"width": 320, "height": 640}}
    context = browser.new_context(base_url=portal.env["BASE_URL"], **small)
    first = opened(context)
    first.fill("#id_organization", "Ministry of Example")
    save(first, script)
    second = opened(context, first.url)
    first.fill("#id_recommendations-0-text", "From the first.")
    first.fill("#id_acronym", "ME")
    save(first, script)
    second.fill("#id_recommendations-0-text", "From the second.")
    second.fill("#id_on_behalf_of", "Colleagues")
    if script:
        status(second).to_contain_text("both texts are kept")
        second.locator("[data-saved-line] a").last.click()
    else:
        second.locator("button[value=save]").last.click()
    text = second.locator("#id_recommendations-0-text")
    expect(text).to_have_value("From the second.")
    expect(second.locator("#id_acronym")).to_have_value("ME")
    expect(second.get_by_text("From the first.")).to_be_visible()
    assert second.evaluate("document.documentElement.scrollWidth") <= 320
    second.get_by_role("button", name="Take this text").click()
    expect(text).to_have_value("From the first.")
    context.close()


def save(page: Page, script: bool) -> None:
    """Save as a person without a script does, or wait until the script has."""
    if script:
        status(page).to_contain_text(SAVED)
        page.wait_for_timeout(100)
    else:
        page.locator("button[value=save]").last.click()
        assert "/drafts/" in page.url


def test_without_a_script(browser: Browser, portal: Portal) -> None:
    context = browser.new_context(base_url=portal.env["BASE_URL"], java_script_enabled=False)
    page = opened(context)
    page.fill("#id_organization", "Ministry of Example")
    page.fill("#id_recommendations-0-text", "Cities should\nact at once.")
    page.click("button[value=add]")
    page.fill("#id_recommendations-1-text", "على المدن أن تعمل")
    page.locator("#draft button[value=save]").click()
    restart(portal)
    context.clear_cookies()
    page.reload()
    assert_written(page)
    context.close()
