"""The second of a deadline, on the real clock: what was seen before it is taken, and nothing lost.

What is asserted is how moments stand to each other, never how long anything took.
"""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from idmportal.serve import HOST
from tests.documents import PDF
from tests.flows.portal import Portal
from tests.flows.storm import CSRF, HEADERS, body_of
from tests.sheets import Typed, Upload, address_of, encoded, new_key, pairs

MANY = 40
# Twice as many as the server has threads, which a slow line each keeps busy.
SLOW = 16
SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal whose server runs, with a call that closes when it is told to."""
    with Portal.serving(tmp_path_factory.mktemp("portal")) as made:
        yield made


def close_in(portal: Portal, seconds: float) -> datetime:
    """Let the call close so many seconds from now; return the moment."""
    return datetime.fromisoformat(portal.do("close_in", seconds=seconds))


class Sending(threading.Thread):
    """One form that is sent from a moment on, with `slowly` seconds between its pieces."""

    pieces = 20

    def __init__(
        self, portal: Portal, form: Typed, start: datetime, *files: Upload, slowly: float = 0
    ) -> None:
        super().__init__(daemon=True)
        self.portal, self.start_at, self.slowly = portal, start, slowly
        self.key = new_key()
        typed = form | {"key": [self.key], "csrfmiddlewaretoken": [CSRF]}
        self.body = encoded(pairs(typed, files)) if files else body_of(typed)
        self.began = self.sent = self.answered = start
        self.status, self.place = 0, ""

    def run(self) -> None:
        """Send the form, and note when it began, was sent, and was answered."""
        time.sleep(max((self.start_at - datetime.now(UTC)).total_seconds(), 0))
        line = http.client.HTTPConnection(HOST, self.portal.port, timeout=60)
        self.began = datetime.now(UTC)
        line.putrequest("POST", address_of("input"))
        for name, value in (HEADERS | {"Content-Length": str(len(self.body))}).items():
            line.putheader(name, value)
        line.endheaders()
        size = len(self.body) // self.pieces + 1 if self.slowly else len(self.body)
        for start in range(0, len(self.body), size):
            line.send(self.body[start : start + size])
            time.sleep(self.slowly)
        self.sent = datetime.now(UTC)
        response = line.getresponse()
        response.read()
        self.answered = datetime.now(UTC)
        self.status, self.place = response.status, response.headers.get("Location", "")
        line.close()


def brought_to_an_end(portal: Portal, sendings: list[Sending]) -> dict[str, Any]:
    """Let all send; return what each became, which must fit to the close."""
    for sending in sendings:
        sending.start()
    for sending in sendings:
        sending.join(90)
    assert {sending.status for sending in sendings} == {302}
    became: dict[str, Any] = portal.do("became", keys=[sending.key for sending in sendings])
    for sending in sendings:
        fact = became[sending.key]
        assert fact["rows"] == 1, "lost, or kept twice"
        assert fact["is_taken"] == fact["was_in_time"]
        assert ("/submissions/" if fact["is_taken"] else "/drafts/") in sending.place
    return became


def test_forty_around_the_second_are_taken_or_kept_by_when_they_were_seen(portal: Portal) -> None:
    form = portal.do("form")
    closes = close_in(portal, 4)
    offsets = [(number - MANY / 2) * SECOND / 10 for number in range(MANY)]
    sendings = [Sending(portal, form, closes + offset) for offset in offsets]
    became = brought_to_an_end(portal, sendings)
    for sending in sendings:
        if sending.answered < closes:
            assert became[sending.key]["is_taken"]
        if sending.began >= closes:
            assert not became[sending.key]["is_taken"]
    assert {fact["is_taken"] for fact in became.values()} == {True, False}
    late = next(one for one in sendings if not became[one.key]["is_taken"])
    line = http.client.HTTPConnection(HOST, portal.port, timeout=60)
    line.request("GET", late.place)
    page = line.getresponse().read().decode()
    line.close()
    assert "It was sent after the call had closed. It is kept here exactly as you typed it" in page
    assert form["recommendations-0-text"][0] in page


def test_slow_lines_cost_nobody_the_deadline_neither_their_senders_nor_others(
    portal: Portal,
) -> None:
    form, annex = portal.do("form"), Upload("annex.pdf", PDF)
    closes = close_in(portal, 5)
    now = datetime.now(UTC)
    slow = [Sending(portal, form, now, annex, slowly=0.4) for _ in range(SLOW)]
    # These wait for a thread until the first slow ones are through, which is after the close.
    quick = [Sending(portal, form, closes - 3 * SECOND) for _ in range(SLOW)]
    became = brought_to_an_end(portal, [*slow, *quick])
    assert all(sending.sent > closes for sending in slow)
    # A second is time enough for the machine to hand a line to the server.
    begun = [sending for sending in slow if sending.began < closes - SECOND]
    sent = [sending for sending in quick if sending.sent < closes - SECOND]
    assert begun
    assert sent
    assert all(became[sending.key]["is_taken"] for sending in begun + sent)


@pytest.mark.parametrize("early", [0, 30], ids=["nothing", "half its head"])
def test_a_line_opened_before_the_close_is_no_answer_sent_before_it(
    portal: Portal, early: int
) -> None:
    closes, key = close_in(portal, 2), new_key()
    body = body_of(portal.do("form") | {"key": [key]})
    more = {"Host": HOST, "Content-Length": str(len(body)), "Connection": "close"}
    lines = [f"{name}: {value}\r\n" for name, value in (HEADERS | more).items()]
    head = f"POST {address_of('input')} HTTP/1.1\r\n{''.join(lines)}\r\n".encode()
    with socket.create_connection((HOST, portal.port), timeout=60) as line:
        line.sendall(head[:early])
        time.sleep(max((closes - datetime.now(UTC)).total_seconds(), 0) + 0.1)
        line.sendall(head[early:] + body)
        while line.recv(65536):
            pass
    late = {"rows": 1, "is_taken": False, "was_in_time": False}
    assert portal.do("became", keys=[key]) == {key: late}
