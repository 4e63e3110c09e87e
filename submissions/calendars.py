"""The deadline of a call in a calendar."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Event

from common.calendars import event
from submissions import deadlines
from submissions.models import Call

REMINDER = timedelta(days=1)


def name_of(call: Call) -> str:
    """Return the name of the call's file."""
    return f"idm-call-{call.slug}"


def deadline(call: Call, at: datetime | None = None) -> list[Event]:
    """Return the close of a call, with a reminder a day before; and its opening while ahead."""
    title, page = call.dialogue.labelled(call.shown("title")), call.get_absolute_url()
    summary = _("Call closes: %(title)s") % {"title": title}
    closes = event(
        f"{name_of(call)}-closes",
        summary,
        page,
        start=call.closes_at.astimezone(call.zone),
        description=_("Closes %(moment)s") % {"moment": deadlines.told(call.closes_at, call)},
    )
    closes.add_component(Alarm.new_display(summary, -REMINDER))
    if call.has_opened(at):
        return [closes]
    opens = event(
        f"{name_of(call)}-opens",
        _("Call opens: %(title)s") % {"title": title},
        page,
        start=call.opens_at.astimezone(call.zone),
        description=_("Opens %(moment)s") % {"moment": deadlines.told(call.opens_at, call)},
    )
    return [opens, closes]
