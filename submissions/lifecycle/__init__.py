"""Every verb of a submission's life: the only writer of its status.

Each is one function: atomic, guarded against a faster colleague, with its decision and its mail
in the same transaction. stakeholder.py holds what stakeholders do, moderation.py what the IDM
Unit does, erasure.py what it erases on request, clock.py what time does; steps.py is how a
step is taken.
"""

from submissions.lifecycle.clock import lapse, lapse_due, publish, publish_due
from submissions.lifecycle.erasure import erase_contact
from submissions.lifecycle.moderation import (
    accept,
    decline,
    dispose,
    enter,
    reopen,
    request_changes,
    restore,
    set_aside,
    start_review,
    take_back,
    undo,
    vouch,
)
from submissions.lifecycle.receipt import (
    Outcome,
    Receipt,
    Sent,
    is_same,
    keep_conflict,
    keep_late,
    receive,
)
from submissions.lifecycle.stakeholder import (
    change_publication,
    confirm,
    correct,
    disown,
    resubmit,
    withdraw,
    withdraw_one,
)

__all__ = [
    "Outcome",
    "Receipt",
    "Sent",
    "accept",
    "change_publication",
    "confirm",
    "correct",
    "decline",
    "disown",
    "dispose",
    "enter",
    "erase_contact",
    "is_same",
    "keep_conflict",
    "keep_late",
    "lapse",
    "lapse_due",
    "publish",
    "publish_due",
    "receive",
    "reopen",
    "request_changes",
    "restore",
    "resubmit",
    "set_aside",
    "start_review",
    "take_back",
    "undo",
    "vouch",
    "withdraw",
    "withdraw_one",
]
