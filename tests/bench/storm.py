"""How fast answers come in, and that none is lost: python -m tests.postgres --durable CMD.

CMD is python -m tests.bench.storm; both databases, on SQLite alone without the former.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import django

from tests.bench.run import PRODUCTION

SECONDS = 30


def main() -> int:
    """Measure on each database, in a process of its own; return 1 if a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="default: %(default)s")
    parser.add_argument("--folder", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.folder:
        return _alone(Path(options.folder), options.seconds)
    command = [sys.executable, "-m", "tests.bench.storm", "--seconds", str(options.seconds)]
    broken = 0
    for is_sqlite in (True, False):
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/idm.sqlite3" if is_sqlite else os.environ.get("DATABASE_URL")
            if url:
                env = os.environ | PRODUCTION | {"DATABASE_URL": url}
                done = subprocess.run([*command, "--folder", folder], env=env, check=False)
                broken |= done.returncode
    return broken


def _alone(folder: Path, seconds: float) -> int:
    django.setup()
    from tests.bench import submitting

    return submitting.run(folder, seconds)


if __name__ == "__main__":
    sys.exit(main())
