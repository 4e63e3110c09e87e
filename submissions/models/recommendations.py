"""Recommendations: what an answer says should be done, one measure each."""

from django.conf import settings
from django.db import models
from django.db.models import Q, TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.text import count_words
from dialogues.models import Session
from submissions.models.calls import Objective, Theme
from submissions.models.submissions import Submission
from submissions.querysets import PUBLISHABLE, RecommendationQuerySet
from submissions.states import TRANSLATABLE


class Perspective(TextChoices):
    """The seed's three: "from a policy, cooperation and practical perspective"."""

    POLICY = "policy", _("Policy")
    COOPERATION = "cooperation", _("Cooperation")
    PRACTICAL = "practical", _("Practical")


class Level(TextChoices):
    """IOM's Determinants of Migrant Vulnerability."""

    INDIVIDUAL = "individual", _("Individual")
    HOUSEHOLD = "household_family", _("Household and family")
    COMMUNITY = "community", _("Community")
    STRUCTURAL = "structural", _("Structural")


class Phase(TextChoices):
    """The phases of migration; a recommendation names any of them."""

    BEFORE = "before", _("Before")
    DURING = "during", _("During")
    AFTER = "after", _("After")


class Disposition(TextChoices):
    """What became of a recommendation."""

    REFLECTED = "reflected", _("Reflected")
    PARTLY = "partly", _("Partly reflected")
    NOTED = "noted", _("Noted")
    NOT_TAKEN_UP = "not_taken_up", _("Not taken up")


class Recommendation(models.Model):
    """One measure: who should do what. Its words are the stakeholder's and never rewritten."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="recommendations")
    number = models.PositiveSmallIntegerField(_("number"))
    reference = models.CharField(_("reference"), max_length=24, unique=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    search_text = models.TextField(editable=False)
    # The version of the answer in which its words were last changed.
    words_version = models.PositiveIntegerField(default=1, editable=False)
    themes = models.ManyToManyField(
        Theme, related_name="recommendations", blank=True, verbose_name=_("themes")
    )
    perspective = models.CharField(_("perspective"), max_length=20, choices=Perspective, blank=True)
    level = models.CharField(_("level of vulnerability"), max_length=20, choices=Level, blank=True)
    is_before = models.BooleanField(_("before migration"), default=False)
    is_during = models.BooleanField(_("during migration"), default=False)
    is_after = models.BooleanField(_("after migration"), default=False)
    addressed_to = models.CharField(_("addressed to"), max_length=240, blank=True)

    disposition = models.CharField(
        _("what became of it"), max_length=20, choices=Disposition, blank=True
    )
    disposition_reason = models.TextField(_("reason"), blank=True)
    disposed_at = models.DateTimeField(_("told at"), null=True, blank=True)
    objectives = models.ManyToManyField(
        Objective, related_name="recommendations", blank=True, verbose_name=_("objectives")
    )
    session = models.ForeignKey(
        Session,
        models.SET_NULL,
        related_name="recommendations",
        null=True,
        blank=True,
        verbose_name=_("session that it arose from"),
    )
    set_aside_reason = models.TextField(_("set aside because"), blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["submission", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "number"], name="recommendation_number_once"
            ),
            models.CheckConstraint(
                condition=Q(disposition="") | Q(disposed_at__isnull=False),
                name="recommendation_disposed_at_set",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.heading}"

    def get_absolute_url(self) -> str:
        """Return the recommendation's public address in the active language."""
        return reverse("submissions:recommendation-detail", args=[self.reference])

    @property
    def heading(self) -> str:
        """The title, or the first words of the text where an imported row has none."""
        return heading_of(self.title, self.text)

    @property
    def is_translatable(self) -> bool:
        """Tell whether it may be shown, now or once it is accepted: see `translatable()`."""
        submission = self.submission
        return (
            submission.status in TRANSLATABLE
            and submission.publication in PUBLISHABLE
            and not self.set_aside_reason
            and self.withdrawn_at is None
        )

    @property
    def word_count(self) -> int:
        """The number of words of the text, by the rule of the limits."""
        return count_words(self.text)

    @property
    def phases(self) -> list[Phase]:
        """The phases that it names, in the order of a journey."""
        return [phase for phase in Phase if getattr(self, f"is_{phase.value}")]


def heading_of(title: str, text: str) -> str:
    """Return the title, or the first words of the text where there is none."""
    if title:
        return title
    words = text.split()
    return " ".join(words[:12]) + (" …" if len(words) > 12 else "")


class RetiredReference(models.Model):
    """A reference that was public once and answers 410 now; it leads nowhere."""

    reference = models.CharField(_("reference"), max_length=24, unique=True)
    retired_at = models.DateTimeField(_("retired at"))

    class Meta:
        verbose_name = _("retired reference")
        verbose_name_plural = _("retired references")

    def __str__(self) -> str:
        return self.reference
