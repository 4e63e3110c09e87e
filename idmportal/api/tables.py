"""The tables of the open data as lists of the API: the same names, meanings and rows."""

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import BaseModel

from common.api import SLUG, Paged, cursor_of, next_page, page_of, place_of, reads, schema_of
from idmportal.opendata.rows import figures
from idmportal.opendata.tables import BY_NAME, Column, Table
from outcomes.models import Trace
from outcomes.sources import sources_of

router = Router(tags=["Dialogues, calls and outcomes"])
KINDS: dict[type[models.Field], Any] = {
    models.BooleanField: bool,
    models.IntegerField: int,
    models.DateTimeField: str,
    models.DateField: str,
}


def kind_of(table: Table, column: Column) -> Any:
    """Return the type of a column, by the field that it is read from."""
    assert table.rows
    field: Any = None
    model: Any = table.rows().model
    for name in column.field.split("__"):
        field = getattr(model, name).field
        model = field.related_model
    kind = next((KINDS[one] for one in type(field).__mro__ if one in KINDS), str)
    return kind | None if field.null else kind


def schema(name: str, table: Table, **more: tuple[Any, str]) -> type[BaseModel]:
    """Return the schema of a row; a flag is true here where files have 1."""
    fields = {
        column.name: (kind_of(table, column), column.meaning.replace("1 where", "Whether", 1))
        for column in table.columns
    }
    return schema_of(name, {**fields, **more})


