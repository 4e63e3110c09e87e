"""What time does: publication when the hold is over, lapse when nobody confirmed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from common.states import VerbRefused
from submissions.index.writing import followed
from submissions.lifecycle.steps import move, now_or, record, tell
from submissions.models import Submission
from submissions.models.decisions import Actor
from submissions.states import Status, Verb

BATCH = 200


@transaction.atomic
@followed
def publish(submission: Submission, *, at: datetime | None = None) -> bool:
    """Set `public_at` of an accepted answer, once; return whether this call did it."""
    at = now_or(at)
    # The decision whose hold is over, not a later one with a hold of its own.
    rows = Submission.objects.filter(
        pk=submission.pk,
        status=Status.ACCEPTED,
        decided_at=submission.decided_at,
        public_at=None,
    )
    if not rows.update(public_at=at):
        return False
    submission.public_at = at
    record(submission, Verb.PUBLISH, at=at, actor=Actor.CLOCK)
    return True


def publish_due(at: datetime | None = None) -> int:
    """Publish up to 200 accepted answers whose hold is over; return how many."""
    at = now_or(at)
    before = at - timedelta(minutes=settings.UNDO_HOLD_MINUTES)
    due = Submission.objects.due_for_publication(before).order_by("decided_at")[:BATCH]
    return sum(publish(submission, at=at) for submission in due)


@transaction.atomic
def lapse(submission: Submission, *, at: datetime | None = None) -> None:
    """Let an answer lapse that nobody confirmed in time."""
    decision = move(submission, Verb.LAPSE, at=now_or(at), actor=Actor.CLOCK)
    tell(submission, "step", decision)


def lapse_due(at: datetime | None = None) -> int:
    """Let up to 200 answers lapse whose time to confirm is over; return how many."""
    at = now_or(at)
    closed_before = at - timedelta(hours=settings.CONFIRM_GRACE_HOURS)
    due = Submission.objects.filter(
        status=Status.UNCONFIRMED, call__closes_at__lt=closed_before
    ).select_related("call")
    done = 0
    for submission in due[:BATCH]:
        if submission.confirm_until >= at:  # the call has a grace
            continue
        try:
            lapse(submission, at=at)
            done += 1
        except VerbRefused:  # confirmed in this very moment
            continue
    return done
