"""Enter recommendations from a CSV file on behalf of stakeholders; docs/import.md tells how."""

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError
from tqdm import tqdm

from common.spreadsheets import cell
from submissions import imports
from submissions.models import Call, Publication
from submissions.roles import VERBS
from submissions.states import Verb

SHOWN = 20


class Command(BaseCommand):
    """Check the whole file, then enter what is new in one transaction."""

    help = "Enter recommendations from a CSV file on behalf of stakeholders: all rows or none."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        add = parser.add_argument
        add("file", type=Path, help="CSV file; the first row names the columns")
        add("--call", required=True, help="slug of the call that the rows answer")
        add("--staff", default="", help="user who enters them (default: the only superuser)")
        add("--mapping", type=Path, help="TOML file with [columns], [constants], [aliases.FIELD]")
        add("--map", action="append", default=[], metavar="COLUMN=FIELD")
        add("--alias", action="append", default=[], metavar="FIELD:VALUE=VALUE")
        add(
            "--language",
            default="en",
            choices=[code for code, _name in settings.LANGUAGES],
            help="of rows that name none; mails go out in it, too (default: en)",
        )
        add(
            "--publication",
            default=Publication.NAMED,
            choices=Publication.values,
            help="of rows that name none (default: named)",
        )
        add("--encoding", default="utf-8", help="of the file (default: utf-8)")
        add("--dry-run", action="store_true", help="check and count, enter nothing")
        add("--errors", type=Path, metavar="FILE", help="write every error to this CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, tell, and enter; exits with 1 when anything is wrong."""
        try:
            with imports.open_table(options["file"], options["encoding"]) as table:
                self._import(table, options)
        except (imports.TableError, imports.MappingError) as error:
            raise CommandError(str(error)) from error

    def _import(self, table: imports.Table, options: dict[str, Any]) -> None:
        staff = member_of_staff(options["staff"])
        defaults = imports.Defaults(options["language"], options["publication"])
        reader = imports.RowReader(
            call_of(options["call"]), mapping_of(options), table.header, defaults
        )
        if missing := reader.missing():
            columns = ", ".join(table.header)
            raise CommandError("\n".join([*missing, f"The columns are: {columns}"]))
        if unused := reader.unused():
            self.stdout.write(f"Not used: {', '.join(unused)}")
        report = imports.check(table, reader)
        self._tell(report, options["errors"])
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was entered.")
        elif report.new:
            try:
                with tqdm(total=report.new, disable=None, unit=" rows") as bar:
                    entered = imports.enter_new(table, reader, by=staff, step=bar.update)
            except IntegrityError as error:
                raise CommandError(
                    "Another import entered the same rows just now; this one entered nothing."
                ) from error
            self.stdout.write(f"Entered: {entered:,}. They wait to be reviewed.")

    def _tell(self, report: imports.Report, errors: Path | None) -> None:
        if report.problems:
            lines = [*summary(report.problems), *([_list(errors, report)] if errors else [])]
            raise CommandError("\n".join(lines))
        self.stdout.write(f"{report.new:,} new, {report.standing:,} stand already")
        if report.mails:
            self.stdout.write(
                f"{report.mails:,} have an address: each gets a mail with its answer."
            )
        if report.differences:
            self.stdout.write(
                f"{len(report.differences):,} say something else than what stands, which stays:"
            )
        for row in report.differences[:SHOWN]:
            fields = ", ".join(row.fields)
            self.stdout.write(f"  row {row.row}, id {row.external_id}, {row.reference}: {fields}")
        if len(report.differences) > SHOWN:
            self.stdout.write(f"  and {len(report.differences) - SHOWN:,} more")


def member_of_staff(username: str) -> User:
    """Return who enters: the user named, else the only active superuser.

    Raises CommandError when there is no such user, or they may not enter answers.
    """
    if not username:
        leads = list(User.objects.filter(is_active=True, is_superuser=True)[:2])
        if len(leads) != 1:
            raise CommandError("Say who enters them: --staff USERNAME")
        return leads[0]
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"There is no user “{username}”.")
    if not user.has_perm(VERBS[Verb.ENTER]):
        raise CommandError(f"“{username}” may not enter answers on behalf of stakeholders.")
    return user


def call_of(slug: str) -> Call:
    """Return the call; raises CommandError that names the calls there are."""
    call = Call.objects.select_related("dialogue").filter(slug=slug).first()
    if call is None:
        slugs = ", ".join(Call.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no call “{slug}”. The calls are: {slugs}")
    return call


def mapping_of(options: dict[str, Any]) -> imports.Mapping:
    """Return the mapping file's content with --map and --alias on top; raises MappingError."""
    file = options["mapping"]
    mapping = imports.Mapping.from_file(file) if file else imports.Mapping()
    for text in options["map"]:
        column, _equals, field = text.rpartition("=")
        mapping.add_column(field.strip(), column.strip())
    for text in options["alias"]:
        field, _colon, pair = text.partition(":")
        alias, _equals, value = pair.rpartition("=")
        mapping.add_alias(field.strip(), alias.strip(), value.strip())
    return mapping


def summary(problems: list[imports.Problem]) -> list[str]:
    """Return one line for each kind of problem, with the first rows that have it."""
    rows: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for problem in problems:
        rows[problem.column, problem.message].append(problem.row)
    lines = [f"{len(problems):,} errors; nothing was entered."]
    for (column, message), numbers in list(rows.items())[:SHOWN]:
        where = ", ".join(map(str, numbers[:3]))
        more = f" and {len(numbers) - 3:,} more" if len(numbers) > 3 else ""
        place = f"row {where}{more}" + (f", column {column}" if column else "")
        lines.append(f"  {place}: {message}")
    if len(rows) > SHOWN:
        lines.append(f"  and {len(rows) - SHOWN:,} other kinds; --errors FILE lists them all")
    return lines


def _list(path: Path, report: imports.Report) -> str:
    """Write all problems to a file; return where they stand, or why they could not be written."""
    try:
        write_problems(path, report.problems)
    except OSError as error:
        return f"The list could not be written: {error}"
    return f"All of them: {path}"


def write_problems(path: Path, problems: list[imports.Problem]) -> None:
    """Write every problem to a CSV file that spreadsheets open as UTF-8."""
    with path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "column", "value", "problem"])
        for problem in problems:
            value = cell(problem.value)
            writer.writerow([problem.row, problem.column, value, problem.message])
