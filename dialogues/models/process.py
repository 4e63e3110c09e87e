"""The wider process that a dialogue feeds, and its milestones."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.translated import Translated
from dialogues.models.dialogue import Workshop
from dialogues.models.fact import Fact
from dialogues.querysets import MilestoneQuerySet


class Process(Translated, Fact):
    """Such as the making of the Global Compact for Migration."""

    translated_fields = ("name", "summary")

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("How the dialogue feeds in, in plain sentences.")
    )

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Milestone(Translated, Fact):
    """One step of a process, on one day or on several."""

    translated_fields = ("title", "place")

    class Kind(models.TextChoices):
        RESOLUTION = "resolution", _("Resolution")
        WORKSHOP = "workshop", _("Workshop of the dialogue")
        THEMATIC_SESSION = "thematic_session", _("Thematic session")
        CONSULTATION = "consultation", _("Consultation")
        HEARING = "hearing", _("Hearing")
        STOCKTAKING = "stocktaking", _("Stocktaking")
        NEGOTIATION = "negotiation", _("Round of negotiations")
        CONFERENCE = "conference", _("Conference")
        REVIEW = "review", _("Review")
        OTHER = "other", _("Other")

    process = models.ForeignKey(
        Process, verbose_name=_("process"), on_delete=models.CASCADE, related_name="milestones"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=300)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Between milestones that begin on the same day.")
    )
    url = models.URLField(_("link"), max_length=500, blank=True)
    workshop = models.ForeignKey(
        Workshop,
        verbose_name=_("workshop"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="milestones",
        help_text=_("The workshop of a dialogue that this milestone is."),
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["process", "starts_on", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="milestone_ends_after_start",
                violation_error_message=_("The last day is before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        """What `public()` says of the row: one that stands for a workshop is as public as that."""
        workshop = self.workshop
        return workshop is None or (workshop.is_published and workshop.dialogue.is_published)

    @property
    def last_day(self) -> date:
        """The last day, which is the first one where there is only one."""
        return self.ends_on or self.starts_on
