"""Stakeholders: the organizations as the IDM Unit knows them."""

from typing import Any

from django.db import models
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.countries import REGIONS, country_name, region_of
from common.text import fold
from submissions.querysets import StakeholderQuerySet


class Category(TextChoices):
    """Who speaks: the seed's eight groups and those of the Global Compact, paragraph 15 (j)."""

    GOVERNMENT = "government", _("Government")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    UN_ENTITY = "un_entity", _("United Nations entity")
    IGO_REGIONAL = "igo_regional", _("Other international or regional organization")
    ACADEMIA = "academia", _("Academia")
    PRIVATE_SECTOR = "private_sector", _("Private sector")
    DIASPORA = "diaspora_migrant_org", _("Diaspora or migrant organization")
    CIVIL_SOCIETY = "civil_society", _("Civil society organization")
    TRADE_UNION = "trade_union", _("Trade union")
    PARLIAMENTARIAN = "parliamentarian", _("Parliamentarian")
    NHRI = "nhri", _("National human rights institution")
    MEDIA = "media", _("Media")
    YOUTH = "youth", _("Youth organization")
    OTHER = "other", _("Other")


class Stakeholder(models.Model):
    """One organization, matched or made when an answer of it is accepted."""

    name = models.CharField(_("name"), max_length=240)
    folded_name = models.CharField(max_length=300, editable=False)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    category = models.CharField(_("category"), max_length=30, choices=Category)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Empty: international.")
    )
    mail_domains = models.TextField(
        _("mail domains"),
        blank=True,
        help_text=_("One a line. Whoever writes from there, or from a domain below, is known."),
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("merged into"),
    )

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["folded_name", "country"],
                name="stakeholder_once",
                violation_error_message=_("This stakeholder stands here already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the name for matching in step with the name."""
        self.folded_name = fold(self.name)[:300]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the stakeholder's public address in the active language."""
        return reverse("submissions:stakeholder-detail", args=[self.slug])

    @property
    def country_label(self) -> str:
        """The country's name in the active language, or "International"."""
        return country_name(self.country) or str(REGIONS["international"])

    @property
    def region(self) -> str:
        """The code of the UN regional group."""
        return region_of(self.country)
