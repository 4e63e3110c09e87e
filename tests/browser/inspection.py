"""What a page in Chromium is found to do wrong, told so that it can be found again."""

from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import ConsoleMessage, Page, ViewportSize

from tests.browser import node
from tests.browser.visits import Visit

WIDE = ViewportSize(width=1280, height=900)
NARROW = ViewportSize(width=320, height=900)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async options => {
    await new Promise(done => requestIdleCallback(done));  // what scripts do once the page is there
    document.getAnimations().forEach(one => one.finish());  // colours on their way are no colours
    return axe.run(document, options).then(found => found.violations);
}"""
# What the policy refuses is an event of the document, also where nothing is logged.
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", event => {
    window.refused.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""
# A page's other languages are tried in English alone: they are as many again, five times.
LINKS = """all => [...document.querySelectorAll("[href], [src], form[action]")]
    .filter(one => all || !one.hreflang)
    .map(one => one.getAttribute("href") ?? one.getAttribute("src") ?? one.getAttribute("action"))
"""
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth, rtl = document.dir == "rtl";
    if (document.scrollingElement.scrollWidth <= innerWidth) return [];
    return [...document.querySelectorAll("body *")].filter(one => {
        const box = one.getBoundingClientRect();
        return box.width && (box.right > width + 1 || box.left < -1);
    }).slice(-3).map(one => one.tagName + "." + one.className).concat("the page");
}"""


@dataclass
class Inspector:
    """One reader who looks at page after page in one language, and notes what is wrong."""

    page: Page
    language: str
    found: list[str] = field(default_factory=list)
    served: dict[str, str] = field(default_factory=dict)
    links: dict[str, set[str]] = field(default_factory=dict)
    _said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to what pages complain of."""
        self.page.add_init_script(LISTEN)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._said.append(f"script: {error}"))
        self.axe = node.AXE.read_text(encoding="utf-8")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._said.append(f"console: {message.text} ({message.location.get('url')})")

    def open(self, visit: Visit) -> None:
        """Open the page, wide, and note what it says of itself."""
        self._said.clear()
        self.page.set_viewport_size(WIDE)
        response = self.page.goto(visit.url, wait_until="load")
        if visit.press:
            self._said.clear()
            with self.page.expect_navigation(wait_until="load") as going:
                visit.press(self.page)
            response = going.value
        assert response is not None
        if response.status != visit.status:
            self.note(visit, f"status {response.status}, not {visit.status}")
        self.served[visit.name] = response.text()
        self._note_what_was_said(visit)

    def note(self, visit: Visit, *complaints: str) -> None:
        """Keep complaints about a page."""
        self.found += [
            f"{self.language} {visit.name} ({self.page.url}): {one}" for one in complaints
        ]

    def _note_what_was_said(self, visit: Visit) -> None:
        expected = f"status of {visit.status}"
        self.note(visit, *[one for one in self._said if visit.status == 200 or expected not in one])
        self.note(
            visit, *[f"the policy refused {one}" for one in self.page.evaluate("window.refused")]
        )
        root = self.page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
        expected_root = [self.language, "rtl" if self.language == "ar" else "ltr"]
        if root != expected_root:
            self.note(visit, f"lang and dir are {root}, not {expected_root}")

    def run_axe(self, visit: Visit, where: str = "", rules: list[str] | None = None) -> None:
        """Note every violation that axe finds, or those of some rules."""
        if not self.page.evaluate("typeof axe == 'object'"):
            self.page.evaluate(self.axe)
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
        options = {"runOnly": only, "resultTypes": ["violations"]}
        for one in self.page.evaluate(RUN_AXE, options):
            for at in one["nodes"]:
                why = " ".join(at.get("failureSummary", "").split())
                self.note(visit, f"axe{where}: {one['id']} at {at['target']}: {why}")

    def narrow(self, visit: Visit) -> None:
        """Note when the page scrolls sideways on the narrowest phone."""
        self.page.set_viewport_size(NARROW)
        if wide := self.page.evaluate(TOO_WIDE):
            self.note(visit, f"scrolls sideways at 320 px: {', '.join(wide)}")

    def gather_links(self, visit: Visit) -> None:
        """Keep where the page leads to, and from where; what is gone is gone in all languages."""
        for link in self.page.evaluate(LINKS, self.language == "en"):
            leads_to = urljoin(self.page.url, link)
            is_shown_again = visit.status == 200 and not visit.press  # at its own address
            if is_shown_again or _tail(leads_to) != _tail(self.page.url):
                self.links.setdefault(leads_to, set()).add(visit.name)


def _tail(url: str) -> str:
    """Return the path of an address behind its language."""
    return urlsplit(url).path.partition("/")[2].partition("/")[2]
