"""What of a table stands already and what is new; the new rows are entered, all or none."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from submissions import intake, lifecycle
from submissions.imports.rows import Entry, Problem, RowReader
from submissions.imports.table import Table
from submissions.intake import CONSENT_SHOWN, Answer
from submissions.models import Call, Source, Submission, SubmissionVersion

# Rows that are compared with one query.
BATCH = 500
# What a version holds beside the words of the stakeholder.
NOT_SAID = ("consent_version", CONSENT_SHOWN, "files")


@dataclass(frozen=True)
class Difference:
    """A row that says something else than what was entered under its id."""

    row: int
    external_id: str
    reference: str
    fields: list[str]


@dataclass
class Report:
    """What a table holds, measured against a call."""

    new: int = 0
    standing: int = 0
    mails: int = 0
    differences: list[Difference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check(table: Table, reader: RowReader) -> Report:
    """Read the whole table and return what would happen; nothing is written.

    Raises TableError where the file breaks off.
    """
    report = Report()
    for entries in _batches(_entries(table, reader, report.problems)):
        standing = _standing(reader.call, entries)
        for entry in entries:
            if entry.external_id not in standing:
                report.new += 1
                report.mails += bool(entry.answer.contact_email)
                continue
            report.standing += 1
            reference, content = standing[entry.external_id]
            if fields := differing(entry.answer, content):
                report.differences.append(
                    Difference(entry.row, entry.external_id, reference, fields)
                )
    return report


@transaction.atomic
def enter_new(table: Table, reader: RowReader, *, by: User, step: Callable[[], object]) -> int:
    """Enter every row whose id does not stand yet, all in one transaction; return how many.

    `step` is called after each. To be used on a table that `check` found no problem in; raises
    RuntimeError, and enters nothing, when there is one now.
    """
    problems: list[Problem] = []
    entered = 0
    for entries in _batches(_entries(table, reader, problems)):
        taken = _ids(reader.call, entries)
        for entry in entries:
            if entry.external_id not in taken:
                _enter(reader, entry, by)
                entered += 1
                step()
    if problems:
        raise RuntimeError("The file changed while it was read: nothing was imported.")
    return entered


def _enter(reader: RowReader, entry: Entry, by: User) -> Submission:
    return lifecycle.enter(
        reader.call,
        entry.answer,
        by=by,
        source=Source.IMPORT,
        external_id=entry.external_id,
        consent_note=entry.consent_note,
        language=entry.answer.language,
    )


def _entries(table: Table, reader: RowReader, problems: list[Problem]) -> Iterator[Entry]:
    reader.rows_by_id.clear()  # the table is read from its start
    for row, cells in table.rows():
        read = reader.read(row, cells)
        if isinstance(read, Entry):
            yield read
        else:
            problems += read


def _batches(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while batch := list(islice(entries, BATCH)):
        yield batch


def _ids(call: Call, entries: list[Entry]) -> set[str]:
    rows = Submission.objects.filter(
        call=call, external_id__in=[entry.external_id for entry in entries]
    )
    return set(rows.values_list("external_id", flat=True))


def _standing(call: Call, entries: list[Entry]) -> dict[str, tuple[str, str]]:
    """Return external id -> (reference, content of the newest version)."""
    rows = SubmissionVersion.objects.filter(
        submission__call=call,
        submission__external_id__in=[entry.external_id for entry in entries],
        number=F("submission__version"),
    ).values_list("submission__external_id", "submission__reference", "content")
    return {external_id: (reference, content) for external_id, reference, content in rows}


def differing(answer: Answer, content: str) -> list[str]:
    """Return the fields in which an answer differs from the canonical content of a version."""
    old, new = (_flat(json.loads(text)) for text in (content, intake.canonical(answer, (), "")))
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def _flat(content: dict[str, Any]) -> dict[str, Any]:
    """Return what was said, the fields of a single recommendation beside those of its answer."""
    measures = content.pop("recommendations")
    said = {name: value for name, value in content.items() if name not in NOT_SAID}
    if len(measures) != 1:
        return said | {"recommendations": measures}
    return said | {name: value for name, value in measures[0].items() if name != "number"}
