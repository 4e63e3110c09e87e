"""A state table: which verb leads from which states to which, and the errors of refusing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class VerbRefused(Exception):
    """The verb cannot be done; the message says why, in words for the person who asked."""


class Conflict(VerbRefused):
    """Somebody else was faster: the row is no longer as the asker saw it."""


@dataclass(frozen=True)
class Transition:
    """One row of a table of states: from any of `sources`, `verb` leads to `target`."""

    verb: str
    sources: tuple[str, ...]
    target: str


def by_verb(transitions: Iterable[Transition]) -> Mapping[str, Transition]:
    """Return the table as verb -> transition; each verb stands in it once.

    Raises ValueError when a verb stands twice.
    """
    table: dict[str, Transition] = {}
    for transition in transitions:
        if transition.verb in table:
            raise ValueError(f"{transition.verb} stands twice in the table")
        table[transition.verb] = transition
    return table
