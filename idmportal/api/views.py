"""The description of the API: for programs, and as a page with examples."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from idmportal.api.portal import described


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Send the OpenAPI document."""
    return JsonResponse(described())


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show what can be asked, with examples to run."""
    context = {
        "address": f"{settings.BASE_URL}{reverse('api:api-root')}",
        "operations": [
            _operation(path, methods["get"]) for path, methods in described()["paths"].items()
        ],
    }
    return render(request, "api/page.html", context)


def _operation(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    """Return what the page shows of an operation."""
    return {
        "path": path,
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "parameters": [{**one, "codes": _codes(one["schema"])} for one in operation["parameters"]],
        "statuses": ", ".join(map(str, operation["responses"])),
        "fields": _fields(operation["responses"][200]["content"]["application/json"]["schema"]),
    }


def _codes(schema: dict[str, Any]) -> list[str]:
    """Return the values that a parameter can have, where they are few and known."""
    inner = [schema, schema.get("items", {}), *schema.get("anyOf", [])]
    enum: list[str] = next((one["enum"] for one in inner if "enum" in one), [])
    return [code for code in enum if code]


def _fields(schema: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the fields of an answer, those of the rows of a page after a dot."""
    found = []
    for name, field in _resolved(schema)["properties"].items():
        found.append((name, field.get("description", "")))
        listed = [field, *field.get("anyOf", [])]
        for inner in (one["items"] for one in listed if "items" in one):
            if "$ref" in inner:
                found += [(f"{name}.{part}", said) for part, said in _fields(inner)]
    return found


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Return what a reference leads to."""
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = described()["components"]["schemas"][name] if name else schema
    return found
