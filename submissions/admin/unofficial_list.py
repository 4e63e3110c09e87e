"""The list of translations: what lacks one into a language, or has one of an older version."""

from functools import partial
from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.row_keys import row_key
from submissions import roles
from submissions.admin import queue, unofficial_page
from submissions.admin.pages import DeskAdmin, staff
from submissions.admin.recommendations import RecommendationAdmin
from submissions.admin.unofficial_page import TARGET
from submissions.models import Recommendation, Translatable, UnofficialTranslation
from submissions.querysets import RecommendationQuerySet
from submissions.states import Status
from submissions.unofficial import LANGUAGES

TODO, ALL = "todo", "all"
# Of rows with `made_of`: the version of the words that the translation says, None without one.
STATES: dict[str, tuple[Any, Q]] = {
    "missing": (_("Missing"), Q(made_of=None)),
    "older": (_("Of an older version"), Q(made_of__lt=F("words_version"))),
    "done": (_("Done"), Q(made_of__gte=F("words_version"))),
}


def target_of(query: QueryDict) -> str:
    """Return the language of the list that a query asks for: without any, that of the page."""
    asked = query.get(TARGET, "")
    return asked if asked in LANGUAGES else get_language() or "en"


class OneAlwaysFilter(admin.SimpleListFilter):
    """A filter of which one choice is in force until another is chosen; `default` names it."""

    default = ""

    def chosen(self) -> str:
        """Return the choice in force."""
        known, asked = [str(code) for code, _label in self.lookup_choices], self.value() or ""
        return asked if asked in known else self.default

    def choices(self, changelist: Any) -> Any:
        """Yield the links; the one in force is marked, and there is no second "All"."""
        links = list(super().choices(changelist))[1:]
        for (value, _title), link in zip(self.lookup_choices, links, strict=True):
            yield {**link, "selected": self.chosen() == str(value)}


class TargetFilter(OneAlwaysFilter):
    """Into which language: the person's own, unless another is chosen."""

    title = _("translation into")
    parameter_name = TARGET

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the six."""
        self.default = target_of(request.GET)
        return list(settings.LANGUAGES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Leave out what was said in this language, and what needs no translation."""
        rows = cast("RecommendationQuerySet", queryset)
        return rows.translatable().exclude(language=self.chosen())


class StateFilter(OneAlwaysFilter):
    """What is to do, unless something else is chosen."""

    title = _("state")
    parameter_name = "state"
    default = TODO

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer what is to do, its two parts, what is done, and everything."""
        states = [(code, label) for code, (label, _condition) in STATES.items()]
        return [(TODO, _("Missing or older")), *states, (ALL, _("All"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the chosen ones."""
        if self.chosen() == TODO:
            return queryset.filter(STATES["missing"][1] | STATES["older"][1])
        found = STATES.get(self.chosen())
        return queryset.filter(found[1]) if found else queryset


