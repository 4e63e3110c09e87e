"""Days as readers of each language write them, from the Unicode locale data that Babel holds."""

import re
from datetime import date

from babel import Locale
from babel.dates import format_date
from django.utils.translation import get_language

# The United Nations write dates the British way.
LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans"}
WORD_JOINER = "\N{WORD JOINER}"
SHORT_MONTH = re.compile(r"(?<!M)MMM(?!M)")


def _locale() -> Locale:
    language = get_language() or "en"
    return Locale.parse(LOCALES.get(language, language))


def date_range(first: date, last: date | None = None) -> str:
    """Return one or several days in the active language: "18–19 April 2017".

    A word joiner stands on both sides of a dash without blanks, so that lines break elsewhere.
    """
    locale = _locale()
    if last is None or first == last:
        return format_date(first, "long", locale)
    formats = locale.interval_formats
    field = _greatest_difference(first, last)
    parts = formats["yMMMMd" if field in formats.get("yMMMMd", {}) else "yMMMd"][field]
    days = zip(parts, (first, last), strict=True)
    text = "".join(format_date(day, SHORT_MONTH.sub("MMMM", part), locale) for part, day in days)
    return re.sub(r"(?<=\S)–(?=\S)", f"{WORD_JOINER}–{WORD_JOINER}", text)


def full_date(day: date) -> str:
    """Return a day with its weekday in the active language: "Tuesday, 18 April 2017"."""
    return format_date(day, "full", _locale())


def _greatest_difference(first: date, last: date) -> str:
    """Return the letter of the largest unit in which two different days differ: y, M or d."""
    if first.year != last.year:
        return "y"
    return "M" if first.month != last.month else "d"
