"""A row that tells a fact says where it is known from and whether that is certain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Fact(models.Model):
    """The fields that every fact carries; sources and notes are shown to readers."""

    source = models.TextField(
        _("source"),
        help_text=_("Where this is known from: a document, the address of a page, the IDM Unit."),
    )
    note = models.TextField(
        _("note"),
        blank=True,
        help_text=_("Shown with the fact: a doubt, two sources that differ, an official title."),
    )
    is_unverified = models.BooleanField(
        _("unverified"),
        default=False,
        help_text=_("Readers see the tag “unverified” beside the fact."),
    )

    class Meta:
        abstract = True
