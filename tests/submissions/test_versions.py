"""Versions of an answer compared, for whoever sent it and for the desk alike."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from submissions import lifecycle, versions
from submissions.models import Submission
from tests import factories as make
from tests.sheets import Page

pytestmark = pytest.mark.django_db


def three_versions() -> Submission:
    """Return an answer that was corrected twice."""
    call = make.call()
    first, second = make.measure(text="States should act."), make.measure(title="To be left out")
    answer = make.answer(call, organization="One", measures=(first, second))
    row = lifecycle.receive(call, make.sent(call, answer=answer)).submission
    assert row is not None
    lifecycle.confirm(row)
    slugs = tuple(call.themes.values_list("slug", flat=True))
    changed = replace(first, number=1, text="States must act.", themes=slugs[:1], level="community")
    lifecycle.correct(
        row, replace(answer, organization="Two", recommendations=(changed,)), files=[]
    )
    new = make.measure(title="A new one")
    third = replace(answer, organization="Two", recommendations=(changed, new))
    lifecycle.correct(row, third, files=[])
    return row


def compared(client: Client, row: Submission, **asked: Any) -> Page:
    """Return the page that compares two versions."""
    return Page(client.get(f"/en/submissions/{row.token}/versions/", asked))


def test_two_versions_are_chosen_and_their_differences_told_in_words(client: Client) -> None:
    row = three_versions()
    theme = row.recommendations.get(number=1).themes.get()
    main = compared(client, row, older=1, newer=2).main
    assert "From version 1 to version 2" in main
    for told in ("[taken out] should", "[added] must", "[taken out] One", "[added] Two"):
        assert told in main
    for told in ("Changed", "Left out", "To be left out", theme.name, "[added] Community"):
        assert told in main
    assert "A new one" not in main


def test_last_two_are_shown_unless_others_are_asked_for(client: Client) -> None:
    row = three_versions()
    assert "From version 2 to version 3" in compared(client, row).main
    assert "A new one" in compared(client, row).main
    assert "From version 1 to version 3" in compared(client, row, older=3, newer=1).main
    assert "From version 1 to version 2" in compared(client, row, newer=2).main


@pytest.mark.parametrize(
    "asked", [{"older": "9", "newer": "1"}, {"older": "2", "newer": "2"}, {"newer": "1"}]
)
def test_what_cannot_be_compared_is_said(client: Client, asked: dict[str, str]) -> None:
    row = three_versions()
    assert "Choose two different versions." in compared(client, row, **asked).main


@pytest.mark.parametrize("asked", ["x", "\x00", "-1", "9" * 40, ""])
def test_number_that_is_none_is_as_if_nothing_was_asked(client: Client, asked: str) -> None:
    row = three_versions()
    assert "From version 2 to version 3" in compared(client, row, older=asked, newer=asked).main


def test_one_version_has_nothing_to_compare(client: Client) -> None:
    row = make.submission("received")
    assert "There is one version, as it was sent." in compared(client, row).main
    assert "/versions/" not in Page(client.get(f"/en/submissions/{row.token}/")).html


def test_timeline_leads_to_what_a_version_changed(client: Client) -> None:
    row = three_versions()
    html = Page(client.get(f"/en/submissions/{row.token}/")).html
    assert f"/en/submissions/{row.token}/versions/?newer=2" in html
    assert "What version 3 changed" in html


def test_request_for_changes_stands_where_it_is_answered(client: Client) -> None:
    row = make.submission("changes_requested")
    html = Page(client.get(f"/en/submissions/{row.token}/correct/")).html
    recommendations = html.partition('id="recommendations"')[2].partition("<textarea")[0]
    assert "Please name who." in recommendations


def test_contact_is_no_part_of_it(client: Client) -> None:
    row = three_versions()
    html = compared(client, row, older=1, newer=3).html
    assert row.contact_email not in html
    assert row.contact_name not in html


def test_page_costs_the_same_queries_with_one_recommendation_and_with_three(
    client: Client, django_assert_num_queries: Any
) -> None:
    for number in (1, 3):
        row = make.submission("received", recommendations=number)
        measures = tuple(make.measure(number=n) for n in range(1, number + 1))
        lifecycle.correct(row, make.answer(row.call, measures=measures), files=[])
        with django_assert_num_queries(4):
            compared(client, row)


# --- the words -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("one two", "one two", "one two"),
        ("one two", "one three", "one <del>{-}two</del><ins>{+}three</ins>"),
        ("", "new", "<ins>{+}new</ins>"),
        ("移民研究", "移民中心", "移民<del>{-}研究</del><ins>{+}中心</ins>"),
        ("a <b>", "a <i>", "a &lt;<del>{-}b</del><ins>{+}i</ins>&gt;"),
    ],
)
def test_words_are_marked(old, new, expected):
    for mark, words in (("{-}", "[taken out]"), ("{+}", "[added]")):
        expected = expected.replace(mark, f'<bdi class="visually-hidden">{words} </bdi>')
    assert versions.marked(old, new) == expected


def test_long_texts_are_shown_whole():
    old, new = "word " * 4000, "other " * 4000
    assert versions.marked(old, new).startswith("<del><bdi")


def test_numbers_follow_what_was_kept():
    contents = [
        {"recommendations": [{"number": 0}, {"number": 0}]},
        {"recommendations": [{"number": 2}, {"number": 0}, {"number": 9}]},
    ]
    versions.give_numbers(contents)
    numbers = [[one["number"] for one in content["recommendations"]] for content in contents]
    assert numbers == [[1, 2], [2, 3, 4]]
