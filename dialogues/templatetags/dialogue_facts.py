"""Facts of dialogues in templates: days and time zones."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template

from dialogues import dates
from dialogues.models import Workshop

register = template.Library()
register.simple_tag(dates.date_range)
register.filter(dates.full_date)


@register.simple_tag
def utc_offset(workshop: Workshop) -> str:
    """Return the offset of the workshop's zone on its first day, as in "UTC−4"; "" undated."""
    if not workshop.starts_on:
        return ""
    noon = datetime.combine(workshop.starts_on, datetime.min.time(), ZoneInfo(workshop.time_zone))
    minutes = int((noon.utcoffset() or noon - noon).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "\N{MINUS SIGN}" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
