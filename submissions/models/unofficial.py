"""Unofficial translations: a recommendation in another language, by the IDM Unit."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.languages import OWN_NAMES, direction
from submissions.models.recommendations import Recommendation, heading_of
from submissions.querysets import TranslationQuerySet


class Translatable(Recommendation):
    """A recommendation as the list of translations shows it."""

    class Meta:
        proxy = True
        default_permissions = ("view",)
        verbose_name = _("translation")
        verbose_name_plural = _("translations of answers")


class UnofficialTranslation(models.Model):
    """A recommendation in one other language. Only submissions/unofficial.py writes it."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="translations")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=300, blank=True)
    text = models.TextField(_("text"))
    # The version of the answer whose words it says: see Recommendation.words_version.
    version_number = models.PositiveIntegerField(_("made of version"))
    # How often it was written: who writes it says which one was seen.
    revision = models.PositiveIntegerField(_("revision"), default=1)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("unofficial translation")
        verbose_name_plural = _("unofficial translations")
        ordering = ["language"]
        # Nobody has a page of its rows: they are written on that of the recommendation.
        default_permissions = ()
        permissions = [("translate", _("Can write unofficial translations"))]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "language"], name="translation_language_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation.reference} {self.language}"

    @property
    def heading(self) -> str:
        """The title, or the first words of the text where it has none."""
        return heading_of(self.title, self.text)

    @property
    def direction(self) -> str:
        """The direction in which its language is written: "rtl" or "ltr"."""
        return direction(self.language)

    @property
    def own_name(self) -> str:
        """The name of its language in that language."""
        return OWN_NAMES[self.language]

    @property
    def is_older(self) -> bool:
        """Tell whether it says words that a later version has changed."""
        return self.version_number < self.recommendation.words_version

    @property
    def mark(self) -> str:
        """What tells this writing of it from any other, for who writes over it."""
        return f"{self.pk}.{self.revision}"
