"""Evidence is written once: decisions and versions can be added and nothing else."""

from typing import Any

import pytest
from django.db import transaction

from common.append_only import AppendOnly, AppendOnlyError
from submissions.models import Decision, Submission, SubmissionVersion
from tests import factories as make

pytestmark = pytest.mark.django_db
EVIDENCE: list[Any] = [Decision, SubmissionVersion]


@pytest.fixture(autouse=True)
def submission() -> Submission:
    """A submission with a decision and a version."""
    return make.submission()


def test_these_are_all_that_is_append_only():
    assert set(AppendOnly.__subclasses__()) == set(EVIDENCE)


WAYS = {
    "save": lambda rows: rows.first().save(),
    "save one field": lambda rows: rows.first().save(update_fields=["submission"]),
    "delete": lambda rows: rows.first().delete(),
    "update": lambda rows: rows.filter(pk__gt=0).update(pk=99),
    "delete many": lambda rows: rows.all().delete(),
    "delete what one filters": lambda rows: rows.filter(pk__gt=0).delete(),
    "update in bulk": lambda rows: rows.bulk_update(list(rows.all()), ["submission"]),
    "update or create": lambda rows: rows.update_or_create(
        pk=rows.first().pk, defaults={"submission": None}
    ),
    "insert over it": lambda rows: rows.bulk_create(
        list(rows.all()), update_conflicts=True, unique_fields=["pk"], update_fields=["submission"]
    ),
}


@pytest.mark.parametrize("change", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("model", EVIDENCE)
def test_no_way_of_the_orm_changes_evidence(model, change):
    before = list(model.objects.values())
    with pytest.raises(AppendOnlyError, match=model.__name__), transaction.atomic():
        change(model.objects)
    assert list(model.objects.values()) == before


def test_nor_does_the_way_through_the_submission(submission):
    for rows in (submission.versions, submission.decisions):
        with pytest.raises(AppendOnlyError):
            rows.all().delete()
        with pytest.raises(AppendOnlyError):
            rows.update(submission=None)
    assert submission.versions.count() == submission.decisions.count() == 1
