"""Recommendations put in order by buttons: added, moved, taken out and put back."""

import re
from dataclasses import dataclass

from submissions.forms.recommendations import MOST_SHOWN, RecommendationForm
from submissions.forms.typed import Shown, rows_of, set_rows
from submissions.rows import MARK, PREFIX, Typed, new_mark

# What was taken out goes along in hidden fields: removed-0-title, and removed-0-at, its place.
REMOVED = "removed"
PLACE = re.compile(rf"{REMOVED}-([0-9]{{1,3}})-at")


@dataclass(frozen=True)
class Removed:
    """A recommendation that was taken out, with the place that it had, counted from 0."""

    at: int
    row: Shown

    @property
    def number(self) -> int:
        """The place, counted from 1."""
        return self.at + 1

    @property
    def fields(self) -> list[tuple[str, str]]:
        """All its values with the names of their fields."""
        lists = {name: one if isinstance(one, list) else [one] for name, one in self.row.items()}
        return [(name, value) for name, values in lists.items() for value in values]


@dataclass(frozen=True)
class Focus:
    """The button on which the next press goes on: its word, and the place of its recommendation."""

    on: str = ""
    at: int = -1


def arrange(action: str, typed: Typed, most: int) -> Focus:
    """Do what a button says: add, up-2, down-2, remove-2, restore-0; leave anything else.

    No more than `most` are added; what is put back always finds room.
    """
    name, _sep, number = action.partition("-")
    index = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else -1
    rows, removed, focus = rows_of(typed), removed_of(typed), Focus()
    is_there = 0 <= index < len(rows)
    if name == "add" and len(rows) < most:
        rows.append({MARK: new_mark()})
        focus = Focus("remove", len(rows) - 1)
    elif name in ("up", "down") and is_there:
        focus = _move(rows, index, name)
    elif name == "remove" and is_there:
        row = rows.pop(index)
        if _is_filled(row):
            removed.append(Removed(index, row | {MARK: row.get(MARK) or new_mark()}))
            focus = Focus("restore", len(removed) - 1)
    elif name == "restore" and 0 <= index < len(removed) and len(rows) < MOST_SHOWN:
        back = removed.pop(index)
        rows = rows if any(map(_is_filled, rows)) else []
        place = min(back.at, len(rows))
        rows.insert(place, back.row)
        focus = Focus("remove", place)
    set_rows(typed, rows)
    _set_removed(typed, removed)
    return focus


def _move(rows: list[Shown], index: int, name: str) -> Focus:
    goal = index - 1 if name == "up" else index + 1
    if not 0 <= goal < len(rows):
        return Focus()
    rows[index], rows[goal] = rows[goal], rows[index]
    if goal in (0, len(rows) - 1):  # at the end that way: the button of the other way is left
        name = "down" if goal == 0 else "up"
    return Focus(name, goal)


def _is_filled(row: Shown) -> bool:
    fields = RecommendationForm.base_fields
    typed = [value for name, value in row.items() if not fields[name].widget.is_hidden]
    return any(value if isinstance(value, list) else value.strip() for value in typed)


def removed_of(typed: Typed) -> list[Removed]:
    """Return what was taken out, in the order in which it was."""
    places = {int(match[1]): typed[name] for name in typed if (match := PLACE.fullmatch(name))}
    start = f"{REMOVED}-"
    named = {
        f"{PREFIX}-{name.removeprefix(start)}": values
        for name, values in typed.items()
        if name.startswith(start)
    }
    ats = [values[-1] for _index, values in sorted(places.items())]
    return [
        Removed(int(at) if at.isascii() and at.isdigit() and len(at) < 4 else 0, row)
        for at, row in zip(ats, rows_of(named), strict=False)
    ]


def _set_removed(typed: Typed, removed: list[Removed]) -> None:
    for name in [name for name in typed if name.startswith(f"{REMOVED}-")]:
        del typed[name]
    for index, one in enumerate(removed):
        typed[f"{REMOVED}-{index}-at"] = [str(one.at)]
        for name, value in one.fields:
            typed.setdefault(f"{REMOVED}-{index}-{name}", []).append(value)
