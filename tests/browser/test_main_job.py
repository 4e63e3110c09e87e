"""The main job in Chromium, as three people: stakeholder, moderator, reader."""

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests import factories
from tests.mails import link_in

Mails = Callable[[], list[EmailMessage]]
FIRST = (
    "Cities of arrival should open one office in which newly arrived migrants find health, "
    "housing and legal advice in their own language, and publish how many came."
)
SECOND = (
    "Countries of origin and destination should forbid recruitment fees for workers, license "
    "agencies together, and print the list of those that lost their licence."
)


def fill_answer(page: Page, slug: str, language: str = "en") -> None:
    page.goto(f"/{language}/calls/{slug}/")
    page.locator(f'a[href$="/calls/{slug}/submit/"]').first.click()
    wait_for_scripts(page)
    page.locator("#id_organization").fill("Network of Harbour Cities (sample)")
    page.locator("#id_category").select_option("local_authority")
    # Behind the page a field to type in takes the place of the list: test_countries.py.
    page.locator("select[name=country]").select_option("SN", force=True)
    page.locator("#id_contact_name").fill("Awa Diop")
    page.locator("#id_contact_email").fill("awa@example.org")
    fill_recommendation(page, 0, "One office for arrivals", FIRST)


def wait_for_scripts(page: Page) -> None:
    """Wait until what comes behind the page of a form is there; at once where nothing does."""
    page.wait_for_load_state("networkidle")


def fill_recommendation(page: Page, index: int, title: str, text: str) -> None:
    page.locator(f"#id_recommendations-{index}-title").fill(title)
    page.locator(f"#id_recommendations-{index}-text").fill(text)
    page.locator(f"#id_recommendations-{index}-themes_0").check()


def consent_and_send(page: Page) -> None:
    page.locator("input[name=publication][value=named]").check()
    page.locator("#id_consent").check()
    page.locator("button.btn-voice[value=review]").click()
    if page.locator("#send").count():
        page.locator("#send [value=send]").click()


def log_in(page: Page, name: str) -> None:
    page.goto("/admin/")
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill("a long password")
    page.locator("[type=submit]").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_recommendation_goes_from_call_to_public_page(
    open_page: Callable[..., Page], mails: Mails, settings: Settings, script: bool
) -> None:
    settings.UNDO_HOLD_MINUTES = 0
    call = factories.call()
    factories.user(username="amira", password="a long password")
    wide = {"viewport": {"width": 1440, "height": 900}, "java_script_enabled": script}

    # The stakeholder, on a phone.
    stakeholder = open_page(viewport={"width": 320, "height": 640}, java_script_enabled=script)
    fill_answer(stakeholder, call.slug)
    stakeholder.locator("button[value=add]").click()
    fill_recommendation(stakeholder, 1, "No fees for workers", SECOND)
    assert stakeholder.locator("#id_recommendations-0-title").input_value()
    assert stakeholder.evaluate("document.documentElement.scrollWidth") <= 320
    consent_and_send(stakeholder)
    expect(stakeholder.get_by_role("status")).to_contain_text("IDM17-")
    reference = stakeholder.locator("dd.ref").inner_text()
    stakeholder.goto(link_in(mails()[-1], "/confirm/"))
    stakeholder.locator("main button").click()
    expect(stakeholder.locator("h1")).to_have_text("Received")

    # The moderator, at the desk.
    moderator = open_page(**wide)
    log_in(moderator, "amira")
    moderator.goto("/admin/submissions/submission/")
    moderator.get_by_role("link", name=reference).click()
    moderator.locator("#do-start_review button").click()
    expect(moderator.locator("main, #content").first).to_contain_text("In review")
    moderator.locator("#do-accept > summary").click()
    moderator.locator("#do-accept button").click()
    expect(moderator.locator("#content").first).to_contain_text("Accepted")
    assert "accepted" in mails()[-1].subject

    # A reader.
    reader = open_page(**wide)
    reader.goto("/en/recommendations/")
    reader.locator("#q").fill("recruitment")
    reader.locator("[role=search] button").click()
    expect(reader.locator(".card-result")).to_have_count(1)
    reader.get_by_role("link", name="No fees for workers").click()
    expect(reader.locator("h1")).to_have_text("No fees for workers")
    expect(reader.locator("main")).to_contain_text("Network of Harbour Cities (sample)")
    assert "awa@example.org" not in reader.content()
    assert reader.context.cookies() == []


def test_errors_are_listed_focused_and_nothing_is_lost(
    page: Page, mails: Mails, expected_complaints: list[str]
) -> None:
    expected_complaints.append("status of 422")
    call = factories.call()
    fill_answer(page, call.slug)
    page.locator("#id_contact_email").fill("awa@")
    page.locator("#id_recommendations-0-text").fill("Too short.")
    consent_and_send(page)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.locator("#id_contact_email")).to_be_focused()
    assert page.locator("#id_organization").input_value() == "Network of Harbour Cities (sample)"
    assert page.locator("#id_recommendations-0-text").input_value() == "Too short."
    assert mails() == []


def test_words_are_counted_and_panels_come_and_go(page: Page) -> None:
    call = factories.call(max_recommendations=3)
    fill_answer(page, call.slug)
    expect(page.locator(".word-count").first).to_have_text(f"{len(FIRST.split())} / 300")
    page.locator("button[value=add]").click()
    page.locator("button[value=add]").click()
    expect(page.locator("button[value=add]")).to_be_hidden()
    page.locator("[data-remove][value=remove-1]").click()
    expect(page.locator("[data-recommendations] [data-panel]")).to_have_count(2)
    assert page.locator("[name=recommendations-TOTAL_FORMS]").input_value() == "2"
    fill_recommendation(page, 1, "No fees for workers", SECOND)
    consent_and_send(page)
    expect(page.locator(".numbered li")).to_have_count(2)


def test_arabic_form_runs_right_to_left_on_a_phone(open_page: Callable[..., Page]) -> None:
    call = factories.call()
    page = open_page(viewport={"width": 320, "height": 640})
    fill_answer(page, call.slug, "ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    consent_and_send(page)
    expect(page.get_by_role("status")).to_contain_text("IDM17-")
