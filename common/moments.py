"""Moments as readers of each language write them, from the Unicode locale data that Babel holds."""

from datetime import UTC, datetime, tzinfo

from babel import Locale
from babel.dates import format_date, format_skeleton, get_timezone_location
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.marked import filled

# The United Nations write dates the British way.
LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans"}
# Where the locale data sets a comma after the weekday and the house does not.
FULL_DATE = {"en": "EEEE d MMMM y"}
CLOCK = "%H:%M"


def _locale() -> Locale:
    language = get_language() or "en"
    return Locale.parse(LOCALES.get(language, language))


def day_in_words(at: datetime, zone: tzinfo = UTC) -> str:
    """Return the day of a moment in a zone, in the active language: "7 July 2017"."""
    return format_date(at.astimezone(zone), "long", _locale())


def day_of_year_in_words(at: datetime, zone: tzinfo = UTC) -> str:
    """Return the day of a moment in a zone without its year: "7 July"."""
    return format_skeleton("MMMMd", at.astimezone(zone), locale=_locale())


def moment_in_words(at: datetime, zone: tzinfo = UTC) -> str:
    """Return a moment in a zone, in the active language: "Friday 7 July 2017, 18:00"."""
    local, locale = at.astimezone(zone), _locale()
    day = format_date(local, FULL_DATE.get(get_language() or "en", "full"), locale)
    return str(locale.datetime_formats["medium"]).format(local.strftime(CLOCK), day)


def utc_in_words(at: datetime, zone: tzinfo) -> str:
    """Return a moment in UTC as it is told beside the same moment in a zone.

    The hour alone ("16:00") on the same day, the whole moment on another one.
    """
    utc = at.astimezone(UTC)
    if utc.date() == at.astimezone(zone).date():
        return utc.strftime(CLOCK)
    return moment_in_words(at, UTC)


def zone_city(zone: tzinfo) -> str:
    """Return the city that a time zone is named for, in the active language; "UTC" for UTC."""
    return get_timezone_location(zone, _locale(), return_city=True).rpartition("/")[2]


def place_in_words(at: datetime, zone: tzinfo, city: str = "") -> str:
    """Return what stands beside a moment told in a zone: "Geneva; 16:00 UTC", or "UTC".

    `city`: the one whose clock it is, where the zone is named for another.
    """
    city = city or zone_city(zone)
    utc = utc_in_words(at, zone)
    return city if city == "UTC" else filled(_("%(city)s; %(time)s UTC"), city=city, time=utc)


def moment_and_utc(at: datetime, zone: tzinfo, city: str = "") -> str:
    """Return a moment in a zone and in UTC: "Friday 7 July 2017, 18:00 (Geneva; 16:00 UTC)".

    `city`: the one whose clock it is, where the zone is named for another.
    """
    told = {"moment": moment_in_words(at, zone), "place": place_in_words(at, zone, city)}
    return filled("%(moment)s (%(place)s)", **told)


def machine_time(at: datetime) -> str:
    """Return a moment for machines, as in <time datetime>: "2017-07-07T16:00:00Z"."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
