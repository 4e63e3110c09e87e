"""Evidence is written once: it can be added, and nothing else."""

from typing import Any

import pytest
from django.db import transaction

from common.append_only import AppendOnly, AppendOnlyError
from outcomes.models import Edition, Entry
from outcomes.papers import editions
from submissions.models import Decision, Submission, SubmissionVersion
from tests import factories as make
from tests.outcomes.written import paper

pytestmark = pytest.mark.django_db
# Each with a column that the ways below try to change.
EVIDENCE: dict[Any, str] = {
    Decision: "submission",
    SubmissionVersion: "submission",
    Edition: "paper",
    Entry: "edition",
}


@pytest.fixture(autouse=True)
def submission() -> Submission:
    """A submission with decisions and a version, and an edition with it as an entry."""
    row = make.submission("accepted")
    editions.make(paper(row.call.dialogue))
    return row


def test_these_are_all_that_is_append_only():
    assert set(AppendOnly.__subclasses__()) == set(EVIDENCE)


WAYS = {
    "save": lambda rows, column: rows.first().save(),
    "save one field": lambda rows, column: rows.first().save(update_fields=[column]),
    "delete": lambda rows, column: rows.first().delete(),
    "update": lambda rows, column: rows.filter(pk__gt=0).update(pk=99),
    "delete many": lambda rows, column: rows.all().delete(),
    "delete what one filters": lambda rows, column: rows.filter(pk__gt=0).delete(),
    "update in bulk": lambda rows, column: rows.bulk_update(list(rows.all()), [column]),
    "update or create": lambda rows, column: rows.update_or_create(
        pk=rows.first().pk, defaults={column: None}
    ),
    "insert over it": lambda rows, column: rows.bulk_create(
        list(rows.all()), update_conflicts=True, unique_fields=["pk"], update_fields=[column]
    ),
}


@pytest.mark.parametrize("change", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize(("model", "column"), EVIDENCE.items())
def test_no_way_of_the_orm_changes_evidence(model, column, change):
    before = list(model.objects.values())
    with pytest.raises(AppendOnlyError, match=model.__name__), transaction.atomic():
        change(model.objects, column)
    assert list(model.objects.values()) == before


def test_nor_does_the_way_through_the_submission(submission):
    for rows in (submission.versions, submission.decisions):
        with pytest.raises(AppendOnlyError):
            rows.all().delete()
        with pytest.raises(AppendOnlyError):
            rows.update(submission=None)
    assert submission.versions.count() == 1
    assert submission.decisions.count() > 1
