"""Do things at the same moment, each with a connection of its own."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.core.management import CommandError
from django.db import IntegrityError, connections

from common.states import VerbRefused
from submissions.models import Submission

EXPECTED = (VerbRefused, IntegrityError, CommandError)
# What happens by luck is tried so often.
ROUNDS = range(3)
Act = Callable[[], Any]


def at_once(*acts: Act) -> list[Any]:
    """Do all at the same moment, each with its own connection; return results and refusals."""
    start = Barrier(len(acts))

    def one(act: Act) -> Any:
        try:
            start.wait(10)
            return act()
        except EXPECTED as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def fresh(row: Submission) -> Submission:
    """Return the row as another reader holds it."""
    return Submission.objects.select_related("call__dialogue").get(pk=row.pk)


def refused(results: Iterable[Any]) -> list[Any]:
    """Return the refusals among results."""
    return [one for one in results if isinstance(one, EXPECTED)]
