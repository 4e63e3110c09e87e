"""Two windows in one form: what becomes of every pair of changes."""

import pytest

from submissions.merging import Merged, digest, merged
from submissions.rows import Typed, joined


@pytest.mark.parametrize(
    ("base", "kept", "typed", "expected", "beside"),
    [
        ([], [], ["x"], ["x"], []),
        (["1"], ["1"], ["x"], ["x"], []),
        (["1"], ["x"], ["1"], ["x"], []),
        (["1"], ["x"], ["x"], ["x"], []),
        (["1"], ["x"], ["y"], ["y"], [["x"]]),
        (["1"], ["x"], [], [], [["x"]]),
        (["1"], [], ["y"], ["y"], []),
        (["1"], [], ["1"], [], []),
        ([], ["x"], [], ["x"], []),
        ([], ["x"], ["y"], ["y"], [["x"]]),
        (["1"], ["1"], [], [], []),
        ([""], [], [""], [""], []),
        (["a\r\nb"], ["a\nb"], ["a\r\nb"], ["a\r\nb"], []),
        (["1", "2"], ["1", "2", "3"], ["1", "2"], ["1", "2", "3"], []),
        (["1", "2"], ["1", "2", "3"], ["2"], ["2"], [["1", "2", "3"]]),
    ],
)
def test_one_field(
    base: list[str], kept: list[str], typed: list[str], expected: list[str], beside: list[list[str]]
) -> None:
    both = merged(*({"title": values} if values else {} for values in (base, kept, typed)))
    assert both.content.get("title", []) == expected
    assert [(one.mark, one.name, one.values) for one in both.displaced] == [
        ("", "title", values) for values in beside
    ]


def rows(said: str) -> Typed:
    """Return a form of the recommendations of "a1 b1": name and text of each."""
    marked = [{"mark": [one[0]], "text": [one[1:]]} for one in said.split()]
    return joined({}, marked)


def of(both: Merged) -> str:
    """Return the recommendations of a form, as `rows` takes them."""
    count = int(both.content["recommendations-TOTAL_FORMS"][0])
    fields = [f"recommendations-{place}-" for place in range(count)]
    return " ".join(both.content[f"{at}mark"][0] + both.content[f"{at}text"][0] for at in fields)


@pytest.mark.parametrize(
    ("base", "kept", "typed", "expected"),
    [
        ("a1", "a1", "a1 b1", "a1 b1"),
        ("a1", "a1 b1", "a1", "a1 b1"),
        ("a1", "a1 b1", "a1 c1", "a1 c1 b1"),
        ("a1 b1", "a1", "a1 b1", "a1"),
        ("a1 b1", "a1 b1", "a1", "a1"),
        ("a1 b1", "a1", "a1 b2", "a1 b2"),
        ("a1 b1", "a1 b2", "a1", "a1 b2"),
        ("a1 b1", "b1 a1", "a1 b1", "b1 a1"),
        ("a1 b1", "a1 b1", "b1 a1", "b1 a1"),
        ("a1 b1 c1", "a1 c1", "b1 c1", "c1"),
        ("a1 b1", "b1 a2", "a1 b2", "b2 a2"),
        ("a1 b1", "a1 b1 c1", "b1 a1", "b1 c1 a1"),
    ],
)
def test_recommendations(base: str, kept: str, typed: str, expected: str) -> None:
    both = merged(rows(base), rows(kept), rows(typed))
    assert (of(both), both.displaced) == (expected, [])


def test_text_of_one_recommendation_that_both_changed_is_kept_twice_wherever_it_stands() -> None:
    both = merged(rows("a1 b1"), rows("b1 a2"), rows("a3 b1"))
    assert of(both) == "b1 a3"
    assert [(one.mark, one.name, one.values) for one in both.displaced] == [("a", "text", ["2"])]


def test_recommendations_without_a_name_are_told_apart_by_their_places() -> None:
    plain = {"recommendations-0-text": ["1"], "recommendations-1-text": ["2"]}
    other = {"recommendations-0-text": ["1"], "recommendations-1-text": ["3"]}
    assert merged(plain, plain, other).content["recommendations-1-text"] == ["3"]
    taken = {"recommendations-0-mark": ["p1"], **plain}
    assert merged({}, {}, taken).content["recommendations-1-text"] == ["2"]
    twice = {"recommendations-0-mark": ["m"], "recommendations-1-mark": ["m"]} | plain
    assert merged({}, {}, twice).content["recommendations-1-text"] == ["2"]


def test_digest_is_that_of_what_is_said() -> None:
    form = {"title": ["a"], **rows("a1 b2")}
    assert digest(form) == digest({**rows("c1 d2"), "title": ["a"], "acronym": [""]})
    assert digest(form) != digest({"title": ["a"], **rows("b2 a1")})
    assert digest(form) != digest({"title": ["b"], **rows("a1 b2")})
