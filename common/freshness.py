"""Whether anything changed that readers may see: one small row for each write that may have.

Django tells of every statement that it sends, so no code that writes can forget to say it. The
row stands in the transaction of what it tells of: it is seen with the change, not before or after.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, Max

from common.models import PublicChange

P = ParamSpec("P")
R = TypeVar("R")
State = tuple[int, int]
Execute = Callable[[str, Any, bool, dict[str, Any]], Any]
# What one statement writes.
WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
# So many rows are cheap to count; more are cleared away by the worker.
ENOUGH = 1_000

_unseen: ContextVar[bool] = ContextVar("unseen", default=False)
_of_request: ContextVar[State | None] = ContextVar("of_request", default=None)


def state() -> State:
    """Return what is different after each committed change of what readers may see.

    One query, or none while one page is made. The highest number alone would miss a change that
    took its number early and committed late; it makes the count another.
    """
    return _of_request.get() or _read()


def _read() -> State:
    found = PublicChange.objects.aggregate(count=Count("pk"), last=Max("pk"))
    return found["count"], found["last"] or 0


@contextmanager
def at_its_state() -> Iterator[State]:
    """Read the state now, before a page is made: its parts are kept as of then, as it is itself."""
    found = _read()
    token = _of_request.set(found)
    try:
        yield found
    finally:
        _of_request.reset(token)


def once_per_state(make: Callable[P, R]) -> Callable[P, R]:
    """Let what a function makes from public rows be made once in each state, by each process.

    It may be newer than its state, but never older. In a transaction it is made each time: what
    is seen there may yet be undone, and its state come again with other rows.
    """
    kept: dict[Any, tuple[State, R]] = {}

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return make(*args, **kwargs)
        now, key = state(), (args, tuple(kwargs.items()))
        found = kept.get(key)
        if not found or found[0] != now:
            for past in [one for one, (then, _made) in list(kept.items()) if then != now]:
                kept.pop(past, None)
            found = kept[key] = now, make(*args, **kwargs)
        return found[1]

    return made


def changed() -> None:
    """Say that something changed that readers may see and that stands in no table."""
    PublicChange.objects.create()


@contextmanager
def unseen() -> Iterator[None]:
    """Say that what is written meanwhile is not public: readers' pages stay as they are."""
    token = _unseen.set(True)
    try:
        yield
    finally:
        _unseen.reset(token)


def watch(*, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Note each write of a new connection to a table that public pages are made from."""
    if _note not in connection.execute_wrappers:
        connection.execute_wrappers.append(_note)


def _note(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    result = execute(sql, params, many, context)
    write = WRITES.match(sql)
    if write and not _unseen.get() and is_public(write[1]):
        PublicChange.objects.using(context["connection"].alias).create()
    return result


def is_public(table: str) -> bool:
    """Tell whether public pages are made from a table, as `settings.PUBLIC_TABLES` says."""
    return table.startswith(settings.PUBLIC_TABLES) and not table.startswith(
        settings.PRIVATE_TABLES
    )


def clear_away() -> int:
    """Delete the rows of old changes, where there are many; a step of the worker."""
    if PublicChange.objects.count() <= ENOUGH:
        return 0
    with transaction.atomic():
        # A new row first: with it no later state can look like one that was.
        newest = PublicChange.objects.create()
        PublicChange.objects.filter(pk__lt=newest.pk).delete()
    return 0
