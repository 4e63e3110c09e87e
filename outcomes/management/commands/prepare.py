"""Make a fresh database ready to try the portal, and tell how to get in; twice changes nothing."""

import os
import secrets
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from outcomes import demonstration as outcome
from outcomes.papers import demonstration as paper
from submissions import demonstration, objectives
from submissions.index import health

USERNAME = "idm-unit"


class Command(BaseCommand):
    """Migrate, load what is missing, make a staff login, and print the addresses."""

    help = "Migrate, load the dialogues and a demonstration, make a staff login, print addresses."
    requires_system_checks: list[str] = []  # `make check` runs them; here they cost a second

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is not done yet, and say so."""
        settings.VAR_DIR.mkdir(exist_ok=True)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Making the tables ...")
            call_command("migrate", verbosity=0, interactive=False)
        call_command("sync_roles", verbosity=0)
        self._tell_loaded()
        if health.faults():
            self.stdout.write(f"Search index: {health.rebuild()} recommendations.")
        for name, value in self._entrances():
            self.stdout.write(f"{name:<14}{value}")

    def _tell_loaded(self) -> None:
        loaded = StringIO()
        call_command("load_dialogues", stdout=loaded)
        for line in loaded.getvalue().splitlines():
            if "Nothing" not in line:
                self.stdout.write(line)
        if number := objectives.load():
            self.stdout.write(f"Objectives of the Global Compact: {number}.")
        if number := demonstration.load():
            self.stdout.write(f"Demonstration: {number} sample submissions.")
        if number := demonstration.translate():
            self.stdout.write(f"Demonstration: {number} unofficial translations.")
        if number := outcome.load():
            self.stdout.write(f"Demonstration: an outcome document of {number} statements.")
        if edition := paper.load():
            number = edition.entries.count()
            self.stdout.write(f"Demonstration: a stocktaking paper of {number} recommendations.")
        brought = (one.bring_translations() for one in (objectives, demonstration, outcome))
        if number := sum(brought):
            self.stdout.write(f"Translations of the objectives and the demonstration: {number}.")
        if call := demonstration.keep_open():
            day = f"{call.closes_at:%d %B %Y}"
            self.stdout.write(f"The demonstration’s call had closed: it is open again until {day}.")

    def _entrances(self) -> list[tuple[str, str]]:
        found = [
            ("The portal", f"{settings.BASE_URL}/"),
            ("For staff", settings.BASE_URL + reverse("admin:index")),
            ("Staff login", staff_login(settings.VAR_DIR / "staff-login.txt")),
        ]
        if settings.MAIL_VIEWER:
            found.append(("Mail it sends", settings.BASE_URL + reverse("mailbox")))
        return found


def staff_login(file: Path) -> str:
    """Return the name and password of the login that is made for this database, once.

    The password is kept in `file`, for its owner alone. Where it was lost or changed since, the
    words say so.
    """
    user = User.objects.filter(username=USERNAME).first()
    if user is None:
        password = kept_password(file)
        User.objects.create_superuser(USERNAME, password=password)
        return f"{USERNAME}  {password}"
    password = file.read_text().strip() if file.exists() else ""
    if password and user.check_password(password):
        return f"{USERNAME}  {password}"
    return f"{USERNAME}  (the password was changed; manage.py changepassword {USERNAME})"


def kept_password(file: Path) -> str:
    """Return the password in the file, which is made with a random one if there is none."""
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(secrets.token_urlsafe(12) + "\n")
    return file.read_text().strip()
