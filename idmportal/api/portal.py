"""The API put together, and the document that describes it."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import NinjaAPI, Router

from common.api import PROBLEM_TYPE, tell_problems
from idmportal.api import tables
from submissions.api import router as recommendations

api = NinjaAPI(
    title="International Dialogue on Migration",
    version="1",
    description="What the portal publishes, read-only and without a key. Texts are in the "
    "language in which they were sent, or as the IDM Unit wrote them first.",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    servers=[{"url": settings.BASE_URL}],
)
tell_problems(api)
others = Router()


@others.api_operation(
    ["GET", "HEAD"], "/{path:rest}", url_name="api-nothing", include_in_schema=False
)
def nothing(request: HttpRequest, rest: str) -> None:
    """Answer any other address."""
    raise Http404


# In the order in which an address is looked for.
for router in (recommendations, tables.router, others):
    api.add_router("", router)


@cache
def described() -> dict[str, Any]:
    """Return the OpenAPI document.

    Whatever can be read can be asked for with HEAD, which OpenAPI need not be told of each; a
    problem has a media type of its own.
    """
    document: dict[str, Any] = {**api.get_openapi_schema()}
    for operations in document["paths"].values():
        operations.pop("head")
        for status, response in operations["get"]["responses"].items():
            if status != 200:
                response["content"] = {PROBLEM_TYPE: response["content"]["application/json"]}
    return document
