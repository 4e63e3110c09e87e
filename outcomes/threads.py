"""The thread at the top of a page, from the outcome on: what came of a call, and of its words."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from outcomes.models import Edition, OutcomeDocument, StocktakingPaper, Trace
from submissions.models import Call, Recommendation
from submissions.threads import OUTCOME, Step, above, ahead


def onward(thread: list[Step], of: Call | Recommendation) -> list[Step]:
    """Return the thread of a page of a call or a recommendation, led on to what came of it.

    A recommendation leads to the first public statement that cites it, a call to the first
    public document that cites it. Two queries.
    """
    call = of if isinstance(of, Call) else of.submission.call
    url, paper = _outcome_url(of), StocktakingPaper.objects.public().carrying(call).first()
    steps = []
    for step in thread:
        is_outcome = step.get("name") == OUTCOME
        steps.append({**step, "url": url} if is_outcome and url else step)
        if is_outcome and paper:
            steps.append({"label": _("Stocktaking paper"), "url": paper.get_absolute_url()})
    return steps


def _outcome_url(of: Call | Recommendation) -> str:
    """Return where the outcome of it can be read; "" where nothing public cites it."""
    if isinstance(of, Recommendation):
        traces = traces_of(of)
        return traces[0].statement.get_absolute_url() if traces else ""
    trace = public_traces().filter(recommendation__submission__call=of).first()
    return trace.statement.section.document.get_absolute_url() if trace else ""


def public_traces() -> QuerySet[Trace]:
    """Return the public traces with statement and document, in the order of the documents."""
    traces = Trace.objects.public().select_related("statement__section__document")
    return traces.order_by("statement__section__document", "statement__number")


def traces_of(row: Any) -> list[Trace]:
    """Return the public traces of a recommendation; the row keeps them, for its page asks twice."""
    if not hasattr(row, "public_traces"):
        row.public_traces = list(public_traces().filter(recommendation=row))
    traces: list[Trace] = row.public_traces
    return traces


def of_document(row: OutcomeDocument) -> list[Step]:
    """Return the thread of an outcome document's page."""
    return [*above(row.dialogue, row.workshop), {"label": _("Outcome"), "here": True}]


def of_paper(edition: Edition) -> list[Step]:
    """Return the thread of a stocktaking paper's page, and the meeting that is still to come."""
    paper = edition.paper
    steps = above(paper.dialogue, paper.call.workshop if paper.call else None)
    if paper.call:
        steps.append({"label": _("Call for input"), "url": paper.call.get_absolute_url()})
    steps.append({"label": _("Outcomes"), "url": reverse("outcomes:document-list")})
    steps.append({"label": _("Stocktaking paper"), "here": True})
    return [*steps, *ahead(paper.milestone)]
