"""Things in one line, between the marks of the reader's language."""

from collections.abc import Iterable

from django.utils.translation import gettext, pgettext

from common.marked import Marked, joined


def listed(parts: Iterable[object]) -> Marked:
    """Return facts about one thing, those that are not empty: "Geneva, 21 December"."""
    return joined(gettext(", "), (part for part in parts if str(part)))


def enumerated(things: Iterable[object]) -> Marked:
    """Return several things of a kind: "Media, Trade union"; Chinese sets them apart by "、"."""
    return joined(pgettext("enumeration", ", "), things)
