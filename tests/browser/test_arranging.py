"""Recommendations moved, taken out and put back in a browser: by keyboard, without losing text."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.test_main_job import fill_recommendation, wait_for_scripts

WORDS = factories.WORDS


def three(page: Page) -> Page:
    """Open a form and write three recommendations into it."""
    call = factories.call(max_recommendations=4)
    page.goto(f"/en/calls/{call.slug}/submit/")
    wait_for_scripts(page)
    for index in range(3):
        if index:
            page.locator("[data-add]").click()
        fill_recommendation(page, index, f"Title {index}", f"{WORDS} ({index})")
    page.locator("[name=recommendations-1-perspective][value=policy]").check()
    return page


def titles(page: Page) -> str:
    fields = page.locator("[data-recommendations] [name$=-title][type=text]").all()
    return "".join(field.input_value()[-1:] or "_" for field in fields)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_one_moves_press_after_press_and_keeps_the_focus(
    open_page: Callable[..., Page], script: bool
) -> None:
    page = three(open_page(java_script_enabled=script, viewport={"width": 320, "height": 640}))
    page.locator("[value=up-2]").focus()
    for expected in ("021", "201"):
        page.keyboard.press("Enter")
        moved = page.locator(f"[name=recommendations-{expected.index('2')}-title]")
        expect(moved).to_have_value("Title 2")
        assert titles(page) == expected
    focus = page.locator(":focus")
    expect(focus).to_have_text("Move down recommendation 1")
    expect(page.locator("[name=recommendations-2-perspective][value=policy]")).to_be_checked()
    expect(page.locator("[name=recommendations-2-text]")).to_have_value(f"{WORDS} (1)")
    expect(page.locator("[name=recommendations-0-themes]").first).to_be_checked()
    assert page.locator("[data-panel-title]").all_inner_texts() == [
        f"Recommendation {number}" for number in (1, 2, 3)
    ]
    if script:
        expect(page.locator("[data-said]")).to_have_text("Recommendation 2 is now number 1.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_what_was_taken_out_is_put_back(open_page: Callable[..., Page], script: bool) -> None:
    page = three(open_page(java_script_enabled=script))
    page.locator("[value=remove-1]").click()
    expect(page.get_by_text("Recommendation 2 was removed.")).to_be_visible()
    expect(page.locator("[value=restore-0]")).to_be_focused()
    page.locator("[value=remove-0]").click()
    expect(page.locator("[data-restore]")).to_have_count(2)
    assert titles(page) == "2"
    for number in (2, 3):
        page.locator("[data-restore]").first.click()
        expect(page.locator("[data-panel]")).to_have_count(number)
    assert sorted(titles(page)) == ["0", "1", "2"]
    at = titles(page).index("1")
    expect(page.locator(f"[name=recommendations-{at}-perspective][value=policy]")).to_be_checked()
    expect(page.locator(f"[name=recommendations-{at}-text]")).to_have_value(f"{WORDS} (1)")
    assert page.locator("[name=recommendations-TOTAL_FORMS]").input_value() == "3"


def test_what_a_script_took_out_goes_along_to_the_server(page: Page) -> None:
    three(page)
    page.locator("[value=remove-0]").click()
    page.evaluate("""() => document.querySelectorAll("script").forEach(one => one.remove())""")
    page.locator("[data-answer-form]").evaluate(
        "form => { form.append(Object.assign(document.createElement('input'),"
        " {type: 'hidden', name: 'do', value: 'edit'})); form.submit(); }"
    )
    page.wait_for_load_state()
    expect(page.get_by_text("Recommendation 1 was removed.")).to_be_visible()
    page.locator("[value=restore-0]").click()
    assert titles(page) == "012"


def test_the_limit_of_words_is_told_once_when_it_is_passed(page: Page) -> None:
    call = factories.call(min_words=2, max_words=20)
    page.goto(f"/en/calls/{call.slug}/submit/")
    text, said = page.locator("#id_recommendations-0-text"), page.locator("[data-said]")
    text.fill("word " * 20)
    expect(said).to_be_empty()
    text.fill("word " * 21)
    expect(said).to_have_text("Recommendation 1: more words than the limit.")
    said.evaluate("one => { one.textContent = ''; }")
    text.fill("word " * 22)
    expect(said).to_be_empty()
    text.fill("word")
    expect(said).to_have_text("Recommendation 1: within the limit again.")
    described = text.get_attribute("aria-describedby") or ""
    assert page.locator(f"#{described.split()[-1]}").inner_text() == "1 / 20"
