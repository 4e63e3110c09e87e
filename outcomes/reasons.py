"""Reasons to begin with: what the Unit often says of what became of a recommendation."""

from collections.abc import Iterable

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from outcomes.models import PreparedDisposition
from submissions.models import Call
from submissions.models.recommendations import Disposition

# Kept in the language in which they were chosen.
OFTEN: dict[str, list[str | Promise]] = {
    Disposition.REFLECTED: [_("The outcome document says so in the statements named below.")],
    Disposition.PARTLY: [
        _("The outcome document takes up the aim, and leaves the means open."),
        _("The outcome document takes up a part of it, in the statements named below."),
    ],
    Disposition.NOTED: [
        _("It was read and discussed, and is kept for the next workshop."),
        _("It informed the discussion; the outcome document does not go into this detail."),
    ],
    Disposition.NOT_TAKEN_UP: [
        _("It goes beyond the theme of this dialogue."),
        _("The participants did not agree on it; the outcome document says where they differ."),
    ],
}
MOST_USED = 10


def reasons(calls: Iterable[Call]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the choices by disposition: what is often said, then what these calls were told.

    Of the latter the most used ones of each disposition; those of several lines do not fit into
    a list of choices.
    """
    return [(str(Disposition(code).label), _choices(calls, code)) for code in Disposition.values]


def _choices(calls: Iterable[Call], disposition: str) -> list[tuple[str, str]]:
    often = [str(words) for words in OFTEN[disposition]]
    own = [words for words in _used(calls, disposition) if words not in often]
    return [(words, Truncator(words).chars(100)) for words in often + own[:MOST_USED]]


def _used(calls: Iterable[Call], disposition: str) -> Iterable[str]:
    """Return the reasons that persons gave in the calls, the most used first."""
    rows = PreparedDisposition.objects.filter(
        recommendation__submission__call__in=list(calls),
        prepared_by__isnull=False,
        disposition=disposition,
    )
    single = rows.exclude(reason__contains="\n").values("reason")
    used = single.annotate(number=Count("pk")).order_by("-number", "reason")
    return used.values_list("reason", flat=True)
