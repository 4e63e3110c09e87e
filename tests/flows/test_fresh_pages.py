"""A server that keeps its pages, and another process that changes what they show."""

import threading
import urllib.request
from collections.abc import Iterator

import pytest

from idmportal.serve import HOST
from tests.flows.portal import Portal
from tests.sheets import new_key

ROUNDS = range(4)
READERS = 3


@pytest.fixture
def portal(tmp_path) -> Iterator[Portal]:
    """A portal with one open call and a server."""
    made = Portal(tmp_path)
    try:
        made.prepare()
        made.do("form")
        made.start("server")
        made.wait_for_server()
        yield made
    finally:
        made.close()


def shown(portal: Portal) -> int:
    """Return how many recommendations a reader of the list is shown."""
    address = f"http://{HOST}:{portal.port}/en/recommendations/"
    with urllib.request.urlopen(address, timeout=20) as response:
        return str(response.read().decode()).count('class="card-result')


def test_nothing_stale_is_sent_and_nothing_withdrawn(portal: Portal) -> None:
    stop, told, wrong = threading.Event(), {"stands": 0}, list[tuple[int, int]]()

    def read_on() -> None:
        while not stop.is_set():
            before = told["stands"]
            number = shown(portal)
            if before == told["stands"] != -1 and number != before:
                wrong.append((before, number))

    readers = [threading.Thread(target=read_on) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        for _ in ROUNDS:
            key = new_key()
            portal.do("received", key=key)
            portal.do("accept", key=key)
            told["stands"] = -1  # while it changes, either number is right
            portal.do("work")
            told["stands"] = 2
            assert shown(portal) == 2
            told["stands"] = -1
            portal.do("withdraw", key=key)
            told["stands"] = 0
            assert shown(portal) == 0
    finally:
        stop.set()
        for reader in readers:
            reader.join(20)
    assert not wrong
