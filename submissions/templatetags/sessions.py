"""What was said in answer to a session, for the programme of a workshop."""

from django import template

from dialogues.models import Workshop
from submissions.models import Recommendation

register = template.Library()
SHOWN = (
    *("reference", "title", "text", "language", "session"),
    *("submission__publication", "submission__category", "submission__organization"),
    "submission__stakeholder__name",
)


@register.simple_tag
def arisen_from(workshop: Workshop) -> dict[int, list[Recommendation]]:
    """Return session -> the public recommendations that arose from it, in one query."""
    rows = Recommendation.objects.public().filter(session__workshop=workshop)
    found: dict[int, list[Recommendation]] = {}
    # By reference: any other order could set the siblings of an anonymous answer side by side.
    shown = rows.select_related("submission__stakeholder").only(*SHOWN)
    for row in shown.order_by("reference"):
        assert row.session_id is not None
        found.setdefault(row.session_id, []).append(row)
    return found
