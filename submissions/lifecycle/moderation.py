"""What the IDM Unit does with answers."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from common import outbox
from common.states import Conflict
from submissions import intake, stakeholders
from submissions.index.writing import followed
from submissions.intake import Answer
from submissions.lifecycle.steps import (
    Why,
    cancel_untold,
    hold_still,
    move,
    need,
    now_or,
    record,
    refusal,
    tell,
)
from submissions.models import Attachment, Call, Decision, Recommendation, Source, Submission
from submissions.models.recommendations import Disposition
from submissions.states import STARTS, DeclineReason, Status, Verb

SORTABLE = (Status.RECEIVED, Status.IN_REVIEW, Status.ACCEPTED)


@transaction.atomic
def enter(
    call: Call,
    answer: Answer,
    *,
    by: User,
    source: str = Source.STAFF,
    external_id: str = "",
    consent_note: str = "",
    files: tuple[Attachment, ...] = (),
    language: str = "en",
    first_seen_at: datetime | None = None,
    at: datetime | None = None,
) -> Submission:
    """Enter an answer on behalf of a stakeholder; `language` is that of its mails.

    Raises IntegrityError when the external id stands already in this call.
    """
    at = now_or(at)
    submission = intake.build(
        call,
        answer,
        status=STARTS[Verb.ENTER],
        source=source,
        first_seen_at=first_seen_at or at,
        at=at,
        interface_language=language,
        files=files,
        external_id=external_id,
        consent_note=consent_note,
        confirmed_at=at,
    )
    decision = record(submission, Verb.ENTER, before="", at=at, by=by)
    tell(submission, "received", decision)
    return submission


@transaction.atomic
def vouch(submission: Submission, *, by: User, note: str, at: datetime | None = None) -> None:
    """Confirm for a stakeholder whose mail did not arrive; the note says how it is known."""
    at = now_or(at)
    need(bool(note.strip()), _("Say how you know that the answer is theirs."))
    decision = move(
        submission, Verb.VOUCH, at=at, by=by, why=Why(internal_note=note), confirmed_at=at
    )
    tell(submission, "received", decision)


@transaction.atomic
def start_review(submission: Submission, *, by: User, at: datetime | None = None) -> None:
    """Begin to read: from now on the stakeholder cannot change the text unasked."""
    decision = move(submission, Verb.START_REVIEW, at=now_or(at), by=by)
    tell(submission, "step", decision)


@transaction.atomic
def request_changes(
    submission: Submission,
    *,
    by: User,
    note: str,
    due_at: datetime,
    at: datetime | None = None,
) -> None:
    """Ask the stakeholder for a new version by a moment; the note says what should change."""
    at = now_or(at)
    need(bool(note.strip()), _("Say what should change."))
    need(due_at > at, _("The new version must be due in the future."))
    decision = move(
        submission, Verb.REQUEST_CHANGES, at=at, by=by, why=Why(note=note), changes_due_at=due_at
    )
    tell(submission, "step", decision)


@transaction.atomic
def take_back(submission: Submission, *, by: User, at: datetime | None = None) -> None:
    """Take a request for changes back and read on."""
    decision = move(submission, Verb.TAKE_BACK, at=now_or(at), by=by, changes_due_at=None)
    tell(submission, "step", decision)


@transaction.atomic
def accept(
    submission: Submission,
    *,
    by: User,
    note: str = "",
    internal_note: str = "",
    at: datetime | None = None,
) -> None:
    """Accept; the mail and the publication follow when the hold for undo is over."""
    at = now_or(at)
    current = submission.recommendations.current().filter(set_aside_reason="")
    need(current.exists(), _("Every recommendation is set aside or withdrawn: nothing to accept."))
    decision = move(
        submission,
        Verb.ACCEPT,
        at=at,
        by=by,
        why=Why(note=note, internal_note=internal_note),
        decided_at=at,
        decided_by=by,
        stakeholder=stakeholders.match_or_make(submission),
    )
    tell(submission, "step", decision, due_at=submission.hold_until)


@transaction.atomic
def decline(
    submission: Submission,
    *,
    by: User,
    reason: str,
    note: str = "",
    internal_note: str = "",
    at: datetime | None = None,
) -> None:
    """Decline with a reason; the mail leaves when the hold for undo is over."""
    at = now_or(at)
    need(reason in DeclineReason.values, _("Choose a reason: the stakeholder is told."))
    decision = move(
        submission,
        Verb.DECLINE,
        at=at,
        by=by,
        why=Why(reason=reason, note=note, internal_note=internal_note),
        decided_at=at,
        decided_by=by,
    )
    tell(submission, "step", decision, due_at=submission.hold_until)


@transaction.atomic
@followed
def undo(submission: Submission, *, by: User, at: datetime | None = None) -> None:
    """Undo one's own decision within the hold: nobody was told, so nobody is told now."""
    at = now_or(at)
    need(
        submission.status in (Status.ACCEPTED, Status.DECLINED),
        refusal(Verb.UNDO, submission.status),
    )
    decided = submission.decisions.filter(verb__in=[Verb.ACCEPT, Verb.DECLINE]).last()
    assert decided is not None
    need(decided.by_id == by.pk, _("Only who decided can undo; a Unit lead can reopen."))
    until = submission.hold_until
    need(until is not None and at < until, _("The mail has left. A Unit lead can reopen."))
    move(submission, Verb.UNDO, at=at, by=by, **UNDECIDED)
    if submission.contact_email and not outbox.cancel(ids__decision=decided.pk):
        raise Conflict(_("The mail has just left. A Unit lead can reopen."))


