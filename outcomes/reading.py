"""An outcome document as it is read: sections, statements, sources, and how they are balanced."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from outcomes.models import OutcomeDocument, Section, Statement, Trace
from outcomes.models.traces import Kind
from outcomes.sources import Source, sources_of
from submissions.models import Recommendation

SUPPORTING = (Kind.REFLECTS, Kind.PARTLY)


@dataclass(frozen=True)
class Share:
    """How many recommendations of one category stand behind a section, and how many before it."""

    category: str
    label: str
    number: int
    start: int = 0


@dataclass(frozen=True)
class Balance:
    """What a section rests on: recommendations that agree, once each, by category."""

    shares: list[Share]

    @classmethod
    def of(cls, sources: Iterable[Source]) -> "Balance":
        """Count the supporting sources; a recommendation behind two statements counts once."""
        rows = {
            one.key: (one.category, one.category_label)
            for one in sources
            if one.kind in SUPPORTING and not one.gone
        }
        counted = Counter(rows.values()).items()
        shares, start = [], 0
        for (code, label), number in sorted(counted, key=lambda one: (-one[1], one[0][1])):
            shares.append(Share(code, label, number, start))
            start += number
        return cls(shares)

    @property
    def total(self) -> int:
        """How many recommendations stand behind it."""
        return sum(share.number for share in self.shares)

    @property
    def main(self) -> Share | None:
        """The category that gives more than half of it, if there is one."""
        first = self.shares[0] if self.shares else None
        return first if first and first.number * 2 > self.total else None


@dataclass(frozen=True)
class StatementRead:
    """A statement with its sources."""

    statement: Statement
    sources: list[Source]

    @property
    def agreeing(self) -> int:
        """How many recommendations it reflects, in full or in part."""
        return sum(1 for one in self.sources if one.kind in SUPPORTING and not one.gone)

    @property
    def diverging(self) -> int:
        """How many recommendations say otherwise."""
        return sum(1 for one in self.sources if one.kind == Kind.DIVERGES and not one.gone)


@dataclass(frozen=True)
class SectionRead:
    """A section with its statements."""

    section: Section
    statements: list[StatementRead] = field(default_factory=list)

    @property
    def balance(self) -> Balance:
        """What the section rests on, by category."""
        return Balance.of(one for read in self.statements for one in read.sources)


def read(document: OutcomeDocument, at: datetime | None = None) -> list[SectionRead]:
    """Return the document's sections in order; five queries, however long it is."""
    sources = sources_of(Trace.objects.filter(statement__section__document=document), at)
    sections = {one.pk: SectionRead(one) for one in document.sections.all()}
    for statement in Statement.objects.filter(section__document=document).order_by("number", "pk"):
        one = StatementRead(statement, sources.get(statement.pk, []))
        sections[statement.section_id].statements.append(one)
    return list(sections.values())


@dataclass(frozen=True)
class Highlight:
    """A statement, how many recommendations stand behind it, and of how many categories."""

    statement: Statement
    sources: int
    groups: int


def highlights(document: OutcomeDocument, at: datetime, most: int = 3) -> list[Highlight]:
    """Return the statements with the most public sources, in the order of the document.

    Two queries.
    """
    path = "traces__statement"
    behind = Recommendation.objects.public(at).filter(
        traces__statement__section__document=document, traces__kind__in=SUPPORTING
    )
    counted = behind.values(path).annotate(
        sources=Count("pk", distinct=True), groups=Count("submission__category", distinct=True)
    )
    rows = {row[path]: row for row in counted.order_by("-sources", f"{path}__number")[:most]}
    shown = Statement.objects.filter(pk__in=rows).select_related("section__document")
    return [
        Highlight(one, rows[one.pk]["sources"], rows[one.pk]["groups"])
        for one in shown.order_by("number", "pk")
    ]
