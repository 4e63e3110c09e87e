"""Atom feeds as readers of feeds see them: with feedparser, from an address."""

from dataclasses import dataclass, field
from typing import Any

import feedparser
from django.test import Client
from django.utils import timezone


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
    # As it was sent: with what a careful reader would take out.
    found = feedparser.parse(response.content, sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, "XML is well formed"
    assert found.version == "atom10"
    feed = found.feed
    entries = [_entry(one) for one in found.entries]
    assert len({one.id for one in entries}) == len(entries)
    for one in [feed, *entries]:
        assert one.updated <= timezone.now().isoformat(), "a change is never ahead"
    links = {one.rel: one.href for one in feed.links}
    return ReadFeed(
        id=feed.id,
        title=feed.title,
        own=links["self"],
        link=links["alternate"],
        updated=feed.updated,
        author=feed.author,
        language=feed.language,
        entries=entries,
    )


def _entry(entry: Any) -> Entry:
    assert entry.summary_detail.type == "text/html"
    return Entry(
        id=entry.id,
        title=entry.title,
        link=entry.link,
        updated=entry.updated,
        summary=entry.summary,
        language=entry.title_detail.language,
        author=entry.get("author", ""),
        categories=[one.term for one in entry.get("tags", [])],
    )
