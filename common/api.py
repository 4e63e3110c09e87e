"""What the API of every app stands on: parameters, problems, and pages of a list."""

import json
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Field, NinjaAPI, Router, Schema
from ninja.decorators import decorate_view
from ninja.errors import ValidationError
from pydantic import BaseModel, create_model

PROBLEM_TYPE = "application/problem+json"
MOST_ROWS = 100
SLUG = r"^[-a-zA-Z0-9_]+$"
View = Callable[..., Any]


class Problem(Schema):
    """Why there is no answer (RFC 9457)."""

    title: str = Field(description="The status in words")
    status: int = Field(description="The status")
    detail: str = Field(description="What is wrong, in English, for people")
    parameter: str = Field(description="Name of the parameter that is meant; may be empty")


class Paged(Schema):
    """Which page of a list is asked for."""

    limit: int = Field(20, ge=1, le=MOST_ROWS, description="How many rows at most")
    cursor: str = Field(
        "", max_length=2_000, description="Where to go on: from “next” of the page before"
    )


class Refused(Exception):
    """There is no answer: the status, why, and the parameter that is meant."""

    def __init__(self, status: HTTPStatus, detail: str, parameter: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.parameter = status, detail, parameter


def invalid(detail: str, parameter: str) -> Refused:
    """Return the refusal of what a parameter says."""
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail, parameter)


def problem(request: HttpRequest, error: Refused) -> HttpResponse:
    """Return a refusal as a response."""
    said = {"title": error.status.phrase, "status": error.status.value}
    said |= {"detail": error.detail, "parameter": error.parameter}
    return JsonResponse(said, status=error.status, content_type=PROBLEM_TYPE)


def tell_problems(api: NinjaAPI) -> None:
    """Let the API answer whatever is refused with a `Problem`."""
    nothing = Refused(HTTPStatus.NOT_FOUND, "There is nothing public at this address.")
    api.exception_handler(Refused)(problem)
    api.exception_handler(Http404)(lambda request, error: problem(request, nothing))
    api.exception_handler(ValidationError)(
        lambda request, error: problem(request, _refusal(error.errors[0]))
    )


def _refusal(error: Mapping[str, Any]) -> Refused:
    """Return what pydantic found first: its place ends with the parameter, or a number in it."""
    names = [part for part in error["loc"] if isinstance(part, str)]
    return invalid(error["msg"], names[-1])


def reads(
    router: Router,
    path: str,
    answer: Any,
    name: str,
    *,
    takes: type[Schema] | None = None,
    absent: tuple[int, ...] = (),
    **more: Any,
) -> Callable[[View], View]:
    """Return the decorator of an operation that reads: GET and HEAD, no other parameter.

    `takes`: the parameters in the query; `absent`: the statuses besides 200 and 422.
    """
    known = set(takes.model_fields) if takes else set()

    def checked(run: View) -> View:
        @wraps(run)
        def checking(request: HttpRequest, **parts: Any) -> Any:
            if unknown := sorted(set(request.GET) - known):
                told = f"Unknown parameter. Known: {', '.join(sorted(known)) or 'none'}."
                return problem(request, invalid(told, unknown[0]))
            return run(request, **parts)

        return checking

    def decorate(view: View) -> View:
        operation = router.api_operation(
            ["GET", "HEAD"],
            path,
            response={200: answer, **dict.fromkeys((*absent, 422), Problem)},
            url_name=f"api-{name}",
            operation_id=name,
            **more,
        )
        return operation(decorate_view(checked)(view))

    return decorate


def schema_of(name: str, fields: Mapping[str, tuple[Any, str]]) -> type[BaseModel]:
    """Return a schema of that name: field -> its type and meaning."""
    described = {key: (kind, Field(description=said)) for key, (kind, said) in fields.items()}
    made: type[BaseModel] = create_model(name, __base__=BaseModel, **described)  # type: ignore[call-overload]  # fields by name
    return made


def page_of(row: type[BaseModel], **more: Any) -> type[BaseModel]:
    """Return the schema of a page of such rows, with `more` fields."""
    fields = {
        "total": (int, Field(description="How many rows there are on all pages")),
        "next": (str | None, Field(description="Address of the next page; null on the last")),
        "items": (list[row], Field(description="The rows")),  # type: ignore[valid-type]  # made at start
        **more,
    }
    made: type[BaseModel] = create_model(f"{row.__name__}Page", __base__=BaseModel, **fields)
    return made


def next_page(request: HttpRequest, response: HttpResponse, cursor: str) -> str | None:
    """Return the address of the page from a cursor on, also as a Link; None where there is none."""
    if not cursor:
        return None
    parameters = request.GET.copy()
    parameters["cursor"] = cursor
    address = f"{settings.BASE_URL}{request.path}?{parameters.urlencode()}"
    response["Link"] = f'<{address}>; rel="next"'
    return address


def cursor_of(place: list[Any]) -> str:
    """Return the cursor that says where a page ended, by the values that order its last row."""
    return urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def place_of(cursor: str, *kinds: type) -> list[Any]:
    """Return what a cursor says: values of these kinds.

    Raises Refused for what is no cursor of this list.
    """
    try:
        place = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        place = None
    if not isinstance(place, list) or [*map(type, place)] != [*kinds] or _is_odd(place):
        raise invalid("No cursor of this list in this order: take it from `next`.", "cursor")
    return place


def _is_odd(place: list[Any]) -> bool:
    """Tell whether any text has a sign that no row has, and that a database may refuse.

    Joiners and marks of direction, category Cf, stand in names.
    """
    texts = (part for part in place if isinstance(part, str))
    return any(unicodedata.category(char) in ("Cc", "Cs") for text in texts for char in text)
