"""Public pages as they were last made, until anything changes that readers may see.

A page is kept with the state of the portal before it was made (common/freshness.py), so it can be
newer than its state but never older. It is asked for with each request: nothing stale is sent, on
however many processes and whichever of them wrote.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import get_conditional_response
from django.utils.module_loading import import_string

from common import freshness
from common.freshness import State

# Days begin at a whole quarter of an hour, in every time zone there is.
QUARTER = timedelta(minutes=15)
# Bytes of a page as it is sent. Longer ones are made each time: with as many pages as are kept,
# addresses that somebody invents would fill the memory.
LONGEST = 100_000
GetResponse = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Kept:
    """A response as it was sent, the state before it was made, and until when it holds.

    Without content it says only that whoever has the page by its ETag has it still.
    """

    state: State
    until: datetime
    headers: list[tuple[str, str]]
    content: bytes | None


class PageCacheMiddleware:
    """Answer an anonymous reader from what was kept, where it still holds.

    Kept are whole pages that say the same to everyone: no cookie is set or read, and nothing
    forbids it. A reader with a session is never answered from here.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_for_readers(request):
            return self.get_response(request)
        key, at = key_of(request), request.first_seen_at  # type: ignore[attr-defined]  # a stamp
        kept: Kept | None = caches["pages"].get(key)
        with freshness.at_its_state() as state:
            if kept and kept.state == state and at < kept.until:
                response = response_of(kept, request)
                if response is not None:
                    return response
            response = self.get_response(request)
            if request.method == "GET" and is_for_everyone(response):
                content = response.content if response.status_code == HTTPStatus.OK else None
                kept = Kept(state, until(at, state), list(response.headers.items()), content)
                caches["pages"].set(key, kept)
            return response


def is_for_readers(request: HttpRequest) -> bool:
    """Tell whether a page is asked for and nothing in the request says who asks."""
    return (
        request.method in ("GET", "HEAD")
        and not request.path.startswith(settings.STATIC_URL)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "Authorization" not in request.headers
    )


def is_for_everyone(response: HttpResponse) -> bool:
    """Tell whether a response is the same for each anonymous reader: a page, or "not modified"."""
    rules = response.get("Cache-Control", "")
    varies = {name.strip() for name in response.get("Vary", "").lower().split(",")}
    return (
        response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)
        and not response.streaming
        and not response.cookies
        and len(response.content) <= LONGEST
        and not {"no-store", "private", "no-cache"} & {rule.strip() for rule in rules.split(",")}
        and varies <= {"", "accept-encoding"}
    )


def key_of(request: HttpRequest) -> str:
    """Return what tells one page from another: its address, and whether it may be compressed.

    Raises DisallowedHost for an address that is not ours.
    """
    # As the middleware asks that compresses: else one page would be sent in the other's place.
    may_compress = re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")) is not None
    address = request.build_absolute_uri(request.get_full_path())
    return sha256(f"{may_compress} {address}".encode()).hexdigest()


def until(at: datetime, state: State) -> datetime:
    """Return the next moment at which a page of the state may change though nothing is written."""
    found: tuple[State, datetime] | None = caches["pages"].get("until")
    if not found or found[0] != state or found[1] <= at:
        quarter = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0) + QUARTER
        change: datetime | None = import_string(settings.NEXT_PUBLIC_CHANGE)(at)
        found = state, min(quarter, change) if change else quarter
        caches["pages"].set("until", found)
    return found[1]


def response_of(kept: Kept, request: HttpRequest) -> HttpResponse | None:
    """Return the response again as it was sent, or "not modified" to who has it already.

    None where neither can be told.
    """
    response = HttpResponse(kept.content or b"")
    for name, value in kept.headers:
        response.headers[name] = value
    tag = response.headers.get("ETag")
    found = get_conditional_response(request, etag=tag, response=response) if tag else response
    is_told = found is not response or kept.content is not None
    return found if is_told else None
