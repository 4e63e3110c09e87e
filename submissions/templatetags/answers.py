"""Tags of the pages on which an answer is written and followed."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.moments import machine_time, moment_in_words
from submissions import deadlines
from submissions.models import Call, SubmissionVersion

register = template.Library()


@register.simple_tag
def told(at: datetime, call: Call) -> SafeString:
    """Return <time> with a moment in the call's zone and in UTC beside it."""
    return format_html('<time datetime="{}">{}</time>', machine_time(at), deadlines.told(at, call))


@register.simple_tag
def version_told(version: SubmissionVersion, call: Call) -> str:
    """Return a version by its number and the moment at which it arrived, in the call's zone."""
    moment = moment_in_words(version.created_at, call.zone)
    return _("Version %(number)s: %(moment)s") % {"number": version.number, "moment": moment}


@register.simple_tag
def told_to_the_second(at: datetime, call: Call) -> SafeString:
    """Return <time> as `told` with the seconds: where an answer came just too late."""
    local = at.astimezone(call.zone)
    return format_html("{} <small>({})</small>", told(at, call), f"{local:%H:%M:%S}")


@register.inclusion_tag("submissions/_deadline.html")
def deadline_panel(call: Call) -> dict[str, object]:
    """Show how long the call stays open, and until when for whom."""
    return {"call": call, "left": deadlines.time_left(call), "phase": deadlines.phase(call)}
