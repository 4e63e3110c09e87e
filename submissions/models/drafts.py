"""Drafts, kept exactly as typed, and the files of drafts and submissions."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.json_text import JSONTextField
from common.tokens import make_token, new_public_id
from submissions.models.calls import Call
from submissions.models.submissions import Submission


class KeptBecause(models.TextChoices):
    """Why something sent stays a draft."""

    STAGED = "staged", _("Files wait for the answer that they belong to")
    LATE = "late", _("Sent after the call had closed")
    CONFLICT = "conflict", _("Sent again with other words when it could no longer be changed")


class Draft(models.Model):
    """An answer that is not a submission: content exactly as typed, no field required."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="drafts", verbose_name=_("call"))
    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    token_version = models.PositiveIntegerField(default=1)
    idempotency_key = models.CharField(max_length=100, unique=True)
    kept_because = models.CharField(_("kept because"), max_length=10, choices=KeptBecause)
    content = JSONTextField(_("content"), default=dict)
    language = models.CharField(_("language"), max_length=10)
    email = models.EmailField(_("e-mail to resume"), blank=True)
    submission = models.ForeignKey(
        Submission,
        models.PROTECT,
        related_name="drafts",
        null=True,
        blank=True,
        verbose_name=_("submission that it conflicts with"),
    )
    revision = models.PositiveIntegerField(default=1)
    first_seen_at = models.DateTimeField(_("first seen at"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.call}: {self.get_kept_because_display()}"

    @property
    def token(self) -> str:
        """The token of the draft's private page."""
        return make_token("draft", self.public_id, self.token_version)


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """Return a random path: what a stranger called the file never names one on the disk."""
    return f"attachments/{secrets.token_hex(2)}/{secrets.token_hex(16)}"


class Attachment(models.Model):
    """A file of a draft, or of a submission once it is sent."""

    draft = models.ForeignKey(
        Draft, models.CASCADE, related_name="attachments", null=True, blank=True
    )
    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="attachments", null=True, blank=True
    )
    file = models.FileField(_("file"), upload_to=attachment_path, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    created_at = models.DateTimeField(_("received at"), default=timezone.now)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(draft=None) ^ Q(submission=None), name="attachment_has_one_home"
            )
        ]

    def __str__(self) -> str:
        return self.name
