"""The year's dialogue and its workshops."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.lists import listed
from common.marked import filled
from common.translated import Shown, Translated
from dialogues.models.fact import Fact
from dialogues.querysets import DialogueQuerySet, WorkshopQuerySet
from dialogues.validators import validate_country, validate_dialogue_slug, validate_time_zone


class Dialogue(Translated, Fact):
    """One year of the International Dialogue on Migration, with its theme."""

    translated_fields = ("theme", "summary")

    year = models.PositiveSmallIntegerField(_("year"))
    slug = models.SlugField(
        _("slug"),
        unique=True,
        validators=[validate_dialogue_slug],
        help_text=_("The last part of the page's address; do not change it once it is public."),
    )
    theme = models.CharField(
        _("theme"),
        max_length=300,
        blank=True,
        help_text=_("Empty where the year had no common theme or it is not known."),
    )
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("Two or three plain sentences below the theme.")
    )
    process = models.ForeignKey(
        "dialogues.Process",
        verbose_name=_("process it feeds"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dialogues",
    )
    is_demonstration = models.BooleanField(
        _("demonstration"),
        default=False,
        help_text=_("Everything in it is a sample: its pages say so, the archive sets it apart."),
    )
    is_published = models.BooleanField(_("published"), default=False)

    objects = DialogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("dialogue")
        verbose_name_plural = _("dialogues")
        ordering = ["-year", "slug"]

    def __str__(self) -> str:
        return f"{self.year}: {self.name}" if self.theme else self.name

    @property
    def name(self) -> str:
        """The theme as readers get it, or a plain name where it is not known."""
        return self.shown("theme") or gettext("International Dialogue on Migration %(year)s") % {
            "year": self.year
        }

    @property
    def heading(self) -> str:
        """The year and, where it is known, the theme."""
        return (
            format_html("{}{}{}", self.year, gettext(": "), self.name) if self.theme else self.name
        )

    def labelled(self, title: Shown) -> Shown:
        """Return the title of something in it, for a list without tags: a sample says so."""
        if not self.is_demonstration:
            return title
        return title.again(gettext("%(title)s (sample)") % {"title": title})

    def get_absolute_url(self) -> str:
        """Return the address of the dialogue's page in the active language."""
        return reverse("dialogues:dialogue-detail", args=[self.slug])


class Workshop(Translated, Fact):
    """One meeting of a dialogue, in one place."""

    translated_fields = (
        *("title", "city", "venue", "overview", "objectives"),
        "participants_note",
    )

    dialogue = models.ForeignKey(
        Dialogue,
        verbose_name=_("dialogue"),
        on_delete=models.PROTECT,
        related_name="workshops",
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    slug = models.SlugField(
        _("slug"),
        help_text=_("The city, as a rule: geneva, and geneva-2 for a second one in the same year."),
    )
    title = models.CharField(_("title"), max_length=300)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[validate_country]
    )
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    room = models.CharField(_("room"), max_length=100, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        default="UTC",
        validators=[validate_time_zone],
        help_text=_(
            "The times of the programme are typed and shown in this zone; if you change it, they "
            "keep their hours."
        ),
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    overview = models.TextField(_("overview"), blank=True, help_text=_("Markdown."))
    objectives = models.TextField(_("objectives"), blank=True, help_text=_("Markdown."))
    participants = models.PositiveIntegerField(
        _("participants"), null=True, blank=True, help_text=_("The reported number.")
    )
    participants_note = models.CharField(
        _("participants, in words"),
        max_length=200,
        blank=True,
        help_text=_("Shown instead of the number, for example: over 300 representatives."),
    )
    is_published = models.BooleanField(_("published"), default=False)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["dialogue", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["dialogue", "slug"], name="workshop_slug_unique_in_dialogue"
            ),
            models.UniqueConstraint(
                fields=["dialogue", "number"], name="workshop_number_unique_in_dialogue"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="workshop_ends_after_start",
                violation_error_message=_("The last day is before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def short(self) -> str:
        """The city, else the title, as readers get it."""
        return self.shown("city" if self.city else "title")

    @property
    def called(self) -> str:
        """What it is called beside other things: "Geneva workshop", else its title."""
        city = self.shown("city")
        return filled(gettext("%(city)s workshop"), city=city) if city else self.shown("title")

    @property
    def place(self) -> str:
        """Room, venue and city, as far as they are known, in the reader's language."""
        return listed((self.room, self.shown("venue"), self.shown("city")))

    def translated_rows(self) -> Iterable[Translated]:
        """Return the workshop and its photos."""
        return [self, *self.photos.all()]

    def is_ahead(self, today: date) -> bool:
        """Whether the last day known is still to come."""
        last_day = self.ends_on or self.starts_on
        return last_day is not None and last_day >= today

    def clean(self) -> None:
        """Refuse a last day without a first one."""
        if self.ends_on and not self.starts_on:
            raise ValidationError({"starts_on": _("Give the first day too.")}, code="required")

    def get_absolute_url(self) -> str:
        """Return the address of the workshop's page; reads the dialogue."""
        return reverse("dialogues:workshop-detail", args=[self.dialogue.slug, self.slug])
