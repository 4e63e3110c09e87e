"""How fast mails leave: those that one client causes, and those to an address nobody confirmed.

- One client causes `MAILS_PER_HOUR_PER_ADDRESS` mails in an hour at once; after that they leave
  one by one, at the same number in an hour. Colleagues behind one proxy wait for minutes at most.
- To one address that nobody has confirmed `MAILS_PER_HOUR` leave in any hour, of all kinds and
  from all clients together. This is seen to when a mail is about to leave, since a mail server that
  was down would else let go at once what was owed for hours.
- The last of these places is kept for mails that confirm, and no other goes before one of them. So
  nobody can hold back the mail that confirms an answer by asking for others.

Why so, and why no flood comes of it: docs/decisions/0017-mails-to-strangers.md.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min, Q

from common.models import OutboxMail

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def spaced(source_key: str, due_at: datetime, now: datetime) -> datetime:
    """Return when a mail that this client causes is due: as asked, or after those before it."""
    most: int = settings.MAILS_PER_HOUR_PER_ADDRESS
    if not source_key:
        return due_at
    caused = OutboxMail.objects.filter(source_key=source_key, cancelled_at=None)
    newest = caused.order_by("-created_at").filter(created_at__gt=now - HOUR)
    if not newest.values_list("pk")[most - 1 : most]:
        return due_at
    last: datetime = max(newest.values_list("due_at", flat=True)[:most])
    return max(due_at, last + HOUR / most)


def has_room(row: OutboxMail, now: datetime) -> bool:
    """Tell whether a mail that is about to be owed would leave within the hour's places."""
    waiting = Q(sent_at=None, confirms=True) if row.confirms else Q(sent_at=None)
    same = OutboxMail.objects.filter(recipient_key=row.recipient_key, cancelled_at=None)
    taken = same.filter(waiting | Q(sent_at__gt=now - HOUR)).count()
    return not row.recipient_key or taken < places(row)


def wait_of(row: OutboxMail, now: datetime) -> datetime | None:
    """Return until when a mail that is due has to wait; None where it may leave.

    What another worker is sending counts as sent.
    """
    if not row.recipient_key:
        return None
    same = OutboxMail.objects.filter(recipient_key=row.recipient_key).exclude(pk=row.pk)
    left = same.filter(sent_at__gt=now - HOUR)
    before = Q(leased_until__gt=now)
    if not row.confirms:
        before |= Q(confirms=True)
    if left.count() + same.waiting().filter(before).count() < places(row):
        return None
    first: datetime | None = left.aggregate(first=Min("sent_at"))["first"]
    return max(first + HOUR, now) if first else now + MINUTE


def places(row: OutboxMail) -> int:
    """Return how many of the mails to one address in an hour may have left before this one."""
    most: int = settings.MAILS_PER_HOUR
    return most if row.confirms else max(1, most - 1)
