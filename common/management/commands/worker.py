"""Send mails, publish, lapse: whatever is due, until told to stop."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from common.worker import run_steps, run_until


class Command(BaseCommand):
    """Run the worker's loop."""

    help = "Send mails, publish accepted answers, lapse unconfirmed ones: whatever is due."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--once", action="store_true", help="one round, then stop")
        parser.add_argument("--pause", type=float, default=1.0, help="seconds between rounds")

    def handle(self, *args: Any, **options: Any) -> None:
        """Loop until SIGTERM or SIGINT, or once."""
        if options["once"]:
            self.stdout.write(str(run_steps()))
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        run_until(stop, pause=options["pause"])
