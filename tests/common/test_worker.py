"""The worker's loop: every step each round, one failure keeps nobody, and it stops when told."""

import logging
import threading
import time
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.utils.module_loading import import_string

from common import worker
from idmportal import settings as real_settings

CALLS: list[str] = []


def one() -> int:
    """A step that finishes two rows."""
    CALLS.append("one")
    return 2


def broken() -> int:
    """A step that fails."""
    CALLS.append("broken")
    raise ZeroDivisionError("a row that nobody foresaw")


def three() -> int:
    """A step that finds three rows in the first round alone."""
    CALLS.append("three")
    return 3 if CALLS.count("three") == 1 else 0


@pytest.fixture(autouse=True)
def _steps(settings):
    CALLS.clear()
    settings.WORKER_STEPS = [f"{__name__}.{step}" for step in ("one", "broken", "three")]


def test_a_round_runs_every_step_and_tells_of_the_one_that_failed(caplog):
    assert worker.run_steps() == 5
    assert CALLS == ["one", "broken", "three"]
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert f"{__name__}.broken" in record.getMessage()
    assert record.exc_info is not None


def test_every_step_of_the_portal_exists():
    steps = real_settings.WORKER_STEPS
    assert {path.rpartition(".")[2] for path in steps} >= {
        "publish_due",
        "lapse_due",
        "erase_due",
        "send_due",
    }
    assert all(callable(import_string(path)) for path in steps)


def run_in_a_thread(pause: float, until: Callable[[], bool]) -> float:
    """Run the loop until the condition holds; return how long it took to stop then."""
    stop = threading.Event()
    loop = threading.Thread(target=worker.run_until, args=(stop,), kwargs={"pause": pause})
    loop.start()
    deadline = time.monotonic() + 10
    while not until() and time.monotonic() < deadline:
        time.sleep(0.005)
    stop.set()
    started = time.monotonic()
    loop.join(10)
    assert not loop.is_alive()
    return time.monotonic() - started


@pytest.mark.usefixtures("db")
def test_rounds_that_find_something_follow_at_once_and_stop_when_told(settings):
    settings.WORKER_STEPS = [f"{__name__}.one"]
    assert run_in_a_thread(pause=60, until=lambda: len(CALLS) > 20) < 5
    assert len(CALLS) > 20


@pytest.mark.usefixtures("db")
def test_loop_rests_when_nothing_is_due_and_still_stops_at_once(settings):
    settings.WORKER_STEPS = [f"{__name__}.three"]
    assert run_in_a_thread(pause=60, until=lambda: len(CALLS) == 2) < 5
    assert CALLS == ["three", "three"]


def test_one_round_on_command_tells_how_many_were_finished(capsys):
    call_command("worker", "--once")
    assert capsys.readouterr().out == "5\n"
