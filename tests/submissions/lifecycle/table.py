"""The life of a submission as the design tells it, written out a second time, and how to live it.

Nothing here is derived from `submissions.states`: the tests hold the two against each other.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Model
from django.utils import timezone

from common.models import OutboxMail
from submissions import lifecycle
from submissions.intake import Answer
from submissions.models import (
    Attachment,
    Decision,
    Draft,
    Recommendation,
    RetiredReference,
    Stakeholder,
    Submission,
    SubmissionVersion,
)
from tests import factories

STATUSES = (
    "unconfirmed",
    "lapsed",
    "disowned",
    "received",
    "in_review",
    "changes_requested",
    "accepted",
    "declined",
    "withdrawn",
)

# verb -> status before -> status after; a pair that does not stand here is refused.
CHANGES: dict[str, dict[str, str]] = {
    "confirm": {"unconfirmed": "received"},
    "vouch": {"unconfirmed": "received", "lapsed": "received"},
    "lapse": {"unconfirmed": "lapsed"},
    "disown": {"unconfirmed": "disowned", "received": "disowned"},
    "start_review": {"received": "in_review"},
    "request_changes": {"received": "changes_requested", "in_review": "changes_requested"},
    "resubmit": {"changes_requested": "received"},
    "take_back": {"changes_requested": "in_review"},
    "accept": {"received": "accepted", "in_review": "accepted"},
    "decline": {"received": "declined", "in_review": "declined"},
    "undo": {"accepted": "in_review", "declined": "in_review"},
    "reopen": {"accepted": "in_review", "declined": "in_review"},
    "withdraw": {
        "unconfirmed": "withdrawn",
        "received": "withdrawn",
        "in_review": "withdrawn",
        "changes_requested": "withdrawn",
        "accepted": "withdrawn",
    },
}
# verb -> the statuses in which it is allowed; none of them changes.
STEPS: dict[str, tuple[str, ...]] = {
    "correct": ("unconfirmed", "received"),
    "set_aside": ("received", "in_review", "accepted"),
    "restore": ("received", "in_review", "accepted"),
    "withdraw_one": ("unconfirmed", "received", "in_review", "changes_requested", "accepted"),
    "change_publication": (
        "unconfirmed",
        "received",
        "in_review",
        "changes_requested",
        "accepted",
    ),
    "dispose": ("accepted",),
    "erase_contact": ("lapsed", "disowned", "accepted", "declined", "withdrawn"),
}
# A verb's start, where there is no submission before it.
STARTS = {"receive": "unconfirmed", "enter": "received"}
# What is done with a decision that its stakeholder was told; `undo` is the one before that.
AFTER_THE_HOLD = ("reopen", "dispose")
# The clock's own step: tried again and again, so it says no by doing nothing.
PUBLISH = "publish"

TABLE = CHANGES | {verb: {one: one for one in allowed} for verb, allowed in STEPS.items()}


@dataclass(frozen=True)
class Mark:
    """What a verb leaves behind: who did it, its words, the mail; `is_held`: it waits for undo."""

    actor: str
    mail: str = "step"
    is_held: bool = False
    is_of_one: bool = False
    reason: str = ""
    note: str = ""
    internal_note: str = ""


MARKS = {
    "confirm": Mark("stakeholder", "received"),
    "vouch": Mark("staff", "received", internal_note="They rang."),
    "lapse": Mark("clock"),
    "disown": Mark("stakeholder"),
    "start_review": Mark("staff"),
    "request_changes": Mark("staff", note="Say who acts."),
    "resubmit": Mark("stakeholder", "received"),
    "take_back": Mark("staff"),
    "accept": Mark("staff", is_held=True, note="Thank you.", internal_note="Good."),
    "decline": Mark("staff", is_held=True, reason="off_topic", note="Sorry.", internal_note="Odd."),
    "undo": Mark("staff", mail=""),
    "reopen": Mark("staff", note="A mistake of ours."),
    "withdraw": Mark("stakeholder"),
    "correct": Mark("stakeholder", "received"),
    "set_aside": Mark("staff", is_of_one=True, note="Said by another."),
    "restore": Mark("staff", is_of_one=True),
    "withdraw_one": Mark("stakeholder", is_of_one=True),
    "change_publication": Mark("stakeholder"),
    "dispose": Mark("staff", is_of_one=True, note="In paragraph 7."),
    "erase_contact": Mark("staff", mail="", internal_note="By mail of 3 May."),
}


def moderator(**fields: Any) -> User:
    """Return a person who moderates; verbs ask for no role, the desk does."""
    return factories.user("", **fields)


def first(row: Submission) -> Recommendation:
    """Return the first recommendation, bound to the submission as it was read."""
    one: Recommendation = row.recommendations.order_by("number")[0]
    one.submission = row
    return one


def answer_of(row: Submission, **fields: Any) -> Answer:
    """Return the submission's newest version as an answer, with other `fields`."""
    measures = tuple(
        factories.measure(number=one.number, title=one.title, text=one.text)
        for one in row.recommendations.current()
    )
    answer = factories.answer(
        organization=row.organization,
        publication=row.publication,
        contact_name=row.contact_name,
        contact_email=row.contact_email,
    )
    return replace(answer, **{"recommendations": measures, **fields})


