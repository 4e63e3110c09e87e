"""Where recommendations went, and what dialogues came to, for pages of earlier apps."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import template
from django.db.models import Count, Q
from django.utils import timezone

from dialogues.models import Dialogue, Workshop
from outcomes import threads
from outcomes import weave as weaving
from outcomes.models import OutcomeDocument, StocktakingPaper, Trace
from outcomes.quoting import is_quoted
from outcomes.weave import Weave
from outcomes.weave_drawing import NARROW, WIDE, Drawing
from submissions.models import Call, Recommendation

register = template.Library()
register.simple_tag(threads.onward)


@register.inclusion_tag("outcomes/_went.html")
def statements_of(recommendation: Recommendation) -> dict[str, Any]:
    """Show the public statements that rest on a recommendation.

    The caller knows that the person may read the recommendation.
    """
    traces = threads.traces_of(recommendation)
    return {"shown": [_shown(trace, recommendation) for trace in traces]}


@register.simple_tag
def resting_on(recommendations: Iterable[Recommendation]) -> dict[int, list[dict[str, Any]]]:
    """Return recommendation -> the public statements that rest on it, in one query.

    Each has `trace` and `quote`; the quote is "" where the words have changed since.
    """
    rows = {row.pk: row for row in recommendations}
    found: dict[int, list[dict[str, Any]]] = {key: [] for key in rows}
    for trace in threads.public_traces().filter(recommendation__in=rows):
        found[trace.recommendation_id].append(_shown(trace, rows[trace.recommendation_id]))
    return found


def _shown(trace: Trace, row: Recommendation) -> dict[str, Any]:
    quote = trace.quote if is_quoted(trace.quote, row.text) else ""
    return {"trace": trace, "quote": quote, "language": row.language}


@register.inclusion_tag("outcomes/_outcomes_of.html")
def outcomes_of(of: Dialogue | Workshop) -> dict[str, Any]:
    """Show the public outcome documents of a dialogue, or of one workshop."""
    if isinstance(of, Workshop):
        public = OutcomeDocument.objects.public().select_related("dialogue", "workshop")
        return {"documents": public.filter(workshop=of)}
    papers = StocktakingPaper.objects.public().filter(dialogue=of)
    return {"documents": weaving.documents_of(of), "papers": papers}


@register.inclusion_tag("outcomes/_weave.html")
def weave_drawing(weave: Weave) -> dict[str, Any]:
    """Draw what was said in a dialogue: the numbers beside it say the same in words."""
    return {
        "weave": weave,
        "wide": Drawing.of(weave, WIDE),
        "narrow": Drawing.of(weave, NARROW),
    }


@register.simple_tag
def weave_of(dialogue: Dialogue) -> Weave:
    """Return what was said in a dialogue, to be drawn. Two queries."""
    return weaving.weave_of(dialogue, timezone.now())


@register.simple_tag
def standing_of(dialogue: Dialogue, weave: Weave) -> list[weaving.Standing]:
    """Return where each workshop of a dialogue stands. One query."""
    return weaving.standing(dialogue, weave, timezone.now())


@register.simple_tag
def woven_filters(weave: Weave) -> str:
    """Return the query of the list that shows what is woven."""
    return f"?{urlencode([('call', bundle.call.slug) for bundle in weave.bundles])}"


@register.inclusion_tag("outcomes/_latest_paper.html")
def latest_paper() -> dict[str, Any]:
    """Show the newest stocktaking paper, samples after real ones. One query."""
    papers = StocktakingPaper.objects.public()
    return {"papers": papers.order_by("dialogue__is_demonstration", "-pk")[:1]}


@register.inclusion_tag("outcomes/_papers_of.html")
def papers_of(call: Call) -> dict[str, Any]:
    """List the stocktaking papers that carry what was said in a call."""
    return {"papers": StocktakingPaper.objects.public().carrying(call)}


@register.inclusion_tag("outcomes/_coverage.html")
def coverage_of(call: Call) -> dict[str, Any]:
    """Show how many of a closed call's recommendations are answered; nothing while it is open.

    Those that readers can see: what is counted only stands in neither number, whose difference
    would tell of it. One query.
    """
    if call.closes_at > timezone.now():
        return {}
    shown = Recommendation.objects.public().filter(submission__call=call)
    told = Count("pk", filter=~Q(disposition=""))
    return shown.aggregate(total=Count("pk"), answered=told)
