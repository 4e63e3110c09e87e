"""One loop over what is due: every step may be killed and run again."""

import logging
import threading

from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)


def run_steps() -> int:
    """Run each of `settings.WORKER_STEPS` once; return how many rows were finished.

    A step that fails is logged and does not keep the others from running.
    """
    done = 0
    for path in settings.WORKER_STEPS:
        try:
            done += import_string(path)()
        except Exception:
            log.exception("worker step %s failed", path)
    return done


def run_until(stop: threading.Event, *, pause: float) -> None:
    """Run the steps until `stop` is set, with `pause` seconds between rounds that found nothing."""
    while not stop.is_set():
        close_old_connections()
        if not run_steps():
            stop.wait(pause)
