"""A document is written in a browser: by mouse, by keyboard, without losing typed words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Dialog, Page, expect

from outcomes import editing
from outcomes.models import OutcomeDocument, Statement, Trace
from submissions.models import Recommendation
from tests import factories
from tests.browser.test_desk import sign_in
from tests.outcomes.written import document, statement

Open = Callable[..., Page]


def written(page: Page) -> OutcomeDocument:
    """Return a document of two sections with two statements each, with its page open."""
    made = document(factories.recommendation().submission.call.dialogue)
    for title, texts in {"A": "12", "B": "34"}.items():
        section = editing.add_section(made, title)
        for text in texts:
            editing.add_statement(section, text)
    sign_in(page, factories.user("Rapporteur"))
    page.goto(reverse("admin:outcomes_outcomedocument_write", args=[made.pk]))
    return made


def order() -> str:
    rows = Statement.objects.order_by("number").select_related("section")
    return " ".join(one.text + one.section.title for one in rows)


def test_a_statement_moves_by_keyboard_press_after_press(page: Page) -> None:
    written(page)
    page.locator("[value=up]").nth(3).focus()
    for expected in ("1A 2A 4B 3B", "1A 2A 4A 3B", "1A 4A 2A 3B"):
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert order() == expected


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_statement_moves_far_at_once(open_page: Open, script: bool) -> None:
    page = open_page(java_script_enabled=script, viewport={"width": 320, "height": 640})
    written(page)
    page.fill("#move_moved", "4")
    page.select_option("#move_to", label="1 A")
    page.fill("#move_place", "1")
    page.get_by_role("button", name="Move", exact=True).click()
    assert order() == "4A 1A 2A 3B"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(
    ("held", "goal", "edge", "expected"),
    [
        (0, "[data-statement='3']", "top", "2A 1B 3B 4B"),
        (0, "[data-statement='3']", "bottom", "2A 3B 1B 4B"),
        (3, "[data-statement='1']", "top", "4A 1A 2A 3B"),
        (0, "[data-section] >> nth=1 >> .box-head", "top", "2A 3B 4B 1B"),
    ],
)
def test_a_statement_is_dragged_to_its_place(
    page: Page, held: int, goal: str, edge: str, expected: str
) -> None:
    written(page)
    page.set_viewport_size({"width": 1440, "height": 2000})
    box = page.locator(goal).bounding_box()
    assert box
    at: Any = {"x": 60, "y": 3 if edge == "top" else box["height"] - 3}
    with page.expect_navigation():
        page.locator(".grip").nth(held).drag_to(page.locator(goal), target_position=at)
    assert order() == expected


def test_typing_goes_on_in_the_section_and_nothing_typed_is_lost(page: Page) -> None:
    written(page)
    field = page.locator("[id^=add_][id$=_text]").first
    field.fill("5")
    page.get_by_role("button", name="Add this statement").first.click()
    expect(field).to_be_focused()
    page.keyboard.type("Not sent yet")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("[value=down]").first.click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(field).to_have_value("Not sent yet")
    page.get_by_role("button", name="Add this statement").first.click()
    expect(field).to_have_value("")
    assert asked == ["beforeunload"]


SELECT = """(element, length) => {
  const range = document.createRange(), text = element.firstChild;
  range.setStart(text, 0); range.setEnd(text, length);
  getSelection().removeAllRanges(); getSelection().addRange(range);
}"""


def test_selected_words_are_cited_and_typed_ones_stay(page: Page) -> None:
    call = factories.call()
    rows = [factories.recommendation(of=call) for _ in range(2)]
    one = statement(document(call.dialogue))
    sign_in(page, factories.user("Rapporteur"))
    keys = [one.section.document_id, one.pk]
    page.goto(reverse("admin:outcomes_outcomedocument_sources", args=keys))
    words, quote = page.locator("[data-words] p").first, page.locator("[name=quote]").first
    words.evaluate(SELECT, 16)
    expect(quote).to_have_value("States and cities"[:16])
    quote.fill("States … cities")
    words.evaluate(SELECT, 6)
    page.wait_for_timeout(100)
    expect(quote).to_have_value("States … cities")
    page.get_by_role("button", name="Cite these words").first.click()
    expect(page.get_by_text("Cited:")).to_be_in_viewport()
    assert Trace.objects.get().quote == "States … cities"
    left = {row.reference for row in rows} - {Trace.objects.get().recommendation.reference}
    expect(page.locator("article:target")).to_contain_text(left.pop())


def test_the_statement_stays_in_view_and_three_clicks_quote_a_paragraph(page: Page) -> None:
    call = factories.call()
    rows = [factories.recommendation(of=call) for _ in range(8)]
    one = statement(document(call.dialogue), "Cities should act at once.")
    sign_in(page, factories.user("Rapporteur"))
    page.set_viewport_size({"width": 1440, "height": 600})
    keys = [one.section.document_id, one.pk]
    page.goto(reverse("admin:outcomes_outcomedocument_sources", args=keys))
    last = page.locator("article[data-quotable]").last
    last.locator("[data-words] p").click(click_count=3)
    expect(page.get_by_text("Cities should act at once.")).to_be_in_viewport()
    expect(last.locator("[name=quote]")).to_have_value(max(rows, key=_reference).text)


def _reference(row: Recommendation) -> str:
    return row.reference
