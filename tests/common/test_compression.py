"""What goes over the wire: the first view is light, and what is private is never compressed."""

import re

import pytest
from django.test import Client

from submissions import demonstration
from tests import factories

pytestmark = pytest.mark.django_db

FIRST_VIEW = 60_000  # bytes


def fetched(client: Client, url: str) -> tuple[int, str]:
    """Return how many bytes an address costs a browser, and the text of it."""
    response = client.get(url, headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200, url
    html = "" if url.startswith("/static/") else client.get(url).content.decode()
    return len(response.getvalue()), html


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_first_view_is_light(client: Client, language: str):
    demonstration.load()
    for path in ("", "recommendations/", "about/", "calls/reducing-vulnerabilities/submit/"):
        size, html = fetched(client, f"/{language}/{path}")
        files = re.findall(r'<(?:link|script|img)[^>]*(?:href|src)="(/static/[^"]+)"', html)
        assert len(files) >= 4
        total = size + sum(fetched(client, file)[0] for file in files)
        assert total <= FIRST_VIEW, (path, total)


def test_what_is_private_is_sent_as_it_is(client: Client):
    submission = factories.submission()
    for url, encoding in (("/en/", "gzip"), (f"/en/submissions/{submission.token}/", None)):
        response = client.get(url, headers={"Accept-Encoding": "gzip"})
        assert response.status_code == 200
        assert response.get("Content-Encoding") == encoding, url


def test_a_page_that_is_not_found_behind_a_private_address_is_sealed_too(client: Client):
    submission = factories.submission()
    url = f"/en/submissions/{submission.token}/confirm/no-such-secret/"
    response = client.get(url, headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 404
    assert "no-store" in response["Cache-Control"]
    assert response.get("Content-Encoding") is None
