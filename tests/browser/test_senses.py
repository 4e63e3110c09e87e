"""Large letters, few colours, no motion, no mouse: the main pages stay readable and can be used."""

import pytest
from django.urls import reverse
from django.utils import translation

from outcomes.models import OutcomeDocument, StocktakingPaper
from submissions.models import Recommendation
from tests import factories
from tests.browser import chromium, scene
from tests.browser.test_pseudo_locale import CUT

# What stands upon something else: the text of an element that lies in the box of another one.
OVERLAPPING = """() => {
    const is_only_spoken = one => one && (getComputedStyle(one).position == "absolute"
        && one.clientWidth <= 1 || is_only_spoken(one.parentElement));
    const lines = [], said = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (said.nextNode()) {
        const parent = said.currentNode.parentElement, style = getComputedStyle(parent);
        // A bar that stays at the foot of the window covers what scrolls below it.
        const isApart = parent.closest(".visually-hidden, .skip, .saved-bar");
        if (!said.currentNode.data.trim() || isApart) continue;
        if (!parent.checkVisibility({visibilityProperty: true})) continue;
        if (style.position == "absolute" || is_only_spoken(parent)) continue;
        const range = document.createRange();
        range.selectNodeContents(said.currentNode);
        for (const box of range.getClientRects())
            if (box.width > 4 && box.height > 4) lines.push([box, parent]);
    }
    const found = new Set();
    for (const [a, one] of lines) for (const [b, other] of lines) {
        if (one == other || one.contains(other) || other.contains(one)) continue;
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        if (wide > 4 && high > Math.min(a.height, b.height) / 2)
            found.add([one, other].map(it => it.textContent.trim().slice(0, 40)).join(" / "));
    }
    return [...found];
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter(one => {
    const style = getComputedStyle(one);
    return style.transitionDuration.split(", ").some(time => parseFloat(time) > 0.01)
        || (style.animationName != "none" && parseFloat(style.animationDuration) > 0.01)
        || style.scrollBehavior == "smooth";
}).length + document.getAnimations().length"""
# What is told by colour alone where there are few: a disc, a cell, a bar without any line around.
UNDRAWN = """() => {
    const blank = style => style.backgroundColor == getComputedStyle(document.body).backgroundColor
        && parseFloat(style.borderTopWidth) == 0 && style.outlineStyle == "none";
    const found = [];
    for (const disc of document.querySelectorAll(".disposition")) {
        const style = getComputedStyle(disc, "::before");
        if (blank(style) && style.content.replace(/[" ]/g, "") == "") found.push(disc.className);
    }
    for (const one of document.querySelectorAll(".matrix td, .bar rect")) {
        const style = getComputedStyle(one);
        const is_drawn = one.textContent.trim() || style.stroke != "none" || !blank(style);
        if (!is_drawn) found.push(one.tagName + "." + one.className);
    }
    return found;
}"""


@pytest.fixture
def main_pages(new_inspector):
    """The addresses of the pages that most readers open, in a language."""
    scene.load()

    def pages(language="en"):
        row = Recommendation.objects.public().exclude(disposition="").order_by("pk")[0]
        with translation.override(language):
            return [
                reverse("home"),
                reverse("submissions:call-detail", args=[scene.open_call().slug]),
                reverse("submissions:submission-create", args=[scene.open_call().slug]),
                reverse("submissions:recommendation-list"),
                reverse("submissions:recommendation-detail", args=[row.reference]),
                reverse("submissions:participation"),
                reverse("outcomes:document-detail", args=[OutcomeDocument.objects.get().slug]),
                reverse("outcomes:paper-detail", args=[StocktakingPaper.objects.get().slug]),
            ]

    return pages


@pytest.fixture
def large_letters(browser, portal):
    """A page of a reader who has set the size of letters in their browser to twice the usual."""
    args = [*chromium.flags(), "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"]
    its = browser.browser_type.launch(executable_path=chromium.find(), args=args)
    yield its.new_page(base_url=portal, viewport={"width": 1280, "height": 900})
    its.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_letters_twice_as_large_are_neither_cut_nor_piled(large_letters, main_pages, language):
    page, found = large_letters, []
    for url in main_pages(language):
        page.goto(url)
        assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") > 30
        if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
            found.append(f"{url} scrolls sideways")
        found += [f"{url}: cut off: {one}" for one in page.evaluate(CUT)]
        found += [f"{url}: piled up: {one}" for one in page.evaluate(OVERLAPPING)]
    assert not found, "\n".join(["", *found])


