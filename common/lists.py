"""Parts in one line, between the marks of the reader's language: ", " or "، " or "、"."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def listed(parts: Iterable[object]) -> str:
    """Return the parts, those that are not empty, in one line: "Geneva, 21 December"."""
    return _(", ").join(filter(None, map(str, parts)))
