"""What each public page costs when it is made anew: queries, processor time, bytes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from time import process_time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

LOCATION = re.compile(r"<loc>([^<]+)</loc>")
LANGUAGE = "en"


@dataclass(frozen=True, order=True)
class Cost:
    """What a page took: queries, milliseconds of processor time, bytes uncompressed."""

    queries: int
    milliseconds: float
    size: int
    address: str


class Reader:
    """An anonymous reader at the portal's own address."""

    def __init__(self) -> None:
        base = urlsplit(settings.BASE_URL)
        self.client = Client(headers={"host": base.netloc})
        self.is_secure = base.scheme == "https"

    def read(self, address: str) -> str:
        """Return the text of an address. Raises ValueError where it is no page."""
        response = self.client.get(address, secure=self.is_secure)
        if response.status_code != 200:
            raise ValueError(f"{address} answers {response.status_code}.")
        return response.content.decode()

    def cost(self, address: str) -> Cost:
        """Return what a page costs in a process that has shown it before but does not keep it."""
        self.read(address)
        caches["pages"].clear()
        before = process_time()
        with CaptureQueriesContext(connection) as queries:
            text = self.read(address)
        spent = (process_time() - before) * 1_000
        return Cost(len(queries), round(spent, 1), len(text.encode()), address)

    def addresses(self, each: int) -> Iterator[str]:
        """Yield addresses of the sitemap in English: of each part so many, evenly spread."""
        for part in LOCATION.findall(self.read("/sitemap.xml")):
            found = [_path(url) for url in LOCATION.findall(self.read(_path(part)))]
            pages = sorted({path for path in found if path.startswith(f"/{LANGUAGE}/")})
            # Each of the portal's own pages is one of a kind.
            number = each if "-pages." not in part else len(pages)
            yield from pages[:: max(len(pages) // max(number, 1), 1)][:number]


def _path(url: str) -> str:
    parts = urlsplit(unescape(url))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def costs(each: int) -> list[Cost]:
    """Return the costs of public pages, of each kind so many, the dearest first."""
    reader = Reader()
    return sorted((reader.cost(one) for one in reader.addresses(each)), reverse=True)
