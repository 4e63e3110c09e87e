"""The stocktaking paper: what was said and what became of it, frozen edition by edition."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from common.translated import Translated
from dialogues.models import Dialogue, Milestone
from outcomes.querysets import StocktakingPaperQuerySet
from submissions.models import Call, Recommendation, SubmissionVersion


class StocktakingPaper(Translated):
    """What a dialogue, or one call of it, carries to the meeting that it feeds.

    Only its title is shown as it is now; editions keep title and introduction as they were.
    """

    translated_fields = ("title",)

    dialogue = models.ForeignKey(
        Dialogue, models.PROTECT, related_name="papers", verbose_name=_("dialogue")
    )
    call = models.ForeignKey(
        Call,
        models.PROTECT,
        related_name="papers",
        null=True,
        blank=True,
        verbose_name=_("call for input"),
        help_text=_("Empty: all calls of the dialogue."),
    )
    milestone = models.ForeignKey(
        Milestone,
        models.PROTECT,
        related_name="papers",
        null=True,
        blank=True,
        verbose_name=_("milestone that it feeds"),
    )
    title = models.CharField(_("title"), max_length=240)
    slug = models.SlugField(
        _("slug"),
        max_length=80,
        unique=True,
        help_text=_("The last part of the page's address; it stays once there is an edition."),
    )
    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("Markdown. Each edition keeps it as it was.")
    )
    is_published = models.BooleanField(_("published"), default=False, editable=False)

    objects = StocktakingPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("stocktaking paper")
        verbose_name_plural = _("stocktaking papers")
        ordering = ["-dialogue__year", "title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the newest edition in the active language."""
        return reverse("outcomes:paper-detail", args=[self.slug])

    def clean(self) -> None:
        """Refuse a call of another dialogue, at the field."""
        if self.call and self.call.dialogue_id != self.dialogue_id:
            raise ValidationError({"call": _("This call belongs to another dialogue.")})

    def calls(self, at: datetime | None = None) -> Any:
        """Return the calls that it covers, of those whose answers may be shown at the moment."""
        rows = Call.objects.released(at).filter(dialogue=self.dialogue_id)
        return rows.filter(pk=self.call_id) if self.call_id else rows


class Edition(AppendOnly):
    """A paper as it stood at a moment: figures, structure and entry numbers, and no words of
    stakeholders.
    """

    paper = models.ForeignKey(
        StocktakingPaper, models.PROTECT, related_name="editions", verbose_name=_("paper")
    )
    number = models.PositiveSmallIntegerField(_("edition"))
    as_of = models.DateTimeField(_("as of"))
    frozen = models.TextField(_("canonical JSON"))
    digest = models.CharField("SHA-256", max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["paper", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="edition_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.number}"

    def get_absolute_url(self) -> str:
        """Return the edition's own address in the active language."""
        return reverse("outcomes:paper-edition", args=[self.paper.slug, self.number])


class Entry(AppendOnly):
    """Which recommendation stands behind an entry's number, in which version. Private."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField(_("entry"))
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="entries")
    version = models.ForeignKey(SubmissionVersion, models.PROTECT, related_name="entries")
    place = models.PositiveSmallIntegerField(_("place among the version's recommendations"))
    is_named = models.BooleanField(_("published with a name then"))
    disposition = models.CharField(_("what had become of it"), max_length=20, blank=True)
    # The statement's number in the edition -> the words that it rests on.
    quotes = models.JSONField(_("quoted words"), default=dict)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["edition", "number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="entry_number_once"),
            models.UniqueConstraint(fields=["edition", "recommendation"], name="entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.number}"
