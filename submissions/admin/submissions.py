"""The list of submissions, which opens on what waits, and the way to each one's page."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.row_keys import row_key
from submissions import roles
from submissions.admin import bulk, columns, entry, moderation
from submissions.admin.filters import MailFilter, StandingFilter, search
from submissions.admin.pages import DeskAdmin, staff
from submissions.admin.words import BUTTONS
from submissions.mail_domains import Known
from submissions.models import Recommendation, Submission
from submissions.states import Verb


@admin.register(Submission)
class SubmissionAdmin(DeskAdmin):
    """Read and decide; no column of it can be typed into, and no row deleted."""

    list_display = (
        "reference",
        "who",
        "in_call",
        "category_name",
        "country_name",
        "recommendation_count",
        "standing",
        "signs",
        "waits",
    )
    list_display_links = ("reference",)
    list_filter = (
        StandingFilter,
        "call",
        "category",
        "region",
        "language",
        "publication",
        "source",
        MailFilter,
        "suspicion",
    )
    search_fields = ("reference",)
    ordering = ("submitted_at", "pk")

    # --- the list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        """Return all submissions with what the list shows, in a fixed number of queries."""
        said = Recommendation.objects.only(
            "submission_id", "number", "set_aside_reason", "withdrawn_at"
        )
        rows: QuerySet[Submission] = super().get_queryset(request)
        return rows.select_related("call").prefetch_related(
            Prefetch("recommendations", said, to_attr="said")
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Submission], search_term: str
    ) -> tuple[QuerySet[Submission], bool]:
        """Search where the person may look."""
        see_contact = roles.has(staff(request), roles.SEE_CONTACT)
        return search(queryset, search_term, with_contact=see_contact), False

    def get_search_help_text(self, request: HttpRequest) -> Any:
        """Say what is searched."""
        if roles.has(staff(request), roles.SEE_CONTACT):
            return _("Reference, organization, contact e-mail, words of recommendations.")
        return _("Reference, organization, words of recommendations.")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Give the list its help text, which depends on who asks."""
        listed = super().get_changelist_instance(request)
        listed.search_help_text = self.get_search_help_text(request)
        listed.title = str(_("Submissions"))
        return listed

    @admin.display(description=_("organization"), ordering="organization")
    def who(self, row: Submission) -> SafeString:
        """The organization as typed, in its own direction."""
        return format_html("<bdi>{}</bdi>", row.organization)

    @admin.display(description=_("call"))
    def in_call(self, row: Submission) -> str:
        """The call's title."""
        return row.call.title

    @admin.display(description=_("category"), ordering="category")
    def category_name(self, row: Submission) -> str:
        """The category in words."""
        return row.category_label

    @admin.display(description=_("country"))
    def country_name(self, row: Submission) -> str:
        """The country in the active language."""
        return row.country_label

    @admin.display(description=_("recs"))
    def recommendation_count(self, row: Any) -> str:
        """How many recommendations stand; of how many, where some do not."""
        said = row.said
        standing = [one for one in said if not one.set_aside_reason and not one.withdrawn_at]
        if len(standing) == len(said):
            return str(len(said))
        return str(_("%(some)s of %(all)s")) % {"some": len(standing), "all": len(said)}

    @admin.display(description=_("status"), ordering="status")
    def standing(self, row: Submission) -> SafeString:
        """The status as a tag."""
        return columns.status_tag(row)

    @admin.display(description=_("look twice"))
    def signs(self, row: Any) -> SafeString:
        """What is unusual about it, as tags."""
        return columns.signs(row, row.mail_standing)

    @admin.display(description=_("waits"), ordering="submitted_at")
    def waits(self, row: Submission) -> SafeString:
        """Since when it waits for the Unit."""
        return columns.waiting(row)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give the rows of the page their standing: all of them in one query."""
        response = super().changelist_view(request, *args, **kwargs)
        context = response.context_data if isinstance(response, TemplateResponse) else None
        if context and "cl" in context:
            known = Known.now()
            for row in context["cl"].result_list:
                row.mail_standing = known.standing(row)
        return response

    # --- who may do what

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow entry on behalf to those who may enter."""
        return roles.may(staff(request), Verb.ENTER)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: staff never rewrite an answer."""
        return False

    def get_actions(self, request: HttpRequest, action_location: Any = None) -> dict[str, Any]:
        """Offer the verbs that the person may do, in their order."""
        return {
            verb.value: (partial(_in_bulk, verb.value), verb.value, BUTTONS[verb].label)
            for verb in bulk.IN_BULK
            if roles.may(staff(request), verb)
        }

    # --- pages

    def get_urls(self) -> list[URLPattern]:
        """Add the verbs, the batches and the files to Django's own addresses."""
        view = self.admin_site.admin_view

        def page(route: str, to: Any, name: str) -> URLPattern:
            return path(route, view(partial(to, self)), name=f"submissions_submission_{name}")

        return [
            page("<int:pk>/do/<slug:verb>/", moderation.do, "do"),
            page("<int:pk>/files/<int:file_pk>/", moderation.file, "file"),
            page("bulk/<slug:verb>/", bulk.work, "bulk"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show one submission; there is nothing to change on it but by its verbs."""
        pk = row_key(object_id)
        return moderation.show(self, request, self.row(request, pk))

    def history_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Lead to the history on the page: decisions, not the admin's log."""
        pk = row_key(object_id)
        submission = self.row(request, pk)
        return HttpResponseRedirect(moderation.page_url(request, submission, "#history"))

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Enter an answer on behalf of a stakeholder."""
        return entry.enter(self, request)


def _in_bulk(
    verb: str, model_admin: SubmissionAdmin, request: HttpRequest, queryset: QuerySet[Submission]
) -> HttpResponse:
    return bulk.confirm(model_admin, request, verb, queryset)
