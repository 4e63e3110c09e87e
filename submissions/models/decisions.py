"""Decisions: every step of a submission's life, append only."""

from django.conf import settings
from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from submissions.models.recommendations import Recommendation
from submissions.models.submissions import Submission
from submissions.states import DeclineReason, Status, Verb


class Actor(TextChoices):
    """Who took the step."""

    STAKEHOLDER = "stakeholder", _("Stakeholder")
    STAFF = "staff", _("IDM Unit")
    CLOCK = "clock", _("The clock")


class Decision(AppendOnly):
    """One step: before, after, by whom, why."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions")
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, related_name="decisions", null=True, blank=True
    )
    verb = models.CharField(_("step"), max_length=20, choices=Verb)
    before = models.CharField(_("before"), max_length=20, choices=Status, blank=True)
    after = models.CharField(_("after"), max_length=20, choices=Status)
    actor = models.CharField(_("by"), max_length=12, choices=Actor)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = models.CharField(_("reason"), max_length=20, choices=DeclineReason, blank=True)
    note = models.TextField(_("note to the stakeholder"), blank=True)
    internal_note = models.TextField(_("internal note"), blank=True)
    version = models.PositiveIntegerField(_("version"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(actor=Actor.STAFF) | Q(by__isnull=False),
                name="decision_of_staff_has_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission.reference} {self.verb}"
