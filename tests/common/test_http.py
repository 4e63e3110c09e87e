"""The moment, the address and the silence of a request."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from common.http import FirstSeenMiddleware, client_address, private, private_form, seal

PEER = "203.0.113.9"


def request(forwarded: str | None) -> HttpRequest:
    """Return a request from PEER with an X-Forwarded-For header."""
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=PEER, headers=headers)


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (0, None, PEER),
        (0, "198.51.100.1", PEER),
        (0, "198.51.100.1, 198.51.100.2", PEER),
        (1, None, PEER),
        (1, "", PEER),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6,7.7.7.7 ,198.51.100.1 ", "198.51.100.1"),
        (2, "198.51.100.1", PEER),
        (2, "198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "6.6.6.6, , 10.0.0.1", PEER),
        (3, "6.6.6.6, 198.51.100.1", PEER),
    ],
)
def test_address_is_the_one_that_our_own_proxies_wrote(settings, trusted, forwarded, address):
    settings.TRUSTED_PROXIES = trusted
    assert client_address(request(forwarded)) == address


@pytest.mark.parametrize("header", ["X-Real-IP", "Forwarded", "Client-IP", "X-Client-IP", "Via"])
def test_no_other_header_is_believed(settings, header):
    settings.TRUSTED_PROXIES = 1
    asked = RequestFactory().get("/", REMOTE_ADDR=PEER, headers={header: "6.6.6.6"})
    assert client_address(asked) == PEER


class SlowBody(io.BytesIO):
    """A body that notes when it is read first."""

    read_at: datetime | None = None

    def read(self, *args: Any) -> bytes:
        """Note the moment, then read."""
        self.read_at = self.read_at or datetime.now(UTC)
        return super().read(*args)


def test_request_is_stamped_before_its_body_is_read():
    body = SlowBody(b"a=1")
    asked = RequestFactory().post("/", content_type="application/x-www-form-urlencoded")
    asked.META["CONTENT_LENGTH"] = 3
    asked._stream = body
    stamps = []

    def view(seen: HttpRequest) -> HttpResponse:
        stamps.append(seen.first_seen_at)  # type: ignore[attr-defined]  # the middleware’s stamp
        assert body.read_at is None
        assert seen.POST["a"] == "1"
        return HttpResponse()

    before = datetime.now(UTC)
    FirstSeenMiddleware(view)(asked)
    assert body.read_at is not None
    assert before <= stamps[0] <= body.read_at


def test_every_response_of_a_private_view_is_silent():
    @private
    def view(_request: HttpRequest, *, status: int) -> HttpResponse:
        return HttpResponse("secret", status=status)

    for status in (200, 302, 403, 422):
        response = view(request(None), status=status)
        assert response.status_code == status
        assert set(response["Cache-Control"].split(", ")) == {"no-store", "private"}
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert view.__name__ == "view"


def test_form_may_be_known_to_this_site_alone():
    sealed = private_form(lambda _request: HttpResponse())(request(None))
    assert sealed["Referrer-Policy"] == "same-origin"
    assert sealed["Cache-Control"] == "no-store, private"
    assert sealed["X-Robots-Tag"] == "noindex, nofollow"


def test_view_may_say_for_itself_how_it_is_stored_and_nothing_else():
    loud = HttpResponse(headers={"Cache-Control": "private, no-cache", "Referrer-Policy": "origin"})
    assert seal(loud)["Cache-Control"] == "private, no-cache"
    assert loud["Referrer-Policy"] == "no-referrer"
