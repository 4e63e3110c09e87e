"""An edition as it is read: what is frozen, with the words and names that are public now."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from common.translated import as_original
from outcomes.models import Edition, OutcomeDocument
from outcomes.models.traces import Kind
from outcomes.papers.figures import (
    Figures,
    disposition_labels,
    figures_of,
    perspective_labels,
)
from outcomes.papers.joining import Joined, joined
from outcomes.quoting import is_quoted
from submissions.vocabulary import Vocabulary


@dataclass(frozen=True)
class EntryRead:
    """An entry as readers may see it; all but `number` and `gone` is empty for one that has left.

    `codes` are those of the portal's lists, the same in every language.
    """

    number: int
    gone: str = ""
    is_changed: bool = False
    reference: str = ""
    url: str = ""
    heading: str = ""
    title: str = ""
    text: str = ""
    language: str = ""
    name: str = ""
    category: str = ""
    country: str = ""
    disposition: str = ""
    reason: str = ""
    quotes: dict[str, str] = field(default_factory=dict)
    statements: list[int] = field(default_factory=list)
    codes: dict[str, Any] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        """The name of its place in the annex."""
        return f"entry-{self.number}"


@dataclass(frozen=True)
class Cited:
    """An entry behind a statement; `quote` is "" where the words are not public any more."""

    entry: EntryRead
    kind: str
    quote: str

    @property
    def kind_label(self) -> str:
        """How the statement takes it up, in words."""
        return str(Kind(self.kind).label) if self.kind else ""


@dataclass(frozen=True)
class Paper:
    """An edition with all that its page, its print view and its tables show."""

    edition: Edition
    frozen: dict[str, Any]
    entries: dict[int, EntryRead]
    figures: Figures
    public_documents: frozenset[str]
    public_calls: frozenset[str]

    @property
    def annex(self) -> Iterable[EntryRead]:
        """All entries, in their order."""
        return self.entries.values()

    @cached_property
    def gone(self) -> list[EntryRead]:
        """The entries that have left since."""
        return [one for one in self.annex if one.gone]

    @cached_property
    def changed(self) -> list[EntryRead]:
        """The entries whose words are new since."""
        return [one for one in self.annex if one.is_changed]

    def themes(self) -> Iterator[dict[str, Any]]:
        """Yield each theme with its entries by perspective."""
        labels = perspective_labels()
        for theme in self.frozen["themes"]:
            parts = [
                {"label": labels[part["code"]], "entries": self._of(part["entries"])}
                for part in theme["perspectives"]
            ]
            yield {"name": as_original(theme["name"]) or _("No theme"), "parts": parts}

    def dispositions(self) -> Iterator[dict[str, Any]]:
        """Yield what became of recommendations, each with its entries."""
        labels = disposition_labels()
        for part in self.frozen["dispositions"]:
            if part["entries"]:
                yield {"label": labels[part["code"]], "entries": self._of(part["entries"])}

    def documents(self) -> Iterator[dict[str, Any]]:
        """Yield the outcome documents, each statement with its sources: what agrees first."""
        for document in self.frozen["outcomes"]:
            sections = [
                {**part, "statements": [self._statement(one) for one in part["statements"]]}
                for part in document["sections"]
            ]
            yield {**document, "sections": sections}

    def divergences(self) -> Iterator[dict[str, Any]]:
        """Yield the statements with what says otherwise, where anything does."""
        for one in _statements(self.documents()):
            against = [cited for cited in one["sources"] if cited.kind == Kind.DIVERGES]
            if against:
                yield {**one, "sources": against}

    def _of(self, numbers: list[int]) -> list[EntryRead]:
        return [self.entries[number] for number in numbers]

    def _statement(self, one: dict[str, Any]) -> dict[str, Any]:
        sources = [self._cited(one["number"], **source) for source in one["sources"]]
        order = [*Kind.values, ""]
        sources.sort(key=lambda cited: (order.index(cited.kind), cited.entry.number))
        return {**one, "sources": sources}

    def _cited(self, statement: int, entry: int, kind: str) -> Cited:
        one = self.entries[entry]
        # How the statement takes up what has left is not told any more.
        return Cited(one, "" if one.gone else kind, one.quotes.get(str(statement), ""))


def read(edition: Edition) -> Paper:
    """Return an edition for its page; a fixed number of queries, however long it is."""
    frozen: dict[str, Any] = json.loads(edition.frozen)
    statements: dict[int, list[int]] = defaultdict(list)
    for one in _statements(frozen["outcomes"]):
        for source in one["sources"]:
            statements[source["entry"]].append(one["number"])
    entries = {
        one.entry.number: _entry(one, statements[one.entry.number]) for one in joined(edition)
    }
    vocabulary = Vocabulary.current()
    return Paper(
        edition=edition,
        frozen=frozen,
        entries=entries,
        figures=figures_of(frozen, vocabulary),
        public_calls=frozenset(vocabulary.keys["call"]),
        public_documents=_public_documents(frozen["outcomes"]),
    )


def _public_documents(documents: list[dict[str, Any]]) -> frozenset[str]:
    """Return the slugs of those that readers can still open."""
    slugs = [one["slug"] for one in documents]
    public = OutcomeDocument.objects.public().filter(slug__in=slugs)
    return frozenset(public.values_list("slug", flat=True))


def _statements(documents: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for document in documents:
        for section in document["sections"]:
            yield from section["statements"]


def _entry(one: Joined, statements: list[int]) -> EntryRead:
    """Return what readers may see of an entry: nothing comes from its version, all from its row."""
    entry, row = one.entry, one.row
    if row is None:
        return EntryRead(entry.number, gone=str(one.gone))
    submission = row.submission
    is_told_so = row.disposition == entry.disposition
    return EntryRead(
        number=entry.number,
        # Of one without a name it would tell which came in the same answer: they change together.
        is_changed=one.is_changed and bool(submission.shown_name),
        reference=row.reference,
        url=row.get_absolute_url(),
        heading=row.heading,
        title=row.title,
        text=row.text,
        language=row.language,
        name=submission.shown_name,
        category=submission.get_category_display(),
        country=submission.shown_country,
        disposition=disposition_labels()[entry.disposition],
        reason=row.disposition_reason if is_told_so else "",
        quotes={key: words for key, words in entry.quotes.items() if is_quoted(words, row.text)},
        statements=statements,
        codes={
            "category": submission.category,
            "country": submission.country if submission.shown_name else "",
            "themes": [theme.slug for theme in row.themes.all()],
            "perspective": row.perspective,
            "language": row.language,
            "disposition": entry.disposition,
        },
    )
