"""Recommendations: read, sorted by objective and session, and told what became of them."""

from functools import partial
from operator import attrgetter
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.states import VerbRefused
from dialogues.models import Session
from submissions import roles
from submissions.admin import queue, verbs
from submissions.admin.pages import DeskAdmin, staff, with_filters
from submissions.admin.verbs import Seen
from submissions.admin.words import DisposeWords
from submissions.index.writing import following
from submissions.models import Recommendation, Submission
from submissions.models.recommendations import Disposition
from submissions.querysets import RecommendationQuerySet
from submissions.states import Status, Verb

PAGE = "admin:submissions_recommendation_change"


class AsideFilter(admin.SimpleListFilter):
    """Whether the Unit took it, left it out, or the stakeholder withdrew it."""

    title = _("taken")
    parameter_name = "taken"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the three."""
        return [("yes", _("Taken")), ("aside", _("Set aside")), ("withdrawn", _("Withdrawn"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the chosen ones."""
        if self.value() == "yes":
            return queryset.filter(set_aside_reason="", withdrawn_at=None)
        if self.value() == "aside":
            return queryset.exclude(set_aside_reason="")
        if self.value() == "withdrawn":
            return queryset.exclude(withdrawn_at=None)
        return queryset


class DispositionFilter(admin.SimpleListFilter):
    """What became of it, or that nobody has said so yet."""

    title = _("what became of it")
    parameter_name = "became"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the dispositions, and those that wait."""
        return [*Disposition.choices, ("waiting", _("Not told yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the chosen ones."""
        if self.value() == "waiting":
            return queryset.filter(disposition="", submission__status=Status.ACCEPTED)
        return queryset.filter(disposition=self.value()) if self.value() else queryset


