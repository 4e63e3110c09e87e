"""The table of states: each verb once."""

import pytest

from common.states import Conflict, Transition, VerbRefused, by_verb

OPEN = Transition("open", ("new", "closed"), "open")
CLOSE = Transition("close", ("open",), "closed")


def test_table_is_read_by_verb():
    assert by_verb([OPEN, CLOSE]) == {"open": OPEN, "close": CLOSE}


def test_a_verb_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="open stands twice"):
        by_verb([OPEN, CLOSE, Transition("open", ("lost",), "open")])


def test_a_conflict_is_a_refusal():
    with pytest.raises(VerbRefused, match="faster"):
        raise Conflict("Somebody was faster.")
