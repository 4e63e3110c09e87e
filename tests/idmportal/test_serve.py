"""What `make serve` stands on: its port, its key, and two programs that live and end together."""

import os
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from idmportal import serve


@pytest.fixture(autouse=True)
def _own_signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in serve.STOPPING}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_port_in_use_ends_in_one_line() -> None:
    with socket.create_server((serve.HOST, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} cannot be used \\(address already in"):
            serve.checked_port(str(port))


@pytest.mark.parametrize("text", ["eighty", "", "80000", "-1"])
def test_port_that_is_none_ends_in_one_line(text: str) -> None:
    with pytest.raises(SystemExit, match="PORT is a number"):
        serve.checked_port(text)


def test_secret_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "var" / "secret.key"
    key = serve.secret_key(file)
    assert len(key) > 50
    assert serve.secret_key(file) == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_settings_of_the_shell_do_not_lead_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "secret_key", lambda file: "key")
    monkeypatch.setenv("DATABASE_URL", "postgres://production/idm")
    monkeypatch.setenv("DEBUG", "on")
    env = serve.environment(8001)
    assert env["DATABASE_URL"].endswith("/var/idm.sqlite3")
    assert (env["DEBUG"], env["BASE_URL"]) == ("off", "http://127.0.0.1:8001")


def test_when_one_program_ends_the_other_is_stopped(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    note = [
        "-c",
        f"import os, time; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(60)",
    ]
    wait = ["-c", f"import os, time\nwhile not os.path.exists({str(pid)!r}): time.sleep(0.01)"]
    said = serve.run_together({"site": note, "worker": wait}, dict(os.environ))
    assert said == "The worker has ended (0), so the portal stops."
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
