"""What a page tells machines, as they read it: with lxml and a reader of JSON-LD."""

from typing import Any

from django.test import Client
from lxml import html
from pyld import jsonld

SCHEMA = "https://schema.org/"
ADDRESSES = ("url", "contentUrl")


def shared(client: Client, url: str) -> dict[str, list[str]]:
    """Return property -> values of the Open Graph of a page."""
    found: dict[str, list[str]] = {}
    for one in html.fromstring(client.get(url).content).xpath("//head/meta[@property]"):
        found.setdefault(one.get("property"), []).append(one.get("content"))
    return found


def linked(client: Client, url: str) -> list[Any]:
    """Return the things that the JSON-LD of a page tells, expanded: every name an address."""
    page = client.get(url)
    assert page.status_code == 200, url
    loader = _Loader(page.content.decode())
    things: list[Any] = jsonld.expand(url, {"documentLoader": loader, "extractAllScripts": True})
    return things


def value(thing: Any, *path: str) -> Any:
    """Return the one value at the end of a path of properties."""
    for name in path:
        (thing,) = thing[f"{SCHEMA}{name}"]
    return thing.get("@value", thing.get("@id")) if set(thing) & {"@value", "@id"} else thing


class _Loader:
    """Gives the page for its address and, for that of schema.org, what its context comes to."""

    def __init__(self, page: str) -> None:
        self.page = page

    def __call__(self, url: str, options: Any) -> dict[str, Any]:
        context: dict[str, Any] = {"@vocab": SCHEMA, **{one: {"@type": "@id"} for one in ADDRESSES}}
        is_schema = url == SCHEMA.rstrip("/")
        return {
            "contentType": "application/ld+json" if is_schema else "text/html",
            "contextUrl": None,
            "documentUrl": url,
            "document": {"@context": context} if is_schema else self.page,
        }
