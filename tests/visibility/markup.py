"""What a page may not hold under our policy: anything inline, anything from another host."""

from html.parser import HTMLParser

from django.conf import settings

# Where a browser fetches from, or sends to, without being told to go there.
FETCHED = {
    "script": ["src"],
    "img": ["src", "srcset"],
    "iframe": ["src"],
    "source": ["src", "srcset"],
    "video": ["src", "poster"],
    "audio": ["src"],
    "object": ["data"],
    "embed": ["src"],
    "form": ["action"],
    "button": ["formaction"],
    "input": ["src", "formaction"],
    "use": ["href"],
    "link": ["href"],
}
# Addresses that are told to machines and not fetched.
TOLD = {"canonical", "alternate"}


class Markup(HTMLParser):
    """Collect complaints about a page, with the line of each; `lang` and `dir` are the page's."""

    def __init__(self, html: str) -> None:
        """Read the whole page."""
        super().__init__()
        self.complaints: list[str] = []
        self.lang, self.dir = "", ""
        self.feed(html)
        self.close()

    def complain(self, text: str) -> None:
        """Add a complaint."""
        self.complaints.append(f"line {self.getpos()[0]}: {text}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang, self.dir = given.get("lang", ""), given.get("dir", "")
        if tag == "style" or (tag == "script" and "src" not in given and not _is_data(given)):
            self.complain(f"an inline <{tag}>")
        for name, value in given.items():
            if name == "style" or name.startswith("on"):
                self.complain(f"{name}= on <{tag}>")
            if value.strip().lower().startswith("javascript:"):
                self.complain(f"javascript: in {name}= of <{tag}>")
        for name in FETCHED.get(tag, []):
            if name in given:
                self._check_host(tag, given, given[name])

    def _check_host(self, tag: str, given: dict[str, str], url: str) -> None:
        if tag == "link" and given.get("rel") in TOLD:
            if not url.startswith(f"{settings.BASE_URL}/"):
                self.complain(f"{given['rel']} {url} is not under BASE_URL")
        elif url.startswith("//") or (":" in url.split("/")[0] and not url.startswith("data:")):
            self.complain(f"<{tag}> goes to {url}")


def _is_data(given: dict[str, str]) -> bool:
    """Tell whether a script element is data, which a browser never runs."""
    return given.get("type") in ("application/json", "application/ld+json")
