"""What stands in the same transaction as the change it tells of: mails owed, pages to renew."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.outbox_queries import OutboxQuerySet


def new_message_id() -> str:
    """Return the local part of a Message-ID; it stays the same however often a mail is sent."""
    return uuid.uuid4().hex


class OutboxMail(models.Model):
    """One mail that is owed: what it tells is looked up when it is sent, so it holds no words.

    `notice` names a function "app.name" in app/notices.py that renders the mail from `ids`.
    """

    notice = models.CharField(_("notice"), max_length=80)
    ids = models.JSONField(_("ids"), default=dict)
    language = models.CharField(_("language"), max_length=10)
    message_id = models.CharField(_("Message-ID"), max_length=32, default=new_message_id)
    recipient_key = models.CharField(max_length=64, blank=True, editable=False)
    source_key = models.CharField(max_length=64, blank=True, editable=False)
    confirms = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    objects = models.Manager.from_queryset(OutboxQuerySet)()

    class Meta:
        verbose_name = _("mail in the outbox")
        verbose_name_plural = _("mails in the outbox")
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(sent_at=None, cancelled_at=None),
                name="outbox_due",
            ),
            models.Index(fields=["recipient_key", "created_at"], name="outbox_recipient"),
            models.Index(fields=["source_key", "created_at"], name="outbox_source"),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.ids}"


class PublicChange(models.Model):
    """Something that readers may see was written; see common/freshness.py."""

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"change {self.pk}"
