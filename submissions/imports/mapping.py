"""Where each field of an import comes from: a column, a constant, and other names for values."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from submissions.imports.values import levelled

# What a row can hold. The first four must come from somewhere; docs/import.md explains each.
FIELDS = (
    "external_id",
    "category",
    "text",
    "organization",
    "acronym",
    "category_other",
    "country",
    "on_behalf_of",
    "co_sponsors",
    "contact_name",
    "contact_email",
    "language",
    "publication",
    "consent_note",
    "title",
    "themes",
    "perspective",
    "level",
    "phases",
    "addressed_to",
)
NEEDED = ("external_id", "category", "text")
PARTS = {"columns", "constants", "aliases", "separator"}


class MappingError(ValueError):
    """The mapping cannot be used; the message says why."""


@dataclass
class Mapping:
    """How to read a table.

    `columns` is field -> column, `constants` field -> value, `aliases` field -> folded name as
    in the table -> value that we know. Several themes or phases in a cell are parted by
    `separator`.
    """

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, dict[str, str]] = field(default_factory=dict)
    separator: str = ";"

    @classmethod
    def from_file(cls, path: Path) -> "Mapping":
        """Read a TOML file with [columns], [constants], [aliases.<field>] and `separator`.

        Raises MappingError for a file that is missing, no TOML, or holds anything else.
        """
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise MappingError(f"{path}: {error}") from error
        mapping = cls()
        try:
            mapping.read(data)
        except MappingError as error:
            raise MappingError(f"{path}: {error}") from error
        return mapping

    def read(self, data: dict[str, Any]) -> None:
        """Take over what a mapping file holds."""
        if unknown := sorted(set(data) - PARTS):
            raise MappingError(_("unknown part “%(name)s”") % {"name": unknown[0]})
        for name, column in _texts(data, "columns"):
            self.add_column(name, column)
        for name, value in _texts(data, "constants"):
            self.constants[known(name)] = value
        aliases = data.get("aliases", {})
        for name in _table(aliases, "aliases"):
            for alias, value in _texts(aliases, name):
                self.add_alias(name, alias, value)
        self.separator = str(data.get("separator", "")) or self.separator

    def add_column(self, name: str, column: str) -> None:
        """Let a field come from a column."""
        self.columns[known(name)] = column

    def add_alias(self, name: str, alias: str, value: str) -> None:
        """Give a value of a field another name."""
        self.aliases.setdefault(known(name), {})[levelled(alias)] = value

    def source_of(self, name: str, header: Iterable[str]) -> str:
        """Return the column of a field: the mapped one, or one of the field's own name; else ""."""
        column = self.columns.get(name, name)
        return column if column in header else ""


def known(name: str) -> str:
    """Return the name of a field; raises MappingError when there is no such field."""
    if name not in FIELDS:
        raise MappingError(
            _("unknown field “%(name)s”; the fields are %(fields)s")
            % {"name": name, "fields": ", ".join(FIELDS)}
        )
    return name


def _table(found: Any, part: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise MappingError(_('“[%(name)s]” must hold lines like name = "value"') % {"name": part})
    return found


def _texts(data: dict[str, Any], part: str) -> Iterable[tuple[str, str]]:
    pairs = _table(data.get(part, {}), part)
    _table(pairs if all(isinstance(value, str) for value in pairs.values()) else None, part)
    return pairs.items()
