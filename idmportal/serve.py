"""Run the site and its worker together on this machine, to try the portal: `make serve`."""

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

HOST = "127.0.0.1"
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"


def environment(port: int) -> dict[str, str]:
    """Return the settings of the portal for a trial: all its state lies in var/."""
    return os.environ | {
        "ALLOWED_HOSTS": f"{HOST},localhost",
        "BASE_URL": f"http://{HOST}:{port}",
        "DATABASE_URL": f"sqlite:///{quote(str(VAR))}/idm.sqlite3",
        "DEBUG": "off",
        "DJANGO_SETTINGS_MODULE": "idmportal.settings",
        "EMAIL_URL": f"filemail:///{quote(str(VAR))}/mail",
        "MAIL_VIEWER": "on",
        "MEDIA_ROOT": f"{VAR}/media",
        "SECRET_KEY": secret_key(VAR / "secret.key"),
        "STATIC_ROOT": "",  # nothing is collected: files come straight from the sources
        "UNDO_HOLD_MINUTES": "0",
    }


def secret_key(file: Path) -> str:
    """Return the key kept in a file, which is made at the first start, for its owner alone."""
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.touch(0o600)
        file.write_text(secrets.token_urlsafe(64))
    return file.read_text()


def checked_port(text: str) -> int:
    """Return the port to listen on, or end the program with the reason why it cannot be."""
    try:
        port = int(text)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
    except (ValueError, OverflowError):
        sys.exit(f"PORT is a number below 65536, not {text}.")
    except OSError as error:
        reason = (error.strerror or "").lower()
        sys.exit(f"Port {text} cannot be used ({reason}). Another one: make serve PORT=8001")
    return port


def commands(port: int) -> dict[str, list[str]]:
    """Return the two programs that make up the portal."""
    server = ["gunicorn", "idmportal.wsgi", "--bind", f"{HOST}:{port}", "--log-level", "warning"]
    server += ["--worker-class", "idmportal.threads.Worker", "--workers", "1", "--threads", "8"]
    server += ["--no-control-socket"]
    return {"web server": ["-m", *server], "worker": ["manage.py", "worker"]}


def run_together(programs: dict[str, list[str]], env: dict[str, str]) -> str:
    """Run the programs until one of them ends; stop the others, and return what happened."""
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in programs.items():
            # A session of its own: Ctrl-C reaches this program only, which then stops them.
            running[name] = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=env, start_new_session=True
            )
        gone, status = os.wait()
        name = next(name for name, program in running.items() if program.pid == gone)
        return f"The {name} has ended ({os.waitstatus_to_exitcode(status)}), so the portal stops."
    finally:
        on_signal(signal.SIG_IGN)
        stop(running.values())


def stop(programs: Iterable[subprocess.Popen[bytes]]) -> None:
    """End what still runs: politely, and after ten seconds not."""
    for program in programs:
        program.terminate()
    for program in programs:
        try:
            program.wait(10)
        except subprocess.TimeoutExpired:
            program.kill()


def on_signal(action: Any) -> None:
    """Set what happens on Ctrl-C, on `kill` and when the terminal is closed."""
    for number in STOPPING:
        signal.signal(number, action)


def main() -> None:
    """Prepare the database and run the portal."""
    port = checked_port(os.environ.get("PORT", "8000"))
    env = environment(port)
    on_signal(lambda *_: sys.exit(0))
    prepared = subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=env)
    sys.exit(prepared.returncode or run_together(commands(port), env))


if __name__ == "__main__":
    main()
