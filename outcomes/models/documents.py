"""Outcome documents: what a workshop or a dialogue came to, statement by statement."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.translated import Translated
from dialogues.models import Dialogue, Workshop
from outcomes.querysets import OutcomeDocumentQuerySet, StatementQuerySet


class OutcomeDocument(Translated):
    """What a dialogue, or one workshop of it, came to."""

    translated_fields = ("title", "introduction")

    class Kind(TextChoices):
        CHAIRS_SUMMARY = "chairs_summary", _("Chair’s summary")
        KEY_RECOMMENDATIONS = "key_recommendations", _("Key recommendations")
        REPORT = "report", _("Report")

    dialogue = models.ForeignKey(
        Dialogue, models.PROTECT, related_name="outcomes", verbose_name=_("dialogue")
    )
    workshop = models.ForeignKey(
        Workshop,
        models.PROTECT,
        related_name="outcomes",
        null=True,
        blank=True,
        verbose_name=_("workshop"),
        help_text=_("Empty: the outcome of the whole dialogue."),
    )
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    title = models.CharField(_("title"), max_length=240)
    slug = models.SlugField(
        _("slug"),
        max_length=80,
        unique=True,
        help_text=_("The last part of the page's address; it stays once the page is public."),
    )
    introduction = models.TextField(_("introduction"), blank=True, help_text=_("Markdown."))
    is_published = models.BooleanField(_("published"), default=False, editable=False)
    published_at = models.DateTimeField(
        _("first published at"), null=True, blank=True, editable=False
    )

    objects = OutcomeDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome document")
        verbose_name_plural = _("outcome documents")
        ordering = ["-dialogue__year", "-published_at", "pk"]
        permissions = [("publish", _("Can publish outcome documents and take them back"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(published_at__isnull=False),
                name="outcome_published_at_set",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the document's public address in the active language."""
        return reverse("outcomes:document-detail", args=[self.slug])

    def translated_rows(self) -> Iterable[Translated]:
        """Return the document, and each section with its statements."""
        rows: list[Translated] = [self]
        for section in self.sections.prefetch_related("statements"):
            rows += [section, *section.statements.all()]
        return rows

    def clean(self) -> None:
        """Refuse a workshop of another dialogue."""
        if self.workshop and self.workshop.dialogue_id != self.dialogue_id:
            raise ValidationError({"workshop": _("This workshop belongs to another dialogue.")})


class Section(Translated):
    """A part of an outcome document."""

    translated_fields = ("title",)
    translated_under = "document"
    translated_by = "outcomes.change_outcomedocument"

    document = models.ForeignKey(
        OutcomeDocument, models.PROTECT, related_name="sections", verbose_name=_("document")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["document", "number", "pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def anchor(self) -> str:
        """The name of its place on a page; it stays when numbers change."""
        return f"section-{self.pk}"


class Statement(Translated):
    """One sentence of the outcome; numbers run through the whole document."""

    translated_fields = ("text",)
    translated_under = "section__document"
    translated_by = "outcomes.change_outcomedocument"

    section = models.ForeignKey(
        Section, models.PROTECT, related_name="statements", verbose_name=_("section")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"))
    is_editorial = models.BooleanField(
        _("editorial"),
        default=False,
        help_text=_("It rests on no recommendation: an introduction, a transition, thanks."),
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["section__document", "number", "pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:80]}"

    def get_absolute_url(self) -> str:
        """Return its place in the public document."""
        return f"{self.section.document.get_absolute_url()}#{self.anchor}"

    @property
    def anchor(self) -> str:
        """The name of its place on the page; it stays when numbers change."""
        return f"statement-{self.pk}"