Act = Callable[[Submission, User, datetime], Any]
ACTS: dict[str, Act] = {
    "confirm": lambda row, by, at: lifecycle.confirm(row, at=at),
    "vouch": lambda row, by, at: lifecycle.vouch(row, by=by, note="They rang.", at=at),
    "lapse": lambda row, by, at: lifecycle.lapse(row, at=at),
    "disown": lambda row, by, at: lifecycle.disown(row, at=at),
    "start_review": lambda row, by, at: lifecycle.start_review(row, by=by, at=at),
    "request_changes": lambda row, by, at: lifecycle.request_changes(
        row, by=by, note="Say who acts.", due_at=at + timedelta(days=3), at=at
    ),
    "resubmit": lambda row, by, at: lifecycle.resubmit(row, answer_of(row), files=[], at=at),
    "take_back": lambda row, by, at: lifecycle.take_back(row, by=by, at=at),
    "accept": lambda row, by, at: lifecycle.accept(
        row, by=by, note="Thank you.", internal_note="Good.", at=at
    ),
    "decline": lambda row, by, at: lifecycle.decline(
        row, by=by, reason="off_topic", note="Sorry.", internal_note="Odd.", at=at
    ),
    "undo": lambda row, by, at: lifecycle.undo(row, by=by, at=at),
    "reopen": lambda row, by, at: lifecycle.reopen(row, by=by, note="A mistake of ours.", at=at),
    "withdraw": lambda row, by, at: lifecycle.withdraw(row, at=at),
    "correct": lambda row, by, at: lifecycle.correct(row, answer_of(row), files=[], at=at),
    "set_aside": lambda row, by, at: lifecycle.set_aside(
        first(row), by=by, reason="Said by another.", at=at
    ),
    "restore": lambda row, by, at: lifecycle.restore(first(row), by=by, at=at),
    "withdraw_one": lambda row, by, at: lifecycle.withdraw_one(first(row), at=at),
    "change_publication": lambda row, by, at: lifecycle.change_publication(row, "anonymous", at=at),
    "dispose": lambda row, by, at: lifecycle.dispose(
        first(row), by=by, disposition="reflected", reason="In paragraph 7.", at=at
    ),
    "erase_contact": lambda row, by, at: lifecycle.erase_contact(
        row, by=by, note="By mail of 3 May.", at=at
    ),
}


def in_status(
    status: str, by: User, *, aside: bool = False, told: bool = False, **fields: Any
) -> Submission:
    """Return a submission of two recommendations as it is read in this status, mails in French.

    `aside`: the first recommendation was set aside. `told`: the hold of the decision is over.
    `fields` go into the answer.
    """
    of = factories.call()
    filled = factories.answer(of, recommendations=2, **fields)
    made = lifecycle.receive(of, factories.sent(of, answer=filled, language="fr")).submission
    assert made is not None
    factories.walk(made, status, by=by)
    if aside:
        Recommendation.objects.filter(submission=made, number=1).update(set_aside_reason="Said.")
    if told:
        at = timezone.now() - timedelta(minutes=settings.UNDO_HOLD_MINUTES)
        Submission.objects.filter(pk=made.pk, decided_at__isnull=False).update(decided_at=at)
    return Submission.objects.get(pk=made.pk)


def decided(verb: str, by: User, **fields: Any) -> tuple[Submission, datetime]:
    """Return a submission decided by `by`, and when; its earlier mails have left."""
    row = in_status("in_review", by, **fields)
    OutboxMail.objects.update(sent_at=timezone.now())
    at = timezone.now()
    ACTS[verb](row, by, at)
    return row, at


MODELS: tuple[type[Model], ...] = (
    Submission,
    SubmissionVersion,
    Recommendation,
    Attachment,
    Decision,
    Draft,
    RetiredReference,
    Stakeholder,
    OutboxMail,
)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return every row that a verb could change, to be compared."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in MODELS
    }
