"""Make a frozen edition again, and say what differs and what has left since."""

import json
from dataclasses import dataclass, field
from typing import Any

from common.canonical import digest
from outcomes.models import Edition, Entry
from outcomes.papers.freezing import counted, moment, said_in
from outcomes.papers.joining import joined
from outcomes.papers.material import Said, of_entries
from outcomes.papers.statements import documents_of
from outcomes.quoting import is_quoted


@dataclass
class Report:
    """What a check found: `wrong` should not be; `since` is what happened after the edition."""

    wrong: list[str] = field(default_factory=list)
    since: list[str] = field(default_factory=list)


def check(edition: Edition) -> Report:
    """Compare an edition with its digest, with what its versions say, and with today.

    Figures and structure are made again from the entries and the versions behind them, which
    nobody can change. The number of answers that are counted only cannot be made again: no
    edition ties it to an answer. Statements, which have no history, are compared with the
    documents of today.
    """
    report = Report()
    if digest(edition.frozen) != edition.digest:
        report.wrong.append("the frozen text does not have the edition's digest")
    try:
        frozen = json.loads(edition.frozen)
    except ValueError:
        return Report(wrong=[*report.wrong, "the frozen text cannot be read"])
    entries = list(edition.entries.select_related("recommendation__submission__call", "version"))
    report.wrong += _wrong_entries(entries)
    report.wrong += _wrong_figures(edition, frozen, of_entries(entries))
    keys = {one.recommendation_id: one.number for one in entries}
    documents, _quotes = documents_of(edition.paper, keys)
    report.since += _changed(frozen["outcomes"], documents)
    report.since += _left(edition)
    return report


def _wrong_entries(entries: list[Entry]) -> list[str]:
    wrong = [f"entry {one.number}: {words}" for one in entries for words in _wrong_entry(one)]
    if [one.number for one in entries] != list(range(1, len(entries) + 1)):
        wrong.append("the entries are not numbered from 1 on")
    return wrong


def _wrong_figures(edition: Edition, frozen: dict[str, Any], said: list[Said]) -> list[str]:
    """Return what was not made again the same of figures, structure, head and calls."""
    names = {one["slug"]: one["name"] for one in frozen["themes"] if one["slug"]}
    parts = _differing(counted(said, names), frozen)
    return [*(f"{part} differ" for part in parts), *_wrong_head(edition, frozen, said)]


def _wrong_head(edition: Edition, frozen: dict[str, Any], said: list[Said]) -> list[str]:
    """Return what the edition says of itself and of its calls that is not so."""
    head = {"edition": edition.number, "as_of": moment(edition.as_of)}
    wrong = [f"{name} differs" for name, value in head.items() if frozen[name] != value]
    return wrong + [
        f"number of recommendations of the call {call['slug']} differs"
        for call in frozen["calls"]
        if call["recommendations"] != said_in(said, call["slug"])
    ]


def _wrong_entry(one: Entry) -> list[str]:
    """Return what is wrong with an entry, its version or its quoted words."""
    if one.version.submission_id != one.recommendation.submission_id:
        return ["the version is of another answer"]
    if digest(one.version.content) != one.version.sha256:
        return ["the version is not what was sent"]
    text = json.loads(one.version.content)["recommendations"][one.place]["text"]
    is_stale = any(not is_quoted(words, text) for words in one.quotes.values())
    return ["quoted words do not stand in its version"] if is_stale else []


def _differing(again: dict[str, Any], frozen: dict[str, Any]) -> list[str]:
    """Return the names of the parts that were not made again the same; figures one by one."""
    figures = again["figures"]
    named = [
        f"figures ({name})" for name in figures if figures[name] != frozen["figures"].get(name)
    ]
    rest = [name for name in again if name != "figures" and again[name] != frozen[name]]
    return [*named, *rest]


def _changed(then: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[str]:
    """Return which statements read or rest otherwise today, by document."""
    today = {document["slug"]: _by_anchor(document) for document in now}
    found = []
    for document in then:
        statements = today.get(document["slug"])
        if statements is None:
            found.append(f"outcome document {document['slug']}: not public any more")
            continue
        frozen = _by_anchor(document)
        for anchor, one in frozen.items():
            if anchor not in statements:
                found.append(f"statement {one['number']}: not in the document any more")
            elif _said(one) != _said(statements[anchor]):
                found.append(f"statement {one['number']}: changed")
        more = len(statements.keys() - frozen.keys())
        if more:
            found.append(f"outcome document {document['slug']}: {more} new statements")
    new = today.keys() - {document["slug"] for document in then}
    return found + [f"outcome document {slug}: new" for slug in sorted(new)]


def _by_anchor(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["anchor"]: one for part in document["sections"] for one in part["statements"]}


def _said(one: dict[str, Any]) -> tuple[Any, ...]:
    return one["text"], one["editorial"], one["sources"]


def _left(edition: Edition) -> list[str]:
    found = []
    for one in joined(edition):
        row, number = one.row, one.entry.number
        if row is None:
            found.append(f"entry {number}: removed. {one.gone}")
            continue
        if one.is_changed:
            found.append(f"entry {number}: its words are new")
        if row.disposition != one.entry.disposition:
            found.append(f"entry {number}: something else is told of what became of it")
    return found
