"""`manage.py prepare`: a fresh database becomes one to try, and a second run changes nothing."""

import shutil
import stat
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import Settings

from common.models import OutboxMail
from dialogues.models import Dialogue
from submissions.models import Call, Decision, Objective, Submission

pytestmark = pytest.mark.django_db
MODELS = (Dialogue, Call, Submission, Decision, OutboxMail, Objective, User, Group)
LOGIN = "staff-login.txt"


def prepare() -> list[str]:
    """Run the command and return the lines it prints."""
    printed = StringIO()
    call_command("prepare", stdout=printed)
    return printed.getvalue().splitlines()


@pytest.fixture(scope="module")
def first_time(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, list[str]]]:
    """The folder and the lines of a first run, whose database all tests of this file begin with."""
    folder = tmp_path_factory.mktemp("prepared") / "var"
    with (
        django_db_blocker.unblock(),
        override_settings(VAR_DIR=folder, BASE_URL="http://127.0.0.1:8123"),
        transaction.atomic(),
    ):
        yield folder, prepare()
        transaction.set_rollback(True)


@pytest.fixture
def folder(first_time: tuple[Path, list[str]], settings: Settings, tmp_path: Path) -> Path:
    """A copy of the folder, to be changed."""
    settings.VAR_DIR = tmp_path / "var"
    shutil.copytree(first_time[0], settings.VAR_DIR)
    return tmp_path / "var"


def test_a_fresh_database_is_made_ready(folder: Path, first_time: tuple[Path, list[str]]) -> None:
    assert Dialogue.objects.filter(slug="2017", is_demonstration=False).exists()
    assert Call.objects.public().open().exists()
    assert Objective.objects.count() == 23
    assert Group.objects.filter(name="Unit lead").exists()
    password = (folder / LOGIN).read_text().strip()
    assert first_time[1][-3:] == [
        "The portal    http://127.0.0.1:8123/",
        "For staff     http://127.0.0.1:8123/admin/",
        f"Staff login   idm-unit  {password}",
    ]
    user = User.objects.get(username="idm-unit")
    assert user.is_superuser
    assert user.check_password(password)


def test_only_its_owner_reads_the_login(first_time: tuple[Path, list[str]]) -> None:
    assert stat.S_IMODE((first_time[0] / LOGIN).stat().st_mode) == 0o600


def test_a_second_run_changes_nothing_and_prints_the_way_in(
    folder: Path, first_time: tuple[Path, list[str]]
) -> None:
    before = [list(model.objects.values()) for model in MODELS]
    assert prepare() == first_time[1][-3:]
    assert [list(model.objects.values()) for model in MODELS] == before


def test_the_same_password_serves_a_new_database(folder: Path) -> None:
    User.objects.filter(username="idm-unit").delete()
    line = prepare()[-1]
    assert User.objects.get(username="idm-unit").check_password(line.split()[-1])
    assert line.split()[-1] == (folder / LOGIN).read_text().strip()


def test_a_password_that_was_changed_is_not_told(folder: Path) -> None:
    user = User.objects.get(username="idm-unit")
    user.set_password("another one")
    user.save()
    assert "changepassword idm-unit" in prepare()[-1]
    (folder / LOGIN).unlink()
    assert "changepassword idm-unit" in prepare()[-1]
    assert not (folder / LOGIN).exists()


@pytest.mark.usefixtures("folder")
def test_a_call_that_closed_is_open_again_and_it_says_so() -> None:
    Call.objects.filter(slug="reducing-vulnerabilities").update(closes_at=timezone.now())
    assert any("it is open again until" in line for line in prepare())
    assert Call.objects.public().open().exists()
