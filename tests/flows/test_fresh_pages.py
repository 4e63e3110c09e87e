"""Servers that keep pages and filters, and another process that changes what they show."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from idmportal.serve import HOST
from tests.flows.portal import Portal, free_port
from tests.sheets import new_key

ROUNDS = range(4)
SERVERS = 3
CHANGING = -1
LIST, API = "/en/recommendations/", "/api/v1/recommendations?facets=true"


@pytest.fixture
def portal(tmp_path) -> Iterator[Portal]:
    """A portal with one open call."""
    made = Portal(tmp_path)
    try:
        made.prepare()
        made.do("form")
        yield made
    finally:
        made.close()


@pytest.fixture
def ports(portal: Portal) -> list[int]:
    """The ports of several servers of the portal, each a process of its own."""
    found = [free_port() for _ in range(SERVERS)]
    for port in found:
        portal.start("server", port)
    for port in found:
        portal.wait_for_server(port)
    return found


def read(port: int, path: str) -> str:
    """Return what a server sends."""
    with urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=20) as response:
        return str(response.read().decode())


def kept(port: int, number: int) -> set[int]:
    """Return how many recommendations the list shows, which may have been kept."""
    return {read(port, LIST).count('class="card-result')}


def made(port: int, number: int) -> set[int]:
    """Return how many a page shows that nobody has asked for yet."""
    return {read(port, f"{LIST}?sort=stakeholder&n={number}").count('class="card-result')}


def told(port: int, number: int) -> set[int]:
    """Return how many the API tells: in all, in rows, and by the numbers of two filters."""
    found: dict[str, Any] = json.loads(read(port, f"{API}&limit={5 + number % 90}"))
    facets = {facet["name"]: facet["values"] for facet in found["facets"]}
    sums = (sum(value["count"] for value in facets[name]) for name in ("call", "language"))
    return {found["total"], len(found["items"]), *sums}


def test_nothing_stale_is_sent_and_nothing_withdrawn(portal: Portal, ports: list[int]) -> None:
    stop, stands, wrong = threading.Event(), [0], list[tuple[str, int, set[int]]]()
    looks = [0] * SERVERS

    def read_on(reader: int, port: int) -> None:
        for number, look in zip(count(), (kept, made, told) * 10_000, strict=False):
            if stop.is_set():
                return
            before = list(stands)
            shown = look(port, number)
            if before == stands and before[-1] != CHANGING:
                looks[reader] += 1
                if shown != {before[-1]}:
                    wrong.append((look.__name__, before[-1], shown))

    def say(number: int) -> None:
        """Each entry is new, so that a reader knows whether anything changed while it read."""
        stands.append(number)

    readers = [threading.Thread(target=read_on, args=pair) for pair in enumerate(ports)]
    for reader in readers:
        reader.start()
    try:
        for _ in ROUNDS:
            key = new_key()
            portal.do("received", key=key)
            portal.do("accept", key=key)
            say(CHANGING)  # either number is right
            portal.do("work")
            say(2)
            assert [kept(port, 0) for port in ports] == [{2}] * SERVERS
            say(CHANGING)
            portal.do("withdraw", key=key)
            say(0)
            assert [told(port, 0) for port in ports] == [{0}] * SERVERS
    finally:
        stop.set()
        for reader in readers:
            reader.join(20)
    assert not wrong
    assert min(looks) > len(ROUNDS)
