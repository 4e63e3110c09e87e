"""The milestones of a process as steps that are done, under way, next or ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from dialogues.models import Milestone

Kind = Milestone.Kind
# Kinds that come in rows: neighbours of the same kind and state are told as one step.
GROUPED: dict[str, Promise] = {
    Kind.THEMATIC_SESSION: ngettext_lazy(
        "%(number)s thematic session", "%(number)s thematic sessions", "number"
    ),
    Kind.CONSULTATION: ngettext_lazy(
        "%(number)s consultation", "%(number)s consultations", "number"
    ),
    Kind.HEARING: ngettext_lazy("%(number)s hearing", "%(number)s hearings", "number"),
    Kind.NEGOTIATION: ngettext_lazy(
        "%(number)s round of negotiations", "%(number)s rounds of negotiations", "number"
    ),
}


class State(StrEnum):
    """Where a step stands today."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"
    AHEAD = "ahead"

    @property
    def label(self) -> Promise:
        """The word that readers see."""
        return STATE_LABELS[self]


STATE_LABELS = {
    State.DONE: _("Done"),
    State.NOW: _("Now"),
    State.NEXT: _("Next"),
    State.AHEAD: _("Ahead"),
}


@dataclass(frozen=True)
class Step:
    """One or several milestones of the same kind, told together."""

    state: State
    milestones: list[Milestone]

    @property
    def is_group(self) -> bool:
        """Whether the step stands for several milestones."""
        return len(self.milestones) > 1

    @property
    def first(self) -> Milestone:
        """The earliest milestone."""
        return self.milestones[0]

    @property
    def title(self) -> str:
        """The milestone's title, or the number and kind of several."""
        if not self.is_group:
            return self.first.heading
        return str(GROUPED[self.first.kind] % {"number": len(self.milestones)})

    @property
    def ends_on(self) -> date:
        """The last day of all."""
        return max(milestone.last_day for milestone in self.milestones)


def steps(milestones: Iterable[Milestone], today: date) -> list[Step]:
    """Return the steps by date; with nothing under way, the first one ahead is the next one."""
    ordered = sorted(milestones, key=lambda row: (row.starts_on, row.order, row.pk))
    states = {row.pk: _state(row, today) for row in ordered}
    if State.NOW not in states.values():
        upcoming = (row.pk for row in ordered if states[row.pk] is State.AHEAD)
        states |= dict.fromkeys(list(upcoming)[:1], State.NEXT)

    def group(row: Milestone) -> tuple[State, str, int]:
        return states[row.pk], row.kind, 0 if row.kind in GROUPED else row.pk

    return [Step(key[0], list(rows)) for key, rows in groupby(ordered, group)]


def _state(milestone: Milestone, today: date) -> State:
    if milestone.last_day < today:
        return State.DONE
    return State.NOW if milestone.starts_on <= today else State.AHEAD
