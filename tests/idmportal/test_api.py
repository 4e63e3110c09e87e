"""The API as a whole: what it promises of every address, and that its description is true."""

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import schemathesis
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, settings

from idmportal.api.portal import described
from idmportal.opendata.building import build
from idmportal.opendata.tables import BY_NAME
from idmportal.wsgi import application
from outcomes.models import OutcomeDocument
from submissions import lifecycle
from submissions.models import Submission
from submissions.states import Status
from tests import factories
from tests.idmportal.test_opendata import tables_of
from tests.outcomes.written import cited
from tests.submissions.world import World

pytestmark = pytest.mark.django_db
API = "/api/v1/"
TABLES = {
    "dialogues": "dialogues",
    "workshops": "workshops",
    "calls": "calls",
    "themes": "themes",
    "stakeholders": "stakeholders",
    "outcome-documents": "outcome_documents",
}
SINGLE = [path for path in described()["paths"] if "{" in path]
LISTS = [path for path in described()["paths"] if "{" not in path]


@pytest.fixture
def filled() -> str:
    """Fill the portal with some of everything that is public; return a reference."""
    row = factories.recommendation(organization="Atlas", of=factories.call(licence="CC BY 4.0"))
    factories.workshop(dialogue=row.submission.call.dialogue, participants=120)
    factories.submission(Status.ACCEPTED, publication="anonymous", recommendations=2)
    factories.submission(Status.ACCEPTED, publication="counted")
    cited(row)
    return row.reference


def address(path: str) -> str:
    """Return a path with its parts filled from what is public."""
    row = Submission.objects.filter(publication="named").get()
    assert row.stakeholder
    parts = {
        "dialogues": row.call.dialogue.slug,
        "calls": row.call.slug,
        "stakeholders": row.stakeholder.slug,
        "outcome-documents": OutcomeDocument.objects.get().slug,
        "recommendations": row.recommendations.get().reference,
    }
    start, _brace, _rest = path.partition("{")
    return start + (parts[start.removeprefix(API).strip("/")] if _brace else "")


schema = schemathesis.pytest.from_fixture("openapi")


@pytest.fixture
def openapi(filled: str) -> Any:
    """The description, as it is served, in front of a portal that is filled."""
    return schemathesis.openapi.from_wsgi(f"{API}openapi.json", application)


@schema.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_description_is_true(case: Any) -> None:
    # No schema can say which cursors were given and which codes there are: those are refused.
    unknowable = [schemathesis.checks.positive_data_acceptance]
    case.call_and_validate(excluded_checks=unknowable)
