"""The API as a whole: what it promises of every address, and that its description is true."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from idmportal.api.portal import described
from idmportal.opendata.building import build
from idmportal.opendata.tables import BY_NAME
from idmportal.wsgi import application
from outcomes.models import OutcomeDocument
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
SLOW = list(HealthCheck)
PATHS = list(described()["paths"])


@pytest.fixture
def filled() -> str:
    """Fill the portal with some of everything that is public; return a reference."""
    row = factories.recommendation(organization="Atlas", of=factories.call(licence="CC BY 4.0"))
    factories.workshop(dialogue=row.submission.call.dialogue, participants=120)
    factories.submission(Status.ACCEPTED, publication="anonymous", recommendations=2)
    factories.submission(Status.ACCEPTED, publication="counted")
    cited(row)
    return row.reference


def parts_of(path: str) -> dict[str, str]:
    """Return the parts of a path, filled from what is public."""
    row = Submission.objects.filter(publication="named").earliest("pk")
    assert row.stakeholder
    parts = {
        "dialogues": row.call.dialogue.slug,
        "calls": row.call.slug,
        "stakeholders": row.stakeholder.slug,
        "outcome-documents": OutcomeDocument.objects.earliest("pk").slug,
        "recommendations": row.recommendations.get().reference,
    }
    kind = path.removeprefix(API).partition("/")[0]
    return {"slug": parts.get(kind, ""), "reference": parts["recommendations"]}


def address(path: str) -> str:
    """Return a path with its parts filled."""
    return path.format(**parts_of(path))


@pytest.fixture
def openapi(filled: str) -> Iterator[Any]:
    """The description, as it is served, in front of a portal that is filled.

    The end of a request must not close the connection that holds the rows of the test.
    """
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(f"{API}openapi.json", application)
    for signal in ends:
        signal.connect(close_old_connections)


CHECKED: dict[str, Any] = {
    # Compressed bytes would be judged as they are.
    "headers": {"Accept-Encoding": "identity"},
    # No schema can say which cursors were given and which codes there are: others are refused.
    "excluded_checks": [schemathesis.checks.positive_data_acceptance],
}


@pytest.mark.parametrize("path", PATHS)
def test_the_description_is_true_of_what_can_be_asked(openapi, path):
    operation = openapi[path]["GET"]
    parts = {name: value for name, value in parts_of(path).items() if f"{{{name}}}" in path}
    found = operation.Case(path_parameters=parts).call_and_validate(**CHECKED)
    assert found.status_code == 200

    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    @settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=SLOW)
    def judge(case: Any) -> None:
        case.call_and_validate(**CHECKED)

    judge()


@pytest.mark.parametrize("path", [path for path in PATHS if not path.endswith("participation")])
def test_the_description_is_true_of_what_cannot_be_meant(openapi, path):
    @given(case=openapi[path]["GET"].as_strategy(generation_mode=GenerationMode.NEGATIVE))
    @settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=SLOW)
    def judge(case: Any) -> None:
        case.call_and_validate(**CHECKED)

    judge()


def test_its_start_leads_to_its_description(client):
    response = client.get("/api/v1/")
    assert (response.status_code, response["Location"]) == (302, "/api/v1/docs")


def test_every_operation_has_a_name_of_its_own(client):
    document = client.get(f"{API}openapi.json").json()
    names = [operations["get"]["operationId"] for operations in document["paths"].values()]
    assert len(set(names)) == len(names) > 10
    assert {*document["paths"]} == set(PATHS)


@pytest.mark.parametrize("path", PATHS)
def test_no_other_parameter_and_no_other_method(client, filled, path):
    url = address(path)
    assert client.get(url).status_code == 200
    refused = client.get(f"{url}?nonsense=1")
    assert (refused.status_code, refused.json()["parameter"]) == (422, "nonsense")
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(url).status_code == 405


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_is_kept_told_unchanged_and_sets_no_cookie(client, filled, path):
    url = address(path)
    made = client.get(url, headers={"Accept-Language": "fr"})
    assert not made.cookies
    assert made.get("Vary", "Accept-Encoding") == "Accept-Encoding"
    with CaptureQueriesContext(connection) as asked:
        again = client.get(url, headers={"Accept-Language": "ar"})
    assert (len(asked), again.content) == (1, made.content)
    seen = client.get(url, headers={"If-None-Match": made["ETag"]})
    assert (seen.status_code, seen.content) == (304, b"")
    assert seen["Access-Control-Allow-Origin"] == "*"
    caches["pages"].clear()
    assert client.get(url)["ETag"] == made["ETag"]
    head = client.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == made["ETag"]


@pytest.mark.parametrize("url", [f"{API}recommendations", f"{API}nothing", f"{API}openapi.json"])
def test_scripts_of_any_site_may_read_the_api_and_nothing_else(client, url):
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    read = client.get(url, headers=headers)
    assert read["Access-Control-Allow-Origin"] == "*"
    assert read["Access-Control-Expose-Headers"] == "ETag, Link"
    assert "Access-Control-Allow-Credentials" not in read
    asked = client.options(
        url, headers=headers | {"Access-Control-Request-Headers": "if-none-match"}
    )
    assert asked.status_code == 204
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert asked["Access-Control-Allow-Headers"] == "*"
    for other in ("/en/", "/en/recommendations.json", "/admin/login/"):
        assert "Access-Control-Allow-Origin" not in client.get(other, headers=headers)


def test_lists_are_the_tables_of_the_open_data(client, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    World(5)
    factories.workshop(participants=120)
    cited(factories.recommendation())
    build(timezone.now())
    tables = tables_of(client)
    for path, name in TABLES.items():
        url, rows = f"{API}{path}?limit=2", []
        while url:
            page = client.get(url).json()
            assert page["total"] == len(tables[name])
            rows += page["items"]
            url = page["next"]
        key = [column.name for column in BY_NAME[name].columns][: BY_NAME[name].key]
        assert rows == sorted(tables[name], key=lambda row: [row[part] for part in key]), path
        assert rows
    found = client.get(f"{API}participation").json()
    for name in ("participation", "counted_only"):
        assert found[name] == tables[name]
    (document,) = client.get(f"{API}outcome-documents").json()["items"]
    whole = client.get(f"{API}outcome-documents/{document['slug']}").json()
    statements = whole.pop("statements")
    assert whole == document
    citations = [
        {"statement": row["id"], **source} for row in statements for source in row.pop("sources")
    ]
    assert sorted(citations, key=str) == sorted(tables["citations"], key=str) != []
    assert statements == sorted(tables["statements"], key=lambda row: row["number"])


def test_a_dialogue_has_its_public_workshops(client):
    dialogue = factories.dialogue()
    one = factories.workshop(dialogue=dialogue)
    factories.workshop(dialogue=dialogue, is_published=False)
    factories.workshop()
    found = client.get(f"{API}dialogues/{dialogue.slug}").json()
    assert [row["slug"] for row in found["workshops"]] == [one.slug]


def test_what_is_not_public_is_not_there(client):
    hidden = factories.call(is_published=False)
    quiet = factories.recommendation(publication="anonymous").submission.stakeholder
    assert quiet
    urls = [
        f"calls/{hidden.slug}",
        f"stakeholders/{quiet.slug}",
        "dialogues/none",
        "nothing/at",
    ]
    for url in [*urls, "calls/a%00b", "outcome-documents/none", "dialogues/%F0%9F%8C%8D"]:
        assert client.get(f"{API}{url}").status_code in (404, 422), url
    assert client.get(f"{API}calls").json()["total"] == 1
    assert client.get(f"{API}stakeholders").json()["total"] == 0


@pytest.mark.parametrize("path", [path for path in PATHS if "recommendations" not in path])
def test_tables_cost_the_same_at_1_and_3_rows(client, filled, path):
    costs = []
    for number in (1, 3):
        for _ in range(number):
            cited(factories.recommendation())
            factories.workshop()
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as asked:
            client.get(address(path))
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 12
