"""Typeset a PDF/UA by Typst from a template of ours and data, in a process of its own.

Strangers' words are data, never markup. The process reads its template and the fonts, has a limit
of memory and time, and takes nothing with it when it fails.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from common.languages import direction
from common.typesetting import signs

PROCESS = Path(__file__).with_name("process.py")
LONGEST_SECONDS = 15
LONGEST_WAIT_SECONDS = 10
# How often what the fonts cannot join, such as a letter and a mark of another script, is spelt out.
MOST_TRIES = 10
# Of the environment, which holds secrets, what a program may need to start.
KEPT = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")
ONE_THREAD = {"RAYON_NUM_THREADS": "1"}
AT_ONCE = BoundedSemaphore(2)


class NotTypeset(Exception):
    """A text that cannot be typeset within the limits, or not now; the message says why."""


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """Return the PDF/UA of a template (a path below templates/) filled with data for JSON.

    What is added to the data: `language`, `direction`, and `is_spelt`, whether signs that no font
    has stand as their number. Raises NotTypeset.
    """
    if not AT_ONCE.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise NotTypeset("too many at once")
    try:
        return _typeset(template, data)
    finally:
        AT_ONCE.release()


def _typeset(template: str, data: dict[str, Any]) -> bytes:
    language = get_language() or settings.LANGUAGE_CODE
    undrawn: set[str] = set()
    until = time.monotonic() + LONGEST_SECONDS
    for _try in range(MOST_TRIES):
        speller = signs.Speller(undrawn)
        filled = {
            **speller.drawable(data),
            "is_spelt": speller.has_spelt,
            "language": language,
            "direction": direction(language),
        }
        done = _run(settings.BASE_DIR / "templates" / template, filled, until)
        if done.returncode == 0:
            return done.stdout
        said = done.stderr.decode("utf-8", "replace")
        found = signs.named_in(said)
        if not found:
            raise NotTypeset(f"ended with {done.returncode}: {said.strip()[-200:]}")
        undrawn |= found
    raise NotTypeset(f"signs that no font has together, after {MOST_TRIES} tries")


def _run(template: Path, data: dict[str, Any], until: float) -> subprocess.CompletedProcess[bytes]:
    order = {
        "template": str(template),
        "fonts": [str(folder) for folder in signs.FONTS],
        "data": json.dumps(data, ensure_ascii=False),
    }
    try:
        return subprocess.run(
            [sys.executable, "-I", str(PROCESS)],
            input=json.dumps(order).encode(),
            capture_output=True,
            env={**{name: os.environ[name] for name in KEPT if name in os.environ}, **ONE_THREAD},
            timeout=max(until - time.monotonic(), 0),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotTypeset(f"not done in {LONGEST_SECONDS} seconds") from error
