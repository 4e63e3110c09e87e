"""Calls for input and their themes, made by editors; the objectives, only shown."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common import moments
from common.text import clean_text
from common.translated import Shown
from common.translation_admin import TranslatedAdmin
from common.zones import InOwnZone
from submissions.admin.pages import DeskAdmin, ReadOnly
from submissions.models import Call, Draft, Objective, Submission, Theme

ANSWERED = _("Answers have come in: links in mails and references rest on it. It stays as it is.")
PUBLISHED = _("The call is published: links lead to this address. It stays as it is.")
TEXTS = ("title", "brief", "guiding_questions", "consent_text", "licence")


class CallForm(forms.ModelForm):
    """A call, with each error at the field that can mend it."""

    class Meta:
        model = Call
        fields = (
            *("title", "slug", "is_published", "dialogue", "workshop", "milestone"),
            *("brief", "guiding_questions", "themes", "time_zone", "opens_at", "closes_at"),
            *("grace_minutes", "publish_from", "max_recommendations", "min_words", "max_words"),
            *("max_files", "consent_text", "consent_version", "licence"),
        )
        widgets = {
            "themes": forms.CheckboxSelectMultiple,
            "guiding_questions": forms.Textarea(attrs={"rows": 5}),
            "consent_text": forms.Textarea(attrs={"rows": 3}),
        }

    def clean(self) -> dict[str, Any]:
        """Refuse moments and limits in the wrong order, and what is not text."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in TEXTS:
            try:
                cleaned[name] = clean_text(cleaned.get(name) or "")
            except ValidationError as error:
                self.add_error(name, error)
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", ValidationError(_("A call closes after it opens.")))
        fewest, most = cleaned.get("min_words"), cleaned.get("max_words")
        if fewest is not None and most is not None and most <= fewest:
            text = _("The most words must be more than the fewest.")
            self.add_error("max_words", ValidationError(text))
        return cleaned


@admin.register(Call)
class CallAdmin(TranslatedAdmin, InOwnZone, DeskAdmin):
    """Everything about a call; its moments are typed in its zone and shown in UTC beside."""

    form = CallForm
    actions = None
    list_display = ("title", "dialogue", "opens_there", "closes_there", "is_published")
    list_filter = ("is_published", "dialogue")
    list_select_related = ("dialogue",)
    search_fields = ("title", "slug")
    show_facets = admin.ShowFacets.NEVER
    readonly_fields = ("opens_there", "closes_there", "publishes_there")
    fieldsets = (
        (None, {"fields": ("title", "slug", "is_published")}),
        (_("Where it belongs"), {"fields": ("dialogue", "workshop", "milestone")}),
        (_("The question"), {"fields": ("brief", "guiding_questions", "themes")}),
        (
            _("From when to when"),
            {
                "fields": (
                    "time_zone",
                    ("opens_at", "opens_there"),
                    ("closes_at", "closes_there"),
                    "grace_minutes",
                    ("publish_from", "publishes_there"),
                )
            },
        ),
        (
            _("Limits"),
            {"fields": ("max_recommendations", "min_words", "max_words", "max_files")},
        ),
        (_("Consent"), {"fields": ("consent_text", "consent_version", "licence")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep what others rest on as it is."""
        return (*self.readonly_fields, *(fixed(obj) if obj is not None else ()))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Say at each field that is kept why it is."""
        if obj is not None:
            kwargs["help_texts"] = fixed(obj)
        return super().get_form(request, obj, change, **kwargs)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """Offer a slug from the title while the call is new."""
        return {} if obj is not None else {"slug": ("title",)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow what the role says, until somebody has answered."""
        if obj is not None and is_answered(obj):
            return False
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    @admin.display(description=_("opens, as announced"), ordering="opens_at")
    def opens_there(self, row: Call) -> str:
        """When it opens where it is announced."""
        return there(row, row.opens_at)

    @admin.display(description=_("closes, as announced"), ordering="closes_at")
    def closes_there(self, row: Call) -> str:
        """When it closes where it is announced."""
        return there(row, row.closes_at)

    @admin.display(description=_("publishes, as announced"))
    def publishes_there(self, row: Call) -> str:
        """From when its answers are public where it is announced."""
        return there(row, row.publish_from)


def is_answered(call: Call) -> bool:
    """Tell whether anything was sent to the call, kept drafts included."""
    sent = (Submission.objects, Draft.objects)
    return any(rows.filter(call=call).exists() for rows in sent)


def fixed(call: Call) -> dict[str, Promise]:
    """Return the fields of a call that can no longer be changed, each with the reason."""
    if is_answered(call):
        return dict.fromkeys(("slug", "dialogue"), ANSWERED)
    # As it is kept: the row in hand may hold what a form with errors says.
    is_published = Call.objects.filter(pk=call.pk, is_published=True).exists()
    return {"slug": PUBLISHED} if is_published else {}


def there(row: Call, at: datetime | None) -> str:
    """Return a moment in the call's zone in words, UTC beside it; "–" before there is one."""
    if at is None or not row.pk:
        return "–"
    return moments.moment_and_utc(at, row.zone)


@admin.register(Theme)
class ThemeAdmin(TranslatedAdmin, DeskAdmin):
    """Subjects; one that recommendations are sorted by stays."""

    actions = None
    list_display = ("name", "slug", "order")
    search_fields = ("name", "slug")
    show_facets = admin.ShowFacets.NEVER

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """Offer a slug from the name while the theme is new."""
        return {} if obj is not None else {"slug": ("name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the slug that addresses and what was sent name."""
        return ("slug",) if is_used(obj) else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow what the role says, until a recommendation or a call has it."""
        if is_used(obj):
            return False
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


def is_used(theme: Theme | None) -> bool:
    """Tell whether a recommendation or a call has the theme."""
    return theme is not None and (theme.recommendations.exists() or theme.calls.exists())


@admin.register(Objective)
class ObjectiveAdmin(TranslatedAdmin, ReadOnly):
    """The 23 objectives, as the General Assembly numbered them."""

    list_display = ("number", "shown_title")
    list_display_links = ("shown_title",)
    show_facets = admin.ShowFacets.NEVER

    @admin.display(description=_("title"), ordering="title")
    def shown_title(self, row: Objective) -> Shown:
        """The title in the language of the desk."""
        return row.shown("title")
