"""Atom feeds as programs read them: with a reader of XML, from an address."""

from dataclasses import dataclass, field
from xml.etree import ElementTree

from django.test import Client

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Entry:
    """One entry; `summary` is HTML."""

    id: str
    title: str
    link: str
    updated: str
    summary: str
    language: str
    author: str = ""
    categories: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ReadFeed:
    """A feed with its entries."""

    id: str
    title: str
    own: str
    link: str
    updated: str
    author: str
    language: str
    entries: list[Entry]

    @property
    def titles(self) -> list[str]:
        """The titles of the entries, in their order."""
        return [one.title for one in self.entries]


def opened(client: Client, url: str) -> ReadFeed:
    """Return the feed at an address, which must be whole."""
    response = client.get(url)
    assert response.status_code == 200, url
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert "Last-Modified" not in response
    root = ElementTree.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    links = {one.attrib["rel"]: one.attrib["href"] for one in root.findall(f"{ATOM}link")}
    return ReadFeed(
        id=_text(root, "id"),
        title=_text(root, "title"),
        own=links["self"],
        link=links["alternate"],
        updated=_text(root, "updated"),
        author=_text(root, "author/name"),
        language=root.attrib[LANG],
        entries=[_entry(one) for one in root.findall(f"{ATOM}entry")],
    )


def _entry(element: ElementTree.Element) -> Entry:
    summary, link = element.find(f"{ATOM}summary"), element.find(f"{ATOM}link")
    assert summary is not None
    assert summary.attrib["type"] == "html"
    assert link is not None
    return Entry(
        id=_text(element, "id"),
        title=_text(element, "title"),
        link=link.attrib["href"],
        updated=_text(element, "updated"),
        summary=summary.text or "",
        language=element.attrib[LANG],
        author=element.findtext(f"{ATOM}author/{ATOM}name", ""),
        categories=[one.attrib["term"] for one in element.findall(f"{ATOM}category")],
    )


def _text(element: ElementTree.Element, path: str) -> str:
    found = element.findtext("/".join(f"{ATOM}{name}" for name in path.split("/")))
    assert found, path
    return found
