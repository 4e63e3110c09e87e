"""The statements that a paper carries, each with the entries that it rests on."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import count
from typing import Any

from django.db.models import Q

from outcomes.models import OutcomeDocument, Statement, StocktakingPaper, Trace

Document = dict[str, Any]
Quotes = Mapping[int, dict[str, str]]


def documents_of(
    paper: StocktakingPaper, entries: Mapping[int, int]
) -> tuple[list[Document], Quotes]:
    """Return the public outcome documents that the paper carries, and the words they quote.

    `entries`: key of a recommendation -> its entry number. The words: entry number -> number of
    the statement -> words. Statements are numbered through all documents; `place` is the number
    in their own. Four queries.
    """
    sources, numbers = _sources(paper, entries), count(1)
    quotes: dict[int, dict[str, str]] = defaultdict(dict)

    def statement(one: Statement) -> dict[str, Any]:
        number, found = next(numbers), sorted(sources[one.pk])
        for entry, _kind, words in found:
            quotes[entry][str(number)] = words
        return {
            "number": number,
            "place": one.number,
            "anchor": one.anchor,
            "text": one.text,
            "editorial": one.is_editorial,
            "sources": [{"entry": entry, "kind": kind} for entry, kind, _words in found],
        }

    documents = [
        {
            "slug": document.slug,
            "title": document.title,
            "sections": [
                {
                    "title": part.title,
                    "statements": [statement(one) for one in part.statements.all()],
                }
                for part in document.sections.all()
            ],
        }
        for document in _public(paper)
    ]
    return documents, quotes


def _public(paper: StocktakingPaper) -> Any:
    rows = OutcomeDocument.objects.public().filter(dialogue=paper.dialogue_id)
    if paper.call and paper.call.workshop_id:
        rows = rows.filter(Q(workshop=None) | Q(workshop=paper.call.workshop_id))
    return rows.prefetch_related("sections__statements").order_by("published_at", "pk")


def _sources(
    paper: StocktakingPaper, entries: Mapping[int, int]
) -> dict[int, list[tuple[int, str, str]]]:
    """Return statement -> the entries that it rests on, each with the kind and the words."""
    traces = Trace.objects.public().filter(statement__section__document__dialogue=paper.dialogue_id)
    sources = defaultdict(list)
    for key, row, kind, words in traces.values_list("statement", "recommendation", "kind", "quote"):
        if entry := entries.get(row):
            sources[key].append((entry, kind, words))
    return sources
