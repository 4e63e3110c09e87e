"""An answer arrives: a new submission, the same one again, a correction, or a kept draft."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction

from common import freshness
from common.states import VerbRefused
from submissions import drafts, intake, saving, staging
from submissions.intake import Answer
from submissions.lifecycle.stakeholder import correct
from submissions.lifecycle.steps import now_or, record, tell
from submissions.models import Attachment, Call, Draft, Source, Submission
from submissions.models.decisions import Actor
from submissions.models.drafts import KeptBecause
from submissions.rows import Typed
from submissions.states import STARTS, Verb


class Outcome(StrEnum):
    """What became of a form that was sent."""

    CREATED = "created"
    SAME = "same"
    CORRECTED = "corrected"
    LATE = "late"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Receipt:
    """What a sender is shown: the submission, or the draft that was kept instead."""

    outcome: Outcome
    submission: Submission | None = None
    draft: Draft | None = None


@dataclass(frozen=True)
class Sent:
    """A form as it was sent: the answer (None: not one yet), and what the request says."""

    answer: Answer | None
    typed: Typed
    key: str
    first_seen_at: datetime
    language: str
    client: str = ""
    suspicion: str = ""
    files: tuple[Attachment, ...] = ()


def receive(call: Call, sent: Sent, *, at: datetime | None = None) -> Receipt:
    """Take an answer; whatever happens, what was sent is kept and the receipt says where.

    The same key with the same content gives the first receipt again, also when both arrive at
    once: the key is unique in the database.
    """
    at = now_or(at)
    assert sent.answer is not None
    existing = Submission.objects.filter(idempotency_key=sent.key).first()
    if existing is None and not call.takes_answers(sent.first_seen_at):
        return Receipt(Outcome.LATE, draft=keep_late(call, sent))
    if existing is None:
        try:
            with freshness.unseen():  # nothing of it is public before it is accepted
                return Receipt(Outcome.CREATED, submission=_create(call, sent, at))
        except IntegrityError:
            existing = Submission.objects.get(idempotency_key=sent.key)
    return _again(existing, call, sent)


@transaction.atomic
def _create(call: Call, sent: Sent, at: datetime) -> Submission:
    assert sent.answer is not None
    submission = intake.build(
        call,
        sent.answer,
        status=STARTS[Verb.RECEIVE],
        source=Source.WEB,
        first_seen_at=sent.first_seen_at,
        at=at,
        interface_language=sent.language,
        files=sent.files,
        idempotency_key=sent.key,
        suspicion=sent.suspicion,
    )
    saving.close(sent.key, sent.typed, submission)
    decision = record(submission, Verb.RECEIVE, before="", at=at, actor=Actor.STAKEHOLDER)
    tell(submission, "confirm", decision, source=sent.client)
    return submission


def _again(submission: Submission, call: Call, sent: Sent) -> Receipt:
    assert sent.answer is not None
    if submission.call_id == call.pk and submission.is_theirs:
        # An old form sent again takes no newer correction back.
        if is_same(submission, sent) or was_said(submission, sent):
            saving.close(sent.key, sent.typed, submission)
            return Receipt(Outcome.SAME, submission=submission)
        try:
            answer = intake.numbered(sent.answer, submission)
            files, seen_at = list(sent.files), sent.first_seen_at
            correct(submission, answer, files=files, at=seen_at, language=sent.language)
            saving.close(sent.key, sent.typed, submission)
            return Receipt(Outcome.CORRECTED, submission=submission)
        except VerbRefused:  # in review, after the close, more open than before, or just changed
            submission.refresh_from_db()
        if is_same(submission, sent):
            return Receipt(Outcome.SAME, submission=submission)
    draft = keep_conflict(submission, sent)
    return Receipt(Outcome.CONFLICT, submission=submission, draft=draft)


def is_same(submission: Submission, sent: Sent) -> bool:
    """Tell whether the form says what the submission's newest version says already."""
    answer = sent.answer
    if answer is None:
        return False
    contact = (submission.contact_name, submission.contact_email)
    newest = submission.versions.get(number=submission.version)
    content = intake.canonical(answer, sent.files, submission.consent_version)
    is_same_contact = contact == (answer.contact_name, answer.contact_email)
    return is_same_contact and intake.said(content) == intake.said(newest.content)


def was_said(submission: Submission, sent: Sent) -> bool:
    """Tell whether the form says what an earlier version of the submission said."""
    assert sent.answer is not None
    earlier = submission.versions.filter(number__lt=submission.version)
    content = intake.canonical(sent.answer, sent.files, submission.consent_version)
    return any(intake.said(content) == intake.said(row.content) for row in earlier)


def keep_late(call: Call, sent: Sent) -> Draft:
    """Keep what came after the close, whether or not it could have been taken."""
    return _keep(call, sent, KeptBecause.LATE)


def keep_conflict(submission: Submission, sent: Sent) -> Draft:
    """Keep a version that came when the submission could no longer be changed."""
    return _keep(submission.call, sent, KeptBecause.CONFLICT, submission)


def _keep(
    call: Call, sent: Sent, because: KeptBecause, submission: Submission | None = None
) -> Draft:
    draft = drafts.keep(
        call,
        sent.typed,
        because=because,
        key=sent.key,
        first_seen_at=sent.first_seen_at,
        language=sent.language,
        files=sent.files,
        submission=submission,
    )
    for file in sent.files:  # what the draft holds already
        staging.unstage(sent.key, file.pk)
    saving.close(sent.key, sent.typed, submission)
    return draft
