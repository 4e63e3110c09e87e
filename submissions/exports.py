"""The list to take away: all that it finds, in its order, as rows of plain values."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from common import freshness
from common.countries import INTERNATIONAL, REGIONS, country_name
from common.translated import reading_language
from submissions.asking import Asked
from submissions.models import Call, Publication, Recommendation, Submission
from submissions.search import Search, themes_of
from submissions.vocabulary import Vocabulary

# Column -> its meaning, as docs/data.md prints it.
COLUMNS = {
    "reference": "The name that people cite, and the key of a row",
    "url": "Address of its page",
    "call": "Call for input that it answers: the last part of its address",
    "call_title": "Title of the call, in the language of the address where there is a translation",
    "dialogue": "Dialogue of the call: the last part of its address",
    "themes": "Codes of its themes; several in CSV and XLSX with “; ” between them",
    "theme_names": "Names of its themes, in the language of the address",
    "category": "Code of the category of stakeholder; always given, also without a name",
    "category_other": "The category in words, where it is “other”; only with a name",
    "stakeholder": "Name of the stakeholder; empty where it chose to show its category alone",
    "country": "ISO 3166-1 code; empty where it is international, or published without a name",
    "country_name": "Name of the country, in the language of the address",
    "region": "Code of the UN regional group; not_disclosed where it is published without a name",
    "language": "Language in which it was sent, and in which title and text are given",
    "title": "Title, as sent; may be empty",
    "text": "Text, as sent",
    "perspective": "policy, cooperation or practical; may be empty",
    "level": "Level of vulnerability: individual, household_family, community, structural",
    "phases": "Phases of migration: before, during, after",
    "addressed_to": "Who should act, as sent",
    "disposition": "What became of it: reflected, partly, noted, not_taken_up; empty: not yet told",
    "disposition_reason": "The public reason, in the words of the IDM Unit",
    "disposed_on": "Day on which that was told, in the time zone of the call",
    "published_on": "Day from which it could be read, in the time zone of the call",
    "licence": "Terms of reuse of the call, in the binding original",
    "is_sample": "Whether it is a sample of the demonstration and not a real answer",
}
NOT_DISCLOSED = "not_disclosed"
PER_CHUNK = 500
READ = (
    *("reference", "title", "text", "language", "perspective", "level", "addressed_to"),
    *("is_before", "is_during", "is_after", "disposition", "disposition_reason", "disposed_at"),
    *("submission__call_id", "submission__publication", "submission__public_at"),
    *("submission__category", "submission__category_other", "submission__organization"),
    *("submission__country", "submission__region", "submission__stakeholder__name"),
)
# References are read so many at a time.
PER_READ = 5_000


class Rows:
    """Reads recommendations as rows: what the page of each tells, by column."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Read the calls; names are in the active language."""
        self.themes = vocabulary.themes
        self.names = {pk: str(theme.shown("name")) for pk, theme in self.themes.items()}
        self.base = settings.BASE_URL + reverse("submissions:recommendation-list")
        self._language = reading_language()
        self._international = str(REGIONS[INTERNATIONAL])
        calls = Call.objects.public().filter(pk__in=vocabulary.calls)
        self._calls = {call.pk: call for call in calls.select_related("dialogue")}
        self.of_calls = {pk: _of_call(call) for pk, call in self._calls.items()}

    def of(self, references: list[str]) -> list[dict[str, Any]]:
        """Return the rows of those references that are public, in their order; two queries."""
        public = Recommendation.objects.public().filter(reference__in=references)
        rows = public.select_related("submission__stakeholder").only(*READ)
        # A call may have been published since the calls were read.
        found = {row.reference: row for row in rows if row.submission.call_id in self._calls}
        themes = themes_of([row.pk for row in found.values()], self.themes)
        return [
            self._row(found[reference], themes.get(found[reference].pk, []))
            for reference in references
            if reference in found
        ]

    def _row(self, row: Recommendation, themes: list[Any]) -> dict[str, Any]:
        """Return what the page of the recommendation tells, by column."""
        submission = row.submission
        submission.call = call = self._calls[submission.call_id]
        themes.sort(key=lambda theme: theme.order)
        return {
            **self.of_calls[call.pk],
            **self._who(submission),
            "reference": row.reference,
            "url": f"{self.base}{row.reference}/",
            "themes": [theme.slug for theme in themes],
            "theme_names": [self.names[theme.pk] for theme in themes],
            "language": row.language,
            "title": row.title,
            "text": row.text,
            "perspective": row.perspective,
            "level": row.level,
            "phases": [phase.value for phase in row.phases],
            "addressed_to": row.addressed_to,
            "disposition": row.disposition,
            "disposition_reason": row.disposition_reason,
            "disposed_on": day_of(row.disposed_at, call),
            "published_on": day_of(submission.public_since, call),
        }

    def _who(self, submission: Submission) -> dict[str, str]:
        """Return who says it; of an anonymous one nothing but the category."""
        if submission.publication != Publication.NAMED:
            return {
                "category": submission.category,
                **dict.fromkeys(("category_other", "stakeholder", "country", "country_name"), ""),
                "region": NOT_DISCLOSED,
            }
        name = country_name(submission.country, self._language) or self._international
        return {
            "category": submission.category,
            "category_other": submission.category_other,
            "stakeholder": submission.shown_name,
            "country": submission.country,
            "country_name": name,
            "region": submission.region,
        }