class StandingFilter(OneAlwaysFilter):
    """Accepted ones, unless those that are still read are asked for."""

    title = _("answer")
    parameter_name = "standing"
    default = "accepted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer what is accepted, what is not decided yet, and both."""
        return [("accepted", _("Accepted")), ("open", _("Not decided yet")), (ALL, _("All"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the chosen ones."""
        accepted = Q(submission__status=Status.ACCEPTED)
        kept = {"accepted": accepted, "open": ~accepted}.get(self.chosen())
        return queryset if kept is None else queryset.filter(kept)


class OriginalFilter(admin.SimpleListFilter):
    """In which language it was said."""

    title = _("language of the original")
    parameter_name = "said_in"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the six."""
        return list(settings.LANGUAGES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the chosen ones."""
        return queryset.filter(language=self.value()) if self.value() else queryset


@admin.register(Translatable)
class TranslatableAdmin(DeskAdmin):
    """Recommendations beside their unofficial translations; whose they are is told elsewhere."""

    list_display = ("reference", "words", "said_in", "in_call", "standing", "state")
    list_filter = (TargetFilter, StateFilter, StandingFilter, "submission__call", OriginalFilter)
    list_select_related = ("submission__call",)
    search_fields = ("reference",)
    ordering = ("reference",)
    show_facets = admin.ShowFacets.NEVER
    actions = None
    words = RecommendationAdmin.words
    in_call = RecommendationAdmin.in_call
    get_search_results = RecommendationAdmin.get_search_results

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return those that may be translated or were, with `made_of` for the list's language."""
        rows: QuerySet[Any] = super().get_queryset(request)
        made = UnofficialTranslation.objects.filter(recommendation=OuterRef("pk"))
        into = made.filter(language=target_of(request.GET)).values("version_number")
        wanted = Recommendation.objects.translatable().filter(pk=OuterRef("pk"))
        rows = rows.filter(Exists(wanted) | Exists(made))
        rows = rows.annotate(made_of=Subquery(into))
        return rows.select_related("submission__call")

    @admin.display(description=_("original"), ordering="language")
    def said_in(self, row: Recommendation) -> str:
        """The language of the original."""
        return row.get_language_display()

    @admin.display(description=_("answer"), ordering="submission__status")
    def standing(self, row: Recommendation) -> str:
        """Where its submission stands."""
        return row.submission.get_status_display()

    @admin.display(description=_("state"))
    def state(self, row: Any) -> SafeString:
        """How far its translation is, as a tag."""
        code = "missing" if row.made_of is None else "done"
        code = "older" if code == "done" and row.made_of < row.words_version else code
        return format_html('<span class="tag tag-plain">{}</span>', STATES[code][0])

    # --- who may do what

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: recommendations are sent by stakeholders."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow those who may translate."""
        return roles.has(staff(request), roles.TRANSLATE)

    # --- pages

    def get_urls(self) -> list[URLPattern]:
        """Add the page of a translation, and the question before it is deleted."""
        view = self.admin_site.admin_view
        start = "<int:pk>/into/<slug:language>/"
        return [
            path(
                start,
                view(partial(unofficial_page.one, self)),
                name="submissions_translatable_into",
            ),
            path(
                f"{start}delete/",
                view(partial(unofficial_page.delete, self)),
                name="submissions_translatable_remove",
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show above the list how far each language is."""
        context = {"progress": progress(), "target": target_of(request.GET)}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Lead to the page of the translation into the language of the list."""
        row = self.row(request, row_key(object_id))
        filters = queue.filters_of(request)
        language = target_of(QueryDict(filters))
        return HttpResponseRedirect(unofficial_page.address(row.pk, language, filters))


def progress() -> list[dict[str, Any]]:
    """Return each language with how far it is, of what is accepted; in two queries."""
    rows = Recommendation.objects.translatable().filter(submission__status=Status.ACCEPTED)
    said = dict(rows.values_list("language").annotate(number=Count("pk")).order_by())
    older = Q(version_number__lt=F("recommendation__words_version"))
    made = UnofficialTranslation.objects.in_other_words().filter(recommendation__in=rows)
    counts = made.values_list("language").annotate(
        older=Count("pk", filter=older), done=Count("pk", filter=~older)
    )
    known = {language: (older, done) for language, older, done in counts.order_by()}
    return [
        _line(
            language,
            label,
            sum(said.values()) - said.get(language, 0),
            *known.get(language, (0, 0)),
        )
        for language, label in settings.LANGUAGES
    ]


def _line(language: str, label: Any, total: int, older: int, done: int) -> dict[str, Any]:
    numbers = {"missing": total - older - done, "older": older, "done": done}
    changelist = reverse("admin:submissions_translatable_changelist")
    return {
        "language": language,
        "label": label,
        "total": total,
        "states": [
            {
                "label": STATES[code][0],
                "number": number,
                "url": f"{changelist}?{urlencode({TARGET: language, 'state': code})}",
            }
            for code, number in numbers.items()
        ],
    }
