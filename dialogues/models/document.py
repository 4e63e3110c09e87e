"""What a dialogue leaves behind: documents and photos."""

from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.translated import Translated
from dialogues.models.dialogue import Dialogue, Workshop
from dialogues.models.fact import Fact
from dialogues.models.programme import Session
from dialogues.querysets import DocumentQuerySet, PhotoQuerySet
from dialogues.validators import validate_image_ending, validate_upload


def languages() -> list[tuple[str, Any]]:
    """Return the languages of the portal as choices, outside of the migrations."""
    return list(settings.LANGUAGES)


class Document(Translated, Fact):
    """A paper, report or recording: a file kept here or a link to where it lies."""

    translated_fields = ("title",)

    class Kind(models.TextChoices):
        CONCEPT_NOTE = "concept_note", _("Concept note")
        AGENDA = "agenda", _("Agenda")
        BACKGROUND = "background_paper", _("Background paper")
        STATEMENT = "statement", pgettext_lazy("kind of document", "Statement")
        PRESENTATION = "presentation", _("Presentation")
        SUMMARY = "summary", _("Summary")
        REPORT = "report", _("Report")
        PUBLICATION = "publication", pgettext_lazy("kind of document", "Publication")
        BULLETIN = "bulletin", _("Bulletin")
        PRESS = "press_release", _("Press release")
        VIDEO = "video", _("Video")
        PAGE = "page", _("Web page")
        OTHER = "other", _("Other")

    dialogue = models.ForeignKey(
        Dialogue, verbose_name=_("dialogue"), on_delete=models.PROTECT, related_name="documents"
    )
    workshop = models.ForeignKey(
        Workshop,
        verbose_name=_("workshop"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
    )
    session = models.ForeignKey(
        Session,
        verbose_name=_("session"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=10, choices=languages, blank=True)
    title = models.CharField(_("title"), max_length=300)
    file = models.FileField(
        _("file"), upload_to="documents/%Y", blank=True, validators=[validate_upload]
    )
    url = models.URLField(_("link"), max_length=500, blank=True)
    is_published = models.BooleanField(_("published"), default=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["dialogue", "kind", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(url="")) | (~Q(file="") & Q(url="")),
                name="document_file_or_link",
                violation_error_message=_("Give either a file or a link, not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def original_language(self) -> str:
        """The language of the document, in which its title is given."""
        return self.language or super().original_language

    @property
    def medium(self) -> str:
        """What readers get: the type of the file, "PDF", or the host that the link leads to."""
        if self.file:
            return PurePath(str(self.file.name)).suffix.lstrip(".").upper()
        return (urlsplit(self.url).hostname or "").removeprefix("www.")

    def get_absolute_url(self) -> str:
        """Return where the document is read: our download, or the link."""
        return reverse("dialogues:document-file", args=[self.pk]) if self.file else self.url

    def clean(self) -> None:
        """Refuse a workshop or session that belongs to something else."""
        if self.session and self.session.workshop_id != self.workshop_id:
            raise ValidationError({"session": _("The session is not part of the workshop.")})
        other = self.workshop and self.dialogue_id not in (None, self.workshop.dialogue_id)
        if other:
            raise ValidationError({"workshop": _("The workshop is not part of the dialogue.")})


class Photo(Translated, Fact):
    """A photo of a workshop; its caption and credit may be known before the file is."""

    translated_fields = ("caption", "alternative_text")
    translated_under = "workshop"

    workshop = models.ForeignKey(
        Workshop, verbose_name=_("workshop"), on_delete=models.CASCADE, related_name="photos"
    )
    image = models.ImageField(
        _("image"),
        upload_to="photos/%Y",
        blank=True,
        width_field="width",
        height_field="height",
        validators=[validate_image_ending, validate_upload],
    )
    width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    alternative_text = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What is to be seen, for those who do not see it; required with an image."),
    )
    caption = models.CharField(_("caption"), max_length=300)
    credit = models.CharField(_("credit"), max_length=200)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["workshop", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(image="") | ~Q(alternative_text=""),
                name="photo_has_alternative_text",
                violation_error_message=_("An image needs its alternative text."),
            ),
        ]

    def __str__(self) -> str:
        return self.caption

    def get_absolute_url(self) -> str:
        """Return the address of the image itself."""
        return reverse("dialogues:photo-image", args=[self.pk])
