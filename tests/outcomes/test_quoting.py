"""What counts as quoted: blanks and marks are forgiven, words are not."""

import pytest

from outcomes.quoting import is_quoted, tidy

TEXT = "Cities of arrival should open one office,\nin which people find “advice” – and publish it."


@pytest.mark.parametrize(
    "quote",
    [
        "Cities of arrival",
        "one office, in which people",
        "“Cities of arrival should open one office”",
        "  open   one\noffice ",
        "Cities … publish it.",
        "Cities [...] office, … publish",
        "find “advice”",
    ],
)
def test_words_that_stand_in_the_text(quote):
    assert is_quoted(quote, TEXT)


@pytest.mark.parametrize(
    "quote",
    ["", "…", "cities of arrival", "publish … Cities", "Cities should open", "two offices", "“”"],
)
def test_words_that_do_not(quote):
    assert not is_quoted(quote, TEXT)


def test_a_quotation_is_kept_on_one_line_without_its_marks():
    assert tidy("  «одно \n окно»  ") == "одно окно"
    assert tidy("one “office”") == "one “office”"
