"""The files are built beside the old ones, and take their place in one step."""

import csv
import hashlib
import json
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from io import TextIOWrapper
from itertools import groupby
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.utils import timezone

from common import freshness
from common.spreadsheets import cell
from idmportal.opendata.rows import Row, figures, marks, rows
from idmportal.opendata.tables import BY_NAME, TABLES

SQLITE, CSV = "idm.sqlite3", "idm-csv.zip"
FILES = (SQLITE, CSV)
MARKS, CURRENT, CHECKED = "marks.txt", "current.json", "checked.txt"
# How often the worker looks; what must be withheld is found when it is asked for.
PAUSE = timedelta(minutes=1)
KEPT_IN_LOG = 50
# A folder that no build has finished in so long was left by a worker that was killed.
ABANDONED = timedelta(hours=6)
TERMS = "What was said in a call may be reused under the terms of that call: calls.licence."


@dataclass(frozen=True)
class Build:
    """What was built: in which folder, when, its files (name -> size, sha256), rows by table.

    `figures`: a digest of the rows that count others and of the tables' form; `log`: this and
    earlier builds.
    """

    folder: str
    built_at: str
    files: dict[str, dict[str, Any]]
    rows: dict[str, int]
    figures: str
    log: list[dict[str, Any]] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        """The moment at which it was begun."""
        return datetime.fromisoformat(self.built_at)

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The log as a template writes it: `at`, and `tables` with number, what came, what left."""
        return [
            {
                "at": datetime.fromisoformat(entry["built_at"]),
                "tables": [
                    (name, number, *(entry.get(way, {}).get(name, 0) for way in ("came", "left")))
                    for name, number in entry["rows"].items()
                ],
            }
            for entry in self.log
        ]

    def path(self, name: str) -> Path:
        """Return where one of its files lies."""
        return root() / self.folder / name

    def is_whole(self) -> bool:
        """Tell whether all of it lies where it was written: a copy that came back may lack it."""
        return all(self.path(name).is_file() for name in (*FILES, MARKS))

    def is_intact(self) -> bool:
        """Tell whether everything in it is still public and says the same."""
        return self.marks() <= marks()

    def is_fresh(self) -> bool:
        """Tell whether it says all that is public, and nothing else."""
        return self.marks() == marks() and self.figures == figures_digest()

    def marks(self) -> set[str]:
        """Return the marks of the rows in it; raises FileNotFoundError where they are lost."""
        return set(self.path(MARKS).read_text().split())


def root() -> Path:
    """Return the folder of the builds, beneath that of private files."""
    return Path(settings.MEDIA_ROOT) / "opendata"


def current() -> Build | None:
    """Return the newest build, or None where there is none that this version can read."""
    try:
        return Build(**json.loads((root() / CURRENT).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        # Not there yet, cut short when the power failed, or written by another version.
        return None


def rebuild_due(at: datetime | None = None) -> int:
    """Build anew if anything that is public has changed; return 1 if this call did it, else 0.

    Looks once in a minute at most.
    """
    at = at or timezone.now()
    checked = root() / CHECKED
    last = _moment_in(checked)
    built = current()
    if built and last and last <= at < last + PAUSE:
        return 0
    root().mkdir(parents=True, exist_ok=True)
    _replace(checked, at.isoformat())
    if built and built.is_whole() and built.is_fresh():
        return 0
    build(at)
    return 1


def _moment_in(path: Path) -> datetime | None:
    """Return the moment that a file holds, or None where it holds none."""
    try:
        return datetime.fromisoformat(path.read_text())
    except (FileNotFoundError, ValueError):
        return None


def build(at: datetime) -> Build:
    """Write the files and let them take the place of the old ones."""
    root().mkdir(parents=True, exist_ok=True)
    before = current()
    folder = Path(mkdtemp(dir=root(), prefix="build-"))
    try:
        made = _write(folder, at, before)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _replace(root() / CURRENT, json.dumps(asdict(made)))
    freshness.changed()
    _clear(made, before, at)
    return made


def _write(folder: Path, at: datetime, before: Build | None) -> Build:
    digest = figures_digest()
    with closing(sqlite3.connect(folder / SQLITE)) as database:
        written, counted = _fill(database, at)
        _to_csv(database, folder / CSV)
    (folder / MARKS).write_text("\n".join(sorted(written)))
    entry = {"built_at": at.isoformat(), "rows": counted, **_changes(before, written)}
    return Build(
        folder=folder.name,
        built_at=at.isoformat(),
        files={name: _described(folder / name) for name in FILES},
        rows=counted,
        figures=digest,
        log=[entry, *(before.log if before else [])][:KEPT_IN_LOG],
    )


def _changes(before: Build | None, written: set[str]) -> dict[str, dict[str, int]]:
    """Return how many rows of each table came and left; one that changed did both."""
    if before is None or not before.is_whole():
        return {}
    old = before.marks()
    ways = {"came": written - old, "left": old - written}
    tables = {way: (mark.partition(":")[0] for mark in found) for way, found in ways.items()}
    return {way: dict(Counter(names)) for way, names in tables.items()}


def figures_digest() -> str:
    """Return a digest of the rows that count others, and of what the tables are."""
    form = [
        (table.name, table.meaning, [(one.name, one.meaning, one.field) for one in table.columns])
        for table in TABLES
    ]
    return hashlib.sha256(repr([form, list(figures())]).encode()).hexdigest()


def _fill(database: sqlite3.Connection, at: datetime) -> tuple[set[str], dict[str, int]]:
    """Write all tables; return the marks of the rows, and how many rows each table has."""
    written: set[str] = set()
    counted: Counter[str] = Counter({table.name: 0 for table in TABLES})
    for table in TABLES:
        names = [f'"{column.name}"' for column in table.columns]
        key = ", ".join(names[: table.key])
        database.execute(f'CREATE TABLE "{table.name}" ({", ".join(names)}, PRIMARY KEY ({key}))')
    for name, some in groupby(rows(), key=lambda row: row.table):
        places = ", ".join("?" * len(BY_NAME[name].columns))
        database.executemany(
            f'INSERT INTO "{name}" VALUES ({places})',  # noqa: S608 - names of our own list
            _noted(some, written, counted),
        )
    _explain(database, at)
    database.commit()
    return written, dict(counted)


def _noted(some: Iterator[Row], written: set[str], counted: Counter[str]) -> Iterator[Any]:
    for row in some:
        if row.mark:
            written.add(row.mark)
        counted[row.table] += 1
        yield row.values


def _explain(database: sqlite3.Connection, at: datetime) -> None:
    """Add the data dictionary, and what the file is."""
    database.execute('CREATE TABLE "dictionary" ("table", "column", "meaning")')
    for table in TABLES:
        lines = [(table.name, "", table.meaning)]
        lines += [(table.name, column.name, column.meaning) for column in table.columns]
        database.executemany('INSERT INTO "dictionary" VALUES (?, ?, ?)', lines)
    database.execute('CREATE TABLE "about" ("name", "value")')
    about = {"source": settings.BASE_URL, "built_at": at.isoformat(), "terms": TERMS}
    database.executemany('INSERT INTO "about" VALUES (?, ?)', about.items())


def _to_csv(database: sqlite3.Connection, path: Path) -> None:
    """Write each table of the database as CSV into one package."""
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name in [*BY_NAME, "dictionary", "about"]:
            found = database.execute(f'SELECT * FROM "{name}" ORDER BY rowid')  # noqa: S608 - ours
            with TextIOWrapper(package.open(f"{name}.csv", "w"), "utf-8-sig", newline="") as text:
                writer = csv.writer(text)
                writer.writerow([column[0] for column in found.description])
                writer.writerows([_cell(value) for value in row] for row in found)


def _cell(value: Any) -> Any:
    return cell(value) if isinstance(value, str) else value


def _described(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"size": path.stat().st_size, "sha256": digest}


def _replace(path: Path, text: str) -> None:
    """Write a small file in one step: whoever reads meets the old one or the new one."""
    new = path.with_suffix(f".{os.getpid()}.new")
    new.write_text(text)
    new.replace(path)


def _clear(made: Build, before: Build | None, at: datetime) -> None:
    """Delete the build that was replaced, and what a killed worker left."""
    for folder in root().glob("build-*"):
        is_old = folder.stat().st_mtime < (at - ABANDONED).timestamp()
        if folder.name != made.folder and (is_old or (before and folder.name == before.folder)):
            shutil.rmtree(folder, ignore_errors=True)
