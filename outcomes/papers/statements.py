"""The statements that a paper carries, each with the entries that it rests on."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from outcomes.models import OutcomeDocument, StocktakingPaper, Trace

Document = dict[str, Any]
Quotes = Mapping[int, dict[str, str]]


def documents_of(
    paper: StocktakingPaper, entries: Mapping[int, int]
) -> tuple[list[Document], Quotes]:
    """Return the public outcome documents that the paper carries, and what its entries are
    quoted for: entry number -> statement number -> words. Four queries.

    `entries`: key of a recommendation -> its entry number. Statements are numbered through all
    documents; `place` is the number in their own.
    """
    sources, words = _sources(paper, entries)
    quotes: dict[int, dict[str, str]] = defaultdict(dict)
    documents, number = [], 0
    for document in _public(paper):
        sections = []
        for section in document.sections.all():
            statements = []
            for one in section.statements.all():
                number += 1
                statements.append(_statement(one, number, sources[one.pk]))
                for entry, quote in words[one.pk]:
                    quotes[entry][str(number)] = quote
            sections.append({"title": section.title, "statements": statements})
        documents.append({"slug": document.slug, "title": document.title, "sections": sections})
    return documents, quotes


def _public(paper: StocktakingPaper) -> Any:
    rows = OutcomeDocument.objects.public().filter(dialogue=paper.dialogue_id)
    if paper.call and paper.call.workshop_id:
        rows = rows.filter(Q(workshop=None) | Q(workshop=paper.call.workshop_id))
    return rows.prefetch_related("sections__statements").order_by("published_at", "pk")


def _sources(
    paper: StocktakingPaper, entries: Mapping[int, int]
) -> tuple[dict[int, list[dict[str, Any]]], dict[int, list[tuple[int, str]]]]:
    """Return statement -> its sources, and statement -> entries with their quoted words."""
    traces = Trace.objects.public().filter(statement__section__document__dialogue=paper.dialogue_id)
    sources, words = defaultdict(list), defaultdict(list)
    for key, row, kind, quote in traces.values_list("statement", "recommendation", "kind", "quote"):
        if entry := entries.get(row):
            sources[key].append({"entry": entry, "kind": kind})
            words[key].append((entry, quote))
    return sources, words


def _statement(one: Any, number: int, sources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "number": number,
        "place": one.number,
        "anchor": one.anchor,
        "text": one.text,
        "editorial": one.is_editorial,
        "sources": sorted(sources, key=lambda source: source["entry"]),
    }
