"""What a search costs as rows grow: python -m tests.postgres python -m tests.bench.search.

On both databases, which must give the same answers; without the former on SQLite alone.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

from tests.bench.run import PRODUCTION

SIZES = (10_000, 100_000)


def main() -> int:
    """Run with the sizes of the command line; return 1 if something is wrong or too dear."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES, help="default: %(default)s")
    parser.add_argument("--each", action="store_true", help="print the cost of every search")
    parser.add_argument(
        "--by-hand", type=int, default=SIZES[0], help="largest size counted by hand: %(default)s"
    )
    parser.add_argument("--wishes", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.wishes:
        return _alone(json.loads(options.wishes))
    wishes = vars(options) | {"moment": datetime.now(UTC).isoformat()}
    with tempfile.TemporaryDirectory() as folder:
        urls = [f"sqlite:///{folder}/idm.sqlite3", os.environ.get("DATABASE_URL", "")]
        files = [Path(folder) / f"answers-{number}" for number in range(len(urls))]
        runs = [
            _run(url, wishes | {"answers": str(file)})
            for url, file in zip(urls, files, strict=True)
            if url
        ]
        answers = [json.loads(file.read_text()) for file in files if file.exists()]
    return max(*runs, _compared(*answers)) if len(runs) == len(answers) else 1


def _run(url: str, wishes: dict[str, Any]) -> int:
    """Measure on one database, in a process of its own; return 0 if all is well."""
    own = {**PRODUCTION, "DATABASE_URL": url}
    command = [sys.executable, "-m", "tests.bench.search", "--wishes", json.dumps(wishes)]
    return subprocess.run(command, env=os.environ | own, check=False).returncode


def _alone(wishes: dict[str, Any]) -> int:
    """Measure on the database of this process."""
    django.setup()
    from tests.bench import searches

    return searches.run(wishes)


def _compared(ones: dict[str, Any], others: dict[str, Any] | None = None) -> int:
    """Print which searches have other answers on the other database; return 1 if any has."""
    if others is None:
        return 0
    different = [asked for asked in ones if ones[asked] != others.get(asked)]
    for asked in different:
        print("DIFFERS", asked)
    print(f"{len(ones)} searches on both databases, {len(different)} with other answers")
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main())
