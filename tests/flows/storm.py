"""A storm on a portal: many submit at once, the server dies meanwhile, answers are lost."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from idmportal.serve import ROOT
from tests.flows.portal import Portal
from tests.flows.submitters import KEY, MAILBOX, Told, Wish
from tests.sheets import CONTENT_TYPE, Typed, address_of, encoded, pairs

SUBMITTERS = 20
# Of a form that a browser sends: the same words in cookie and field.
CSRF = "k" * 32
HEADERS = {"Content-Type": CONTENT_TYPE, "Cookie": f"csrftoken={CSRF}"}


def body_of(typed: Typed) -> bytes:
    """Return a form as a browser sends it."""
    return encoded(pairs(typed | {"csrfmiddlewaretoken": [CSRF]}))


def storm(
    portal: Portal, form: Typed, seconds: float, *, lost: float = 0.0, kills: Sequence[str] = ()
) -> Told:
    """Let all send the form for so many seconds, each time under a key of its own.

    The programs named in `kills` are killed meanwhile, evenly spread, each time as soon as the
    server answers; a name may be several, as in "server worker". They start again at once.
    `lost`: see `Wish`.
    """
    body = body_of(form | {"key": [KEY.decode()], "contact_email": [MAILBOX.decode()]})
    text = body.decode("latin-1")
    wish = Wish(portal.port, address_of("input"), text, HEADERS, SUBMITTERS, lost)
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.flows.submitters"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with program:
        assert program.stdin is not None
        program.stdin.write(json.dumps(asdict(wish)) + "\n")
        program.stdin.flush()
        for names in kills:
            time.sleep(seconds / (len(kills) + 1))
            portal.wait_for_server()
            for name in names.split():
                portal.kill(name)
                portal.start(name)
        time.sleep(seconds / (len(kills) + 1))
        program.stdin.close()
        assert program.stdout is not None
        told: dict[str, Any] = json.load(program.stdout)
    return Told(**told)


def losses(portal: Portal, told: Told, before: int = 0) -> list[str]:
    """Return what is wrong with what was kept: a receipt without its row, a row twice, a flaw.

    `before`: how many submissions there were.
    """
    wrong = [*told.strange, *(f"no receipt: {key}" for key in told.unanswered)]
    for key, facts in portal.do("facts_of", keys=list(told.receipts)).items():
        if facts["path"] != told.receipts[key]:
            wrong.append(f"not its row: {key}")
        wrong += [f"{flaw}: {key}" for flaw in facts["flaws"]]
    kept = portal.do("submissions") - before
    if kept != len(told.receipts):
        wrong.append(f"{kept} submissions, {len(told.receipts)} receipts")
    return wrong
