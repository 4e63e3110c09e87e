"""What stakeholders said: the list, and one recommendation with its files."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from common.files import download
from common.references import normalise_reference
from submissions import linked, similar, threads
from submissions.asking import NEWEST, OLDEST, RELEVANCE, STAKEHOLDER, Asked, asked_for
from submissions.cards import cards
from submissions.gone import why_gone
from submissions.models import (
    Attachment,
    Call,
    Publication,
    Recommendation,
    UnofficialTranslation,
)
from submissions.search import Page, Results, search
from submissions.similar import LINE, LINE_WITH
from submissions.unofficial import LANGUAGES

SORT_LABELS = {
    RELEVANCE: _("relevance"),
    NEWEST: _("newest"),
    OLDEST: _("oldest"),
    STAKEHOLDER: _("stakeholder"),
}
# Of one recommendation: what its call prepares and feeds.
ABOVE = (
    "submission__call__workshop",
    "submission__call__milestone__workshop__dialogue",
)


class RecommendationList(TemplateView):
    """Browse and search; everything that was asked stands in the address."""

    template_name = "submissions/recommendation_list.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was asked, the results, and the addresses around them."""
        asked = asked_for(self.request.GET)
        results = search(asked.query, asked.filters, asked.sort, asked.page)
        asked = replace(asked, filters=results.filters)
        return super().get_context_data(
            asked=asked,
            results=results,
            cards=cards(results.rows, results.vocabulary, results.query),
            chips=_chips(asked, results),
            nearer=asked.encoded(query=results.suggestion) if results.suggestion else "",
            offers=[
                {"offer": offer, "query": Asked(filters={offer.facet: (offer.code,)}).encoded()}
                for offer in results.offers
            ],
            without_query=asked.encoded(query=""),
            feed=_feed(asked),
            linked={} if asked.is_narrowed else linked.of_all(results),
            sorts=[
                {"name": name, "label": label, "query": asked.encoded(sort=name)}
                for name, label in SORT_LABELS.items()
                # Nothing but words can be ranked: a phrase alone cannot.
                if results.query.words or name != RELEVANCE
            ],
            **page_links(results.page, asked.encoded),
            open_call=None if results.total else Call.objects.public().open().first(),
            **kwargs,
        )


def _feed(asked: Asked) -> str:
    """Return the address of the feed with the same words and filters."""
    query = asked.encoded(sort="")
    return reverse("submissions:recommendation-feed") + (f"?{query}" if query else "")


def _chips(asked: Asked, results: Results) -> list[dict[str, str]]:
    """Return each active filter with the address that takes it away."""
    return [
        {
            "name": facet.label,
            "label": choice.label,
            "query": asked.without(facet.name, choice.code),
        }
        for facet in results.facets
        for choice in facet.chosen
    ]


def page_links(page: Page, encoded: Callable[..., str]) -> dict[str, Any]:
    """Return the addresses of other pages; `encoded` gives the one of `page=number`.

    `pages` has number and query of those to link to, a gap without number; `previous` and `next`
    are None where there is none.
    """
    return {
        "pages": [
            {"number": number, "query": encoded(page=number) if number else ""}
            for number in page.near
        ],
        "previous": encoded(page=page.number - 1) if page.number > 1 else None,
        "next": encoded(page=page.number + 1) if page.number < page.pages else None,
    }


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one recommendation; 410 for one that was public, 404 for any other."""
    canonical = normalise_reference(reference)
    if not canonical:
        raise Http404
    if canonical != reference:
        return redirect("submissions:recommendation-detail", canonical, permanent=True)
    at = timezone.now()
    public = Recommendation.objects.public(at).filter(reference=canonical).for_cards()
    row = public.select_related(*ABOVE).first()
    if row is None:
        return _gone(request, canonical)
    is_named = row.submission.publication == Publication.NAMED
    translation, others = _translations(row)
    siblings, near = _beside(row, at)
    context = {
        "translation": translation,
        "other_translations": others,
        "recommendation": row,
        "submission": row.submission,
        "call": row.submission.call,
        "dialogue": row.submission.call.dialogue,
        "thread": threads.of_recommendation(row),
        "is_named": is_named,
        "public_since": row.submission.public_since,
        "files": _files(row) if is_named else [],
        "siblings": siblings,
        "similar": near,
        "address": settings.BASE_URL + row.get_absolute_url(),
    }
    return render(request, "submissions/recommendation_detail.html", context)


def _gone(request: HttpRequest, reference: str) -> HttpResponse:
    why = why_gone(reference)
    if why is None:
        raise Http404
    context = {"reference": reference, "why": why.words}
    return render(request, "submissions/recommendation_gone.html", context, status=410)


def _translations(
    row: Recommendation,
) -> tuple[UnofficialTranslation | None, list[UnofficialTranslation]]:
    """Return the translation into the language of the page, if there is one, and the others."""
    public = UnofficialTranslation.objects.public().filter(recommendation=row)
    found = {one.language: one for one in public}
    for one in found.values():
        one.recommendation = row
    own = found.pop(get_language() or "en", None)
    return own, [found[code] for code in LANGUAGES if code in found]


def _files(row: Recommendation) -> QuerySet[Attachment]:
    """Return the files that came with the answer and were not taken out again."""
    return row.submission.attachments.filter(removed_at=None)


def _beside(row: Recommendation, at: datetime) -> tuple[list[Any], list[Any]]:
    """Return the other public ones of a named answer, and those that say something similar.

    What is anonymous shows no siblings, and they may be similar; those that are shown are not
    shown twice. Three queries.
    """
    places = similar.places_of(row, at)
    is_named = row.submission.publication == Publication.NAMED
    wanted = Q(pk__in=places)
    if is_named:
        wanted |= Q(submission=row.submission)
    public = Recommendation.objects.public(at).filter(wanted).exclude(pk=row.pk).order_by("number")
    rows = list(public.select_related(*LINE_WITH).only(*LINE))
    siblings = [one for one in rows if is_named and one.submission_id == row.submission_id]
    return siblings, similar.nearest([one for one in rows if one not in siblings], places)


@require_safe
def file(request: HttpRequest, reference: str, pk: int) -> FileResponse:
    """Send a file of a public recommendation whose stakeholder is named. 404 for any other."""
    public = Recommendation.objects.public().named().select_related("submission")
    row = get_object_or_404(public, reference=normalise_reference(reference))
    attachment = get_object_or_404(_files(row), pk=pk)
    return download(attachment.file, name=attachment.name, content_type=attachment.content_type)
