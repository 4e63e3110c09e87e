"""Atom feeds (RFC 4287) of public lists; every address in them stands under BASE_URL."""

import re
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.languages import direction

MOST = 50
# What XML cannot hold: one such character in a text, and nobody could read the feed.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Atom(Atom1Feed):
    """A feed in which each entry names the language of its title."""

    def add_item(self, *args: Any, **facts: Any) -> None:
        """Add an entry, without what XML cannot hold."""
        super().add_item(*args, **{name: _readable(value) for name, value in facts.items()})

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return the attributes of an entry."""
        return {"xml:lang": item["language"]}


def _readable(value: Any) -> Any:
    if isinstance(value, list):
        return [_readable(one) for one in value]
    return NOT_IN_XML.sub("", value) if isinstance(value, str) else value


class ListFeed(Feed):
    """The newest of a list, as entries.

    `list_name` and `feed_name` are the names of the addresses; `query` gives what is asked of both.
    """

    feed_type = Atom
    list_name = ""
    feed_name = ""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the feed.

        Without Last-Modified, by which caches would keep it: what leaves a list does not move it.
        """
        response = super().__call__(request, *args, **kwargs)
        del response["Last-Modified"]
        return response

    def heading(self, obj: Any) -> str:
        """Return what the list is called."""
        raise NotImplementedError

    def query(self, obj: Any) -> str:
        """Return what is asked of the list, encoded."""
        return ""

    def title(self, obj: Any) -> str:
        """Return the title of the page that shows the list."""
        return f"{self.heading(obj)} – {self.author_name()}"

    def author_name(self) -> str:
        """Return who speaks where an entry names nobody."""
        return _("International Dialogue on Migration")

    def link(self, obj: Any) -> str:
        """Return the address of the list."""
        return self._address(self.list_name, obj)

    def feed_url(self, obj: Any) -> str:
        """Return the address of the feed, which is also by what it is known."""
        return self._address(self.feed_name, obj)

    feed_guid = feed_url

    def _address(self, name: str, obj: Any) -> str:
        query = self.query(obj)
        return f"{settings.BASE_URL}{reverse(name)}" + (f"?{query}" if query else "")

    def item_link(self, item: Any) -> str:
        """Return the address of an entry's page, which is also by what it is known."""
        return f"{settings.BASE_URL}{item.get_absolute_url()}"


def block(language: str, html: SafeString | str) -> SafeString:
    """Return a part of an entry as HTML that says in which language it is; nothing for nothing."""
    if not html:
        return SafeString("")
    return format_html('<div lang="{}" dir="{}">{}</div>', language, direction(language), html)
