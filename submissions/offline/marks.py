"""Choices as people make them on paper: a box that is ticked, an x, or the words alone."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from submissions.offline.fields import key

EMPTY_BOX, FULL_BOX = "☐", "☒"
EMPTY = "☐□◻▢⬜❏❑○◯◌"
FULL = "☒☑✓✔✗✘✕✖■◼◾⬛⊠●◉🗹🗷"
OPENING, CLOSING = r"[\s\[(（]{0,4}", r"[\s\])）]{0,4}"
# An x is Latin or Cyrillic, and stands alone.
AT_START = re.compile(
    rf"^(?:\[\s*\]|\(\s*\)|{OPENING}([{EMPTY}{FULL}]|[xXхХ×](?=[\s\])）{EMPTY}]|$)))"
    rf"{CLOSING}"
)
AT_END = re.compile(
    rf"(?:(?<=\s)\[\s*\]|{OPENING}([{EMPTY}{FULL}]|(?<=[\s\[(（{EMPTY}])[xXхХ×]){CLOSING})$"
)
BETWEEN = re.compile(r"[,;،؛、，；/]")
# Characters of a line in which marks and several choices are looked for; no choice is as long.
LONGEST = 300


@dataclass
class Chosen:
    """What was chosen: values that exist, and words that are none of the choices."""

    values: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def words_chosen(lines: Iterable[str]) -> list[str]:
    """Return the words of the lines that are marked, or that have no box at all."""
    chosen = []
    for line in lines:
        words, marks = _without_marks(line)
        is_marked = any(mark not in EMPTY for mark in marks if mark)
        if words and (is_marked or not marks):
            chosen.append(words)
        elif is_marked:
            chosen.append(line.strip())
    return chosen


def chosen_in(lines: Iterable[str], known: Mapping[str, str]) -> Chosen:
    """Return the values of the lines that are marked; `known` are key -> value."""
    found = Chosen()
    for words in words_chosen(lines):
        parts = [part.strip() for part in BETWEEN.split(words) if part.strip()]
        is_long = len(words) > LONGEST
        if is_long or key(words) in known or not any(key(part) in known for part in parts):
            parts = [words]
        for part in parts:
            value = known.get(key(part))
            if value is None:
                found.unknown.append(part)
            elif value not in found.values:
                found.values.append(value)
    return found


def _without_marks(line: str) -> tuple[str, list[str]]:
    """Return the words of a line and the marks before and after them, "" for an empty bracket."""
    marks: list[str] = []
    if len(line) > LONGEST:
        return line.strip(), marks
    for pattern in (AT_START, AT_END):
        while match := pattern.search(line):
            marks.append(match[1] or "")
            line = line[: match.start()] + line[match.end() :]
    return line.strip(), marks
