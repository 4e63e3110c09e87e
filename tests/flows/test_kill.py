"""kill -9 at any moment: no receipt without its row, no mail lost or under two Message-IDs."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.flows.portal import Portal
from tests.sheets import Typed, new_key


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
