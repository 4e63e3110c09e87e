"""The rows of the file, each with a mark by which it is known whether it still stands so."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import translation

from idmportal.opendata.tables import TABLES, Table
from outcomes.models import Trace
from outcomes.sources import shown_quote
from submissions.exports import NOT_DISCLOSED, day_of
from submissions.models import Call, Publication, Recommendation, Submission

PER_CHUNK = 500
# What changes with everything that a reader can see of a recommendation: its words with the
# version of the answer, and whether it has a name with the reference. Of its call and its
# stakeholder the key is enough: they have marks of their own.
MARKED = (
    *("reference", "submission__version", "submission__call", "named"),
    *("disposition", "published", "disposed"),
)
MADE = {
    # Of an anonymous one none: what becomes of its stakeholder must not be seen here.
    "named": Case(When(submission__publication=Publication.NAMED, then="submission__stakeholder")),
    # As the database writes them: nobody reads them, and to make moments of them takes longest.
    "published": Cast("submission__public_at", CharField()),
    "disposed": Cast("disposed_at", CharField()),
}
READ = (
    *("pk", "title", "text", "language", "perspective", "level", "addressed_to"),
    *("is_before", "is_during", "is_after", "disposition_reason"),
    *(
        "disposed_at",
        "submission__public_at",
        "submission__category",
        "submission__category_other",
        "submission__country",
    ),
    *("submission__region", "submission__publication", "submission__stakeholder__slug"),
)


class Row(NamedTuple):
    """A row of a table; its mark begins with the table, "" where another's stands for it too."""

    table: str
    values: Sequence[Any]
    mark: str = ""


def rows() -> Iterator[Row]:
    """Yield every row that the public may see; a table's rows in an order that tells nothing."""
    for table in TABLES:
        if table.rows:
            yield from _of(table)
    yield from _recommendations()
    yield from _citations()
    yield from figures()


def marks() -> set[str]:
    """Return the marks of all rows that are public now, without reading what was said."""
    found = {row.mark for table in TABLES if table.rows for row in _of(table)}
    said = Recommendation.objects.public().order_by().annotate(**MADE).values_list(*MARKED)
    found.update(_mark("recommendations", values) for values in said.iterator())
    found.update(row.mark for row in _citations())
    return found


def figures() -> Iterator[Row]:
    """Yield the rows that count others; nobody ceases to be public when they change."""
    named = When(submission__publication=Publication.NAMED, then=F("submission__region"))
    shown_region = Case(named, default=Value(NOT_DISCLOSED))
    public = Recommendation.objects.public().annotate(shown_region=shown_region)
    columns = ("submission__call__slug", "submission__category", "shown_region")
    groups = public.values_list(*columns).annotate(number=Count("pk")).order_by(*columns)
    for call, category, region, number in groups:
        yield Row("participation", (call, category, region, number))
    counted = Submission.objects.counted().values_list("call__slug")
    for call, number in counted.annotate(number=Count("pk")).order_by("call__slug"):
        yield Row("counted_only", (call, number))


def _of(table: Table) -> Iterator[Row]:
    assert table.rows
    shown = len(table.columns)
    for values in table.rows().values_list(*table.fields, *table.marked).iterator():
        plain = [_plain(value) for value in values]
        yield Row(table.name, plain[:shown], _mark(table.name, plain))


def _recommendations() -> Iterator[Row]:
    """Yield recommendations by reference, each with its themes and what became of it.

    Any other order would tell which recommendations came together in one answer.
    """
    with translation.override("en"):
        base = settings.BASE_URL + reverse("submissions:recommendation-list")
    calls = {call.pk: call for call in Call.objects.public()}
    public = Recommendation.objects.public()
    found = list(public.order_by("reference").values_list("reference", flat=True))
    for start in range(0, len(found), PER_CHUNK):
        chunk = Recommendation.objects.public().filter(
            reference__in=found[start : start + PER_CHUNK], submission__call__in=calls
        )
        chunk = chunk.order_by("reference").annotate(**MADE)
        said = list(chunk.values(*MARKED, *READ))
        themes = _themes([row["pk"] for row in said])
        for row in said:
            yield from _said(row, calls[row["submission__call"]], base, themes.get(row["pk"], []))


def _said(row: dict[str, Any], call: Call, base: str, themes: list[str]) -> Iterator[Row]:
    reference = row["reference"]
    is_named = row["submission__publication"] == Publication.NAMED
    since = max(filter(None, (row["submission__public_at"], call.publish_from)))
    who = (row["submission__stakeholder__slug"] or "", row["submission__category"])
    of_named = [row[f"submission__{name}"] for name in ("category_other", "country", "region")]
    values = (
        *(reference, f"{base}{reference}/", call.slug),
        *(who if is_named else ("", who[1])),
        *(of_named if is_named else ("", "", NOT_DISCLOSED)),
        *(row[name] for name in ("language", "title", "text", "perspective", "level")),
        *(int(row[f"is_{phase}"]) for phase in ("before", "during", "after")),
        *(row["addressed_to"], day_of(since, call)),
    )
    yield Row("recommendations", values, _mark("recommendations", [row[name] for name in MARKED]))
    for theme in themes:
        yield Row("recommendation_themes", (reference, theme))
    if row["disposition"]:
        told = (row["disposition"], row["disposition_reason"], day_of(row["disposed_at"], call))
        yield Row("dispositions", (reference, *told))


def _themes(keys: list[int]) -> dict[int, list[str]]:
    """Return recommendation -> the codes of its themes, in order."""
    pairs = Recommendation.themes.through.objects.filter(recommendation__in=keys)
    found: dict[int, list[str]] = {}
    for key, slug in pairs.order_by("theme__slug").values_list("recommendation", "theme__slug"):
        found.setdefault(key, []).append(slug)
    return found


def _citations() -> Iterator[Row]:
    said = Recommendation.objects.public().filter(pk=OuterRef("recommendation"))
    traces = Trace.objects.public().filter(Exists(said)).select_related("recommendation")
    for trace in traces.order_by("statement_id", "recommendation__reference"):
        row = trace.recommendation
        values = (trace.statement_id, row.reference, trace.kind, shown_quote(trace, row))
        yield Row("citations", values, _mark("citations", values))


def _plain(value: Any) -> Any:
    """Return a value as SQLite keeps it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _mark(table: str, values: Iterable[Any]) -> str:
    text = "\0".join([table, *map(str, values)])
    return f"{table}:{blake2b(text.encode(), digest_size=12).hexdigest()}"
