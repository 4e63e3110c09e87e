"""Two windows in one draft: what each changed comes together, and no text is overwritten."""

import hashlib
import json
from dataclasses import dataclass, field

from submissions.rows import MARK, Row, Typed, joined, said, split, taken_out


@dataclass(frozen=True)
class Displaced:
    """What stood in a field that both changed: of the form (mark ""), or of a recommendation."""

    mark: str
    name: str
    values: list[str]


@dataclass
class Merged:
    """What is kept: the newer text where both changed one, and what stood there before."""

    content: Typed
    displaced: list[Displaced] = field(default_factory=list)


def merged(base: Typed, kept: Typed, typed: Typed) -> Merged:
    """Bring together what is kept and what is typed, which both began with `base`."""
    (was, was_rows), (old, old_rows), (new, new_rows) = split(base), split(kept), split(typed)
    displaced: list[Displaced] = []
    main = _fields("", was, old, new, displaced)
    rows = []
    order = _order(was_rows, old_rows, new_rows)
    for mark in order:
        versions = [rows_.get(mark) for rows_ in (was_rows, old_rows, new_rows)]
        before, there, here = versions
        if there is None or here is None:
            rows.append(there or here or {})
        else:
            rows.append(_fields(mark, before or {}, there, here, displaced))
    removed = taken_out(kept) | taken_out(typed)
    left = [row for mark, row in removed.items() if mark not in order]
    return Merged(joined(main, rows, left), displaced)


def _said(fields: Typed) -> Typed:
    return {name: said(values) for name, values in fields.items() if said(values) and name != MARK}


def _fields(
    mark: str, was: Typed, old: Typed, new: Typed, displaced: list[Displaced]
) -> dict[str, list[str]]:
    found = {}
    for name in [*new, *(name for name in old if name not in new)]:
        before, there, here = (said(fields.get(name)) for fields in (was, old, new))
        is_theirs = here == before != there
        found[name] = (old if is_theirs else new).get(name, [])
        if there not in (before, here, []) and not is_theirs:
            displaced.append(Displaced(mark, name, old[name]))
    return {name: values for name, values in found.items() if values}


def _order(was: dict[str, Row], old: dict[str, Row], new: dict[str, Row]) -> list[str]:
    """Return the marks of the recommendations that stay, each new one where it was put.

    One that was removed in one window stays where its text was changed in the other.
    """
    common = [mark for mark in was if mark in new]
    is_moved_here = [mark for mark in new if mark in was] != common
    first, second = (new, old) if is_moved_here else (old, new)
    order = [mark for mark in first if mark in second or _is_kept(mark, was, first)]
    place = 0
    for mark in second:
        if mark in order:
            place = order.index(mark) + 1
        elif _is_kept(mark, was, second):
            order.insert(place, mark)
            place += 1
    return order


def _is_kept(mark: str, was: dict[str, Row], side: dict[str, Row]) -> bool:
    """Tell whether a recommendation that only one side has stays: it is new there, or changed."""
    return mark not in was or _said(side[mark]) != _said(was[mark])


def digest(typed: Typed) -> str:
    """Return the SHA-256, in hexadecimal, of what a form says, in whatever order it came."""
    main, rows = split(typed)
    parts = [[_said(row) for row in some.values()] for some in (rows, taken_out(typed))]
    words = json.dumps([_said(main), *parts], sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()
