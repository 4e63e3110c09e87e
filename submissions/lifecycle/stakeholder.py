"""What stakeholders do with their own answer."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from submissions import intake, stakeholders
from submissions.gone import was_public
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
    tell_unit,
)
from submissions.models import (
    Attachment,
    Publication,
    Recommendation,
    RetiredReference,
    Submission,
)
from submissions.references import recommendation_references
from submissions.states import CORRECTABLE, ENDED, Status, Verb

OPENNESS = [Publication.NAMED, Publication.ANONYMOUS, Publication.COUNTED]


@transaction.atomic
def confirm(submission: Submission, *, at: datetime | None = None) -> None:
    """Confirm the address; until 48 hours after the close. The full copy leaves by mail."""
    at = now_or(at)
    need(at <= submission.confirm_until, _("The time to confirm is over."))
    decision = move(submission, Verb.CONFIRM, at=at, confirmed_at=at)
    tell(submission, "received", decision)


@transaction.atomic
def disown(submission: Submission, *, at: datetime | None = None) -> None:
    """The owner of the mailbox says that the answer is not theirs; the Unit is told."""
    at = now_or(at)
    decision = move(submission, Verb.DISOWN, at=at, token_version=submission.token_version + 1)
    cancel_untold(submission, at)
    tell(submission, "step", decision)
    tell_unit("disowned", submission=submission.pk)


@transaction.atomic
def correct(
    submission: Submission,
    answer: Answer,
    *,
    files: list[Attachment],
    at: datetime | None = None,
    language: str = "",
) -> None:
    """Send a new version, before review starts and the call closes."""
    at = now_or(at)
    need(submission.status in CORRECTABLE, refusal(Verb.CORRECT, submission.status))
    need(submission.can_correct(at), _("The call has closed; the answer stands as it was sent."))
    _revise(submission, answer, files, at, language)
    decision = record(submission, Verb.CORRECT, at=at)
    tell(submission, "received" if submission.confirmed_at else "confirm", decision)


@transaction.atomic
def resubmit(
    submission: Submission,
    answer: Answer,
    *,
    files: list[Attachment],
    at: datetime | None = None,
    language: str = "",
) -> None:
    """Send the version that the Unit asked for, until it is due, also after the close."""
    at = now_or(at)
    need(submission.status == Status.CHANGES_REQUESTED, refusal(Verb.RESUBMIT, submission.status))
    need(submission.can_correct(at), _("The time to send changes is over."))
    _revise(submission, answer, files, at, language)
    decision = move(submission, Verb.RESUBMIT, at=at, changes_due_at=None)
    tell(submission, "received", decision)


def _revise(
    submission: Submission,
    answer: Answer,
    files: list[Attachment],
    at: datetime,
    language: str,
) -> None:
    hold_still(submission)
    before = submission.publication
    need(
        OPENNESS.index(Publication(answer.publication)) >= OPENNESS.index(Publication(before)),
        _("The publication can only become more private."),
    )
    intake.revise(submission, answer, files, at=at, language=language)
    if submission.publication != before:
        _hide(submission, at)


@transaction.atomic
@followed
def withdraw(
    submission: Submission,
    *,
    by: User | None = None,
    note: str = "",
    at: datetime | None = None,
) -> None:
    """Withdraw the whole answer: the stakeholder, or the Unit at their request with a note."""
    at = now_or(at)
    need(by is None or bool(note.strip()), _("Say how the stakeholder asked for it."))
    decision = move(
        submission, Verb.WITHDRAW, at=at, by=by, why=Why(internal_note=note), withdrawn_at=at
    )
    cancel_untold(submission, at)
    tell(submission, "step", decision)


@transaction.atomic
@followed
def withdraw_one(
    recommendation: Recommendation,
    *,
    by: User | None = None,
    note: str = "",
    at: datetime | None = None,
) -> None:
    """Withdraw one recommendation of an answer; the last one only with the whole answer."""
    at, submission = now_or(at), recommendation.submission
    need(by is None or bool(note.strip()), _("Say how the stakeholder asked for it."))
    need(submission.status not in ENDED, refusal(Verb.WITHDRAW_ONE, submission.status))
    hold_still(submission)
    current = submission.recommendations.current()
    need(current.filter(pk=recommendation.pk).exists(), _("It is withdrawn already."))
    need(current.count() > 1, _("It is the only one: withdraw the whole answer instead."))
    recommendation.withdrawn_at = at
    recommendation.save(update_fields=["withdrawn_at"])
    decision = record(
        submission,
        Verb.WITHDRAW_ONE,
        at=at,
        by=by,
        why=Why(internal_note=note),
        recommendation=recommendation,
    )
    tell(submission, "step", decision)


@transaction.atomic
@followed
def change_publication(
    submission: Submission, publication: str, *, at: datetime | None = None
) -> None:
    """Make the publication more private, everywhere at once: new references, the old ones end."""
    at = now_or(at)
    need(submission.status not in ENDED, refusal(Verb.CHANGE_PUBLICATION, submission.status))
    need(publication in OPENNESS, _("Choose how the answer is published."))
    order = [OPENNESS.index(Publication(p)) for p in (publication, submission.publication)]
    need(order[0] > order[1], _("The publication can only become more private."))
    hold_still(submission)
    submission.publication = publication
    submission.save(update_fields=["publication"])
    _hide(submission, at)
    decision = record(submission, Verb.CHANGE_PUBLICATION, at=at)
    tell(submission, "step", decision)


def _hide(submission: Submission, at: datetime) -> None:
    """Let a more private choice take effect everywhere; the old references end."""
    stakeholders.forget(submission)
    for row in submission.recommendations.all():
        if was_public(row, at):
            RetiredReference.objects.create(reference=row.reference, retired_at=at)
        row.reference = recommendation_references(submission, [row.number])[0]
        row.save(update_fields=["reference"])
