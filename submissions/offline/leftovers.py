"""What somebody typed into an offline form where no field is: told, so that it is not lost."""

import re

from django.core.files.base import ContentFile

from submissions.models import Call
from submissions.offline import fields
from submissions.offline.content import Content, content_of
from submissions.offline.writing import written

# The number of a recommendation, and of days and hours.
NUMBERS = re.compile(r"\d+")


def left_out(content: Content, call: Call, language: str) -> list[str]:
    """Return the lines outside of the fields that do not stand in an empty form of the language.

    `language`: "" where it is not known; then in none of the six.
    """
    ours: set[str] = set()
    for one in [language] if language else fields.LANGUAGES:
        empty = content_of(ContentFile(written(call, one), name="empty.docx"))
        ours |= {_known_by(line) for line in _around(empty)}
    return [line.strip() for line in _around(content) if _known_by(line) not in ours]


def _around(content: Content) -> list[str]:
    """Return the lines outside of tables and in labels; all lines of rows that are no field."""
    found, by_label = [*content.outside], fields.codes_by_label()
    for row in content.rows:
        found += row.label if fields.code_of(row.label, by_label) else [*row.label, *row.value]
    # The line of the deadline, which may have been moved since.
    return [line for line in found if line.strip() and "UTC)" not in line]


def _known_by(line: str) -> str:
    return NUMBERS.sub("", fields.key(fields.CODE.sub("", line)))
