"""The stocktaking paper: its page, its print view, and what can be taken away."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.row_keys import row_key
from outcomes import threads
from outcomes.models import Edition, StocktakingPaper
from outcomes.papers import tables
from outcomes.papers.reading import Paper, read


@require_safe
def newest(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the newest edition; 404 for a paper that is not public."""
    paper = get_object_or_404(StocktakingPaper.objects.public(), slug=slug)
    return page(request, _edition(slug, str(paper.editions.count())))


@require_safe
def detail(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Show one edition."""
    return page(request, _edition(slug, number))


@require_safe
def printed(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Show one edition as it is printed: no navigation, and references with their addresses."""
    return page(request, _edition(slug, number), "paper_print", site=settings.BASE_URL)


@require_safe
def as_csv(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Return the entries of one edition as CSV."""
    edition = _edition(slug, number)
    text = tables.to_csv(read(edition), settings.BASE_URL)
    return _attachment(HttpResponse(text, content_type="text/csv; charset=utf-8"), edition, "csv")


@require_safe
def as_json(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Return one edition as JSON: what is frozen, and the words that are public now."""
    edition = _edition(slug, number)
    content = tables.to_json(read(edition), settings.BASE_URL)
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    return _attachment(response, edition, "json")


@require_safe
def as_frozen(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Return the bytes that were frozen: their SHA-256 is the digest on the page."""
    edition = _edition(slug, number)
    response = HttpResponse(edition.frozen, content_type="application/json")
    return _attachment(response, edition, "frozen.json")


def _edition(slug: str, number: str) -> Edition:
    """Return a public edition; raises Http404 for any other."""
    public = StocktakingPaper.objects.public().filter(slug=slug)
    rows = Edition.objects.filter(paper__in=public, number=row_key(number))
    found: Edition = get_object_or_404(
        rows.select_related("paper__dialogue", "paper__call__workshop", "paper__milestone")
    )
    return found


def _attachment(response: HttpResponse, edition: Edition, ending: str) -> HttpResponse:
    name = f"{edition.paper.slug}-{edition.number}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def page(
    request: HttpRequest, edition: Edition, template: str = "paper_detail", site: str = ""
) -> HttpResponse:
    """Draw an edition; whoever may see it is asked by the caller.

    `site` goes before the addresses of recommendations: printed, they are written out.
    """
    paper = read(edition)
    editions = list(edition.paper.editions.only("number", "as_of", "paper"))
    context = {
        "paper": paper,
        "row": edition.paper,
        "edition": edition,
        "site": site,
        "newest": editions[0],
        "editions": editions,
        "dialogue": edition.paper.dialogue,
        "thread": threads.of_paper(edition),
        **_dated(paper),
    }
    return render(request, f"outcomes/{template}.html", context)


def _dated(paper: Paper) -> dict[str, Any]:
    """Return the milestone and the calls with dates in place of frozen text."""
    milestone = paper.frozen["paper"]["milestone"]
    if milestone:
        days = {name: date.fromisoformat(milestone[name]) for name in ("starts_on", "ends_on")}
        milestone = {**milestone, **days}
    calls = [
        {**call, **{name: datetime.fromisoformat(call[name]) for name in ("opens_at", "closes_at")}}
        for call in paper.frozen["calls"]
    ]
    return {"milestone": milestone, "calls": calls}
