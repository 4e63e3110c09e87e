"""The thread at the top of a page: dialogue, workshop, call, recommendation, what comes after."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.models import Dialogue, Milestone, Workshop
from submissions.models import Call, Recommendation

Step = dict[str, Any]
# The name of the step that a later app leads on from.
OUTCOME = "outcome"


def of_call(call: Call, *, recommendations: int) -> list[Step]:
    """Return the thread of a call's page; its recommendations are a step once there are any."""
    said: Step = {"label": _("Recommendations")}
    if recommendations:
        said["url"] = recommendations_url(call)
    return [
        *above(call.dialogue, call.workshop),
        {"label": _("Call for input"), "here": True},
        said,
        *_below(call),
    ]


def of_recommendation(row: Recommendation) -> list[Step]:
    """Return the thread of a recommendation's page."""
    call = row.submission.call
    return [
        *above(call.dialogue, call.workshop),
        {"label": _("Call for input"), "url": call.get_absolute_url()},
        {"label": _("Recommendations"), "url": recommendations_url(call)},
        {"label": row.reference, "here": True},
        *_below(call),
    ]


def recommendations_url(call: Call) -> str:
    """Return the address of the list of what was said in a call."""
    return f"{reverse('submissions:recommendation-list')}?call={call.slug}"


def above(dialogue: Dialogue, workshop: Workshop | None) -> list[Step]:
    """Return the steps from a dialogue to one of its workshops, where that is public."""
    steps = [{"label": str(dialogue.year), "url": dialogue.get_absolute_url()}]
    if workshop and workshop.is_published:
        url = reverse("dialogues:workshop-detail", args=[dialogue.slug, workshop.slug])
        steps.append({"label": workshop.called, "url": url})
    return steps


def ahead(milestone: Milestone | None) -> list[Step]:
    """Return the milestone that is fed as a step, while it is still to come."""
    if milestone is None or milestone.last_day < timezone.localdate():
        return []
    return [{"label": milestone.heading}] if milestone.is_public else []


def _below(call: Call) -> list[Step]:
    """Return what is still to come: the outcome, and the milestone that it feeds."""
    return [{"label": _("Outcome"), "name": OUTCOME}, *ahead(call.milestone)]
