"""A portal of its own, run by the programs that run it in earnest: database, mails, processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from typing import Any, Self
from urllib.error import URLError

import psycopg
from django.conf import settings
from psycopg import sql

from idmportal.serve import HOST, ROOT, commands

END_OF_MAIL = b"\n" + b"-" * 79 + b"\n"
SECONDS_TO_START = 60


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Wait until a server answers on the port; return whether it does."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5):
                return True
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    return False


class Portal:
    """One database with its folder, and the programs that work on it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.name = f"idm_{os.getpid()}_{self.port}"
        self.programs: dict[str, subprocess.Popen[str]] = {}
        self.log = (folder / "log").open("w")
        self.env = os.environ | {
            "ALLOWED_HOSTS": HOST,
            "BASE_URL": f"http://{HOST}:{self.port}",
            "DATABASE_URL": self._database(),
            "DEBUG": "off",
            "DJANGO_SETTINGS_MODULE": "idmportal.settings",
            "EMAIL_URL": f"filemail:///{folder / 'mail'}",
            "MAILS_PER_HOUR": "1000",
            "MAILS_PER_HOUR_PER_ADDRESS": "1000",
            "MEDIA_ROOT": str(folder / "media"),
            "SECRET_KEY": "of this test alone",
            "STATIC_ROOT": "",
            "TRUSTED_PROXIES": "1",
            "UNDO_HOLD_MINUTES": "0",
        }

    def _database(self) -> str:
        if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
            return f"sqlite:///{self.folder / 'portal.sqlite3'}"
        self._on_server("CREATE DATABASE {}")
        return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{self.name}"

    def _on_server(self, statement: str) -> None:
        default = settings.DATABASES["default"]
        keys = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
        place = {key: default[name] for key, name in keys.items() if default.get(name)}
        with psycopg.connect(dbname="postgres", autocommit=True, **place) as server:
            server.execute(sql.SQL(statement).format(sql.Identifier(self.name)))

    def prepare(self) -> None:
        """Make the tables."""
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=self.env, check=True)

    def close(self) -> None:
        """End everything that was started, and drop the database."""
        for name in list(self.programs):
            self.kill(name)
        self.log.close()
        if self.env["DATABASE_URL"].startswith("postgres"):
            self._on_server("DROP DATABASE {} WITH (FORCE)")

    @classmethod
    @contextmanager
    def serving(cls, folder: Path) -> Iterator[Self]:
        """Give a portal with one open call whose server runs; end it afterwards."""
        made = cls(folder)
        try:
            made.prepare()
            made.do("form")
            made.start("server")
            made.wait_for_server()
            yield made
        finally:
            made.close()

    # --- programs ----------------------------------------------------------------------------

    def start(self, name: str, port: int = 0) -> None:
        """Start the server, the worker or what dies on command; `port`: that of another server."""
        command = {
            "server": commands(port or self.port)["web server"],
            "worker": ["manage.py", "worker", "--pause", "0.1"],
            "dying": ["-m", "tests.flows.dying"],
        }[name]
        name = f"{name} {port}" if port else name
        self.programs[name] = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if name == "dying" else self.log,
            stderr=self.log,
            text=True,
            start_new_session=True,
        )

    def kill(self, name: str) -> None:
        """Kill a program and all that it started, at once."""
        program = self.programs.pop(name)
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()
        for pipe in (program.stdin, program.stdout):
            if pipe is not None:
                pipe.close()

    def wait_for_server(self, port: int = 0) -> None:
        """Return when the server answers, or another one on its port."""
        assert answers(port or self.port), f"the server does not answer: {self.told()}"

    def ask(self, act: str, *, dies_at: int = 0, **arguments: Any) -> dict[str, Any]:
        """Do an act of tests/flows/acts.py in a process that dies before its n-th step."""
        if "dying" not in self.programs:
            self.start("dying")
        program = self.programs["dying"]
        assert program.stdin is not None
        assert program.stdout is not None
        wish = {"act": act, "dies_at": dies_at, "arguments": arguments}
        program.stdin.write(json.dumps(wish) + "\n")
        program.stdin.flush()
        line = program.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"failed": "gone"}
        assert "failed" not in answer, self.told()
        return answer

    def do(self, act: str, **arguments: Any) -> Any:
        """Do an act to its end and return its result."""
        return self.ask(act, **arguments)["result"]

    def told(self) -> str:
        """Return the end of what the programs wrote."""
        self.log.flush()
        return (self.folder / "log").read_text()[-3000:]

    # --- mails -------------------------------------------------------------------------------

    def mails(self) -> Counter[tuple[str, str]]:
        """Return how often each mail left: (Message-ID, to whom).

        One that is not written to its end did not leave.
        """
        left: Counter[tuple[str, str]] = Counter()
        for file in (self.folder / "mail").glob("*"):
            for text in file.read_bytes().split(END_OF_MAIL)[:-1]:
                message = message_from_bytes(text)
                left[message["Message-ID"], message["To"]] += 1
        return left
