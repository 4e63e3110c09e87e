"""Outcome documents on the desk: their head, and the way to the page where they are written."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from outcomes.admin import acts, citing, writing
from outcomes.admin.heads import DocumentForm, HeadAdmin
from outcomes.models import OutcomeDocument

NAME = "outcomes_outcomedocument"


@admin.register(OutcomeDocument)
class OutcomeDocumentAdmin(HeadAdmin):
    """What a dialogue came to, statement by statement."""

    form = DocumentForm
    list_display = ("title", "kind", "dialogue", "statement_count", "is_published", "to_write")
    list_filter = ("kind", "is_published", "dialogue")
    list_select_related = ("dialogue",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutcomeDocument]:
        """Return documents with the number of their statements."""
        rows: QuerySet[OutcomeDocument] = super().get_queryset(request)
        return rows.annotate(number=Count("sections__statements"))

    @admin.display(description=_("statements"))
    def statement_count(self, row: Any) -> int:
        """How many statements it has."""
        return int(row.number)

    @admin.display(description=_("text"))
    def to_write(self, row: OutcomeDocument) -> SafeString:
        """The way to its text."""
        url = self.worked_on(row)
        return format_html('<a href="{}">{}</a>', url, _("Statements and sources"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep what readers may have noted down: the address, and what it is the outcome of."""
        return ("slug", "dialogue") if obj and obj.published_at else ()

    def worked_on(self, obj: OutcomeDocument) -> str:
        """Return the page where it is written."""
        return writing.address(obj)

    def get_urls(self) -> list[URLPattern]:
        """Add the pages where a document is written and its statements get their sources."""
        views: dict[str, tuple[Callable[..., HttpResponse], str]] = {
            "<int:pk>/write/": (acts.write, "write"),
            "<int:pk>/statements/<int:statement>/": (citing.sources, "sources"),
        }
        mine = [
            path(route, self.admin_site.admin_view(partial(view, self)), name=f"{NAME}_{name}")
            for route, (view, name) in views.items()
        ]
        return [*mine, *super().get_urls()]
