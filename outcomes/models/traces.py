"""Traces: from a sentence of the outcome to the words that it rests on."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from outcomes.models.documents import Statement
from outcomes.querysets import TraceQuerySet
from outcomes.quoting import is_quoted
from submissions.models import Recommendation, SubmissionVersion


class Kind(TextChoices):
    """How a statement takes up a recommendation."""

    REFLECTS = "reflects", _("Reflects")
    PARTLY = "partly", _("Reflects in part")
    DIVERGES = "diverges", _("Says otherwise")


class Trace(models.Model):
    """A statement rests on a recommendation, in words of one of its versions."""

    statement = models.ForeignKey(
        Statement, models.CASCADE, related_name="traces", verbose_name=_("statement")
    )
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, related_name="traces", verbose_name=_("recommendation")
    )
    version = models.ForeignKey(
        SubmissionVersion, models.PROTECT, related_name="traces", verbose_name=_("version")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    quote = models.TextField(_("quoted words"))
    note = models.TextField(
        _("internal note"), blank=True, help_text=_("For colleagues; never published.")
    )

    objects = TraceQuerySet.as_manager()

    class Meta:
        verbose_name = _("trace")
        verbose_name_plural = _("traces")
        ordering = ["statement", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "recommendation"],
                name="trace_once",
                violation_error_message=_("This statement rests on this recommendation already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.recommendation.reference}"

    def clean(self) -> None:
        """Refuse words that the recommendation does not hold."""
        if not is_quoted(self.quote, self.recommendation.text):
            raise ValidationError({"quote": _("These words do not stand in the recommendation.")})
