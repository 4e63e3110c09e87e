"""What was said, for programs: the list as its page has it, and one recommendation."""

from http import HTTPStatus
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone, translation
from ninja import Field, Path, Query, Router, Schema
from pydantic import create_model

from common.api import (
    Paged,
    Refused,
    cursor_of,
    invalid,
    next_page,
    page_of,
    place_of,
    reads,
    schema_of,
)
from common.references import normalise_reference
from submissions import orders
from submissions.asking import (
    FACETS,
    LONGEST_QUERY,
    MOST_VALUES,
    RELEVANCE,
    STAKEHOLDER,
    asked_for,
)
from submissions.exports import COLUMNS, Rows
from submissions.facets import NAMES, Facet
from submissions.gone import why_gone
from submissions.models import Recommendation
from submissions.search import Search
from submissions.vocabulary import FIXED, Vocabulary

router = Router(tags=["Recommendations"])
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
# The columns whose value is no text.
KINDS: dict[str, Any] = {
    **dict.fromkeys(("themes", "theme_names", "phases"), list[str]),
    "is_sample": bool,
}
GAINS = {0.0, *orders.GAINS.values()}
OF_PATH: Any = Path(max_length=40, description=COLUMNS["reference"])
Said = schema_of(
    "Recommendation", {name: (KINDS.get(name, str), said) for name, said in COLUMNS.items()}
)


class InLanguage(Schema):
    """In which language names are given."""

    lang: Literal[LANGUAGES] = Field(  # type: ignore[valid-type]  # those of the settings
        "en", description="Language of names of calls, themes and countries, and of addresses"
    )


class Listed(InLanguage, Paged):
    """What can be asked of the list, besides its filters."""

    q: str = Field("", max_length=LONGEST_QUERY, description="Words, as in the field on the page")
    sort: Literal["", "newest", "oldest", "stakeholder"] = Field(
        "", description="Else by relevance where there are words, and newest first where not"
    )
    facets: bool = Field(False, description="Whether to count what each filter would leave")


def _filter(name: str) -> tuple[Any, Any]:
    """Return the parameter of a filter; its codes, where they are the same in every portal."""
    more: Any = {"enum": FIXED[name]} if name in FIXED else {}
    code = Field(json_schema_extra=more, min_length=1, max_length=LONGEST_QUERY)
    which = "these codes" if name in FIXED else "the codes that facets=1 counts"
    said = f"{NAMES[name]}: any of {which}; may be given several times"
    return list[Annotated[str, code]], Field([], max_length=MOST_VALUES, description=said)


with translation.override("en"):
    Asking: Any = create_model(
        "Asking", __base__=Listed, **{name: _filter(name) for name in FACETS}
    )  # type: ignore[call-overload]  # fields by name


class Value(Schema):
    """One value of a filter."""

    code: str = Field(description="As the filter takes it")
    label: str = Field(description="In words")
    count: int = Field(description="How many recommendations it would leave")


class Counted(Schema):
    """One filter; its values are counted under all other filters."""

    name: str = Field(description="Name of the filter")
    values: list[Value]
    undisclosed: int = Field(description="By region: how many show their category alone")


List = page_of(
    Said,
    facets=(list[Counted] | None, Field(description="Only where they were asked for")),
)


@reads(
    router,
    "/recommendations",
    List,
    "recommendations",
    takes=Asking,
    summary="All recommendations that a search finds",
)
def recommendations(
    request: HttpRequest, response: HttpResponse, query: Query[Asking]
) -> dict[str, Any]:
    """The same set, order and counts as the page and its exports.

    A cursor keeps the place of the last row, not its number: what is added or withdrawn between
    two pages neither repeats nor hides another row. What is new before that place is not met.
    By relevance the order itself shifts a little when rows change: ask for another “sort” to walk.
    """
    with translation.override(query.lang):
        asked = asked_for(request.GET)
        found = Search.of(asked.query, asked.filters, asked.sort, timezone.now())
        _check(request.GET, found.vocabulary)
        start = _start(found, query.cursor) if query.cursor else 0
        keys = found.in_order(start, start + query.limit)
        total = len(found.matches.found)
        has_more = start + query.limit < total
        cursor = _cursor(found, keys) if has_more else ""
        return {
            "total": total,
            "next": next_page(request, response, cursor),
            "items": _rows(keys, found.vocabulary),
            "facets": [_counted(facet) for facet in found.facets] if query.facets else None,
        }


def _check(parameters: QueryDict, vocabulary: Vocabulary) -> None:
    """Refuse values that do not exist, which the page leaves out."""
    for name in FACETS:
        for code in parameters.getlist(name):
            if code not in vocabulary.keys[name]:
                raise invalid(f"There is no such value: “{code}”", name)


def _start(found: Search, cursor: str) -> int:
    """Return how many rows stand before the page that begins at a cursor."""
    order = found.order
    of_order: dict[str, list[type]] = {RELEVANCE: [list], STAKEHOLDER: [bool, str]}
    said, *first, when, reference = place_of(cursor, str, *of_order.get(order, []), int, str)
    if said != order:
        raise invalid(f"This cursor is of the order “{said}”, not “{order}”.", "cursor")
    if order == RELEVANCE:
        (first,) = first
        is_known = all(isinstance(gain, float) and gain in GAINS for gain in first)
        if len(first) != len(found.matches.query.words) or not is_known:
            raise invalid("This cursor is of other words.", "cursor")
    place = orders.Place(tuple(first), when, reference)
    return orders.number_until(found.matches, order, found.vocabulary, place)


def _cursor(found: Search, keys: list[int]) -> str:
    """Return the cursor of the last row that is still there: one that left has no place."""
    order = found.order
    places = (orders.place_of(pk, found.matches, order, found.vocabulary) for pk in keys[::-1])
    place = next(filter(None, places), None)
    if place is None:
        return ""
    first = [[*place.first]] if order == RELEVANCE else place.first
    return cursor_of([order, *first, place.when, place.reference])


def _counted(facet: Facet) -> dict[str, Any]:
    values = [
        {"code": one.code, "label": str(one.label), "count": one.count} for one in facet.choices
    ]
    return {"name": facet.name, "values": values, "undisclosed": facet.undisclosed}


def _rows(keys: list[int], vocabulary: Vocabulary) -> list[dict[str, Any]]:
    public = Recommendation.objects.public().filter(pk__in=keys).order_by()
    named = dict(public.values_list("pk", "reference"))
    return Rows(vocabulary).of([named[pk] for pk in keys if pk in named])


@reads(
    router,
    "/recommendations/{reference}",
    Said,
    "recommendation",
    takes=InLanguage,
    absent=(404, 410),
    summary="One recommendation",
)
def recommendation(
    request: HttpRequest, query: Query[InLanguage], reference: str = OF_PATH
) -> dict[str, Any]:
    """410 tells of one that was public and has left, or has another reference since."""
    with translation.override(query.lang):
        canonical = normalise_reference(reference)
        found = Rows(Vocabulary.current()).of([canonical]) if canonical else []
    if found:
        return found[0]
    why = why_gone(canonical) if canonical else None
    if why is None:
        raise Http404
    raise Refused(HTTPStatus.GONE, str(why.words))
