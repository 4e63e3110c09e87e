"""The page on the API: its examples run as they stand, and it tells every operation."""

import csv
import json
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from idmportal.api.portal import described
from submissions.states import Status
from tests import factories
from tests.outcomes.written import cited

PAGE = "/api/v1/docs"


def page(client: Any) -> Any:
    response = client.get(PAGE)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def examples(client: Any, kind: str) -> list[str]:
    """Return the examples of a kind, as a reader would copy them."""
    return [one.text_content() for one in page(client).xpath(f"//code[@data-run='{kind}']")]


@pytest.fixture
def served(live_server: Any, settings: Any) -> Any:
    """A server with something to read, whose page names its own address."""
    settings.BASE_URL = live_server.url
    text = "migrants and the cities where they live"
    row = factories.recommendation(measures=(factories.measure(text=text),))
    factories.submission(Status.ACCEPTED, recommendations=2)
    cited(row)
    return row


def run(arguments: list[str], folder: Path) -> str:
    done = subprocess.run(
        arguments, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.django_db(transaction=True)
def test_examples_in_python_run(client, served, tmp_path):
    walk, sources = (
        run([sys.executable, "-c", one], tmp_path) for one in examples(client, "python")
    )
    rows = list(csv.DictReader(StringIO(walk)))
    assert [list(row) for row in rows] == [["reference", "category", "text"]] * 3
    assert served.reference in {row["reference"] for row in rows}
    assert served.reference in sources.split()


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
@pytest.mark.django_db(transaction=True)
def test_examples_with_curl_run(client, served, tmp_path):
    words, facets, again = (run(["sh", "-ec", one], tmp_path) for one in examples(client, "curl"))
    found = json.loads(words)
    assert (found["total"], len(found["items"])) == (3, 2)
    assert '"facets": [' in facets
    assert again == "304"


@pytest.mark.django_db
def test_page_tells_each_operation_parameter_and_field(client):
    said = page(client).xpath("//main")[0].text_content()
    for path, methods in described()["paths"].items():
        assert path in said
        for parameter in methods["get"]["parameters"]:
            assert parameter["description"] in said
    assert "items.disposition_reason" in said
    assert "statements.sources.quote" in said


@pytest.mark.django_db
def test_page_is_found_from_the_open_data_and_from_every_page(client):
    for url in ("/en/data/", "/ar/"):
        links = html.fromstring(client.get(url).content.decode()).xpath("//a/@href")
        assert PAGE in links
    found = page(client)
    assert "/api/v1/openapi.json" in found.xpath("//a/@href")
    assert found.get("lang") == "en"
