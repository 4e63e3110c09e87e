"""The page on open data, and its files; what must not be read any more is withheld."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.freshness import once_per_state
from idmportal.opendata import linked
from idmportal.opendata.building import CSV, SQLITE, Build, current
from idmportal.opendata.tables import TABLES
from submissions.models import Call

CONTENT_TYPES = {SQLITE: "application/vnd.sqlite3", CSV: "application/zip"}
# The worker looks every minute, and builds in seconds.
RETRY_AFTER = 120
SHOWN_OF_LOG = 10
LABELS = {SQLITE: _("SQLite database"), CSV: _("CSV, one file for each table")}
ADDRESSES = {SQLITE: "data-sqlite", CSV: "data-csv"}
WITHHELD = _("The files are being built anew. Please come back in a few minutes.")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show what there is to take away, in which tables, under which terms, and since when."""
    built = readable()
    files = _files(built) if built else []
    calls = list(Call.objects.public().select_related("dialogue"))
    context = {
        "built": built,
        "files": files,
        "linked": linked.of_files(built, files, calls),
        "withheld": WITHHELD,
        "log": built.entries[:SHOWN_OF_LOG] if built else [],
        "tables": TABLES,
        "calls": [call for call in calls if call.licence],
    }
    return render(request, "pages/data.html", context)


def _files(built: Build) -> list[dict[str, Any]]:
    return [
        {
            "label": LABELS[name],
            "url": reverse(ADDRESSES[name]),
            "content_type": CONTENT_TYPES[name],
            **about,
        }
        for name, about in built.files.items()
    ]


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send a file; 503 while it is built anew: it was there, and will be."""
    built = readable()
    if built is None:
        return withheld()
    etag = f'"{built.files[name]["sha256"]}"'
    if known := get_conditional_response(request, etag=etag):
        return known
    try:
        opened = built.path(name).open("rb")
    except FileNotFoundError:  # replaced in this very moment
        return withheld()
    stem, _dot, ending = name.rpartition(".")
    response = FileResponse(
        opened,
        as_attachment=True,
        filename=f"{stem}-{built.at.date().isoformat()}.{ending}",
        content_type=CONTENT_TYPES[name],
    )
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response


def readable() -> Build | None:
    """Return the newest build, or None while there is none in which all is still public."""
    built = current()
    try:
        return built if built and _is_intact(built.folder) else None
    except FileNotFoundError:  # replaced in this very moment
        return None


@once_per_state
def _is_intact(folder: str) -> bool:
    """Look whether all in a build is still public: time alone takes nothing back."""
    built = current()
    return built is not None and built.folder == folder and built.is_intact()


def withheld() -> HttpResponse:
    """Say that the file is being built."""
    response = HttpResponse(str(WITHHELD), status=503, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response