def rows_of(table: Table, rows: QuerySet[Any]) -> list[dict[str, Any]]:
    """Return rows by column; moments and days as ISO 8601 has them."""
    names = [column.name for column in table.columns]
    return [
        dict(zip(names, map(_plain, values), strict=True))
        for values in rows.values_list(*table.fields)
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def public(table: Table) -> QuerySet[Any]:
    """Return the public rows in the order of their key."""
    assert table.rows
    return table.rows().order_by(*table.fields[: table.key])


def after(table: Table, place: list[str]) -> Q:
    """Return the condition to stand behind a key."""
    behind, same = Q(), Q()
    for field, value in zip(table.fields, place, strict=False):
        behind |= same & Q(**{f"{field}__gt": value})
        same &= Q(**{field: value})
    return behind


def lists(table: Table, row: type[BaseModel], path: str) -> None:
    """Add the list of a table."""

    @reads(
        router,
        path,
        page_of(row),
        path.strip("/"),
        takes=Paged,
        summary=table.meaning,
        description="",
    )
    def rows(request: HttpRequest, response: HttpResponse, query: Query[Paged]) -> dict[str, Any]:
        every = public(table)
        rest = every
        if query.cursor:
            rest = every.filter(after(table, place_of(query.cursor, *[str] * table.key)))
        found = rows_of(table, rest[: query.limit + 1])
        shown, names = found[: query.limit], [column.name for column in table.columns]
        place = [shown[-1][name] for name in names[: table.key]] if shown else []
        cursor = cursor_of(place) if len(found) > query.limit else ""
        return {
            "total": every.count(),
            "next": next_page(request, response, cursor),
            "items": shown,
        }


def one(table: Table, slug: str) -> dict[str, Any]:
    """Return the row of a key; 404 where it is not public."""
    if found := rows_of(table, public(table).filter(slug=slug)):
        return found[0]
    raise Http404


SLUG_OF_PATH: Any = Path(
    pattern=SLUG, max_length=200, description="The last part of the address of its page"
)
DIALOGUES, WORKSHOPS, CALLS = BY_NAME["dialogues"], BY_NAME["workshops"], BY_NAME["calls"]
STAKEHOLDERS, DOCUMENTS = BY_NAME["stakeholders"], BY_NAME["outcome_documents"]
STATEMENTS, CITATIONS = BY_NAME["statements"], BY_NAME["citations"]
Dialogue, Workshop = schema("Dialogue", DIALOGUES), schema("Workshop", WORKSHOPS)
Call, Stakeholder = schema("Call", CALLS), schema("Stakeholder", STAKEHOLDERS)
Document, Theme = schema("OutcomeDocument", DOCUMENTS), schema("Theme", BY_NAME["themes"])
Source = schema_of(
    "Source",
    {
        column.name: (str, column.meaning)
        for column in CITATIONS.columns
        if column.name != "statement"
    },
)
Statement = schema(
    "Statement",
    STATEMENTS,
    sources=(list[Source], "The recommendations that it rests on, by reference"),  # type: ignore[valid-type]  # made at start
)
OneDialogue = schema(
    "OneDialogue",
    DIALOGUES,
    workshops=(list[Workshop], "Its workshops"),  # type: ignore[valid-type]  # made at start
)
OneDocument = schema(
    "OneOutcomeDocument",
    DOCUMENTS,
    statements=(list[Statement], "Its statements by number"),  # type: ignore[valid-type]  # made at start
)

lists(DIALOGUES, Dialogue, "/dialogues")


@reads(
    router,
    "/dialogues/{slug}",
    OneDialogue,
    "dialogue",
    absent=(404,),
    summary="One dialogue with its workshops",
)
def dialogue(request: HttpRequest, slug: str = SLUG_OF_PATH) -> dict[str, Any]:
    found = one(DIALOGUES, slug)
    workshops = public(WORKSHOPS).filter(dialogue__slug=slug)
    return {**found, "workshops": rows_of(WORKSHOPS, workshops)}


lists(WORKSHOPS, Workshop, "/workshops")
lists(CALLS, Call, "/calls")


@reads(router, "/calls/{slug}", Call, "call", absent=(404,), summary="One call for input")
def call(request: HttpRequest, slug: str = SLUG_OF_PATH) -> dict[str, Any]:
    return one(CALLS, slug)


lists(BY_NAME["themes"], Theme, "/themes")
lists(STAKEHOLDERS, Stakeholder, "/stakeholders")


@reads(
    router,
    "/stakeholders/{slug}",
    Stakeholder,
    "stakeholder",
    absent=(404,),
    summary="One stakeholder",
)
def stakeholder(request: HttpRequest, slug: str = SLUG_OF_PATH) -> dict[str, Any]:
    """404 also for one that has said nothing in public under its name, or not any more."""
    return one(STAKEHOLDERS, slug)


lists(DOCUMENTS, Document, "/outcome-documents")


@reads(
    router,
    "/outcome-documents/{slug}",
    OneDocument,
    "outcome-document",
    absent=(404,),
    summary="One outcome document: its statements with their sources",
)
def outcome_document(request: HttpRequest, slug: str = SLUG_OF_PATH) -> dict[str, Any]:
    """Without sources that have left; where words have changed since, their quote is empty."""
    found = one(DOCUMENTS, slug)
    traces = Trace.objects.public().filter(statement__section__document__slug=slug)
    sources = sources_of(traces)
    statements = public(STATEMENTS).filter(section__document__slug=slug).order_by("number", "pk")
    return {
        **found,
        "statements": [
            {**row, "sources": _told(sources.get(row["id"], []))}
            for row in rows_of(STATEMENTS, statements)
        ],
    }


def _told(sources: list[Any]) -> list[dict[str, str]]:
    shown = sorted((row for row in sources if not row.gone), key=lambda row: row.reference)
    return [{"reference": row.reference, "kind": row.kind, "quote": row.quote} for row in shown]


def _figure(name: str, model: str) -> type[BaseModel]:
    """Return the schema of a table that counts: its last column is the number."""
    *codes, number = BY_NAME[name].columns
    fields: dict[str, tuple[Any, str]] = {one.name: (str, one.meaning) for one in codes}
    return schema_of(model, {**fields, number.name: (int, number.meaning)})


Share, CountedOnly = _figure("participation", "Share"), _figure("counted_only", "CountedOnly")
Participation = schema_of(
    "Participation",
    {
        name: (list[row], BY_NAME[name].meaning)  # type: ignore[valid-type]  # made at start
        for name, row in (("participation", Share), ("counted_only", CountedOnly))
    },
)


@reads(router, "/participation", Participation, "participation", summary="Who has spoken")
def participation(request: HttpRequest) -> dict[str, list[dict[str, Any]]]:
    """How many public recommendations by call, category and region, and how many answers are
    counted and not published.
    """
    found: dict[str, list[dict[str, Any]]] = {"participation": [], "counted_only": []}
    for row in figures():
        names = [column.name for column in BY_NAME[row.table].columns]
        found[row.table].append(dict(zip(names, row.values, strict=True)))
    return found