class Export:
    """What a list finds at a moment, to be read in chunks.

    Only references are kept, and each chunk is read through `.public()` when its turn comes: what
    ceased to be public meanwhile is left out. A more private choice makes a new reference, so
    that nobody is met without a name among the rows that a name or a region found.
    """

    def __init__(self, asked: Asked, at: datetime | None = None) -> None:
        """Find the rows, as the list does at the moment (default: now).

        `is_partly_unknown`: a filter does not exist, and without it there are too many.
        """
        self.at, self._state = at or timezone.now(), freshness.state()
        # Before the search: so a reference is never newer than what found it.
        public = Recommendation.objects.public(self.at).order_by()
        named = dict(public.values_list("pk", "reference").iterator(chunk_size=PER_READ))
        search = Search.of(asked.query, asked.filters, asked.sort, self.at)
        self.is_partly_unknown = search.is_partly_unknown
        self._rows = Rows(search.vocabulary)
        self.references = [named[pk] for pk in search.in_order() if pk in named]
        self.filters: dict[str, Any] = {
            "q": asked.query,
            **{name: list(codes.values()) for name, codes in search.known.items()},
            "sort": search.order,
        }
        encoded = asked.encoded()
        self.source = self._rows.base + (f"?{encoded}" if encoded else "")
        self.language = reading_language()
        answered = self._rows.of_calls.keys() & search.calls
        self.licences = sorted({self._rows.of_calls[pk]["licence"] for pk in answered} - {""})

    def chunks(self) -> Iterator[list[dict[str, Any]]]:
        """Yield the rows, some at a time: two queries for each of the lists."""
        for start in range(0, len(self.references), PER_CHUNK):
            yield self._rows.of(self.references[start : start + PER_CHUNK])

    def digest(self) -> str:
        """Return what changes whenever anything does that may be in the file.

        Time alone makes more rows public; all else is written, and changes the state.
        """
        said = (self._state, self.language, self.source, self.references)
        # Under a key: how much was written is nobody's business.
        return salted_hmac("submissions.exports", repr(said), algorithm="sha256").hexdigest()


def _of_call(call: Call) -> dict[str, Any]:
    """Return what is the same for all rows of a call; the licence as it binds, in the original."""
    return {
        "call": call.slug,
        "call_title": str(call.shown("title")),
        "dialogue": call.dialogue.slug,
        "licence": call.licence,
        "is_sample": call.dialogue.is_demonstration,
    }


def day_of(at: datetime | None, call: Call) -> str:
    """Return the day in the zone of the call, and nothing finer: as docs/decisions/0006."""
    return at.astimezone(call.zone).date().isoformat() if at else ""
