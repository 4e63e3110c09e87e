"""Calls for input: all of them, and one with everything to know before answering."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from common.calendars import calendar_file
from submissions import calendars, deadlines, threads
from submissions.deadlines import Phase
from submissions.forms.answer import CONSEQUENCES
from submissions.models import Call, Publication, Recommendation, Submission


class CallList(ListView):
    """All public calls: open ones first, then those to come, then closed ones."""

    queryset = Call.objects.public().select_related("dialogue", "workshop")
    template_name = "submissions/call_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the calls by phase: first the deadline, the opening or the close that is nearest."""
        calls: dict[Phase, list[Call]] = {phase: [] for phase in Phase}
        for call in self.object_list:
            calls[deadlines.phase(call)].append(call)
        calls[Phase.OPEN].sort(key=lambda call: call.closes_at)
        calls[Phase.UPCOMING].sort(key=lambda call: call.opens_at)
        said = Recommendation.objects.public().values_list("submission__call")
        return super().get_context_data(
            open_calls=calls[Phase.OPEN],
            upcoming_calls=calls[Phase.UPCOMING],
            closed_calls=calls[Phase.CLOSED],
            said=dict(said.annotate(number=Count("pk")).order_by()),
            **kwargs,
        )


class CallDetail(DetailView):
    """One call: what is asked, until when, within which limits, and what becomes of an answer."""

    queryset = (
        Call.objects.public()
        .select_related("dialogue", "workshop", "milestone")
        .prefetch_related("themes")
    )
    template_name = "submissions/call_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where the call stands, what was said in it, and how many are counted only."""
        call = self.object
        said = Recommendation.objects.public().filter(submission__call=call).count()
        return super().get_context_data(
            dialogue=call.dialogue,
            phase=deadlines.phase(call),
            said=said,
            said_url=threads.recommendations_url(call),
            counted=Submission.objects.counted().filter(call=call).count(),
            thread=threads.of_call(call, recommendations=said),
            confirm_until=call.closes_at + timedelta(hours=settings.CONFIRM_GRACE_HOURS),
            megabytes=settings.MAX_FILE_MEGABYTES,
            publications=[(choice.label, CONSEQUENCES[choice]) for choice in Publication],
            **kwargs,
        )


@require_safe
def deadline(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the deadline of a call for a calendar. 404 for one that is not public."""
    public = Call.objects.public().select_related("dialogue", "workshop")
    call = get_object_or_404(public, slug=slug)
    title = call.dialogue.labelled(call.shown("title"))
    return calendar_file(calendars.name_of(call), title, calendars.deadline(call))
