"""One stakeholder and what it said, in all dialogues."""

from collections import Counter
from itertools import groupby
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from dialogues.models import Dialogue
from submissions.asking import Asked, page_number
from submissions.cards import cards
from submissions.models import Recommendation, Stakeholder
from submissions.querysets import RecommendationQuerySet
from submissions.search import PER_PAGE, in_order, page_of, rows_of
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
    vocabulary = Vocabulary.current()
    dialogues = _dialogues(spoken, vocabulary)
    total = sum(one["number"] for one in dialogues)
    if not total:
        raise Http404
    page = page_of(total, page_number(request.GET.get("page", "")))
    rows = rows_of(
        in_order(spoken, vocabulary, by_dialogue=True), vocabulary, page.start, page.stop
    )
    numbers = {one["dialogue"]: one["number"] for one in dialogues}
    context = {
        "stakeholder": stakeholder,
        "total": total,
        "dialogues": dialogues,
        "parts": [
            {"dialogue": dialogue, "number": numbers[dialogue], "cards": cards(some, vocabulary)}
            for dialogue, some in groupby(rows, lambda row: row.submission.call.dialogue)
        ],
        "page": page,
        **page_links(page, Asked().encoded),
        "is_sample": all(one["dialogue"].is_demonstration for one in dialogues),
    }
    return render(request, "submissions/stakeholder_detail.html", context)


def _dialogues(spoken: RecommendationQuerySet, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Return the dialogues in which it spoke in the order of the page, newest first; one query.

    Each with the `number` of what it said, and the `query` of the page where that begins.
    """
    calls = vocabulary.calls
    by_call = spoken.order_by().values_list("submission__call").annotate(Count("pk"))
    numbers: Counter[Dialogue] = Counter()
    for call, number in by_call:
        if call in calls:  # it may have been unpublished since
            numbers[calls[call].dialogue] += number
    found, before = [], 0
    for dialogue in sorted(numbers, key=lambda one: (-one.year, one.pk)):
        page = before // PER_PAGE + 1
        query = Asked().encoded(page=page)
        found.append({"dialogue": dialogue, "number": numbers[dialogue], "query": query})
        before += numbers[dialogue]
    return found
