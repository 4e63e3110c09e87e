"""An edition's entries joined with what readers may see now: what left, which words are new."""

import json
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outcomes.models import Edition, Entry
from outcomes.sources import GONE_WORDS
from submissions.gone import Gone, gone_among
from submissions.models import Recommendation

HIDDEN = _("Not public at present.")


@dataclass(frozen=True)
class Joined:
    """An entry as readers may see it now.

    `row`: the recommendation where it is public, with its words of today; else None, and `gone`
    says why. `is_changed`: the words are not those that were frozen.
    """

    entry: Entry
    row: Recommendation | None
    gone: Promise | str = ""
    is_changed: bool = False


def joined(edition: Edition) -> list[Joined]:
    """Return the edition's entries in order, with what readers may see; four queries.

    The one place where an entry and its recommendation come together for readers.
    """
    at = timezone.now()
    entries = list(
        edition.entries.select_related("recommendation__submission__call", "version").defer(
            "recommendation__search_text"
        )
    )
    public = Recommendation.objects.public(at).filter(entries__edition=edition)
    shown = public.for_cards().defer("search_text").in_bulk()
    left = [one.recommendation for one in entries if one.recommendation_id not in shown]
    gone = gone_among(left, at)
    return [_joined(one, shown.get(one.recommendation_id), gone) for one in entries]


def _joined(entry: Entry, row: Recommendation | None, gone: dict[int, Gone]) -> Joined:
    if row is None:
        why = gone.get(entry.recommendation_id)
        return Joined(entry, None, gone=GONE_WORDS[why] if why else HIDDEN)
    said = json.loads(entry.version.content)["recommendations"][entry.place]
    return Joined(entry, row, is_changed=(said["title"], said["text"]) != (row.title, row.text))
