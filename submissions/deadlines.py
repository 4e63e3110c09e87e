"""Whether a call is open, and how long still: in words, and as a share for the bar."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.lists import listed
from common.marked import filled
from common.moments import moment_and_utc, zone_city
from dialogues.dates import date_range
from submissions.models import Call

MINUTE, HOUR, DAY = 60, 3_600, 86_400


class Phase(StrEnum):
    """Where a call stands, in the order in which lists show it."""

    OPEN = "open"
    UPCOMING = "upcoming"
    CLOSED = "closed"

    @property
    def label(self) -> Promise:
        """The words that readers see."""
        return PHASE_LABELS[self]


PHASE_LABELS = {
    Phase.OPEN: gettext_lazy("Open call"),
    Phase.UPCOMING: gettext_lazy("Not open yet"),
    Phase.CLOSED: gettext_lazy("Closed"),
}


@dataclass(frozen=True)
class TimeLeft:
    """How long a call stays open: a number, its unit in words, and the share that is over."""

    number: int
    unit: str
    percent: int


def phase(call: Call, at: datetime | None = None) -> Phase:
    """Return where a call stands at the moment (default: now); grace is not announced."""
    at = at or timezone.now()
    if not call.has_opened(at):
        return Phase.UPCOMING
    return Phase.OPEN if call.is_open(at) else Phase.CLOSED


def time_left(call: Call, at: datetime | None = None) -> TimeLeft:
    """Return the time until the close: whole days, on the last day hours, at last minutes."""
    at = at or timezone.now()
    number, unit = _largest_unit(int((call.closes_at - at).total_seconds()))
    over = (at - call.opens_at) / (call.closes_at - call.opens_at)
    return TimeLeft(number, unit, min(max(round(over * 100), 0), 100))


def next_change(at: datetime) -> datetime | None:
    """Return when public pages next change because a call's time goes by; None for no such moment.

    Calls open, close and publish at moments of their own; what is left of an open one changes
    with its hours, at last with its minutes.
    """
    moments: list[datetime] = []
    for call in Call.objects.public().filter(Q(closes_at__gt=at) | Q(publish_from__gt=at)):
        moments += [call.opens_at, call.closes_at]
        moments += [call.publish_from] if call.publish_from else []
        if (left := call.closes_at - at) > timedelta():
            step = timedelta(seconds=HOUR if left > timedelta(seconds=HOUR) else MINUTE)
            moments.append(call.closes_at - (left - timedelta.resolution) // step * step)
    return min((moment for moment in moments if moment > at), default=None)


def _largest_unit(seconds: int) -> tuple[int, str]:
    if seconds >= DAY:
        number = seconds // DAY
        return number, ngettext("day left to answer", "days left to answer", number)
    if seconds >= HOUR:
        number = seconds // HOUR
        return number, ngettext("hour left to answer", "hours left to answer", number)
    number = max(seconds // MINUTE, 1)
    return number, ngettext("minute left to answer", "minutes left to answer", number)


def place(call: Call) -> str:
    """Return the city whose clock the deadline is told by: the workshop's, else the zone's."""
    workshop = call.workshop
    if workshop and workshop.is_published and workshop.time_zone == call.time_zone:
        return workshop.shown("city") or zone_city(call.zone)
    return zone_city(call.zone)


def told(at: datetime, call: Call) -> str:
    """Return a moment of a call in words: "Friday 7 July 2017, 18:00 (Geneva; 16:00 UTC)"."""
    return moment_and_utc(at, call.zone, place(call))


def deadline(call: Call, at: datetime | None = None) -> str:
    """Return what a reader must know of a call's moments, in one sentence."""
    stands = phase(call, at)
    if stands is Phase.UPCOMING:
        return filled(_("Opens %(moment)s"), moment=told(call.opens_at, call))
    if stands is Phase.CLOSED:
        return filled(_("Closed %(moment)s"), moment=told(call.closes_at, call))
    return filled(_("Closes %(moment)s"), moment=told(call.closes_at, call))


def where(call: Call) -> str:
    """Return the workshop that a call prepares and its days; "" for none that is public."""
    workshop = call.workshop
    if not workshop or not workshop.is_published:
        return ""
    title = workshop.called
    if not workshop.starts_on:
        return title
    return listed([title, date_range(workshop.starts_on, workshop.ends_on)])
