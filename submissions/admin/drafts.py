"""Kept drafts: what was typed, why it was kept, and the way to enter it. Holds contact data."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from common.admin import at_utc
from common.row_keys import row_key
from submissions import roles
from submissions.admin import moderation
from submissions.admin.pages import ReadOnly, staff
from submissions.forms.reading import read_out
from submissions.forms.sheet import Sheet
from submissions.forms.typed import initial_of, rows_of
from submissions.models import Draft
from submissions.models.drafts import KeptBecause
from submissions.states import Verb

OPEN, ENTERED = "open", "entered"


def answers() -> QuerySet[Draft]:
    """Return drafts that were sent as an answer: what is not sent is for its author alone."""
    return Draft.objects.filter(kept_because__in=[KeptBecause.LATE, KeptBecause.CONFLICT])


def unentered() -> QuerySet[Draft]:
    """Return kept answers that nobody has entered: no submission came after them."""
    return answers().exclude(submission__submitted_at__gt=F("created_at"))


class DraftFilter(admin.SimpleListFilter):
    """What waits for a decision of the Unit, unless something else is chosen."""

    title = _("what it is")
    parameter_name = "kept"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer kept answers, and entered ones."""
        return [
            (OPEN, _("Late or conflicting, not entered")),
            (ENTERED, _("Entered")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the chosen drafts."""
        if self.value() == ENTERED:
            return queryset.filter(pk__in=answers()).exclude(pk__in=unentered())
        return queryset.filter(pk__in=unentered())

    def choices(self, changelist: Any) -> Any:
        """Yield the links; the first is in force until another is chosen."""
        links = list(super().choices(changelist))[1:]
        for (value, _title), link in zip(self.lookup_choices, links, strict=True):
            yield {**link, "selected": (self.value() or OPEN) == value}


@admin.register(Draft)
class DraftAdmin(ReadOnly):
    """Read what was kept; only who may see contacts."""

    list_display = ("reason", "in_call", "first_seen", "email", "entered_as")
    list_filter = (DraftFilter, "call")
    list_select_related = ("call", "submission")
    show_facets = admin.ShowFacets.NEVER

    @admin.display(description=_("kept because"))
    def reason(self, row: Draft) -> str:
        """Why it was kept."""
        return row.get_kept_because_display()

    @admin.display(description=_("call"))
    def in_call(self, row: Draft) -> str:
        """The call's title."""
        return row.call.title

    @admin.display(description=_("first seen at"), ordering="first_seen_at")
    def first_seen(self, row: Draft) -> str:
        """When it arrived."""
        return at_utc(row.first_seen_at)

    @admin.display(description=_("submission"))
    def entered_as(self, row: Draft) -> str:
        """The submission that it conflicts with, or that it became."""
        return row.submission.reference if row.submission else "–"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow those who may see drafts and contacts."""
        see_contact = roles.has(staff(request), roles.SEE_CONTACT)
        return see_contact and super().has_view_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out what is not sent yet: nobody but its author reads it."""
        return super().get_queryset(request).filter(pk__in=answers())

    def get_urls(self) -> list[URLPattern]:
        """Add the files to Django's own addresses."""
        view = self.admin_site.admin_view(partial(moderation.file, self))
        file = path("<int:pk>/files/<int:file_pk>/", view, name="submissions_draft_file")
        return [file, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show one draft."""
        draft = self.row(request, row_key(object_id))
        initial, rows = initial_of(draft.content), rows_of(draft.content)
        sheet = Sheet(draft.call, initial=initial, rows=rows)
        is_entered = draft.submission and draft.submission.submitted_at > draft.created_at
        context = {
            "title": draft.get_kept_because_display(),
            "draft": draft,
            "main": read_out(sheet.main),
            "recommendations": [read_out(form) for form in sheet.recommendations.forms],
            "files": draft.attachments.all(),
            "is_entered": is_entered,
            "may_enter": not is_entered and roles.may(staff(request), Verb.ENTER),
        }
        return self.page(request, "page", context)
