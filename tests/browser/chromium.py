"""Find the Chromium that browser tests drive, and start it so that it talks to nobody else."""

import os
import shutil

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def find() -> str | None:
    """Return the path of the browser: CHROMIUM of the environment, else of the system, or None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def flags() -> list[str]:
    """Return how the browser is started; its own sandbox cannot start as root."""
    return FLAGS if os.geteuid() else [*FLAGS, "--no-sandbox"]


def launch(playwright: Playwright, path: str) -> Browser:
    """Start the browser without a screen."""
    return playwright.chromium.launch(executable_path=path, args=flags())
