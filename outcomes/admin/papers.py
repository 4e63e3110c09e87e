"""Stocktaking papers on the desk: their head, and the page where editions are made."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.row_keys import row_key
from common.states import VerbRefused
from common.translated import as_original
from outcomes.admin.heads import HeadAdmin, PaperForm
from outcomes.admin.writing import PUBLISH
from outcomes.models import StocktakingPaper
from outcomes.papers import editions
from outcomes.papers.material import gather
from outcomes.views import papers as pages
from submissions import roles
from submissions.admin.pages import DeskAdmin, staff

NAME = "outcomes_stocktakingpaper"


@admin.register(StocktakingPaper)
class StocktakingPaperAdmin(HeadAdmin):
    """What a dialogue carries to the meeting that it feeds, edition by edition."""

    form = PaperForm
    list_display = ("title", "dialogue", "call", "edition_count", "is_published", "to_editions")
    list_filter = ("is_published", "dialogue")
    list_select_related = ("dialogue", "call")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StocktakingPaper]:
        """Return papers with the number of their editions."""
        rows: QuerySet[StocktakingPaper] = super().get_queryset(request)
        return rows.annotate(number=Count("editions"))

    @admin.display(description=gettext_lazy("editions"))
    def edition_count(self, row: Any) -> int:
        """How many editions it has."""
        return int(row.number)

    @admin.display(description=gettext_lazy("paper"))
    def to_editions(self, row: StocktakingPaper) -> SafeString:
        """The way to its editions."""
        return format_html('<a href="{}">{}</a>', address(row), _("Editions"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep what an edition says it is: its address, and what it is made from."""
        return ("slug", "dialogue", "call") if obj and obj.editions.exists() else ()

    is_translated_as_changed = True  # see idmportal/translation_page.py

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave a public paper, whose title readers see, to those who may publish."""
        may = super().has_change_permission(request, obj)
        return may and (not (obj and obj.is_published) or roles.has(staff(request), PUBLISH))

    def worked_on(self, obj: StocktakingPaper) -> str:
        """Return the page where its editions are made."""
        return address(obj)

    def get_urls(self) -> list[URLPattern]:
        """Add the page of the editions, and each edition as readers see it or will see it."""
        view = self.admin_site.admin_view
        mine = [
            path("<int:pk>/editions/", view(partial(acts, self)), name=f"{NAME}_editions"),
            path(
                "<int:pk>/editions/<str:number>/",
                view(partial(preview, self)),
                name=f"{NAME}_preview",
            ),
        ]
        return [*mine, *super().get_urls()]


def address(paper: StocktakingPaper) -> str:
    """Return where a paper's editions are made."""
    return reverse(f"admin:{NAME}_editions", args=[paper.pk])


def preview(model_admin: DeskAdmin, request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Show staff an edition as readers see it, before they do."""
    paper: StocktakingPaper = model_admin.row(request, pk)
    return pages.page(request, get_object_or_404(paper.editions, number=row_key(number)))


def acts(model_admin: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show a paper's editions; POST makes one, publishes the paper or takes it back."""
    paper: StocktakingPaper = model_admin.row(request, pk)
    may_change = model_admin.has_change_permission(request, paper)
    may_publish = may_change and roles.has(staff(request), PUBLISH)
    # Of a public paper, readers see a new edition at once.
    may_make = may_publish if paper.is_published else may_change
    allowed = {"make": may_make, "publish": may_publish, "take_back": may_publish}
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do not in allowed:
            raise Http404
        if not allowed[do]:
            raise PermissionDenied
        try:
            messages.success(request, ACTS[do](paper, request))
            return HttpResponseRedirect(address(paper))
        except VerbRefused as refused:
            messages.error(request, str(refused))
            return _page(model_admin, request, paper, allowed, 409)
    return _page(model_admin, request, paper, allowed)


def _page(
    model_admin: DeskAdmin,
    request: HttpRequest,
    paper: StocktakingPaper,
    allowed: dict[str, bool],
    status: int = 200,
) -> HttpResponse:
    now = gather(paper, timezone.now())
    context = {
        "title": paper.original("title"),
        "subtitle": None,
        "paper": paper,
        "editions": paper.editions.select_related("made_by").defer("frozen"),
        "recommendations": len(now.said),
        "answered": sum(bool(one.disposition) for one in now.said),
        "documents": [as_original(document["title"]) for document in now.documents],
        "may": allowed,
    }
    return model_admin.page(request, "editions", context, status)


def _make(paper: StocktakingPaper, request: HttpRequest) -> str:
    edition = editions.make(paper, by=staff(request))
    return _("Edition %(number)s is made.") % {"number": edition.number}


def _publish(paper: StocktakingPaper, request: HttpRequest) -> str:
    editions.publish(paper)
    if StocktakingPaper.objects.public().filter(pk=paper.pk).exists():
        return _("Published. Readers see it now.")
    return _("Published. Readers see it once its dialogue and its call are public.")


def _take_back(paper: StocktakingPaper, request: HttpRequest) -> str:
    editions.take_back(paper)
    return _("Taken back. Readers do not see it any more.")


ACTS = {"make": _make, "publish": _publish, "take_back": _take_back}