class SortingForm(forms.ModelForm):
    """What staff add: the objectives it touches, the session it arose from."""

    class Meta:
        model = Recommendation
        fields = ("objectives", "session")
        widgets = {"objectives": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the objectives in the language of the desk."""
        super().__init__(*args, **kwargs)
        if "objectives" in self.fields:
            choices: Any = self.fields["objectives"]
            choices.label_from_instance = attrgetter("called")


@admin.register(Recommendation)
class RecommendationAdmin(DeskAdmin):
    """The words are the stakeholder's; staff sort them and say what became of them."""

    form = SortingForm
    fields = ("objectives", "session")
    change_form_template = "admin/submissions/recommendation/page.html"
    list_display = ("reference", "words", "who", "in_call", "status", "became")
    list_filter = (
        "submission__call",
        "themes",
        "submission__category",
        "submission__status",
        "language",
        DispositionFilter,
        AsideFilter,
    )
    list_select_related = ("submission__call",)
    search_fields = ("reference",)
    ordering = ("-submission__submitted_at", "submission", "number")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Recommendation], search_term: str
    ) -> tuple[QuerySet[Recommendation], bool]:
        """Search references and words, accents and Arabic forms levelled."""
        rows = cast("RecommendationQuerySet", queryset)
        return rows.found_by_staff(search_term), False

    @admin.display(description=_("recommendation"))
    def words(self, row: Recommendation) -> SafeString:
        """Its title, in its own language and direction."""
        return format_html('<span lang="{}" dir="auto">{}</span>', row.language, row.heading)

    @admin.display(description=_("organization"), ordering="submission__organization")
    def who(self, row: Recommendation) -> SafeString:
        """The organization as typed."""
        return format_html("<bdi>{}</bdi>", row.submission.organization)

    @admin.display(description=_("call"))
    def in_call(self, row: Recommendation) -> str:
        """The call's title."""
        return row.submission.call.title

    @admin.display(description=_("status"), ordering="submission__status")
    def status(self, row: Recommendation) -> str:
        """Where its submission stands, or that it is set aside or withdrawn."""
        if row.withdrawn_at:
            return str(_("Withdrawn"))
        if row.set_aside_reason:
            return str(_("Set aside"))
        return row.submission.get_status_display()

    @admin.display(description=_("what became of it"), ordering="disposition")
    def became(self, row: Recommendation) -> str:
        """What became of it."""
        return row.get_disposition_display() or "–"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write the session alone, so that what is told meanwhile stays; objectives follow."""
        obj.save(update_fields=["session"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Let the search find it by its new objectives."""
        with following(Recommendation.objects.filter(pk=form.instance.pk)):
            super().save_related(request, form, formsets, change)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Leave the links to other forms out: objectives and sessions are made elsewhere."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and hasattr(field.widget, "can_add_related"):
            field.widget = field.widget.widget
        return field

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Offer the sessions of the dialogue that its call belongs to."""
        form = super().get_form(request, obj, change, **kwargs)
        session = form.base_fields.get("session")
        if obj is not None and isinstance(session, forms.ModelChoiceField):
            sessions = Session.objects.filter(workshop__dialogue=obj.submission.call.dialogue_id)
            session.queryset = sessions.select_related("workshop")
        return form

    def get_urls(self) -> list[URLPattern]:
        """Add the disposition to Django's own addresses."""
        view = self.admin_site.admin_view(partial(dispose, self))
        one = path("<int:pk>/dispose/", view, name="submissions_recommendation_dispose")
        return [one, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the words above the form, and below it what became of them."""
        obj = kwargs.get("obj")
        if obj is not None:
            context |= about(request, obj)
        return super().render_change_form(request, context, *args, **kwargs)


def about(
    request: HttpRequest, row: Recommendation, words: DisposeWords | None = None
) -> dict[str, Any]:
    """Return what the page of a recommendation shows besides the form."""
    filters, user = queue.filters_of(request), staff(request)
    url = reverse("admin:submissions_recommendation_dispose", args=[row.pk])
    return {
        "title": row.reference,
        "subtitle": None,
        "recommendation": row,
        "submission": row.submission,
        "may_see_submission": roles.has(user, "submissions.view_submission"),
        "seen": Seen.of(row.submission),
        "dispose_url": with_filters(url, filters),
        "may_dispose": Verb.DISPOSE in verbs.offered_for_one(row, user),
        "words": words or _filled(row),
    }


def _filled(row: Recommendation) -> DisposeWords:
    initial = {"disposition": row.disposition, "reason": row.disposition_reason}
    return DisposeWords(initial=initial, auto_id="dispose_%s")


def dispose(model_admin: RecommendationAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was told of an accepted recommendation, or show the form again."""
    row = model_admin.row(request, pk)
    roles.require(staff(request), Verb.DISPOSE)
    url = with_filters(reverse(PAGE, args=[row.pk]), queue.filters_of(request))
    if request.method != "POST":
        return HttpResponseRedirect(url)
    words = DisposeWords(request.POST, auto_id="dispose_%s")
    if words.is_valid():
        try:
            submission = _dispose(row, words, request)
        except VerbRefused as refused:
            messages.error(request, str(refused))
        else:
            text = verbs.mail_sentence(submission, Verb.DISPOSE)
            messages.success(request, f"{Verb.DISPOSE.label}: {row.reference}. {text}")
            return HttpResponseRedirect(url)
    return model_admin.page(request, "dispose", about(request, row, words), 409)


@transaction.atomic
def _dispose(row: Recommendation, words: DisposeWords, request: HttpRequest) -> Submission:
    submission = Submission.objects.select_for_update().get(pk=row.submission_id)
    verbs.require_unchanged(submission, Seen.told(request.POST))
    fresh = submission.recommendations.get(pk=row.pk)
    fresh.submission = submission
    if not fresh.disposition:
        raise VerbRefused(_("It is first told with all that is released of its call."))
    verbs.perform(Verb.DISPOSE, fresh, by=staff(request), given=words.given(submission.call))
    return submission
