"""Outcome documents: the list, and one to read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from outcomes import linked, threads
from outcomes.models import OutcomeDocument, StocktakingPaper
from outcomes.models.traces import Kind
from outcomes.reading import read


class DocumentList(ListView):
    """All outcome documents, newest dialogue first."""

    template_name = "outcomes/document_list.html"
    context_object_name = "documents"
    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> Any:
        """Return the public ones with what their lines show."""
        return OutcomeDocument.objects.public().for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the stocktaking papers."""
        papers = StocktakingPaper.objects.public()
        return super().get_context_data(papers=papers, **kwargs)


@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an outcome document with the sources of each statement; 404 for one not public."""
    public = OutcomeDocument.objects.public().select_related("dialogue__process", "workshop")
    row = get_object_or_404(public, slug=slug)
    sections = read(row)
    context = {
        "document": row,
        "dialogue": row.dialogue,
        "linked": linked.of_document(row),
        "sections": sections,
        "statements": [one.statement for section in sections for one in section.statements],
        "marks": Kind.choices,
        "has_sources": any(one.sources for section in sections for one in section.statements),
        "thread": threads.of_document(row),
    }
    return render(request, "outcomes/document_detail.html", context)
