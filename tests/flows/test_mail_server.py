"""Mail server down, silent, going or refusing: answers are taken at once, mails leave later."""

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from idmportal.serve import HOST
from tests.flows.portal import Portal, free_port
from tests.flows.smtp import MailServer, Mood
from tests.flows.storm import HEADERS, body_of
from tests.sheets import address_of, new_key

PATIENCE = 60
# What the portal promises, in seconds; of three the fastest is asked, for busy machines.
AT_ONCE, TIMES = 2, 3


@pytest.fixture(scope="module")
def mail_port() -> int:
    """The port of the mail server, where none may listen yet."""
    return free_port()


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory, mail_port: int) -> Iterator[Portal]:
    """A portal whose server and worker run, and send to a mail server."""
    made = Portal(tmp_path_factory.mktemp("portal"))
    made.env |= {"EMAIL_URL": f"smtp://{HOST}:{mail_port}", "MAIL_TIMEOUT": "2"}
    try:
        made.prepare()
        made.do("form")
        made.start("server")
        made.start("worker")
        made.wait_for_server()
        yield made
    finally:
        made.close()


def answer(portal: Portal, mailbox: str) -> float:
    """Send an answer as a browser does; return after how many seconds it was taken."""
    typed = portal.do("form") | {"key": [new_key()], "contact_email": [mailbox]}
    line = http.client.HTTPConnection(HOST, portal.port, timeout=PATIENCE)
    began = time.monotonic()
    line.request("POST", address_of("input"), body_of(typed), HEADERS)
    response = line.getresponse()
    response.read()
    took = time.monotonic() - began
    line.close()
    assert response.status == 302
    return took


def until(is_so: Callable[[], bool], portal: Portal) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, portal.told()
        time.sleep(0.1)


@pytest.mark.parametrize("mood", [None, Mood.SILENT, Mood.GOING, Mood.REFUSING])
def test_answers_are_taken_at_once_and_the_mails_leave_when_the_server_is_back(
    portal: Portal, mail_port: int, mood: Mood | None
) -> None:
    with ExitStack() as stack:
        if mood:
            bad = stack.enter_context(MailServer(mail_port, mood))
        mailboxes = {f"sender{number}@example.org" for number in range(TIMES)}
        assert min(answer(portal, mailbox) for mailbox in mailboxes) < AT_ONCE
        until(lambda: portal.do("tried") > 0, portal)
        assert not mood or bad.met > 0
        # What else the worker does goes on: an accepted answer is published.
        key = new_key()
        portal.do("received", key=key)
        portal.do("accept", key=key)
        until(lambda: portal.do("is_public", key=key) is True, portal)
        assert portal.do("owed") >= TIMES
        assert not mood or not bad.taken
    with MailServer(mail_port) as good:
        until(lambda: portal.do("owed_when_tried_now") == 0, portal)
        to = [mailbox for _message_id, mailbox in good.taken]
        assert mailboxes <= set(to)
        assert set(good.taken.values()) == {1}
        assert {message_id for message_id, _to in good.taken} <= set(portal.do("message_ids"))


def test_one_mailbox_that_is_refused_holds_nobody_back(portal: Portal, mail_port: int) -> None:
    with MailServer(mail_port) as server:
        server.unknown.add("nobody@example.org")
        for mailbox in ("nobody@example.org", "somebody@example.org"):
            answer(portal, mailbox)
        until(lambda: portal.do("tried") > 0 and portal.do("owed") == 1, portal)
        assert {to for _message_id, to in server.taken} == {"somebody@example.org"}
        server.unknown.clear()
        until(lambda: portal.do("owed_when_tried_now") == 0, portal)
        assert {to for _id, to in server.taken} == {"somebody@example.org", "nobody@example.org"}
