"""A country is found by typing, and chosen by keyboard, pointer or, without a script, in a list."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import factories


def opened(page: Page, language: str = "en") -> tuple[Locator, Locator]:
    """Return the field and the list that is sent, of a form that is open."""
    call = factories.call()
    page.goto(f"/{language}/calls/{call.slug}/submit/")
    page.locator("input#id_country").wait_for()
    return page.locator("#id_country"), page.locator("select[name=country]")


@pytest.mark.parametrize(
    ("language", "typed", "code"),
    [
        ("en", "seneg", "SN"),
        ("en", "usa", "US"),
        ("en", "ivory c", "CI"),
        ("en", "cote d'iv", "CI"),
        ("en", "turkiye", "TR"),
        ("en", "Niger", "NE"),
        ("en", "states of am", "US"),
        ("en", "internat", "international"),
        ("fr", "emirats", "AE"),
        ("fr", "Germany", "DE"),
        ("ar", "سنغال", "SN"),
        ("ar", "الامارات", "AE"),
        ("ru", "россия", "RU"),
        ("zh-hans", "塞内", "SN"),
    ],
)
def test_what_people_type_finds_the_country(
    page: Page, language: str, typed: str, code: str
) -> None:
    field, sent = opened(page, language)
    field.press_sequentially(typed)
    expect(page.locator("[role=option][aria-selected=true]")).to_have_id(f"id_country_{code}")
    page.keyboard.press("Tab")
    expect(sent).to_have_value(code)
    name = sent.evaluate("one => one.selectedOptions[0].text")
    expect(field).to_have_value(name)
    expect(field).to_have_attribute("aria-expanded", "false")


def test_it_speaks_and_moves_as_a_combobox(page: Page) -> None:
    field, sent = opened(page)
    expect(page.get_by_role("combobox", name="Country")).to_have_id("id_country")
    field.press_sequentially("guinea")
    options = page.get_by_role("listbox", name="Country").get_by_role("option")
    assert options.all_inner_texts() == [
        *("Guinea", "Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea"),
    ]
    for expected in ("GW", "GQ"):
        page.keyboard.press("ArrowDown")
        expect(field).to_have_attribute("aria-activedescendant", f"id_country_{expected}")
    page.keyboard.press("Enter")
    expect(sent).to_have_value("GQ")
    expect(field).to_be_focused()
    field.fill("zz")
    expect(page.get_by_text("No country of this name in the list.")).to_be_visible()
    page.keyboard.press("Tab")
    expect(sent).to_have_value("")
    expect(field).to_have_value("zz")
    field.fill("guinea")
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    page.keyboard.press("ArrowDown")
    expect(options).to_have_count(196)


def test_it_is_chosen_with_a_finger_on_a_narrow_arabic_page(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(viewport={"width": 320, "height": 640}, has_touch=True)
    field, sent = opened(page, "ar")
    field.tap()
    field.press_sequentially("مغرب")
    option = page.locator("#id_country_MA")
    box, list_box = field.bounding_box(), page.locator("#id_country_list").bounding_box()
    assert box is not None
    assert list_box is not None
    assert (box["x"], box["width"]) == (list_box["x"], list_box["width"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    option.tap()
    expect(sent).to_have_value("MA")


def test_an_error_leads_to_the_field_and_what_was_chosen_is_shown_again(
    page: Page, expected_complaints: list[str]
) -> None:
    expected_complaints.append("status of 422")
    field, _sent = opened(page)
    page.locator("button.btn-voice[value=review]").click()
    page.locator("input#id_country[aria-invalid]").wait_for()
    page.locator("#errors a[href='#id_country']").click()
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    page.locator("input#id_country").wait_for()
    field.press_sequentially("Mali")
    page.keyboard.press("Tab")
    page.locator("button.btn-voice[value=review]").click()
    expect(page.locator("#errors")).to_be_focused()
    expect(field).to_have_value("Mali")
