"""A storm with kill -9 and answers that are lost: every receipt has its row, no row twice."""

import time
from collections import Counter
from pathlib import Path

from tests.flows.portal import Portal
from tests.flows.storm import losses, storm

# `make bench` does the same for half a minute.
SECONDS = 6
KILLS = ["server", "worker", "server worker", "server"]


def test_server_and_worker_killed_in_a_storm_lose_and_double_nothing(tmp_path: Path) -> None:
    portal = Portal(tmp_path)
    try:
        portal.prepare()
        form = portal.do("form")
        portal.start("server")
        portal.start("worker")
        portal.wait_for_server()
        told = storm(portal, form, SECONDS, lost=0.08, kills=KILLS)
        assert losses(portal, told) == []
        assert len(told.receipts) > len(KILLS)
        assert told.lost > 0
        assert told.broken > 0
        _wait_until_nothing_is_owed(portal)
        _assert_each_mail_has_one_id(portal, len(told.receipts))
    finally:
        portal.close()


def _wait_until_nothing_is_owed(portal: Portal) -> None:
    deadline = time.monotonic() + 60
    while portal.do("free_leases"):
        assert time.monotonic() < deadline, portal.told()
        time.sleep(0.3)
    portal.kill("worker")


def _assert_each_mail_has_one_id(portal: Portal, number: int) -> None:
    to_confirm = Counter[str]()
    ids = portal.do("message_ids")
    for message_id, mailbox in portal.mails():
        to_confirm[mailbox] += 1
        assert message_id in ids
    assert len(to_confirm) == number
    assert set(to_confirm.values()) == {1}
