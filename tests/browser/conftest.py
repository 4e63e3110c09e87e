"""Fixtures of the browser tests: pages in Chromium that fail the test on what they complain of."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
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
from tests.browser import chromium, node
from tests.browser.inspection import Inspector


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder `browser`."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the database of these tests in a file.

    In memory all threads of the server share one connection, and a page that saves while another
    is sent would stand in its transaction.
    """
    database = django_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        folder = tmp_path_factory.mktemp("database")
        database.setdefault("TEST", {})["NAME"] = str(folder / "test.sqlite3")


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


@pytest.fixture
def portal(live_server: LiveServer, settings: Settings, mailoutbox: list[EmailMessage]) -> str:
    """The address of a server with the mailbox, and pages that show its errors."""
    settings.ROOT_URLCONF = "tests.browser.urls"
    settings.BASE_URL = live_server.url
    settings.MAIL_VIEWER = True
    return str(live_server.url)


@pytest.fixture
def new_inspector(browser: Browser, portal: str) -> Iterator[Callable[[str], Inspector]]:
    """Return who looks at pages in a language, as a new reader."""
    contexts: list[BrowserContext] = []

    def make(language: str) -> Inspector:
        if not node.is_here():
            pytest.skip("python -m tests.browser.node installs what judges pages")
        context = browser.new_context(base_url=portal)
        context.add_cookies([{"name": "django_language", "value": language, "url": portal}])
        contexts.append(context)
        return Inspector(context.new_page(), language)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def enter(portal: str, client: Client) -> Callable[[Inspector, User], None]:
    """Give a browser the session of a member of staff, which `client` has then, too."""

    def give(inspector: Inspector, user: User) -> None:
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        value = client.cookies[name].value
        inspector.page.context.add_cookies([{"name": name, "value": value, "url": portal}])

    return give
