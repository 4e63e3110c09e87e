"""What every request and private page needs: its moment, its address, its silence."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.views.defaults import page_not_found

TEXTS = {"application/json", "application/atom+xml", "image/svg+xml", "application/javascript"}

# How long the request in hand waited for a thread of the web server, where that is known.
waited: ContextVar[timedelta] = ContextVar("waited", default=timedelta())


class FirstSeenMiddleware:
    """Stamp a request before its body is read: a slow line never costs a deadline.

    Nor do the slow lines of others, which may keep every thread of the web server busy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.first_seen_at = timezone.now() - waited.get()  # type: ignore[attr-defined]  # the middleware’s stamp
        # Whatever the sender claims: some of Python's encodings make what is no text, or fail.
        request.encoding = "utf-8"
        return self.get_response(request)


class CompressPublicMiddleware(GZipMiddleware):
    """Compress texts that anybody may read.

    What is private is not: its length would tell of its content (the BREACH attack). Files keep
    their length, so that a browser can show how much of a download is left.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress the response where its kind and its cache rules allow it."""
        kind = response.get("Content-Type", "").partition(";")[0]
        is_text = kind.startswith("text/") or kind in TEXTS
        if not is_text or "no-store" in response.get("Cache-Control", ""):
            return response
        return super().process_response(request, response)


def client_address(request: HttpRequest) -> str:
    """Return the client's address, believing only the configured number of proxies.

    With `TRUSTED_PROXIES` = n the n-th address from the end of X-Forwarded-For was written by
    our own outermost proxy; anything before it may be a stranger's invention.
    """
    trusted = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if trusted and len(forwarded) >= trusted and forwarded[-trusted]:
        return str(forwarded[-trusted])
    return str(request.META.get("REMOTE_ADDR", ""))


def seal(response: HttpResponseBase, *, referrer: str = "no-referrer") -> HttpResponseBase:
    """Mark a response as private: never stored, never indexed, its address never passed on."""
    response.headers.setdefault("Cache-Control", "no-store, private")
    response["Referrer-Policy"] = referrer
    response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
    return response


def private(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a view so that each of its responses is sealed."""

    @wraps(view)
    def sealed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return seal(_answer(view, request, args, kwargs))

    return sealed


def _answer(
    view: Callable[..., HttpResponseBase],
    request: HttpRequest,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> HttpResponseBase:
    """Return what the view answers, also the page of a 404: it holds the address asked for."""
    try:
        return view(request, *args, **kwargs)
    except Http404 as error:
        return page_not_found(request, error)


def private_form(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a view with a form: sealed, but its address may be told to this site itself.

    Under "no-referrer" browsers send `Origin: null` with a form, which no CSRF check can accept.
    """

    @wraps(view)
    def sealed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return seal(_answer(view, request, args, kwargs), referrer="same-origin")

    return sealed
