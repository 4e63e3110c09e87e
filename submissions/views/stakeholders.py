"""One stakeholder and what it said, in all dialogues."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from submissions.asking import Asked, page_number
from submissions.cards import cards
from submissions.models import Recommendation, Stakeholder
from submissions.search import in_order, page_of, rows_of
from submissions.stakeholders import has_spoken_as
from submissions.views.recommendations import page_links
from submissions.vocabulary import Vocabulary


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a stakeholder with public recommendations under its name; 404 for any other."""
    stakeholder = get_object_or_404(Stakeholder, slug=slug)
    public = Stakeholder.objects.public()
    if stakeholder.merged_into_id:
        kept = get_object_or_404(public, pk=stakeholder.merged_into_id)
        if not has_spoken_as(kept, stakeholder):
            raise Http404
        return redirect(kept, permanent=True)
    spoken = Recommendation.objects.public().named().filter(submission__stakeholder=stakeholder)
    total = spoken.count()
    if not total:
        raise Http404
    page = page_of(total, page_number(request.GET.get("page", "")))
    vocabulary = Vocabulary()
    rows = rows_of(
        in_order(spoken, vocabulary, by_dialogue=True), vocabulary, page.start, page.stop
    )
    context = {
        "stakeholder": stakeholder,
        "total": total,
        "parts": [
            {"dialogue": dialogue, "cards": cards(of_dialogue, vocabulary)}
            for dialogue, of_dialogue in groupby(rows, lambda row: row.submission.call.dialogue)
        ],
        "page": page,
        **page_links(page, Asked().encoded),
        "is_sample": all(row.submission.call.dialogue.is_demonstration for row in rows),
    }
    return render(request, "submissions/stakeholder_detail.html", context)
