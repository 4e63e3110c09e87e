"""Tell what is prepared for a call, all of it at one moment, with one mail for each address."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import outbox
from common.states import VerbRefused
from outcomes.dispositions import lock
from outcomes.models import Release
from outcomes.querysets import PREPARED, disposable
from submissions import lifecycle
from submissions.access import mailbox
from submissions.models import Call, Recommendation, Submission
from submissions.querysets import RecommendationQuerySet

log = logging.getLogger(__name__)


@transaction.atomic
def release(call: Call, by: User, at: datetime | None = None) -> Release:
    """Set the moment (default: now) at which all that is prepared for the call is told.

    The worker does it at its next round. Raises VerbRefused where one waits already, and where
    nothing is prepared.
    """
    lock(call.pk)
    if waiting(call):
        raise VerbRefused(_("A release of this call waits already."))
    if not prepared(call).exists():
        raise VerbRefused(_("Nothing is prepared: there is nothing to tell."))
    return Release.objects.create(call=call, by=by, at=at or timezone.now())


@transaction.atomic
def call_off(call: Call) -> None:
    """Take back the release that waits; raises VerbRefused where its moment has come."""
    lock(call.pk)
    found = waiting(call)
    if found is None:
        raise VerbRefused(_("No release waits."))
    if found.at <= timezone.now():
        raise VerbRefused(_("Its moment has come: it can no longer be called off."))
    found.delete()


def waiting(call: Call) -> Release | None:
    """Return the release of the call that is still to be done."""
    return Release.objects.filter(call=call, done_at=None).first()


def prepared(call: Call) -> RecommendationQuerySet:
    """Return the call's recommendations of which something is prepared and can be told now."""
    rows = Recommendation.objects.filter(PREPARED, submission__call=call)
    return disposable(rows).select_related("prepared")


def release_due(at: datetime | None = None) -> int:
    """Tell what releases have come due; return how many answers changed. Killed, it goes on."""
    at = at or timezone.now()
    due = Release.objects.filter(done_at=None, at__lte=at).select_related("call", "by")
    return sum(_carry_out(one, at) for one in due)


def _carry_out(one: Release, at: datetime) -> int:
    """Tell answer by answer, as of the release's moment, also where it goes on after a kill.

    One that fails is logged, and stays prepared for a later release; where the database fails,
    the release stays open, and the worker's next round goes on with it.
    """
    keys = prepared(one.call).order_by().values_list("submission", flat=True)
    told = 0
    for key in list(keys.distinct()):
        try:
            told += _tell_answer(one, key)
        except OperationalError:
            raise
        except Exception:
            log.exception("release %s of submission %s failed", one.pk, key)
    _owe_mails(one, at)
    return told


@transaction.atomic
def _tell_answer(one: Release, key: int) -> bool:
    """Dispose what is prepared of one answer; what cannot be told stays prepared.

    Nothing of a release that another worker has finished meanwhile: its mails are owed already.
    """
    if not Release.objects.select_for_update().filter(pk=one.pk, done_at=None).exists():
        return False
    submission = Submission.objects.select_for_update().get(pk=key)
    told = False
    for row in prepared(one.call).filter(submission=key):
        row.submission, ready = submission, row.prepared
        try:
            lifecycle.dispose(
                row,
                by=one.by,
                disposition=ready.disposition,
                reason=ready.reason,
                at=one.at,
                owes_mail=False,
            )
        except VerbRefused:
            continue
        ready.release = one
        ready.save(update_fields=["release"])
        told = True
    return told


@transaction.atomic
def _owe_mails(one: Release, at: datetime) -> None:
    """Finish a release, once: a mail for each address, of all that was told to it."""
    if not Release.objects.filter(pk=one.pk, done_at=None).update(done_at=at):
        return
    keys = one.told.values_list("recommendation__submission", flat=True)
    for rows in by_address(keys).values():
        ids: dict[str, object] = {"release": one.pk, "submissions": [row.pk for row in rows]}
        outbox.put("outcomes.released", ids, language=rows[-1].interface_language)


def by_address(keys: Iterable[int]) -> dict[str, list[Submission]]:
    """Return mailbox -> its answers, of those of the keys that have an address."""
    found: dict[str, list[Submission]] = defaultdict(list)
    rows = Submission.objects.filter(pk__in=set(keys))
    for row in rows.exclude(contact_email="").order_by("pk"):
        found[mailbox(row.contact_email)].append(row)
    return found
