"""What was typed into a form of an answer, as it came: fields, and recommendations among them."""

import re
from collections.abc import Iterable, Iterator

from common.tokens import new_public_id

Typed = dict[str, list[str]]
Row = dict[str, list[str]]
PREFIX = "recommendations"
ROW = re.compile(rf"{PREFIX}-([0-9]{{1,3}})-(\w+)")
# The counts that Django's formsets send along; they follow from the rows.
COUNT = re.compile(rf"{PREFIX}-[A-Z_]+")
MARK = "mark"
# What was taken out and can be put back goes along: removed-0-title, and removed-0-at, its place.
TAKEN_OUT = re.compile(r"removed-([0-9]{1,3})-(\w+)")


def new_mark() -> str:
    """Return a random name of a recommendation that has no number yet: it moves, its name stays."""
    return new_public_id()[:12]


def split(typed: Typed) -> tuple[Typed, dict[str, Row]]:
    """Return the fields of the form, and its recommendations by mark, in their order.

    One without a mark, or whose mark stands already, is named by its place, and marked so.
    """
    main = {name: values for name, values in typed.items() if not _is_of_rows(name)}
    found: dict[int, Row] = {}
    for name, values in typed.items():
        if match := ROW.fullmatch(name):
            found.setdefault(int(match[1]), {})[match[2]] = values
    rows: dict[str, Row] = {}
    given = {mark for row in found.values() for mark in row.get(MARK, [])}
    for place in sorted(found):
        mark = "".join(found[place].get(MARK, [])[-1:])
        if not mark or mark in rows:
            mark = next(name for name in _names_of(place) if name not in given)
        rows[mark] = found[place] | {MARK: [mark]}
    return main, rows


def _names_of(place: int) -> Iterator[str]:
    name = f"p{place}"
    while True:
        yield name
        name += "x"


def _is_of_rows(name: str) -> bool:
    return any(kind.fullmatch(name) for kind in (ROW, COUNT, TAKEN_OUT))


def taken_out(typed: Typed) -> dict[str, Row]:
    """Return the recommendations that were taken out, by mark, in the order in which they were."""
    found: dict[int, Row] = {}
    for name, values in typed.items():
        if match := TAKEN_OUT.fullmatch(name):
            found.setdefault(int(match[1]), {})[match[2]] = values
    return {"".join(row.get(MARK, [])) or f"r{place}": row for place, row in sorted(found.items())}


def joined(main: Typed, rows: Iterable[Row], removed: Iterable[Row] = ()) -> Typed:
    """Return fields, recommendations and removed ones as one form, numbered by their places."""
    rows = list(rows)
    typed = {**main, f"{PREFIX}-TOTAL_FORMS": [str(len(rows))], f"{PREFIX}-INITIAL_FORMS": ["0"]}
    for place, row in enumerate(rows):
        typed |= {f"{PREFIX}-{place}-{name}": values for name, values in row.items()}
    for place, row in enumerate(removed):
        typed |= {f"removed-{place}-{name}": values for name, values in row.items()}
    return typed


def said(values: Iterable[str] | None) -> list[str]:
    """Return the values that say something: a field that is not sent and an empty one are alike."""
    return [value.replace("\r\n", "\n") for value in values or () if value]
