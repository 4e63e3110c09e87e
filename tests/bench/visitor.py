"""A visitor that asks the WSGI application as a web server would, and nothing more."""

import gzip
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.cache import caches
from django.core.handlers.wsgi import WSGIRequest

from common.page_cache import key_of

GZIP = b"\x1f\x8b"
HOST = "idm.example.org"
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class WrongPageError(Exception):
    """A page did not answer with 200, or does not hold what it should."""


def forget(address: str) -> None:
    """Let a page that was kept (common/page_cache.py) be made when it is asked for."""
    caches["pages"].delete(key_of(WSGIRequest(environ(address))))


def get(application: Application, address: str, *, keep: bool = True) -> bytes:
    """Return the body of a page, or let it pass; raises WrongPageError for any status but 200."""
    answered: list[str] = []
    body = application(
        environ(address), lambda status, headers, error=None: answered.append(status)
    )
    try:
        content = b"".join(part for part in body if keep)
    finally:
        close = getattr(body, "close", None)
        if close:
            close()
    if not answered[0].startswith("200"):
        raise WrongPageError(f"{address}: {answered[0]}")
    return content


def read(content: bytes) -> bytes:
    """Return a page as it is read; it came compressed, which its cost includes."""
    return gzip.decompress(content) if content.startswith(GZIP) else content


def environ(address: str) -> dict[str, Any]:
    """Return what a web server with TLS says about a GET of the address."""
    path, _, query = address.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1",
        "HTTP_HOST": HOST,
        "HTTP_ACCEPT": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
        "HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.8,fr;q=0.5",
        "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
        "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
