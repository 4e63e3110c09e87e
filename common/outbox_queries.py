"""The reads and claims of the outbox that have a name."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q


class OutboxQuerySet(models.QuerySet[Any]):
    """Mails by where they stand."""

    def waiting(self) -> "OutboxQuerySet":
        """Return mails that are still owed."""
        return self.filter(sent_at=None, cancelled_at=None)

    def due(self, now: datetime) -> "OutboxQuerySet":
        """Return owed mails whose moment has come and that no worker holds."""
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.waiting().filter(free, due_at__lte=now)