def test_nothing_is_told_by_colour_alone(open_page, main_pages):
    page, found = open_page(forced_colors="active"), []
    for url in main_pages():
        page.goto(url)
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        found += [f"{url}: {one}" for one in page.evaluate(UNDRAWN)]
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        style = "getComputedStyle(document.activeElement)"
        if page.evaluate(f"{style}.outlineStyle == 'none' || parseFloat({style}.outlineWidth) < 2"):
            found.append(f"{url}: the focus is not drawn")
    assert not found, "\n".join(["", *found])


def test_nothing_moves_for_who_wants_no_motion(open_page, main_pages):
    page = open_page(reduced_motion="reduce")
    moving = {}
    for url in main_pages():
        page.goto(url)
        page.locator("main a:visible").first.hover()
        moving[url] = page.evaluate(MOVING)
    assert set(moving.values()) == {0}, moving


TOLD = (
    "document.activeElement.matches(':focus-visible') && getComputedStyle(document.activeElement)"
)


class Keyboard:
    """Somebody who has no mouse: goes on with Tab, and sees at each step where they are."""

    def __init__(self, page):
        self.page = page

    def go_to(self, selector, most=120):
        """Press Tab until the control that the selector names has the focus, and can be seen."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(f"document.activeElement.matches({selector!r})"):
                width = self.page.evaluate(f"({TOLD}).outlineWidth")
                shadow = self.page.evaluate(f"({TOLD}).boxShadow")
                assert width != "0px" or shadow != "none", f"no focus is drawn at {selector}"
                return
        raise AssertionError(f"{selector} cannot be reached with Tab")

    def press(self, *keys):
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, selector, words):
        """Go to a field and type into it."""
        self.go_to(selector)
        self.page.keyboard.type(words)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_answer_is_sent_with_the_keyboard_alone(open_page, script):
    call = factories.call(title="What should cities do?")
    page = open_page(viewport={"width": 1280, "height": 900}, java_script_enabled=script)
    reader = Keyboard(page)
    page.goto("/en/")
    reader.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reader.press("Enter")
    reader.go_to(f"a[href$='/calls/{call.slug}/submit/'], a[href$='/calls/{call.slug}/']")
    reader.press("Enter")
    page.wait_for_url(f"**/calls/{call.slug}/**")
    if not page.url.endswith("/submit/"):
        reader.go_to("a[href$='/submit/']")
        reader.press("Enter")
        page.wait_for_url("**/submit/")
    reader.type("#id_organization", "Network of Harbour Cities (sample)")
    reader.go_to("#id_category")
    page.keyboard.type("Local")
    reader.go_to("#id_country")
    page.keyboard.type("Seneg")
    reader.type("#id_contact_name", "Awa Diop")
    reader.type("#id_contact_email", "awa@example.org")
    reader.type("#id_recommendations-0-title", "One office for arrivals")
    reader.type("#id_recommendations-0-text", factories.WORDS)
    reader.go_to("#id_recommendations-0-themes_0")
    reader.press("Space")
    reader.go_to("[name=publication]")
    reader.press("Space", "ArrowDown", "ArrowUp")
    reader.go_to("#id_consent")
    reader.press("Space")
    reader.go_to("button.btn-voice[value=review]")
    reader.press("Enter")
    page.locator("#send").wait_for()
    reader.go_to("button.btn-voice[value=send]")
    reader.press("Enter")
    page.wait_for_url("**/submissions/**")
    page.get_by_role("status").get_by_text("IDM17-").wait_for()
    sent = call.submissions.get()
    assert (sent.category, sent.country) == ("local_authority", "SN")
    assert sent.publication == "named"


def test_desk_is_left_through_the_keyboard_alone(open_page):
    """A moderator logs in, reads the queue, accepts an answer and leaves."""
    factories.user(username="amira", password="a long password")
    row = factories.submission("in_review")
    page = open_page(viewport={"width": 1280, "height": 900})
    moderator = Keyboard(page)
    page.goto("/admin/submissions/submission/")
    page.keyboard.type("amira")
    moderator.type("#id_password", "a long password")
    moderator.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    moderator.go_to(f"a[href*='/submission/{row.pk}/change/']")
    moderator.press("Enter")
    page.wait_for_url("**/change/**")
    moderator.go_to("#do-accept > summary")
    moderator.press("Enter")
    moderator.go_to("#do-accept button")
    moderator.press("Enter")
    page.get_by_text("until then it can be undone").wait_for()
    row.refresh_from_db()
    assert row.status == "accepted"
    moderator.go_to("#logout-form button")
    moderator.press("Enter")
    page.wait_for_url("**/admin/logout/")
