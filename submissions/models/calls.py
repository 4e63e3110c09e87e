"""Calls for input, the themes they ask about, and the later cross-walk of objectives."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.marked import Marked, joined
from common.text import lines
from common.translated import Translated, fingerprint
from dialogues.models import Dialogue, Milestone, Workshop
from dialogues.validators import validate_time_zone
from submissions.querysets import CallQuerySet


class Theme(Translated):
    """A subject that recommendations are sorted by."""

    translated_fields = ("name",)

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=160)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Objective(Translated):
    """One of the 23 objectives of the Global Compact for Migration (A/RES/73/195)."""

    translated_fields = ("title", "short")
    translated_by = "submissions.change_theme"

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    title = models.CharField(_("title"), max_length=240)
    short = models.CharField(_("short title"), max_length=80)

    class Meta:
        verbose_name = _("objective of the Global Compact")
        verbose_name_plural = _("objectives of the Global Compact")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.short}"

    @property
    def called(self) -> Marked:
        """Number and short title, in the reader's language."""
        return joined(" ", (self.number, self.shown("short")))


class Call(Translated):
    """A question put to stakeholders, open for answers between two moments."""

    translated_fields = ("title", "brief", "guiding_questions", "consent_text", "licence")
    binding_fields = ("consent_text", "licence")

    dialogue = models.ForeignKey(
        Dialogue, models.PROTECT, related_name="calls", verbose_name=_("dialogue")
    )
    workshop = models.ForeignKey(
        Workshop,
        models.PROTECT,
        related_name="calls",
        null=True,
        blank=True,
        verbose_name=_("workshop"),
    )
    milestone = models.ForeignKey(
        Milestone,
        models.PROTECT,
        related_name="calls",
        null=True,
        blank=True,
        verbose_name=_("milestone that it feeds"),
    )
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=240)
    brief = models.TextField(_("brief"), blank=True, help_text=_("Markdown."))
    guiding_questions = models.TextField(
        _("guiding questions"), blank=True, help_text=_("One question a line.")
    )
    themes = models.ManyToManyField(Theme, related_name="calls", verbose_name=_("themes"))
    opens_at = models.DateTimeField(_("opens at"), help_text=_("In the time zone of the call."))
    closes_at = models.DateTimeField(_("closes at"), help_text=_("In the time zone of the call."))
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        default="Europe/Zurich",
        validators=[validate_time_zone],
        help_text=_(
            "The zone in which the deadline is announced, such as Europe/Zurich. The moments below "
            "are typed and shown in it; if you change it, they keep their hours."
        ),
    )
    grace_minutes = models.PositiveIntegerField(
        _("grace in minutes"),
        default=0,
        help_text=_("Answers are taken for so long after the close. Not announced."),
    )
    max_recommendations = models.PositiveSmallIntegerField(
        _("most recommendations in an answer"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    min_words = models.PositiveIntegerField(_("fewest words of a recommendation"), default=20)
    max_words = models.PositiveIntegerField(_("most words of a recommendation"), default=300)
    max_files = models.PositiveSmallIntegerField(
        _("most files"), default=3, validators=[MaxValueValidator(20)]
    )
    publish_from = models.DateTimeField(
        _("publish from"),
        null=True,
        blank=True,
        help_text=_(
            "Empty: each answer when it is accepted. Else all from one moment, in the time zone "
            "of the call."
        ),
    )
    consent_text = models.TextField(_("consent text"))
    consent_version = models.CharField(_("version of the consent text"), max_length=20, default="1")
    licence = models.CharField(_("reuse licence"), max_length=240, blank=True)
    is_published = models.BooleanField(_("published"), default=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for input")
        verbose_name_plural = _("calls for input")
        ordering = ["-closes_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="call_closes_after_opening",
                violation_error_message=_("A call closes after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(max_words__gt=F("min_words")),
                name="call_words_in_order",
                violation_error_message=_("The most words must be more than the fewest."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the call's public address in the active language."""
        return reverse("submissions:call-detail", args=[self.slug])

    def clean(self) -> None:
        """Refuse a workshop of another dialogue, and consent whose version would not tell its text.

        Raises ValidationError, at the field.
        """
        if self.workshop and self.workshop.dialogue_id != self.dialogue_id:
            raise ValidationError({"workshop": _("This workshop belongs to another dialogue.")})
        before = Call.objects.filter(pk=self.pk).first()
        if before:
            self._check_consent(before)

    def _check_consent(self, before: "Call") -> None:
        agreed = (self.consent_text, self.licence)
        if before.consent_version != self.consent_version:
            answers: Any = apps.get_model("submissions", "Submission").objects
            if answers.filter(call=self).agreed_to(self.consent_version).exists():
                text = _("Answers were given under this version: choose one that is new.")
                raise ValidationError({"consent_version": text})
        elif agreed != (before.consent_text, before.licence):
            text = _("The text or the licence has changed: give it a new version.")
            raise ValidationError({"consent_version": text})

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the deadline is announced."""
        return ZoneInfo(self.time_zone)

    @property
    def questions(self) -> list[str]:
        """The guiding questions, one by one, in the reader's language."""
        return lines(self.said("guiding_questions"))

    def consent_shown(self, language: str) -> dict[str, str]:
        """Return what who agrees reads in a language instead of the original, and the language.

        {} where the original is what is read: its version tells it.
        """
        texts = {field: self.shown(field, language) for field in self.binding_fields}
        read = {field: str(text) for field, text in texts.items() if text.is_translation}
        return {"language": language, **read} if read else {}

    @property
    def consent_mark(self) -> str:
        """By what a form knows again the texts that it asks to agree to, as they are shown."""
        return fingerprint("\n\n".join(self.said(field) for field in self.binding_fields))

    def has_opened(self, at: datetime | None = None) -> bool:
        """Tell whether the call has opened by the moment (default: now)."""
        return self.opens_at <= (at or timezone.now())

    def is_open(self, at: datetime | None = None) -> bool:
        """Tell whether the call is announced as open at the moment (default: now)."""
        at = at or timezone.now()
        return self.opens_at <= at < self.closes_at

    def takes_answers(self, at: datetime | None = None) -> bool:
        """Tell whether an answer first seen at the moment is taken: grace included."""
        at = at or timezone.now()
        return self.opens_at <= at < self.closes_at + timedelta(minutes=self.grace_minutes)
