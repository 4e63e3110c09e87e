"""Fixtures of the browser tests: pages in Chromium that fail the test on what they complain of."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from common.worker import run_steps
from tests.browser import chromium


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder `browser`."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    path = chromium.find()
    if path is None:
        pytest.skip("no Chromium found: install it, or set CHROMIUM to its path")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, where Django would refuse to query.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = chromium.launch(playwright, path)
        yield browser
        browser.close()


@pytest.fixture
def expected_complaints() -> list[str]:
    """Patterns of what the page is right to complain of, such as "status of 404"."""
    return []


@pytest.fixture
def open_page(
    browser: Browser,
    live_server: LiveServer,
    settings: Settings,
    expected_complaints: list[str],
) -> Iterator[Callable[..., Page]]:
    """Open a page as a new reader; options are those of Playwright's `new_context`.

    The test fails when a page logs an error, raises one, or asks another host for anything.
    """
    settings.BASE_URL = live_server.url
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(**options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        _listen(context, live_server.url, complaints)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    unexpected = [c for c in complaints if not any(re.search(e, c) for e in expected_complaints)]
    assert not unexpected, "\n".join(unexpected)


def _listen(context: BrowserContext, own: str, complaints: list[str]) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def on_request(request: Request) -> None:
        if not request.url.startswith((f"{own}/", "data:", "blob:")):
            complaints.append(f"another host was asked: {request.url}")

    context.on("console", on_console)
    context.on("request", on_request)
    context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page of a new reader, on a desktop."""
    return open_page(viewport={"width": 1440, "height": 900})


@pytest.fixture
def mails(mailoutbox: list[EmailMessage]) -> Callable[[], list[EmailMessage]]:
    """Let the worker do what is due, and return every mail that has left, oldest first."""

    def deliver() -> list[EmailMessage]:
        run_steps()
        return list(mail.outbox)

    return deliver
