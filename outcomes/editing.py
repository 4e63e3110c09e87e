"""What staff do with an outcome document: write, order, cite, publish.

Every change locks the document, and raises VerbRefused while it is public: what readers see
changes as a whole, when it is published again.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.lists import enumerated
from common.states import VerbRefused
from outcomes.models import OutcomeDocument, Section, Statement, Trace
from outcomes.querysets import citable
from outcomes.quoting import tidy
from submissions.models import Recommendation


@transaction.atomic
def add_section(document: OutcomeDocument, title: str) -> Section:
    """Add a section at the end."""
    _open(document)
    number = document.sections.count() + 1
    return Section.objects.create(document=document, title=title, number=number)


@transaction.atomic
def add_statement(section: Section, text: str, *, is_editorial: bool = False) -> Statement:
    """Add a statement at the end of a section; those after it get new numbers."""
    _open(section.document)
    last = section.statements.order_by("number").last()
    number = last.number if last else 0
    made = Statement.objects.create(
        section=section, text=text, is_editorial=is_editorial, number=number
    )
    renumber(section.document)
    made.refresh_from_db()
    return made


@transaction.atomic
def move_statement(statement: Statement, *, up: bool) -> bool:
    """Move a statement by one place, into the neighbouring section at its edge.

    Returns False where there is no place left.
    """
    sections = list(_open(statement.section.document).sections.all())
    order = _order(sections)
    here = next(i for i, one in enumerate(sections) if one.pk == statement.section_id)
    place = next(i for i, one in enumerate(order[here]) if one.pk == statement.pk)
    one, step = order[here].pop(place), -1 if up else 1
    if 0 <= place + step <= len(order[here]):
        order[here].insert(place + step, one)
    elif 0 <= here + step < len(sections):
        order[here + step].insert(len(order[here + step]) if up else 0, one)
        one.section = sections[here + step]
    else:
        return False
    _write(order)
    return True


@transaction.atomic
def place(statement: Statement, section: Section, number: int | None = None) -> None:
    """Move a statement into a section of its document, so that it gets the number.

    Without a number it comes last there; a number of another section means the nearer edge.
    """
    sections = list(_open(statement.section.document).sections.all())
    order = [[one for one in rows if one.pk != statement.pk] for rows in _order(sections)]
    here = next(i for i, one in enumerate(sections) if one.pk == section.pk)
    first = 1 + sum(len(rows) for rows in order[:here])
    last = len(order[here])
    statement.section = sections[here]
    order[here].insert(last if number is None else min(max(number - first, 0), last), statement)
    _write(order)


@transaction.atomic
def move_section(section: Section, *, up: bool) -> bool:
    """Move a section by one place; returns False where there is no place left."""
    document = _open(section.document)
    sections = list(document.sections.all())
    place = next(i for i, one in enumerate(sections) if one.pk == section.pk)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(sections):
        return False
    sections[place], sections[other] = sections[other], sections[place]
    _number(sections)
    renumber(document)
    return True


@transaction.atomic
def rewrite(statement: Statement, text: str, *, is_editorial: bool) -> None:
    """Change the words of a statement, and whether it needs a source."""
    _open(statement.section.document)
    statement.text, statement.is_editorial = text, is_editorial
    statement.save(update_fields=["text", "is_editorial"])


@transaction.atomic
def rename(section: Section, title: str) -> None:
    """Change the title of a section."""
    _open(section.document)
    section.title = title
    section.save(update_fields=["title"])


@transaction.atomic
def delete_statement(statement: Statement) -> None:
    """Delete a statement with what it cites."""
    document = _open(statement.section.document)
    statement.delete()
    renumber(document)


@transaction.atomic
def delete_section(section: Section) -> None:
    """Delete an empty section. Raises VerbRefused for one with statements."""
    document = _open(section.document)
    if section.statements.exists():
        raise VerbRefused(_("Move or delete its statements first."))
    section.delete()
    _number(list(document.sections.all()))


def renumber(document: OutcomeDocument) -> None:
    """Let the numbers of the statements run through the document, from 1."""
    _write(_order(list(document.sections.all())))


def _order(sections: list[Section]) -> list[list[Statement]]:
    return [list(one.statements.order_by("number", "pk")) for one in sections]


def _write(order: list[list[Statement]]) -> None:
    rows = [one for statements in order for one in statements]
    for number, one in enumerate(rows, start=1):
        one.number = number
    Statement.objects.bulk_update(rows, ["number", "section"])


def _number(sections: list[Section]) -> None:
    for number, one in enumerate(sections, start=1):
        one.number = number
    Section.objects.bulk_update(sections, ["number"])


@transaction.atomic
def cite(
    statement: Statement, recommendation: Recommendation, kind: str, quote: str, note: str = ""
) -> Trace:
    """Let a statement rest on a recommendation, in words of its present version.

    Raises VerbRefused where it cannot be cited, ValidationError where the words do not stand in
    it or the statement rests on it already.
    """
    trace = Trace(statement=statement, recommendation=recommendation)
    _quote(trace, kind, quote, note)
    return trace


@transaction.atomic
def correct(trace: Trace, kind: str, quote: str, note: str = "") -> None:
    """Change how a statement takes up what it cites, and in which words. Raises as `cite` does."""
    _quote(trace, kind, quote, note)


def _quote(trace: Trace, kind: str, quote: str, note: str) -> None:
    """Save a trace with words of the recommendation's present version."""
    allowed = citable(_open(trace.statement.section.document))
    if not allowed.filter(pk=trace.recommendation_id).exists():
        raise VerbRefused(_("This recommendation cannot be cited: it is not accepted any more."))
    submission = trace.recommendation.submission
    trace.version = submission.versions.get(number=submission.version)
    trace.kind, trace.quote, trace.note = kind, tidy(quote), note.strip()
    trace.full_clean()
    trace.save()


@transaction.atomic
def uncite(trace: Trace) -> None:
    """Take a citation away."""
    _open(trace.statement.section.document)
    trace.delete()


@transaction.atomic
def publish(document: OutcomeDocument, *, at: datetime | None = None) -> None:
    """Make a document public. Raises VerbRefused while a statement has no source."""
    document = _open(document)
    statements = Statement.objects.filter(section__document=document)
    if not statements.exists():
        raise VerbRefused(_("It has no statements yet."))
    if bare := list(
        statements.without_source().order_by("number").values_list("number", flat=True)
    ):
        text = ngettext(
            "Statement %(numbers)s has no source: cite one, or mark it as editorial.",
            "Statements %(numbers)s have no source: cite one for each, or mark them as editorial.",
            len(bare),
        )
        raise VerbRefused(text % {"numbers": enumerated(bare)})
    document.is_published = True
    document.published_at = document.published_at or at or timezone.now()
    document.save(update_fields=["is_published", "published_at"])


def take_back(document: OutcomeDocument) -> None:
    """Take a document off the public pages."""
    document.is_published = False
    document.save(update_fields=["is_published"])


def _open(document: OutcomeDocument) -> OutcomeDocument:
    """Lock a document and return it as it stands. Raises VerbRefused when it is public."""
    document = OutcomeDocument.objects.select_for_update().get(pk=document.pk)
    if document.is_published:
        raise VerbRefused(_("The document is public: take it back before you change it."))
    return document
