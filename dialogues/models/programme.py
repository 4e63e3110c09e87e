"""The programme of a workshop: sessions, and who appears in them."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.countries import country_name
from common.text import lines
from common.translated import Translated
from dialogues.models.dialogue import Workshop
from dialogues.models.fact import Fact
from dialogues.querysets import SessionQuerySet
from dialogues.validators import validate_country


class Session(Translated, Fact):
    """One entry of the programme."""

    translated_fields = ("title", "synopsis", "guiding_questions")

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening")
        SCENE = "setting_the_scene", _("Setting the scene")
        KEYNOTE = "keynote", _("Keynote")
        PANEL = "panel", _("Panel")
        WORKING_GROUP = "working_group", _("Working group")
        PLENARY = "plenary", _("Plenary")
        DISCUSSION = "discussion", _("Discussion")
        VOICES = "migrants_voice", _("Migrants’ voices")
        SIDE_EVENT = "side_event", _("Side event")
        BREAK = "break", _("Break")
        CLOSING = "closing", _("Closing")
        OTHER = "other", _("Session")

    workshop = models.ForeignKey(
        Workshop, verbose_name=_("workshop"), on_delete=models.CASCADE, related_name="sessions"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.PANEL)
    number = models.PositiveSmallIntegerField(
        _("number"), null=True, blank=True, help_text=_("Of the panel, as in “Panel 2”.")
    )
    title = models.CharField(_("title"), max_length=300)
    held_on = models.DateField(
        _("day"), null=True, blank=True, help_text=_("Enough where the hour is not known.")
    )
    starts_at = models.DateTimeField(
        _("start"), null=True, blank=True, help_text=_("In the time zone of the workshop.")
    )
    ends_at = models.DateTimeField(
        _("end"), null=True, blank=True, help_text=_("In the time zone of the workshop.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    synopsis = models.TextField(_("synopsis"), blank=True, help_text=_("Markdown."))
    guiding_questions = models.TextField(
        _("guiding questions"), blank=True, help_text=_("One on each line.")
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["workshop", F("held_on").asc(nulls_last=True), "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=_("The end is not after the start."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """The kind with its number, as in "Panel 2"."""
        kind = str(self.get_kind_display())
        return kind if self.number is None else f"{kind} {self.number}"

    @property
    def day(self) -> date | None:
        """The day in the workshop's zone; None where neither day nor hour is known."""
        if self.held_on or not self.starts_at:
            return self.held_on
        return self.starts_at.astimezone(ZoneInfo(self.workshop.time_zone)).date()

    @property
    def questions(self) -> list[str]:
        """The guiding questions, one a line, in the reader's language."""
        return lines(self.said("guiding_questions"))

    def translated_rows(self) -> Iterable[Translated]:
        """Return the session and those who appear in it."""
        return [self, *self.appearances.all()]

    def clean(self) -> None:
        """Refuse an end without a start, and a day that is not that of the start."""
        if self.ends_at and not self.starts_at:
            raise ValidationError({"starts_at": _("Give the start too.")}, code="required")
        if self.held_on and self.starts_at and self.workshop_id:
            zone = ZoneInfo(self.workshop.time_zone)
            if self.starts_at.astimezone(zone).date() != self.held_on:
                raise ValidationError(
                    {"held_on": _("The start lies on another day in the workshop’s time zone.")},
                    code="day",
                )


class Person(Fact):
    """Somebody who appears in programmes; one row however often."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Appearance(Translated, Fact):
    """A person in a session, with the function that the person held at that time."""

    translated_fields = ("function",)
    translated_under = "session"

    class Role(models.TextChoices):
        OPENING = "opening", _("Opening remarks")
        KEYNOTE = "keynote", _("Keynote speaker")
        MODERATOR = "moderator", _("Moderator")
        SPEAKER = "speaker", _("Speaker")
        DISCUSSANT = "discussant", _("Discussant")
        RAPPORTEUR = "rapporteur", _("Rapporteur")
        CLOSING = "closing", _("Closing remarks")

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="appearances"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="appearances"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.SPEAKER)
    function = models.CharField(_("function"), max_length=200, blank=True)
    organization = models.CharField(_("organization"), max_length=200, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[validate_country]
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_announced = models.BooleanField(
        _("announced only"),
        default=False,
        help_text=_("The programme named this person; that they spoke has not been verified."),
    )

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person", "role"], name="appearance_once_per_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"

    @property
    def heading(self) -> str:
        """The person and the role; names are not translated."""
        return str(self)

    @property
    def post(self) -> SafeString:
        """Function, organization and country, as far as they are given."""
        parts = (self.shown("function"), self.organization, country_name(self.country))
        return format_html_join(gettext(", "), "{}", ((part,) for part in parts if part))
