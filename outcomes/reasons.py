"""Reasons to begin with: what the Unit often says of what became of a recommendation."""

from collections.abc import Iterable

from django.utils.functional import Promise
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
MOST_USED = 20


def reasons(calls: Iterable[Call]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the choices by disposition: what is often said, then what these calls were told."""
    used = PreparedDisposition.objects.filter(
        recommendation__submission__call__in=list(calls), prepared_by__isnull=False
    )
    said = used.order_by("disposition", "reason").values_list("disposition", "reason").distinct()
    found = {code: [str(words) for words in OFTEN[code]] for code in Disposition.values}
    for code, reason in said[:MOST_USED]:
        if reason not in found[code]:
            found[code].append(reason)
    return [
        (str(Disposition(code).label), [(words, _short(words)) for words in texts])
        for code, texts in found.items()
    ]


def _short(words: str) -> str:
    return words if len(words) <= 100 else f"{words[:99]}…"
