"""The desk's pages for dialogues: programmes are typed in the workshop's own time zone."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.forms import BaseInlineFormSet, Field, ModelForm, TypedChoiceField
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common import moments
from common.countries import country_choices
from common.translation_admin import TranslatedAdmin
from common.zones import InOwnZone
from dialogues.models import (
    Appearance,
    Dialogue,
    Document,
    Milestone,
    Person,
    Photo,
    Process,
    Session,
    Workshop,
)

FACT: list[str | tuple[str, ...]] = [("source", "note"), "is_unverified"]


class FactAdmin(admin.options.BaseModelAdmin):
    """Fields that need more than Django's own choice of a form field."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Field | None:
        """Offer countries by the names that the UN uses; keep sources and notes short."""
        if db_field.name == "country":
            choices = [("", "–"), *country_choices(get_language() or "en")]
            label = capfirst(str(db_field.verbose_name))
            return TypedChoiceField(choices=choices, required=False, empty_value="", label=label)
        if db_field.name in ("source", "note"):
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 2, "cols": 40})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class FactInline(FactAdmin, admin.StackedInline):
    """Rows below their parent, as many as there are."""

    extra = 0


class WorkshopInline(FactInline):
    """The workshops of a dialogue."""

    model = Workshop
    fields = [("number", "title"), ("city", "slug"), ("starts_on", "ends_on"), *FACT]
    fields += ["is_published"]
    prepopulated_fields = {"slug": ["city"]}
    show_change_link = True


class SessionInline(FactInline):
    """The programme of a workshop."""

    model = Session
    fields = [("order", "kind", "number"), "title", ("held_on", "starts_at", "ends_at"), *FACT]
    show_change_link = True


class AppearanceInline(FactInline):
    """The speakers of a session."""

    model = Appearance
    fields = [("order", "person", "role"), ("function", "organization", "country")]
    fields += ["is_announced", *FACT]
    autocomplete_fields = ["person"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Appearance]:
        """Read the persons with the appearances."""
        return super().get_queryset(request).select_related("person")


class DocumentsOfWorkshop(BaseInlineFormSet):
    """New documents of a workshop belong to the workshop's dialogue."""

    def save_new(self, form: ModelForm, commit: bool = True) -> Any:
        """Set the dialogue, which the form does not ask for."""
        form.instance.dialogue = self.instance.dialogue
        return super().save_new(form, commit)


class DocumentInline(FactInline):
    """The documents of a workshop."""

    model = Document
    formset = DocumentsOfWorkshop
    fields = [("kind", "language"), "title", ("file", "url"), *FACT, "is_published"]
    show_change_link = True


class PhotoInline(FactInline):
    """The photos of a workshop."""

    model = Photo
    fields = [("order", "image"), "alternative_text", ("caption", "credit"), *FACT]


@admin.register(Dialogue)
class DialogueAdmin(FactAdmin, TranslatedAdmin):
    """Dialogues with their workshops."""

    list_display = ["year", "name", "process", "is_published", "is_demonstration"]
    list_display_links = ["year", "name"]
    list_filter = ["is_published", "is_demonstration", "is_unverified", "process"]
    list_select_related = ["process"]
    search_fields = ["year", "theme", "summary", "workshops__title"]
    fields = [("year", "slug"), "theme", "summary", "process", *FACT]
    fields += [("is_published", "is_demonstration")]
    prepopulated_fields = {"slug": ["year"]}
    inlines = [WorkshopInline]

    @admin.display(description=_("theme"), ordering="theme")
    def name(self, dialogue: Dialogue) -> str:
        """The name that readers see."""
        return dialogue.name


@admin.register(Workshop)
class WorkshopAdmin(FactAdmin, TranslatedAdmin, InOwnZone):
    """Workshops with programme, documents and photos."""

    list_display = ["title", "dialogue", "number", "city", "starts_on", "is_published"]
    list_filter = ["is_published", "is_unverified", "dialogue__year"]
    list_select_related = ["dialogue"]
    date_hierarchy = "starts_on"
    search_fields = ["title", "city", "venue", "overview"]
    fields = ["dialogue", ("number", "slug"), "title", ("city", "country"), ("venue", "room")]
    fields += ["time_zone", ("starts_on", "ends_on"), "overview", "objectives"]
    fields += [("participants", "participants_note"), *FACT, "is_published"]
    autocomplete_fields = ["dialogue"]
    prepopulated_fields = {"slug": ["city"]}
    inlines = [SessionInline, DocumentInline, PhotoInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Workshop | None = None) -> list[str]:
        """Keep a workshop, and with it its documents, in its dialogue."""
        return ["dialogue"] if obj else []


@admin.register(Session)
class SessionAdmin(FactAdmin, TranslatedAdmin, InOwnZone):
    """Sessions with their speakers."""

    list_display = ["title", "kind", "workshop", "held_on", "starts_there"]
    list_filter = ["kind", "workshop__dialogue__year"]
    list_select_related = ["workshop"]
    search_fields = ["title", "synopsis", "appearances__person__name"]
    fields = ["workshop", ("kind", "number", "order"), "title"]
    fields += [("held_on", "starts_at", "ends_at"), "synopsis", "guiding_questions", *FACT]
    autocomplete_fields = ["workshop"]
    inlines = [AppearanceInline]

    def zone_of(self, request: HttpRequest, kept: Session | None) -> str:
        """Return the zone of the workshop chosen in the form, else of the one kept."""
        chosen = request.POST.get("workshop", "")
        workshop = Workshop.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
        workshop = workshop or (kept.workshop if kept else None)
        return workshop.time_zone if workshop else ""

    @admin.display(description=_("start"), ordering="starts_at")
    def starts_there(self, session: Session) -> str:
        """When it starts where the workshop is held."""
        if session.starts_at is None:
            return "–"
        return moments.moment_and_utc(session.starts_at, ZoneInfo(session.workshop.time_zone))


@admin.register(Person)
class PersonAdmin(FactAdmin, admin.ModelAdmin):
    """Persons, for finding them again."""

    list_display = ["name", "is_unverified"]
    fields = ["name", *FACT]
    search_fields = ["name"]


@admin.register(Document)
class DocumentAdmin(FactAdmin, TranslatedAdmin):
    """Documents of a dialogue as a whole, and of its workshops."""

    list_display = ["title", "kind", "language", "dialogue", "workshop", "is_published"]
    list_filter = ["is_published", "kind", "language", "dialogue__year"]
    list_select_related = ["dialogue", "workshop"]
    search_fields = ["title", "url"]
    fields = ["dialogue", ("workshop", "session"), ("kind", "language"), "title", ("file", "url")]
    fields += [*FACT, "is_published"]
    autocomplete_fields = ["dialogue", "workshop", "session"]


@admin.register(Process)
class ProcessAdmin(FactAdmin, TranslatedAdmin):
    """The processes that dialogues feed."""

    list_display = ["name", "slug"]
    fields = [("name", "slug"), "summary", *FACT]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Milestone)
class MilestoneAdmin(FactAdmin, TranslatedAdmin):
    """The milestones of a process, by date."""

    list_display = ["title", "kind", "process", "starts_on", "ends_on", "place", "workshop"]
    list_filter = ["process", "kind"]
    list_select_related = ["process", "workshop"]
    date_hierarchy = "starts_on"
    search_fields = ["title", "place"]
    fields = ["process", ("kind", "title"), ("starts_on", "ends_on", "order"), ("place", "url")]
    fields += ["workshop", *FACT]
    autocomplete_fields = ["process", "workshop"]
