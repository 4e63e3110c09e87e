"""kill -9 at any moment: no receipt without its row, no mail lost or under two Message-IDs."""

import http.client
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from idmportal.serve import HOST
from tests.flows.portal import Portal
from tests.sheets import CONTENT_TYPE, Typed, address_of, encoded, new_key, pairs

# Of a form that a browser sends: the same words in cookie and field.
CSRF = "k" * 32
SENDERS = 3
ROUNDS = ("server", "worker", "both", "server", "worker", "both")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal with one open call."""
    made = Portal(tmp_path_factory.mktemp("portal"))
    try:
        made.prepare()
        made.do("form")
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def form(portal: Portal) -> Typed:
    """A good answer to the call."""
    typed: Typed = portal.do("form")
    return typed


def each_step(portal: Portal, act: str, before: Callable[[str], Any], **more: Any) -> Iterator[str]:
    """Yield a key after its act was killed before the first, second, third ... step, to the last.

    `before` makes what the act needs under the key.
    """
    dies_at, is_killed = 1, True
    while is_killed:
        key = new_key()
        before(key)
        arguments = {name: value(key) for name, value in more.items()}
        is_killed = "killed" in portal.ask(act, dies_at=dies_at, **arguments)
        yield key
        dies_at += 1
    assert dies_at > 5, "too few steps to mean anything"


def test_server_killed_between_any_two_steps_of_receiving(portal: Portal, form: Typed) -> None:
    sent = {"with_file": lambda _key: True, "typed": lambda key: form | {"key": [key]}}
    seen = Counter[bool]()
    for key in each_step(portal, "submit", lambda _key: None, **sent):
        # The browser got no answer, so its reader presses the button again.
        facts, location, again = portal.do("submit_again", typed=form | {"key": [key]})
        seen[bool(facts["path"])] += 1
        assert facts["flaws"] == again["flaws"] == []
        assert location.partition("?")[0] == again["path"]
        assert location.endswith("=same" if facts["path"] else "=created")
        assert facts["path"] in ("", again["path"])
        assert facts["reference"] in ("", again["reference"])
        assert (again["version"], again["files"], again["drafts"]) == (1, 1, 0)
    assert seen[False] > 10
    assert seen[True] > 1


@pytest.mark.parametrize(
    ("act", "start", "ends"),
    [
        ("confirm", "submit", ("unconfirmed", "received")),
        ("correct", "received", ("received", "received")),
        ("accept", "received", ("received", "accepted")),
        ("withdraw", "received", ("received", "withdrawn")),
    ],
)
def test_program_killed_between_any_two_steps_of_a_verb(
    portal: Portal, form: Typed, act: str, start: str, ends: tuple[str, str]
) -> None:
    def before(key: str) -> None:
        given = {"typed": form | {"key": [key]}} if start == "submit" else {"key": key}
        portal.do(start, **given)

    found = Counter[tuple[str, int]]()
    for key in each_step(portal, act, before, key=lambda key: key):
        facts = portal.do("facts", key=key)
        assert facts["flaws"] == []
        found[facts["status"], facts["version"]] += 1
    undone, done = (ends[0], 1), (ends[1], 2 if act == "correct" else 1)
    assert set(found) == {undone, done}
    assert found[undone] > 2


def test_worker_killed_between_any_two_steps(portal: Portal) -> None:
    nothing = {"owed": 0, "unlapsed": 0, "unpublished": 0, "drafts": 0, "other ids": 0, "flaws": []}
    for key in each_step(portal, "work", lambda key: portal.do("prepare_work", key=key)):
        assert portal.do("work_later", key=key) == nothing | {"status": "accepted"}
    left = portal.mails()
    assert {message_id for message_id, _to in left} <= set(portal.do("message_ids"))
    # More than once only where the worker died between sending and noting it.
    assert 0 < sum(times > 1 for times in left.values()) < 10
    assert max(left.values()) == 2


# --- the real programs, killed at random -----------------------------------------------------


class Sender(threading.Thread):
    """Sends one answer after the other, each until it has its receipt."""

    def __init__(self, portal: Portal, form: Typed, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.portal, self.form = portal, form
        self.is_over = threading.Event()
        self.receipts: dict[str, str] = {}
        self.strange: list[str] = []

    def run(self) -> None:
        """Send until it is over; what was begun is brought to its end."""
        number = 0
        while not self.is_over.is_set():
            number += 1
            key = new_key()
            mailbox = f"{self.name}-{number}@example.org"
            typed = self.form | {"key": [key], "contact_email": [mailbox]}
            deadline = time.monotonic() + 60
            while key not in self.receipts and time.monotonic() < deadline:
                with suppress(OSError, http.client.HTTPException):
                    self.send(key, typed)
                time.sleep(0.02)

    def send(self, key: str, typed: Typed) -> None:
        """Send a form once, and keep the receipt."""
        line = http.client.HTTPConnection(HOST, self.portal.port, timeout=20)
        body = encoded(pairs(typed | {"csrfmiddlewaretoken": [CSRF]}))
        headers = {"Content-Type": CONTENT_TYPE, "Cookie": f"csrftoken={CSRF}"}
        try:
            line.request("POST", address_of("input"), body, headers)
            response = line.getresponse()
            response.read()
        finally:
            line.close()
        if response.status == 302:
            self.receipts[key] = response.headers["Location"].partition("?")[0]
        else:
            self.strange.append(f"{response.status} {response.reason}")


def test_server_and_worker_killed_at_random_lose_and_double_nothing(
    portal: Portal, form: Typed
) -> None:
    senders = [Sender(portal, form, f"sender{number}") for number in range(SENDERS)]
    portal.start("server")
    portal.start("worker")
    portal.wait_for_server()
    for sender in senders:
        sender.start()
    for victims in ROUNDS:
        portal.wait_for_server()
        time.sleep(0.2 + secrets.randbelow(1000) / 1000)
        for name in ("server", "worker"):
            if victims in (name, "both"):
                portal.kill(name)
                portal.start(name)
    portal.wait_for_server()
    for sender in senders:
        sender.is_over.set()
    for sender in senders:
        sender.join(60)
    receipts = {key: path for sender in senders for key, path in sender.receipts.items()}
    assert [sender.strange for sender in senders] == [[]] * SENDERS
    assert len(receipts) > len(ROUNDS)
    for key, facts in portal.do("facts_of", keys=list(receipts)).items():
        assert facts["flaws"] == []
        assert facts["path"] == receipts[key]
    _wait_until_nothing_is_owed(portal)
    _assert_each_mail_has_one_id(portal, len(receipts))


def _wait_until_nothing_is_owed(portal: Portal) -> None:
    deadline = time.monotonic() + 30
    while portal.do("free_leases"):
        assert time.monotonic() < deadline, portal.told()
        time.sleep(0.3)
    portal.kill("worker")
    portal.kill("server")


def _assert_each_mail_has_one_id(portal: Portal, number: int) -> None:
    to_confirm = Counter[str]()
    ids = portal.do("message_ids")
    for message_id, mailbox in portal.mails():
        if mailbox.startswith("sender"):
            to_confirm[mailbox] += 1
            assert message_id in ids
    assert len(to_confirm) == number
    assert set(to_confirm.values()) == {1}
