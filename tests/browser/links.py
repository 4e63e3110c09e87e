"""Links that pages show: each leads to a page, and to a place that is on it."""

import re
from collections import defaultdict
from urllib.parse import unquote, urldefrag, urlsplit

from django.test import Client

PLACES = re.compile(r"""\s(?:id|name)=["']?([^"'\s>]+)""")
OTHERS = ("https://", "http://", "mailto:", "data:")
# 405: a form leads there.
ANSWERS = {200, 301, 302, 405}


def dead(links: dict[str, set[str]], here: str, client: Client) -> list[str]:
    """Return the links that lead nowhere, each with the pages that show it."""
    own = "{0.scheme}://{0.netloc}".format(urlsplit(here))
    found, places = [], defaultdict(set)
    for link, pages in links.items():
        if link.startswith(own):
            address, fragment = urldefrag(link.removeprefix(own))
            places[address or "/"].add((fragment, min(pages)))
        elif not link.startswith(OTHERS):
            found.append(f"{link} is no address (on {min(pages)})")
    for address, wanted in places.items():
        found += _dead(client, address, wanted)
    return found


def _dead(client: Client, address: str, wanted: set[tuple[str, str]]) -> list[str]:
    page = min(page for _fragment, page in wanted)
    response = client.get(address)
    response.close()
    if response.status_code not in ANSWERS:
        return [f"{address} answers {response.status_code} (linked on {page})"]
    if (
        response.status_code != 200
        or response.streaming
        or not any(fragment for fragment, _page in wanted)
    ):
        return []
    known = {"", "top", *PLACES.findall(response.content.decode())}
    return [
        f"{address} has no place #{fragment} (linked on {page})"
        for fragment, page in wanted
        if unquote(fragment) not in known
    ]
