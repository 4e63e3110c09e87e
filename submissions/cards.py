"""What a list shows of each recommendation: ready in words, so that templates only print."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from submissions.excerpts import EVERYTHING, excerpt, mark
from submissions.models import Publication
from submissions.models.recommendations import Disposition
from submissions.vocabulary import Vocabulary
from submissions.words import Query


@dataclass(frozen=True, slots=True)
class Tag:
    """A theme, and the list of what was said on it."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Card:
    """One recommendation in a list; `category` and `country` are all that follows the name.

    An anonymous one has no name and no country. `translation`: its title in the language of the
    page, by the IDM Unit, where the original is in another; "" where there is none.
    """

    url: str
    reference: str
    heading: SafeString
    words: SafeString
    language: str
    translation: str
    name: SafeString | str
    category: str
    country: str
    tags: list[Tag]
    disposition: str
    disposition_label: str
    is_sample: bool


def cards(rows: Iterable[Any], vocabulary: Vocabulary, query: Query = EVERYTHING) -> list[Card]:
    """Return the cards of rows that come from `search.rows_of`, hits of the query marked."""
    base = reverse("submissions:recommendation-list")
    labels = {code: str(label) for code, label in Disposition.choices}
    labels[""] = _("Not yet told")
    return [
        Card(
            url=f"{base}{row.reference}/",
            reference=row.reference,
            heading=mark(row.heading, query, row.language),
            words=excerpt(row.text, query, row.language),
            language=row.language,
            translation=row.shown_translation.heading if row.shown_translation else "",
            **_who(row, vocabulary.labels["category"], query),
            tags=[
                Tag(f"{base}?theme={theme.slug}", theme.shown("name")) for theme in row.shown_themes
            ],
            disposition=row.disposition or "waiting",
            disposition_label=labels[row.disposition],
            is_sample=row.submission.call.dialogue.is_demonstration,
        )
        for row in rows
    ]


def _who(row: Any, categories: Mapping[str, str], query: Query) -> dict[str, Any]:
    submission = row.submission
    category = categories[submission.category]
    if submission.publication != Publication.NAMED:
        return {"name": "", "category": category, "country": ""}
    return {
        "name": mark(submission.shown_name, query, row.language),
        "category": ": ".join(filter(None, [category, submission.category_other])),
        "country": submission.country_label,
    }
