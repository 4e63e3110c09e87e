"""The list of dispositions: what is told, prepared, suggested and open, call by call."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.contrib import admin
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.row_keys import row_key
from common.translated import as_original
from outcomes.admin import preparing, releasing
from outcomes.models import Answerable, Trace
from outcomes.querysets import PREPARED, disposable
from submissions import roles
from submissions.admin.pages import DeskAdmin, staff
from submissions.admin.recommendations import RecommendationAdmin
from submissions.querysets import RecommendationQuerySet
from submissions.states import Verb

NAME = "outcomes_answerable"
STATES: dict[str, tuple[Any, Q]] = {
    "open": (_("Nothing yet"), Q(disposition="") & ~PREPARED),
    "suggested": (_("Suggested"), PREPARED & Q(prepared__prepared_by=None)),
    "prepared": (_("Prepared"), PREPARED & Q(prepared__prepared_by__isnull=False)),
    "told": (_("Told"), ~Q(disposition="")),
}


class StateFilter(admin.SimpleListFilter):
    """How far it is: open, suggested, prepared, told."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the four."""
        return [(code, label) for code, (label, _condition) in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the chosen ones."""
        found = STATES.get(self.value() or "")
        return queryset.filter(found[1]) if found else queryset


@admin.register(Answerable)
class AnswerableAdmin(DeskAdmin):
    """Recommendations of which can be told what became of them."""

    list_display = ("reference", "words", "who", "statements", "becomes", "state")
    list_filter = ("submission__call", StateFilter, "themes", "submission__category")
    search_fields = ("reference",)
    ordering = ("reference",)
    list_display_links = ("reference",)
    show_facets = admin.ShowFacets.NEVER
    words = RecommendationAdmin.words
    who = RecommendationAdmin.who
    get_search_results = RecommendationAdmin.get_search_results

    def get_queryset(self, request: HttpRequest) -> QuerySet[Answerable]:
        """Return what can be told, with what the list shows, in a fixed number of queries."""
        rows = disposable(cast("RecommendationQuerySet", super().get_queryset(request)))
        traces = Trace.objects.public().select_related("statement__section__document")
        found: QuerySet[Answerable] = rows.select_related(
            "submission__call", "prepared"
        ).prefetch_related(Prefetch("traces", traces, to_attr="public_traces"))
        return found

    @admin.display(description=_("statements"))
    def statements(self, row: Any) -> str:
        """The public statements that cite it, each with how."""
        parts = (
            (one.statement.get_absolute_url(), one.get_kind_display(), one.statement.number)
            for one in row.public_traces
        )
        return format_html_join(", ", '<a href="{}">{} {}</a>', parts) or "–"

    @admin.display(description=_("what becomes of it"))
    def becomes(self, row: Any) -> str:
        """What is told, or what is prepared to be."""
        if row.disposition:
            return str(row.get_disposition_display())
        one = preparing.prepared_of(row)
        return str(one.get_disposition_display()) if one else "–"

    @admin.display(description=_("state"))
    def state(self, row: Any) -> SafeString:
        """How far it is, as a tag."""
        code = "told" if row.disposition else "open"
        if not row.disposition and (one := preparing.prepared_of(row)):
            code = "prepared" if one.prepared_by_id else "suggested"
        return format_html('<span class="tag tag-plain">{}</span>', STATES[code][0])

    # --- who may do what

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: recommendations are sent by stakeholders."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow those who may say what became of a recommendation."""
        return roles.may(staff(request), Verb.DISPOSE)

    def get_actions(self, request: HttpRequest, action_location: Any = None) -> dict[str, Any]:
        """Offer the one in bulk to those who may."""
        if not self.has_change_permission(request):
            return {}
        return {"prepare": (preparing.many, "prepare", _("Prepare what is told"))}

    # --- pages

    def get_urls(self) -> list[URLPattern]:
        """Add the suggestions and the release of a call."""
        views: dict[str, Callable[..., HttpResponse]] = {
            "suggest": releasing.suggest,
            "release": releasing.release,
        }
        mine = [
            path(
                f"calls/<int:pk>/{name}/",
                self.admin_site.admin_view(partial(view, self)),
                name=f"{NAME}_{name}",
            )
            for name, view in views.items()
        ]
        return [*mine, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show above the list how far each call is."""
        may = {
            "may_prepare": self.has_change_permission(request),
            "may_release": roles.has(staff(request), releasing.RELEASE),
        }
        context = {"calls": progress(), **may, **(extra_context or {})}
        return super().changelist_view(request, context)

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show one with its form; nothing else of it changes here."""
        return preparing.one(self, request, self.row(request, row_key(object_id)))


def progress() -> list[dict[str, Any]]:
    """Return each call of which something can be told, with how far it is; one query."""
    rows = disposable(Answerable.objects.all())
    counts = {code: Count("pk", filter=condition) for code, (_label, condition) in STATES.items()}
    groups = rows.values("submission__call", "submission__call__title").order_by(
        "-submission__call__closes_at", "submission__call"
    )
    return [
        {
            "pk": group["submission__call"],
            "title": as_original(group["submission__call__title"]),
            "total": group["total"],
            "states": [
                {
                    "label": label,
                    "number": group[code],
                    "url": releasing.list_url(group["submission__call"], code),
                }
                for code, (label, _condition) in STATES.items()
            ],
        }
        for group in groups.annotate(total=Count("pk"), **counts)
    ]
