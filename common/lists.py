"""Things in one line, between the marks of the reader's language."""

from collections.abc import Iterable

from django.utils.translation import gettext, pgettext


def listed(parts: Iterable[object]) -> str:
    """Return facts about one thing, those that are not empty: "Geneva, 21 December"."""
    return gettext(", ").join(filter(None, map(str, parts)))


def enumerated(things: Iterable[object]) -> str:
    """Return several things of a kind: "Media, Trade union"; Chinese sets them apart by "、"."""
    return pgettext("enumeration", ", ").join(map(str, things))