UNDECIDED: dict[str, Any] = {"decided_at": None, "decided_by": None, "public_at": None}


@transaction.atomic
@followed
def reopen(submission: Submission, *, by: User, note: str, at: datetime | None = None) -> None:
    """Take a decision back; the note says why. Within the hold nobody was told, nor is now.

    What was said of its recommendations no longer stands.
    """
    need(bool(note.strip()), _("Say why: the stakeholder is told."))
    at = now_or(at)
    was_held = submission.is_held(at)
    decision = move(submission, Verb.REOPEN, at=at, by=by, why=Why(note=note), **UNDECIDED)
    submission.recommendations.update(disposition="", disposition_reason="", disposed_at=None)
    cancel_untold(submission, at)
    if not was_held:
        tell(submission, "step", decision)


@transaction.atomic
@followed
def set_aside(
    recommendation: Recommendation,
    *,
    by: User,
    reason: str,
    at: datetime | None = None,
) -> None:
    """Leave one recommendation out of an answer; the reason is told to the stakeholder."""
    at, submission = now_or(at), recommendation.submission
    need(bool(reason.strip()), _("Say why: the stakeholder is told."))
    need(submission.status in SORTABLE, refusal(Verb.SET_ASIDE, submission.status))
    need(recommendation.withdrawn_at is None, _("It is withdrawn."))
    hold_still(submission)
    _set_reason(recommendation, was="", becomes=reason.strip())
    decision = _record_one(recommendation, Verb.SET_ASIDE, at, by, note=reason)
    tell(submission, "step", decision)


@transaction.atomic
@followed
def restore(recommendation: Recommendation, *, by: User, at: datetime | None = None) -> None:
    """Take a recommendation in again that was set aside."""
    at, submission = now_or(at), recommendation.submission
    need(submission.status in SORTABLE, refusal(Verb.RESTORE, submission.status))
    need(bool(recommendation.set_aside_reason), _("It is not set aside."))
    hold_still(submission)
    _set_reason(recommendation, was=recommendation.set_aside_reason, becomes="")
    decision = _record_one(recommendation, Verb.RESTORE, at, by)
    tell(submission, "step", decision)


def _set_reason(recommendation: Recommendation, *, was: str, becomes: str) -> None:
    rows = Recommendation.objects.filter(pk=recommendation.pk, set_aside_reason=was)
    if not rows.update(set_aside_reason=becomes):
        raise Conflict(_("Somebody else has just changed this recommendation. Read it again."))
    recommendation.set_aside_reason = becomes


@transaction.atomic
@followed
def dispose(
    recommendation: Recommendation,
    *,
    by: User,
    disposition: str,
    reason: str,
    at: datetime | None = None,
    owes_mail: bool = True,
) -> None:
    """Say what became of an accepted recommendation, with a public reason.

    `owes_mail`: it is told by a mail of its own; a release tells many in one.
    """
    at, submission = now_or(at), recommendation.submission
    need(submission.status == Status.ACCEPTED, refusal(Verb.DISPOSE, submission.status))
    need(not submission.is_held(at), _("Its acceptance is not told yet: wait until it is."))
    need(recommendation.withdrawn_at is None, _("It is withdrawn."))
    need(not recommendation.set_aside_reason, _("It is set aside."))
    need(disposition in Disposition.values, _("Choose what became of it."))
    need(bool(reason.strip()), _("Say why: the reason is public."))
    hold_still(submission)
    recommendation.disposition, recommendation.disposition_reason = disposition, reason.strip()
    recommendation.disposed_at = at
    recommendation.save(update_fields=["disposition", "disposition_reason", "disposed_at"])
    decision = _record_one(recommendation, Verb.DISPOSE, at, by, note=reason)
    if owes_mail:
        tell(submission, "step", decision)


def _record_one(
    recommendation: Recommendation,
    verb: Verb,
    at: datetime,
    by: User,
    note: str = "",
) -> Decision:
    return record(
        recommendation.submission,
        verb,
        at=at,
        by=by,
        why=Why(note=note),
        recommendation=recommendation,
    )
