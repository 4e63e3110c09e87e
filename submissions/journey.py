"""What a stakeholder sees of the life of an answer: what was told, and whose turn it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from submissions.models import Decision, Publication, Submission
from submissions.states import Status, Verb
from submissions.wording import STANDING, STEPS, Words

DECIDED = (Verb.ACCEPT, Verb.DECLINE)
ENDS = (Verb.UNDO, Verb.REOPEN, Verb.WITHDRAW)


@dataclass(frozen=True)
class Step:
    """One step as it is shown: the decision, and what it means in words."""

    decision: Decision
    meaning: Words


@dataclass(frozen=True)
class Journey:
    """Where an answer stands for its stakeholder; a decision in its hold is not told yet."""

    status: Status
    standing: Words
    steps: list[Step]
    is_stakeholders_turn: bool
    is_held: bool


def journey_of(submission: Submission, at: datetime | None = None) -> Journey:
    """Return the journey at the moment (default: now)."""
    at = at or timezone.now()
    is_held = submission.is_held(at)
    status = Status.IN_REVIEW if is_held else Status(submission.status)
    decisions = list(submission.decisions.select_related("recommendation"))
    told = [one for one in _told(decisions, at) if _is_true(one, submission, at)]
    steps = [Step(one, STEPS[one.verb].meaning) for one in told]
    turn = status in (Status.UNCONFIRMED, Status.CHANGES_REQUESTED)
    return Journey(status, STANDING[status], steps, turn, is_held)


def request_of(submission: Submission) -> Decision | None:
    """Return the request for changes that waits for a new version; None where none does."""
    if submission.status != Status.CHANGES_REQUESTED:
        return None
    asked = submission.decisions.filter(verb=Verb.REQUEST_CHANGES)
    return asked.order_by("at", "pk").last()


def _told(decisions: list[Decision], at: datetime) -> list[Decision]:
    """Leave out decisions that nobody was told: still held, or ended while they were."""
    told: list[Decision] = []
    untold: Decision | None = None
    hold = timedelta(minutes=settings.UNDO_HOLD_MINUTES)
    for decision in decisions:
        is_early = untold is not None and decision.at < untold.at + hold
        if is_early and decision.verb in ENDS and untold in told:
            told.remove(untold)
            if decision.verb != Verb.WITHDRAW:
                continue
        if decision.verb in DECIDED:
            untold = decision
        told.append(decision)
    if untold is not None and at < untold.at + hold and untold in told:
        told.remove(untold)
    return told


def _is_true(decision: Decision, submission: Submission, at: datetime) -> bool:
    """Tell whether readers see what a step of publication says: not if counted, nor too early."""
    if decision.verb != Verb.PUBLISH:
        return True
    opens = submission.call.publish_from
    return submission.publication != Publication.COUNTED and (opens is None or opens <= at)
