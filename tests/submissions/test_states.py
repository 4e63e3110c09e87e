"""The code's table of states is the design's table, no more and no less."""

import pytest

from common.states import Transition, by_verb
from submissions import lifecycle, states
from submissions.wording import STANDING, STEPS
from tests.submissions.lifecycle import table


def test_states_are_those_of_the_design():
    assert sorted(states.Status.values) == sorted(table.STATUSES)


def test_transitions_are_those_of_the_design():
    found = {
        str(verb): {str(source): str(one.target) for source in one.sources}
        for verb, one in states.TRANSITIONS.items()
    }
    assert found == table.CHANGES


def test_starts_are_those_of_the_design():
    found = {str(verb): str(status) for verb, status in states.STARTS.items()}
    assert found == table.STARTS


def test_each_verb_stands_in_the_design_and_is_one_function():
    verbs = {*table.STARTS, *table.CHANGES, *table.STEPS, table.PUBLISH}
    assert set(states.Verb.values) == verbs
    assert verbs <= set(lifecycle.__all__)


def test_each_verb_and_status_has_words_for_the_stakeholder():
    assert {str(verb) for verb in STEPS} == set(states.Verb.values)
    assert {str(status) for status in STANDING} == set(table.STATUSES)


def test_each_status_can_be_reached():
    reached = set(table.STARTS.values())
    for _round in table.STATUSES:
        steps = [step for allowed in table.CHANGES.values() for step in allowed.items()]
        reached |= {after for before, after in steps if before in reached}
    assert reached == set(table.STATUSES)


def test_a_verb_stands_in_a_table_once():
    one = Transition("close", ("open",), "closed")
    with pytest.raises(ValueError, match="close stands twice"):
        by_verb([one, one])
