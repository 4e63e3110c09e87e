"""The timeline: done, now, next, ahead; rows of one kind told together."""

from datetime import date

import pytest

from dialogues.timeline import steps
from tests.dialogues.factories import make_milestone, make_process

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2017, 7, 18), date(2017, 12, 4)


@pytest.mark.parametrize(
    ("today", "states"),
    [
        (date(2017, 7, 17), ["next", "ahead"]),
        (date(2017, 7, 18), ["now", "ahead"]),
        (date(2017, 7, 19), ["now", "ahead"]),
        (date(2017, 7, 20), ["done", "next"]),
        (date(2017, 12, 4), ["done", "now"]),
        (date(2017, 12, 5), ["done", "done"]),
    ],
)
def test_state_follows_the_day(today, states):
    process = make_process()
    make_milestone(process, SECOND)
    make_milestone(process, FIRST, ends_on=date(2017, 7, 19))
    assert [step.state for step in steps(process.milestones.all(), today)] == states


def test_neighbours_of_one_kind_and_state_are_one_step():
    process = make_process()
    for month in (5, 6, 9):
        make_milestone(process, date(2017, month, 8), kind="thematic_session")
    make_milestone(process, FIRST, kind="workshop")
    told = steps(process.milestones.all(), date(2017, 8, 1))
    assert [step.title for step in told][::2] == ["2 thematic sessions", told[2].first.title]
    assert [step.state for step in told] == ["done", "done", "next"]
    assert told[0].ends_on == date(2017, 6, 8)


def test_single_events_of_one_kind_stay_apart():
    process = make_process()
    make_milestone(process, FIRST)
    make_milestone(process, SECOND)
    assert [step.is_group for step in steps(process.milestones.all(), SECOND)] == [False, False]


def test_page_says_what_is_next(client, monkeypatch):
    from tests.dialogues.factories import make_dialogue, make_workshop

    process = make_process()
    dialogue = make_dialogue(process=process)
    workshop = make_workshop(dialogue, city="Geneva", starts_on=FIRST, ends_on=None)
    make_milestone(process, FIRST, workshop=workshop, title="Second workshop")
    make_milestone(process, SECOND, title="Stocktaking")
    monkeypatch.setattr("dialogues.views.timezone.localdate", lambda: date(2017, 6, 26))
    text = client.get(dialogue.get_absolute_url()).content.decode()
    assert '<li class="next">' in text
    assert '<li class="ahead">' in text
    assert "<bdi>Geneva</bdi>, 18 July 2017" in text
