"""What the database itself refuses, whoever asks: each constraint is broken on purpose."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from submissions.models import (
    Attachment,
    Call,
    Decision,
    Draft,
    Objective,
    Recommendation,
    RetiredReference,
    Stakeholder,
    Submission,
    UnofficialTranslation,
)
from tests import factories
from tests.submissions.lifecycle.table import STATUSES

pytestmark = pytest.mark.django_db
NEED_CONFIRMATION = ["received", "in_review", "changes_requested", "accepted", "declined"]
MAY_BE_PUBLIC = ["accepted", "withdrawn"]


def other(row: Submission) -> Submission:
    """Return one more submission to the same call."""
    return factories.submission("received", of=row.call)


def retired() -> RetiredReference:
    """Return a retired reference."""
    return RetiredReference.objects.create(reference="IDM17-R", retired_at=timezone.now())


def draft(row: Submission) -> Draft:
    """Return a draft of the same call."""
    return Draft.objects.create(
        call=row.call, idempotency_key="a key", language="en", first_seen_at=timezone.now()
    )


def translated(row: Submission) -> UnofficialTranslation:
    """Return a translation of its recommendation."""
    return UnofficialTranslation.objects.create(
        recommendation=row.recommendations.get(),
        language="fr",
        text="Texte.",
        version_number=1,
        by=factories.user(),
    )


def again(one: Any) -> Any:
    """Insert the same row once more."""
    one.pk, one._state.adding = None, True
    return type(one).objects.bulk_create([one])


def copied(one: Any, **fields: Any) -> Any:
    """Insert the same row once more with other `fields`."""
    for name, value in fields.items():
        setattr(one, name, value)
    return again(one)


def only(model: Any, **fields: Any) -> int:
    """Change the only rows of a model past every method of ours."""
    return int(model._base_manager.update(**fields))


# Name of the constraint -> how to break it, from one submission that waits to be read.
BREAKS: dict[str, Callable[[Submission], Any]] = {
    "submission_status_known": lambda row: only(Submission, status="lost"),
    "submission_confirmed_at_set": lambda row: only(Submission, confirmed_at=None),
    "submission_public_only_accepted": lambda row: only(Submission, public_at=timezone.now()),
    "submission_external_id_once": lambda row: (other(row), only(Submission, external_id="x")),
    "recommendation_number_once": lambda row: copied(
        row.recommendations.get(), reference="IDM17-N"
    ),
    "recommendation_disposed_at_set": lambda row: only(Recommendation, disposition="noted"),
    "translation_language_once": lambda row: again(translated(row)),
    "version_number_once": lambda row: again(row.versions.get()),
    "decision_of_staff_has_name": lambda row: only(Decision, actor="staff", by=None),
    "attachment_has_one_home": lambda row: Attachment.objects.create(name="a.pdf", size=1),
    "draft_revision_once": lambda row: again(draft(row).revisions.create(number=1, tab="a")),
    "call_closes_after_opening": lambda row: only(Call, closes_at=row.call.opens_at),
    "call_words_in_order": lambda row: only(Call, max_words=row.call.min_words),
    "stakeholder_once": lambda row: (
        Stakeholder.objects.create(name="Ça va", slug="a", category="other"),
        Stakeholder.objects.create(name="CA  VA", slug="b", category="other"),
    ),
}
# (model, column) that has no two rows alike -> how to make two.
TWICE: dict[tuple[str, str], Callable[[Submission], Any]] = {
    ("submission", "reference"): lambda row: (other(row), only(Submission, reference="IDM17-S")),
    ("submission", "public_id"): lambda row: (other(row), only(Submission, public_id="a" * 16)),
    ("submission", "idempotency_key"): lambda row: (
        other(row),
        only(Submission, idempotency_key="k"),
    ),
    ("recommendation", "reference"): lambda row: copied(row.recommendations.get(), number=9),
    ("retiredreference", "reference"): lambda row: again(retired()),
    ("draft", "public_id"): lambda row: copied(draft(row), idempotency_key="another"),
    ("draft", "idempotency_key"): lambda row: copied(draft(row), public_id="b" * 16),
    ("call", "slug"): lambda row: again(row.call),
    ("theme", "slug"): lambda row: again(row.call.themes.first()),
    ("stakeholder", "slug"): lambda row: (
        Stakeholder.objects.create(name="One", slug="same", category="other"),
        Stakeholder.objects.create(name="Two", slug="same", category="other"),
    ),
    ("objective", "number"): lambda row: [
        Objective.objects.create(number=1, title="Data", short="Data") for _time in range(2)
    ],
}


@pytest.fixture
def row() -> Submission:
    """An answer that waits to be read."""
    return factories.submission("received")


@pytest.mark.parametrize("name", BREAKS)
def test_constraint_is_kept_by_the_database(row, name):
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        BREAKS[name](row)
    assert name in str(broken.value) or "UNIQUE" in str(broken.value)


@pytest.mark.parametrize("place", TWICE, ids=".".join)
def test_column_has_no_two_rows_alike(row, place):
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        TWICE[place](row)
    assert place[1] in str(broken.value)


def test_every_constraint_of_the_models_is_tried_here():
    models = [one for one in apps.get_app_config("submissions").get_models() if not one._meta.proxy]
    names = {one.name for model in models for one in model._meta.constraints}
    assert names == set(BREAKS)
    unique = {
        (model._meta.model_name, field.name)
        for model in models
        for field in model._meta.fields
        if field.unique and not field.primary_key
    }
    assert unique == set(TWICE)


@pytest.mark.parametrize("status", STATUSES)
def test_confirmation_is_needed_where_somebody_reads(row, status):
    change = {"status": status, "confirmed_at": None}
    if status in NEED_CONFIRMATION:
        with pytest.raises(IntegrityError), transaction.atomic():
            only(Submission, **change)
    else:
        assert only(Submission, **change) == 1


@pytest.mark.parametrize("status", STATUSES)
def test_only_what_is_or_was_accepted_is_public(row, status):
    change = {"status": status, "public_at": timezone.now()}
    if status in MAY_BE_PUBLIC:
        assert only(Submission, **change) == 1
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            only(Submission, **change)


@pytest.mark.parametrize("homes", ["none", "both"])
def test_file_has_one_home(row, homes):
    where = {"draft": draft(row), "submission": row} if homes == "both" else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.create(name="a.pdf", size=1, **where)


def test_same_external_id_is_free_in_another_call_and_empty_ones_are_many(row):
    other(row)
    assert only(Submission, external_id="") == 2
    Submission.objects.filter(pk=row.pk).update(external_id="x", call=factories.call())
    assert Submission.objects.exclude(pk=row.pk).update(external_id="x") == 1


def test_numbers_below_zero_are_refused(row):
    with pytest.raises(DatabaseError), transaction.atomic():
        only(Submission, version=-1)


def test_call_closes_after_it_opens(row):
    assert only(Call, closes_at=row.call.opens_at + timedelta(seconds=1)) == 1
