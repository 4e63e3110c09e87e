"""Whether anything changed that readers may see: one small row for each write that may have.

Django tells of every statement that it sends, so no code that writes can forget to say it. The
row stands in the transaction of what it tells of: it is seen with the change, not before or after.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, Max

from common.models import PublicChange

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]
# What one statement writes.
WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
# So many rows are cheap to count; more are cleared away by the worker.
ENOUGH = 1_000

_unseen: ContextVar[bool] = ContextVar("unseen", default=False)


def state() -> tuple[int, int]:
    """Return what is different after each committed change of what readers may see: one query.

    The highest number alone would miss a change that took its number early and committed late;
    it makes the count another.
    """
    found = PublicChange.objects.aggregate(count=Count("pk"), last=Max("pk"))
    return found["count"], found["last"] or 0


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
