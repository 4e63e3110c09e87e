"""Who has spoken, in a browser: no sideways scroll but in the boxes of the tables."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.submissions.world import World

PAGE = "/{}/participation/"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1440, "light")])
def test_tables_scroll_in_their_own_box(
    open_page: Callable[..., Page], language: str, width: int, scheme: str
) -> None:
    World(1)
    page = open_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=False
    )
    page.goto(PAGE.format(language))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("table.matrix").count() == 2
    assert page.locator(".matrix-key").first.is_visible() is (width == 320)
    assert page.locator(".chart .bar-value").count() > 1


def test_a_cell_opens_its_list_by_keyboard(page: Page) -> None:
    World(2)
    page.goto(PAGE.format("en"))
    cell = page.locator("td[class^=step] a").first
    number = cell.inner_text()
    cell.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/recommendations/?*")
    assert page.locator(".results-head h2").inner_text().startswith(f"{number} of ")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_bars_begin_where_reading_begins(open_page: Callable[..., Page], language: str) -> None:
    World(3)
    page = open_page(viewport={"width": 1440, "height": 900})
    page.goto(PAGE.format(language))
    bars = [one.bounding_box() for one in page.locator(".bar-value").all()]
    first = {round(box["x"] + (box["width"] if language == "ar" else 0)) for box in bars if box}
    assert len(bars) > 1
    assert len(first) == 1
