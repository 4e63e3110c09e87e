"""How a step is taken: guarded change of status, decision, mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from common import outbox
from common.states import Conflict, VerbRefused
from submissions.models import Decision, Recommendation, Submission
from submissions.models.decisions import Actor
from submissions.states import TRANSITIONS, Status, Verb

# What the outbox may owe a stakeholder; all else goes to the Unit.
TO_STAKEHOLDER = ("confirm", "received", "step", "links")


@dataclass(frozen=True)
class Why:
    """What is said about a step: a reason code, a note to the stakeholder, an internal note."""

    reason: str = ""
    note: str = ""
    internal_note: str = ""


def now_or(at: datetime | None) -> datetime:
    """Return the moment given, else now."""
    return at or timezone.now()


def need(condition: bool, message: str) -> None:
    """Raise VerbRefused with the message unless the condition holds."""
    if not condition:
        raise VerbRefused(message)


def move(
    submission: Submission,
    verb: Verb,
    *,
    at: datetime,
    by: User | None = None,
    actor: str = "",
    why: Why | None = None,
    **changes: Any,
) -> Decision:
    """Take the submission along the verb's transition; other columns change with it.

    Raises VerbRefused when its status has no such step, and Conflict when the row is no longer
    in the status and version in which the caller read it.
    """
    transition = TRANSITIONS[verb]
    before = submission.status
    need(before in transition.sources, refusal(verb, before))
    guarded = Submission.objects.filter(pk=submission.pk, status=before, version=submission.version)
    if not guarded.update(status=transition.target, **changes):
        raise Conflict(conflict_message(submission))
    for name, value in {"status": transition.target, **changes}.items():
        setattr(submission, name, value)
    return record(submission, verb, before=before, at=at, by=by, actor=actor, why=why)


def refusal(verb: Verb, status: str) -> str:
    """Return why the verb cannot be done with a submission of this status, in words."""
    return _("“%(verb)s” is not possible: this submission is %(status)s.") % {
        "verb": verb.label,
        "status": Status(status).label.lower(),
    }


def conflict_message(submission: Submission) -> str:
    """Return who was faster and what they did, in words."""
    last = submission.decisions.order_by("-at", "-pk").first()
    if last is None:
        return _("Somebody else has changed this submission. Read it again.")
    who = last.by.get_username() if last.by else last.get_actor_display()
    return _("%(who)s was faster: “%(verb)s” at %(time)s UTC. Nothing of yours was saved.") % {
        "who": who,
        "verb": last.get_verb_display(),
        "time": last.at.strftime("%H:%M"),
    }


def hold_still(submission: Submission) -> None:
    """Lock the row and refuse to go on when it is not as the caller read it.

    For steps that change no status. Raises Conflict.
    """
    seen = _standing(submission)
    row = Submission.objects.select_for_update().get(pk=submission.pk)
    if _standing(row) != seen:
        raise Conflict(conflict_message(submission))


def _standing(row: Submission) -> tuple[str, int, str, int]:
    return row.status, row.version, row.publication, row.token_version


def record(
    submission: Submission,
    verb: Verb,
    *,
    at: datetime,
    before: str | None = None,
    by: User | None = None,
    actor: str = "",
    why: Why | None = None,
    recommendation: Recommendation | None = None,
) -> Decision:
    """Append the decision of a step."""
    why = why or Why()
    return Decision.objects.create(
        submission=submission,
        recommendation=recommendation,
        verb=verb,
        before=submission.status if before is None else before,
        after=submission.status,
        actor=actor or (Actor.STAFF if by else Actor.STAKEHOLDER),
        by=by,
        reason=why.reason,
        note=why.note,
        internal_note=why.internal_note,
        version=submission.version,
        at=at,
    )


def tell(
    submission: Submission,
    notice: str,
    decision: Decision,
    *,
    due_at: datetime | None = None,
    source: str = "",
) -> None:
    """Owe the stakeholder the mail of a step; nothing where there is no address.

    Mails to an address that nobody has confirmed are slowed, and more so where a machine seems to
    have filled the form.
    """
    if not submission.contact_email:
        return
    unconfirmed = submission.confirmed_at is None
    if unconfirmed and submission.suspicion:
        wait = timedelta(minutes=settings.SUSPICIOUS_MAIL_MINUTES)
        due_at = max(due_at or decision.at, decision.at + wait)
    outbox.put(
        f"submissions.{notice}",
        {"submission": submission.pk, "decision": decision.pk},
        language=submission.interface_language,
        recipient=submission.contact_email if unconfirmed else "",
        source=source,
        due_at=due_at,
        confirms=notice == "confirm",
        instead="submissions.waiting" if unconfirmed else "",
    )


def cancel_untold(submission: Submission, at: datetime) -> None:
    """Cancel the mail of a decision that is still held; others that wait still go."""
    decided = submission.decisions.filter(verb__in=[Verb.ACCEPT, Verb.DECLINE])
    keys = list(decided.values_list("pk", flat=True))
    if keys:
        outbox.cancel(ids__decision__in=keys, due_at__gt=at, attempts=0)


def cancel_owed(submission: Submission) -> None:
    """Cancel every mail that is owed to the stakeholder; those to the Unit still go."""
    notices = [f"submissions.{name}" for name in TO_STAKEHOLDER]
    outbox.cancel(ids__submission=submission.pk, notice__in=notices)


def tell_unit(notice: str, **ids: object) -> None:
    """Owe the IDM Unit a mail."""
    outbox.put(f"submissions.{notice}", ids, language="en")
