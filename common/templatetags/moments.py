"""Moments in templates: in words for people, in UTC for machines and for static/js/times.js."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common import moments

register = template.Library()


@register.simple_tag
def moment(at: datetime, zone: tzinfo | str = UTC) -> SafeString:
    """Return a moment in a zone (or the zone of that name), UTC beside it.

    "Friday 7 July 2017, 18:00 (Zurich; 16:00 UTC)", and after it, hidden until js/times.js
    fills it, the same moment where the reader is.
    """
    zone = _zone(zone)
    return format_html(
        "{} ({})<span data-reader-time hidden>{}{} {}</span>",
        moment_in(at, zone),
        moments.place_in_words(at, zone),
        _(", "),
        _("where you are:"),
        reader_time(at),
    )


@register.simple_tag
def moment_in(at: datetime, zone: tzinfo | str = UTC) -> SafeString:
    """Return <time> with a moment in a zone: "Friday 7 July 2017, 18:00"."""
    return _time(moments.machine_time(at), moments.moment_in_words(at, _zone(zone)))


@register.simple_tag
def moment_utc(at: datetime, zone: tzinfo | str = UTC) -> SafeString:
    """Return <time> with a moment in UTC, to stand beside the same moment in a zone."""
    return _time(moments.machine_time(at), moments.utc_in_words(at, _zone(zone)))


@register.simple_tag
def day(at: datetime, zone: tzinfo | str = UTC) -> SafeString:
    """Return <time> with the day of a moment in a zone and nothing finer: "7 July 2017"."""
    zone = _zone(zone)
    return _time(at.astimezone(zone).date().isoformat(), moments.day_in_words(at, zone))


@register.simple_tag
def short_day(at: datetime, zone: tzinfo | str = UTC) -> SafeString:
    """Return <time> with the day of a moment in a zone, without its year: "7 July"."""
    zone = _zone(zone)
    machine = at.astimezone(zone).date().isoformat()
    return _time(machine, moments.day_of_year_in_words(at, zone))


@register.simple_tag
def reader_time(at: datetime) -> SafeString:
    """Return an empty <time> that js/times.js fills inside an element with data-reader-time."""
    return _time(moments.machine_time(at), "")


def _zone(zone: tzinfo | str) -> tzinfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def _time(machine: str, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', machine, words)
