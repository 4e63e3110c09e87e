"""gunicorn's worker with threads, which knows how long a request waited for one of them."""

import time
from datetime import timedelta
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from common.http import waited


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn tells no types
    """Tells `FirstSeenMiddleware` how long a request waited while every thread was busy.

    A few slow uploads keep all threads; who sends meanwhile must not be late for it.
    """

    def enqueue_req(self, conn: Any) -> None:
        """Let a connection wait for a thread, and note when it began to."""
        conn.waits_since = time.monotonic()
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        """Serve a connection that has its thread now."""
        seconds = time.monotonic() - conn.waits_since
        # A browser opens lines long before it asks for anything: that is no request that waits.
        token = waited.set(timedelta(seconds=seconds if conn.wait_for_data(0) else 0))
        try:
            return super().handle(conn)
        finally:
            waited.reset(token)
