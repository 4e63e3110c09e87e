"""Serve wishes on stdin: do an act in a child process that kills itself before its n-th step.

A step is a change of the database, a commit, a mail or a file; each may be the last one.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

import django
from django.core.files.storage import FileSystemStorage
from django.core.mail import EmailMultiAlternatives
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

CHANGES = ("INSERT", "UPDATE", "DELETE")


class Steps:
    """Count the steps of this process, and die before the n-th one."""

    def __init__(self, dies_at: int) -> None:
        self.dies_at, self.done = dies_at, 0

    def step(self) -> None:
        """Take a step, or die -- as with kill -9: nothing is cleaned up."""
        self.done += 1
        if self.done == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner: type, name: str) -> None:
        """Make a method two steps: the moment before it, and the moment after it."""
        method: Callable[..., Any] = getattr(owner, name)

        def stepped(*args: Any, **kwargs: Any) -> Any:
            self.step()
            result = method(*args, **kwargs)
            self.step()
            return result

        setattr(owner, name, stepped)

    def statement(self, execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        """Count a statement of the database, if it changes anything."""
        if sql.startswith(CHANGES):
            self.step()
        return execute(sql, *args)

    def watch(self) -> None:
        """Begin to count."""
        connection.execute_wrappers.append(self.statement)
        self.around(BaseDatabaseWrapper, "_commit")
        self.around(EmailMultiAlternatives, "send")
        self.around(FileSystemStorage, "_save")


def in_child(act: Callable[..., Any], arguments: dict[str, Any], dies_at: int) -> dict[str, Any]:
    """Do the act in a child; return its result, or that it was killed."""
    readable, writable = os.pipe()
    child = os.fork()
    if not child:
        try:
            Steps(dies_at).watch()
            os.write(writable, json.dumps({"result": act(**arguments)}).encode())
        except BaseException:  # noqa: BLE001 - a child must never go on as its parent
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(writable)
    with open(readable, "rb") as pipe:  # noqa: PTH123 - a descriptor
        told = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == -signal.SIGKILL:
        return {"killed": True}
    return json.loads(told) if told else {"failed": status}


def main() -> None:
    """Answer one wish a line until stdin ends."""
    django.setup()
    from tests.flows import acts

    acts.client().get("/en/")  # what the first page loads, each child has then
    connections.close_all()
    if hasattr(connection, "close_pool"):
        connection.close_pool()
    for line in sys.stdin:
        wish = json.loads(line)
        act = getattr(acts, wish["act"])
        print(json.dumps(in_child(act, wish["arguments"], wish["dies_at"])), flush=True)


if __name__ == "__main__":
    main()
