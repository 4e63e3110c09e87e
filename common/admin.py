"""The outbox on the desk: which mails wait, failed or left; a failed one can be sent again now."""

from datetime import UTC, datetime
from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common import moments
from common.lists import listed
from common.models import OutboxMail
from common.outbox_queries import OutboxQuerySet


def at_utc(at: datetime | None) -> str:
    """Return a moment as the desk shows it: the day in words and the time, in UTC; "–" for none."""
    if at is None:
        return "–"
    return listed([moments.day_in_words(at), f"{at.astimezone(UTC):%H:%M} UTC"])


class StateFilter(admin.SimpleListFilter):
    """Where a mail stands."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the four states."""
        return [
            ("waiting", _("Waiting")),
            ("failed", _("Failed, tried again later")),
            ("sent", _("Sent")),
            ("cancelled", _("Cancelled")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the chosen mails."""
        mails = cast("OutboxQuerySet", queryset)
        if self.value() == "waiting":
            return mails.waiting()
        if self.value() == "failed":
            return failed(mails)
        if self.value() == "sent":
            return queryset.exclude(sent_at=None)
        return queryset.exclude(cancelled_at=None) if self.value() else queryset


def failed(queryset: OutboxQuerySet) -> OutboxQuerySet:
    """Return mails that were tried and did not leave."""
    return queryset.waiting().filter(attempts__gt=0)


@admin.register(OutboxMail)
class OutboxMailAdmin(admin.ModelAdmin):
    """Read-only: a mail is made by a step, and says what the step was."""

    list_display = ("notice", "language", "due", "state", "sent", "attempts", "error")
    list_filter = (StateFilter,)
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ("-due_at", "-pk")
    actions = ("send_again",)
    fields = (
        "notice",
        "ids",
        "language",
        "message_id",
        "state",
        "created_at",
        "due_at",
        "sent_at",
        "cancelled_at",
        "attempts",
        "last_error",
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Allow sending again to those whose role may change mails."""
        return request.user.has_perm("common.change_outboxmail")

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Allow the offered filter only."""
        return lookup == StateFilter.parameter_name

    @admin.display(description=_("state"))
    def state(self, row: OutboxMail) -> str:
        """Where the mail stands, in a word."""
        if row.sent_at:
            return str(_("Sent"))
        if row.cancelled_at:
            return str(_("Cancelled"))
        return str(_("Failed") if row.attempts else _("Waiting"))

    @admin.display(description=_("due at"), ordering="due_at")
    def due(self, row: OutboxMail) -> str:
        """When it is to leave."""
        return at_utc(row.due_at)

    @admin.display(description=_("sent at"), ordering="sent_at")
    def sent(self, row: OutboxMail) -> str:
        """When it left."""
        return at_utc(row.sent_at)

    @admin.display(description=_("last error"))
    def error(self, row: OutboxMail) -> str:
        """The beginning of what went wrong."""
        return row.last_error[:80] or "–"

    @admin.action(description=_("Send again now"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Make failed mails due now; the worker sends them within seconds.

        A mail that merely waits, for the hold of a decision to end, keeps its moment.
        """
        now = timezone.now()
        keys = list(queryset.values_list("pk", flat=True))
        count = failed(OutboxMail.objects.filter(pk__in=keys)).update(due_at=now)
        text = ngettext("%(count)s mail leaves now.", "%(count)s mails leave now.", count)
        self.message_user(request, text % {"count": count})
