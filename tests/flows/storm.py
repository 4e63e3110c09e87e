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


def wish(portal: Portal, form: Typed, seconds: float, lost: float = 0.0) -> Wish:
    """Return the wish that the portal be sent the form by all submitters."""
    body = body_of(form | {"key": [KEY.decode()], "contact_email": [MAILBOX.decode()]})
    text = body.decode("latin-1")
    return Wish(portal.port, address_of("input"), text, HEADERS, SUBMITTERS, seconds, lost)


def storm(portal: Portal, wished: Wish, kills: Sequence[str] = ()) -> Told:
    """Let all submit, and kill the programs named in `kills` meanwhile, evenly spread.

    A name may be several, as in "server worker"; each starts again at once.
    """
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.flows.submitters"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with program:
        assert program.stdin is not None
        json.dump(asdict(wished), program.stdin)
        program.stdin.close()
        for names in kills:
            time.sleep(wished.seconds / (len(kills) + 1))
            for name in names.split():
                portal.kill(name)
                portal.start(name)
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
