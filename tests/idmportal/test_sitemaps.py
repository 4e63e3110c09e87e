"""The sitemap: every public page by the address that readers use, and nothing else."""

from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings as configured
from django.test import Client

from submissions.states import Status
from tests import factories

pytestmark = pytest.mark.django_db
SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.fixture(autouse=True)
def _base_url(settings) -> None:
    settings.BASE_URL = "https://idm.example"


def part(client: Client, name: str) -> dict[str, dict[str, str]]:
    """Return address -> language -> alternate address of a part of the sitemap."""
    root = ElementTree.fromstring(client.get(f"/sitemap-{name}.xml").content)
    return {
        str(url.findtext("s:loc", None, SPACE)): {
            link.attrib["hreflang"]: link.attrib["href"] for link in url.findall(LINK)
        }
        for url in root.findall("s:url", SPACE)
    }


def test_robots_lead_to_it_and_it_to_its_parts(client: Client):
    assert "Sitemap: https://idm.example/sitemap.xml" in client.get("/robots.txt").content.decode()
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    parts = [str(one.text) for one in root.findall("s:sitemap/s:loc", SPACE)]
    assert len(parts) == 8
    for url in parts:
        assert client.get(urlsplit(url).path).status_code == 200, url


def test_pages_stand_in_each_language_with_the_others_beside_them(client: Client):
    call = factories.call()
    factories.call(is_published=False)
    codes = [code for code, _name in configured.LANGUAGES]
    address = f"/calls/{call.slug}/"
    found = part(client, "calls")
    assert set(found) == {f"https://idm.example/{code}{address}" for code in codes}
    for alternates in found.values():
        assert alternates == {code: f"https://idm.example/{code}{address}" for code in codes}


def test_only_public_recommendations_are_named_in_an_order_that_tells_nothing(client: Client):
    call = factories.call(max_recommendations=9)
    rows = factories.submission(Status.ACCEPTED, of=call, recommendations=5).recommendations
    factories.submission(Status.ACCEPTED, of=call, publication="counted")
    factories.submission(Status.RECEIVED, of=call)
    references = sorted(rows.values_list("reference", flat=True))
    expected = [f"https://idm.example/en/recommendations/{one}/" for one in references]
    assert list(part(client, "recommendations")) == expected
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    assert list(part(client, "recommendations")) == expected


@pytest.mark.parametrize("name", ["pages", "dialogues", "workshops", "stakeholders", "papers"])
def test_every_address_of_a_part_opens(client: Client, name: str):
    factories.recommendation()
    factories.workshop()
    found = part(client, name)
    assert found or name == "papers"
    for url in found:
        assert client.get(url.removeprefix("https://idm.example")).status_code == 200, url
