"""Calls for input in templates of any app: where they stand, and those of a dialogue."""

from typing import Any

from django import template
from django.db.models import Count

from dialogues.models import Dialogue, Workshop
from submissions import deadlines, threads
from submissions.models import Call, Recommendation

register = template.Library()
register.filter("phase", deadlines.phase)
register.filter("time_left", deadlines.time_left)
register.filter("deadline", deadlines.deadline)
register.filter("where", deadlines.where)
register.filter("place", deadlines.place)
register.filter("recommendations_url", threads.recommendations_url)


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    """Return the value of a key that only the template knows; None where there is none."""
    return mapping.get(key)


@register.inclusion_tag("submissions/_calls_of.html")
def calls_of(dialogue: Dialogue, workshop: Workshop | None = None) -> dict[str, Any]:
    """Show the public calls of a dialogue, or those that one of its workshops is prepared by."""
    rows = Call.objects.public().filter(dialogue=dialogue).order_by("closes_at")
    if workshop:
        rows = rows.filter(workshop=workshop)
    calls = list(rows.select_related("dialogue", "workshop"))
    said = Recommendation.objects.public().filter(submission__call__in=calls)
    numbers = said.values_list("submission__call").annotate(number=Count("pk")).order_by()
    return {"calls": calls, "said": dict(numbers) if calls else {}}
