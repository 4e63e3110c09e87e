"""Submissions: an answer to a call, and the versions in which it was sent."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from common.countries import REGIONS, country_name
from common.tokens import is_token_valid, make_token, new_public_id
from submissions.models.calls import Call
from submissions.models.stakeholders import Category, Stakeholder
from submissions.querysets import SubmissionQuerySet
from submissions.states import CONFIRMED, CORRECTABLE, Status


class Publication(TextChoices):
    """How an answer is published; from the most open to the most private."""

    NAMED = "named", _("With our name")
    ANONYMOUS = "anonymous", _("Without our name")
    COUNTED = "counted", _("Counted, not published")


class Source(TextChoices):
    """How an answer came in."""

    WEB = "web", _("Web form")
    STAFF = "staff", _("Entered by the IDM Unit")
    IMPORT = "import", _("Import")


class Suspicion(TextChoices):
    """Why an answer looks as if a machine had filled the form; see forms/traps.py."""

    FILLED = "filled", _("A field that people do not see was filled in")
    QUICK = "quick", _("Sent within seconds of opening the form")
    UNSTAMPED = "unstamped", _("Sent without opening the form")


class Submission(models.Model):
    """One answer of one stakeholder to one call. Only lifecycle.py writes its status."""

    call = models.ForeignKey(
        Call, models.PROTECT, related_name="submissions", verbose_name=_("call for input")
    )
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    status = models.CharField(_("status"), max_length=20, choices=Status)
    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    token_version = models.PositiveIntegerField(default=1)
    idempotency_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
    external_id = models.CharField(_("external id"), max_length=80, blank=True)

    organization = models.CharField(_("organization"), max_length=240)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    category = models.CharField(_("category"), max_length=30, choices=Category)
    category_other = models.CharField(_("category in words"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    region = models.CharField(_("region"), max_length=20, choices=list(REGIONS.items()))
    on_behalf_of = models.CharField(_("on behalf of"), max_length=240, blank=True)
    co_sponsors = models.TextField(_("co-sponsors"), blank=True)
    contact_name = models.CharField(_("contact person"), max_length=160, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    interface_language = models.CharField(
        _("language of mails"), max_length=10, choices=settings.LANGUAGES
    )
    publication = models.CharField(_("publication"), max_length=10, choices=Publication)
    consent_version = models.CharField(_("consent text"), max_length=20, blank=True)
    consent_at = models.DateTimeField(_("consent given at"), null=True, blank=True)
    consent_note = models.CharField(_("how consent was given"), max_length=240, blank=True)

    stakeholder = models.ForeignKey(
        Stakeholder,
        models.PROTECT,
        related_name="submissions",
        null=True,
        blank=True,
        verbose_name=_("stakeholder"),
    )
    source = models.CharField(_("came by"), max_length=10, choices=Source)
    suspicion = models.CharField(
        _("filled like a machine"), max_length=10, choices=Suspicion, blank=True
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    changes_due_at = models.DateTimeField(_("changes due at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )
    first_seen_at = models.DateTimeField(_("first seen at"))
    submitted_at = models.DateTimeField(_("submitted at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    public_at = models.DateTimeField(_("public at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-submitted_at", "-pk"]
        permissions = [
            ("moderate", _("Can review, accept, decline and set aside")),
            ("reopen", _("Can reopen a decision")),
            ("enter", _("Can enter answers on behalf of stakeholders")),
            ("dispose", _("Can say what became of a recommendation")),
            ("see_contact", _("Can see contact names and e-mails")),
            ("erase_contact", _("Can erase contact names and e-mails")),
            ("see_internal", _("Can see internal notes")),
        ]
        indexes = [
            models.Index(fields=["status", "submitted_at"], name="submission_queue"),
            models.Index(fields=["contact_email"], name="submission_contact"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="submission_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=CONFIRMED) | Q(confirmed_at__isnull=False),
                name="submission_confirmed_at_set",
            ),
            models.CheckConstraint(
                condition=Q(public_at=None) | Q(status__in=[Status.ACCEPTED, Status.WITHDRAWN]),
                name="submission_public_only_accepted",
            ),
            models.UniqueConstraint(
                fields=["call", "external_id"],
                condition=~Q(external_id=""),
                name="submission_external_id_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.organization}"

    @property
    def shown_name(self) -> str:
        """The name under which it is published; "" where it is published without one."""
        if self.publication != Publication.NAMED:
            return ""
        return self.stakeholder.name if self.stakeholder else self.organization

    @property
    def shown_country(self) -> str:
        """The country beside the name; "" where it is published without one."""
        return self.country_label if self.shown_name else ""

    @property
    def public_since(self) -> datetime | None:
        """The moment from which it could be read: never before that of its call."""
        released = self.call.publish_from
        return max(self.public_at, released) if self.public_at and released else self.public_at

    @property
    def token(self) -> str:
        """The token of the private page, made anew each time."""
        return make_token("submission", self.public_id, self.token_version)

    @property
    def is_theirs(self) -> bool:
        """Tell whether whoever sent the form may still learn and change what became of it.

        A disowned one has a new private address, which they must not learn; one without an e-mail
        had its contact erased, and gets none back.
        """
        return self.status != Status.DISOWNED and bool(self.contact_email)

    @property
    def secret(self) -> str:
        """The secret that only the mail to this address carries: it confirms, or disowns."""
        return make_token(f"confirm {self.contact_email}", self.public_id, self.token_version)

    def is_secret_valid(self, secret: str) -> bool:
        """Tell whether the secret was mailed to the address that stands here now."""
        purpose = f"confirm {self.contact_email}"
        return is_token_valid(secret, purpose, self.public_id, self.token_version)

    @property
    def country_label(self) -> str:
        """The country's name in the active language, or "International"."""
        return country_name(self.country) or str(REGIONS["international"])

    @property
    def category_label(self) -> str:
        """The category, with its words where it is "other"."""
        label = self.get_category_display()
        return f"{label}: {self.category_other}" if self.category_other else label

    @property
    def confirm_until(self) -> datetime:
        """The last moment to confirm: 48 hours after the call takes no more answers."""
        grace = timedelta(minutes=self.call.grace_minutes)
        return self.call.closes_at + grace + timedelta(hours=settings.CONFIRM_GRACE_HOURS)

    @property
    def hold_until(self) -> datetime | None:
        """The moment until which the decision can be undone and its mail is held."""
        if self.decided_at is None:
            return None
        return self.decided_at + timedelta(minutes=settings.UNDO_HOLD_MINUTES)

    def is_held(self, at: datetime | None = None) -> bool:
        """Tell whether it is decided and nobody is told yet at the moment (default: now)."""
        until = self.hold_until if self.status in (Status.ACCEPTED, Status.DECLINED) else None
        return until is not None and (at or timezone.now()) < until

    def can_correct(self, at: datetime | None = None) -> bool:
        """Tell whether the stakeholder may send a new version at the moment (default: now)."""
        at = at or timezone.now()
        if self.status == Status.CHANGES_REQUESTED:
            return self.changes_due_at is None or at <= self.changes_due_at
        return self.status in CORRECTABLE and self.call.takes_answers(at)


class SubmissionVersion(AppendOnly):
    """What was sent, as canonical JSON without contact name and e-mail."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    content = models.TextField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64)
    created_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="version_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.submission.reference} v{self.number}"
