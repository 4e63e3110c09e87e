"""Days as readers of each language write them."""

from datetime import date

import pytest
from django.utils.translation import override

from dialogues.dates import WORD_JOINER, date_range, full_date

FIRST = date(2017, 4, 18)


@pytest.mark.parametrize(
    ("language", "last", "text"),
    [
        ("en", None, "18 April 2017"),
        ("en", date(2017, 4, 18), "18 April 2017"),
        ("en", date(2017, 4, 19), "18–19 April 2017"),
        ("en", date(2017, 5, 2), "18 April – 2 May 2017"),
        ("en", date(2018, 1, 2), "18 April 2017 – 2 January 2018"),
        ("fr", date(2017, 4, 19), "18–19 avril 2017"),
        ("es", date(2017, 4, 19), "18–19 de abril de 2017"),
        ("ar", date(2017, 4, 19), "18–19 أبريل 2017"),
        ("zh-hans", date(2017, 4, 19), "2017年4月18日至19日"),
        ("ru", date(2017, 4, 19), "18–19 апреля 2017"),
    ],
)
def test_range_is_written_in_the_language(language, last, text):
    with override(language):
        written = date_range(FIRST, last).replace(WORD_JOINER, "")
    assert " ".join(written.split()).startswith(text)


def test_range_of_days_does_not_break():
    with override("en"):
        assert date_range(FIRST, date(2017, 4, 19)) == (
            f"18{WORD_JOINER}–{WORD_JOINER}19 April 2017"
        )


def test_full_date_has_the_weekday():
    with override("fr"):
        assert full_date(FIRST) == "mardi 18 avril 2017"
