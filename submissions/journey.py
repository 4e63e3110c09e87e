"""What a stakeholder sees of the life of an answer: what was told, and whose turn it is."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from submissions.models import Decision, Submission
from submissions.states import Status, Verb
from submissions.wording import STANDING, STEPS, Words

DECIDED = (Verb.ACCEPT, Verb.DECLINE)


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


def journey_of(submission: Submission, at: datetime | None = None) -> Journey:
    """Return the journey at the moment (default: now)."""
    at = at or timezone.now()
    is_held = submission.hold_until is not None and at < submission.hold_until
    is_held = is_held and submission.status in (Status.ACCEPTED, Status.DECLINED)
    status = Status.IN_REVIEW if is_held else Status(submission.status)
    decisions = list(submission.decisions.select_related("recommendation"))
    steps = [Step(one, STEPS[one.verb].meaning) for one in _told(decisions, is_held)]
    turn = status in (Status.UNCONFIRMED, Status.CHANGES_REQUESTED)
    return Journey(status, STANDING[status], steps, turn)


def _told(decisions: list[Decision], is_held: bool) -> list[Decision]:
    """Leave out decisions that were undone before they were told, and the one that is held."""
    told: list[Decision] = []
    for decision in decisions:
        if decision.verb == Verb.UNDO:
            _drop_last_decided(told)
        else:
            told.append(decision)
    if is_held:
        _drop_last_decided(told)
    return told


def _drop_last_decided(told: list[Decision]) -> None:
    for index in range(len(told) - 1, -1, -1):
        if told[index].verb in DECIDED:
            del told[index]
            return
