"""Drafts, kept exactly as typed, what they were before, and the files of drafts and submissions."""

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
    """Why there is a draft: it is still written, was sent, or could not be taken when it was."""

    UNSENT = "unsent", _("Not sent yet")
    SENT = "sent", _("Sent; only its address is left")
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
    # What two windows wrote into one field: the texts that do not stand in it (see saving.py).
    others = JSONTextField(_("other texts"), default=list)
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
    revision = models.PositiveIntegerField(default=0)
    is_shared = models.BooleanField(default=False)
    share_version = models.PositiveIntegerField(default=1)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    sent_digest = models.CharField(max_length=64, blank=True)
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

    @property
    def share_token(self) -> str:
        """The token of the read-only page for colleagues; "" while it is not shared."""
        if not self.is_shared:
            return ""
        return make_token("shared draft", self.public_id, self.share_version)

    @property
    def is_correction(self) -> bool:
        """Tell whether it is a new version of a submission, not the form from which that came."""
        of_form = self.submission and self.submission.idempotency_key == self.idempotency_key
        is_unsent = self.kept_because in (KeptBecause.UNSENT, KeptBecause.SENT)
        return is_unsent and self.submission is not None and not of_form


class DraftRevision(models.Model):
    """A draft as one saving left it: what a window began with, when it is saved from again."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    # The page, as it was opened once, that was saved from.
    tab = models.CharField(max_length=24)
    # How often the page had changed: what comes late from it, with less, is older.
    count = models.PositiveBigIntegerField(default=0)
    content = JSONTextField(default=dict)
    # What came from the page, where another window had changed the draft meanwhile.
    sent = JSONTextField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="draft_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} r{self.number}"

    @property
    def typed(self) -> dict[str, list[str]]:
        """What the page held."""
        typed: dict[str, list[str]] = self.content if self.sent is None else self.sent
        return typed


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
