"""What a person typed, before anybody judged it: to show again, and to keep."""

from typing import Any

from django.http import QueryDict

from submissions.forms import traps
from submissions.forms.answer import AnswerForm
from submissions.forms.recommendations import MOST_SHOWN, RecommendationForm
from submissions.rows import MARK, PREFIX, ROW, TAKEN_OUT, Typed, joined, said, split, taken_out

MANY = {"themes", "phases"}
NOT_TYPED = {"csrfmiddlewaretoken", "do", "tab", "seen_revision", "count"}
Shown = dict[str, Any]


def typed_of(data: QueryDict) -> Typed:
    """Return all fields with all their values, without what the page itself added."""
    return {
        name: [str(value) for value in values]
        for name, values in data.lists()
        if name not in NOT_TYPED
    }


def initial_of(typed: Typed) -> Shown:
    """Return what the main form shows again: the last value of each of its fields."""
    return {name: typed[name][-1] for name in AnswerForm.base_fields if typed.get(name)}


def has_words(typed: Typed) -> bool:
    """Tell whether anything was typed or chosen, besides what an empty form holds."""
    main = {name: typed.get(name) for name in AnswerForm.base_fields if name != "language"}
    rows = [
        values
        for row in split(typed)[1].values()
        for name, values in row.items()
        if name not in ("number", MARK)
    ]
    return any(said(values) for values in [*main.values(), *rows]) or bool(taken_out(typed))


# What the page adds to what is typed, and a draft keeps with it.
PAGE = {"key", "consent_version", "consent_mark", "seen_version", "drop_file"}
PAGE |= {traps.STAMP, traps.EMPTY}


def known(typed: Typed) -> Typed:
    """Return the fields that the form has: what else arrives is nobody's words."""
    of_form = PAGE | set(AnswerForm.base_fields)
    of_row = {"at", *RecommendationForm.base_fields}
    rows = [match for name in typed for kind in (ROW, TAKEN_OUT) if (match := kind.fullmatch(name))]
    names = of_form | {match[0] for match in rows if match[2] in of_row}
    return {name: values for name, values in typed.items() if name in names}


def typed_from(initial: Shown, rows: list[Shown]) -> Typed:
    """Return what a form that shows this sends: the inverse of `initial_of` and `rows_of`."""
    main = {name: [str(value)] for name, value in initial.items() if name in AnswerForm.base_fields}
    typed = [
        {name: value if isinstance(value, list) else [str(value)] for name, value in row.items()}
        for row in rows
    ]
    return joined(main, typed)


def rows_of(typed: Typed) -> list[Shown]:
    """Return what the forms of the recommendations show again, in their order."""
    rows: dict[int, Shown] = {}
    for name, values in typed.items():
        match = ROW.fullmatch(name)
        if match and match[2] in RecommendationForm.base_fields and values:
            row = rows.setdefault(int(match[1]), {})
            row[match[2]] = values if match[2] in MANY else values[-1]
    return [rows[index] for index in sorted(rows)[:MOST_SHOWN]]


def set_rows(typed: Typed, rows: list[Shown]) -> None:
    """Write the rows back, numbered anew; everything else stays."""
    for name in [name for name in typed if ROW.fullmatch(name)]:
        del typed[name]
    for index, row in enumerate(rows or [{}]):
        for name, value in {"number": "", **row}.items():
            values = value if isinstance(value, list) else [value]
            typed[f"{PREFIX}-{index}-{name}"] = [str(one) for one in values]
