"""What became of recommendations, prepared at the desk and told to all at one moment."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models import Call, Recommendation
from submissions.models.recommendations import Disposition


class Answerable(Recommendation):
    """A recommendation as the page of dispositions lists it."""

    class Meta:
        proxy = True
        verbose_name = _("disposition")
        verbose_name_plural = _("dispositions")


class Release(models.Model):
    """The moment at which all that is prepared for a call is told; the worker does it."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="releases", verbose_name=_("call"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("release of dispositions")
        verbose_name_plural = _("releases of dispositions")
        ordering = ["at", "pk"]
        permissions = [("release", _("Can tell stakeholders what became of recommendations"))]
        constraints = [
            models.UniqueConstraint(
                fields=["call"],
                condition=models.Q(done_at=None),
                name="release_one_waits",
                violation_error_message=_("A release of this call waits already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.call} {self.at:%Y-%m-%d %H:%M}"


class PreparedDisposition(models.Model):
    """What will be told of a recommendation; staff alone see it until its release."""

    recommendation = models.OneToOneField(
        Recommendation, models.PROTECT, related_name="prepared", verbose_name=_("recommendation")
    )
    # Of which version of the answer: it is not told of other words.
    version = models.PositiveIntegerField(_("version"))
    disposition = models.CharField(_("what became of it"), max_length=20, choices=Disposition)
    reason = models.TextField(_("reason"))
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("prepared by"),
        help_text=_("Empty: suggested from the traces."),
    )
    prepared_at = models.DateTimeField(_("prepared at"), default=timezone.now)
    release = models.ForeignKey(
        Release,
        models.PROTECT,
        related_name="told",
        null=True,
        blank=True,
        verbose_name=_("told with"),
    )

    class Meta:
        verbose_name = _("prepared disposition")
        verbose_name_plural = _("prepared dispositions")
        ordering = ["recommendation"]

    def __str__(self) -> str:
        return f"{self.recommendation.reference} {self.get_disposition_display()}"
