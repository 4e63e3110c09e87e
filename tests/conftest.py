"""What every test stands on: its own database, media folder and mailbox."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import override_settings
from django.utils import translation


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Give SQLite a file: in memory it has neither WAL nor queueing writers, as users have."""
    database: dict[str, Any] = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(file)


@pytest.fixture(autouse=True)
def _in_english() -> None:
    """Begin in English: a request leaves its language behind in the thread."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def _no_page_kept() -> None:
    """Begin without pages of the database that the test before had."""
    caches["pages"].clear()


@pytest.fixture(scope="session", autouse=True)
def _media_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep uploaded files out of var/."""
    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=str(folder)):
        yield folder
