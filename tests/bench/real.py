"""The 3,702 real rows: imported, accepted and published as the IDM Unit would."""

import os
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from submissions import lifecycle
from submissions.models import Call, Recommendation, Submission
from tests.bench import databases, stage
from tests.bench.meter import cpu_of
from tests.bench.stage import DAY

ROOT = Path(__file__).parent.parent.parent
MAPPING = ROOT / "docs/examples/upr_mapping.toml"
CALL = "said-between-states"
BESIDE = ROOT.parent / "shared/data/upr_recommendations_migration.csv"


def file() -> Path | None:
    """Return the table: REAL_ROWS of the environment, else the one beside the checkout."""
    path = Path(os.environ.get("REAL_ROWS", BESIDE))
    return path if path.exists() else None


def load(path: Path, tell: Callable[[str], None]) -> None:
    """Empty the database, bring the rows in by the usual ways, and tell what each way cost."""
    call_command("flush", interactive=False, verbosity=0)
    lead = User.objects.create_superuser("lead")
    _call()
    with StringIO() as output:
        seconds = _timed(lambda: _import(path, output))
    rows = Submission.objects.count()
    _tell(tell, "import", rows, seconds)
    _tell(tell, "acceptance", rows, _timed(lambda: _accept(lead)))
    _tell(tell, "publication", rows, _timed(_publish))
    public = Recommendation.objects.public().count()
    tell(f"public: {public:,}")
    databases.tidy()


def _call() -> None:
    """Make what the rows answer."""
    now = timezone.now()
    Call.objects.create(
        dialogue=stage.dialogue("Migrants in vulnerable situations"),
        slug=CALL,
        title="Recommendations between States",
        opens_at=now - 9 * DAY,
        closes_at=now + 9 * DAY,
        max_words=1000,
        consent_text="Said in public.",
        is_published=True,
    )


def _import(path: Path, output: StringIO) -> None:
    call_command(
        "import_recommendations",
        path,
        call=CALL,
        staff="lead",
        mapping=MAPPING,
        stdout=output,
    )


def _accept(lead: User) -> None:
    for submission in Submission.objects.awaiting().select_related("call"):
        lifecycle.accept(submission, by=lead)


def _publish() -> None:
    while lifecycle.publish_due():
        pass


def _timed(work: Callable[[], object]) -> tuple[float, float, float]:
    """Return seconds of the clock, of this process's CPU and of the database's.

    Outside requests the connection that is opened here stays the thread's own.
    """
    pid = databases.use(databases.own())
    before = time.monotonic(), time.process_time(), cpu_of(pid)
    work()
    after = time.monotonic(), time.process_time(), cpu_of(pid)
    clock, process, database = (b - a for a, b in zip(before, after, strict=True))
    return clock, process, database


def _tell(
    tell: Callable[[str], None], what: str, rows: int, seconds: tuple[float, float, float]
) -> None:
    clock, process, database = seconds
    each = 1000 * (process + database) / rows
    tell(
        f"{what}: {rows:,} rows in {clock:.0f} s "
        f"(CPU: process {process:.1f} s, database {database:.1f} s, {each:.1f} ms a row)"
    )
