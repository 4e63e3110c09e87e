"""Generated answers: public recommendations of invented stakeholders, with their files."""

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

from django.utils import timezone

from common.countries import country_choices, region_of
from common.references import CROCKFORD, WEIGHTS, check_character
from common.text import fold
from submissions.index import health
from submissions.models import (
    Attachment,
    Call,
    Category,
    Draft,
    Recommendation,
    Stakeholder,
    Submission,
)
from submissions.models.drafts import KeptBecause
from submissions.models.recommendations import Disposition, Level, Perspective
from submissions.states import Status
from tests.bench import databases, stage
from tests.bench.stage import DAY
from tests.bench.words import VOCABULARIES, Texts

LANGUAGES = {"en": 50, "fr": 15, "es": 13, "ar": 10, "ru": 7, "zh-hans": 5}
PUBLICATIONS = {"named": 90, "anonymous": 10}
# The first as often as the second and the two after it together.
CATEGORIES = {code: 1 / place for place, code in enumerate(Category.values, start=1)}
BATCH = 500
# An answer holds one to five recommendations, three on average; every fifth brings a file.
MOST_IN_ANSWER = 5
ANSWERS_PER_FILE = 5


class Rows:
    """Makes the same rows in every run, and more of them when asked again."""

    def __init__(
        self, texts: Mapping[str, Texts] = VOCABULARIES, now: datetime | None = None
    ) -> None:
        """Make the calls; `texts` gives language -> what texts and titles are made from."""
        self.texts = texts
        self.random, self.now = Random(2017), now or timezone.now()  # noqa: S311 - not for secrets
        self.countries = [code for code, _name in country_choices("en")]
        self.calls = stage.calls(self.random, self.now)
        self.stakeholders: list[Stakeholder] = []
        self.references: set[str] = set()
        self.made = 0

    def grow(self, total: int) -> None:
        """Add answers until there are so many recommendations; then index them."""
        while self.made < total:
            self._add(min(self.made + BATCH, total))
        health.rebuild()
        databases.tidy()

    def _add(self, total: int) -> None:
        submissions, rows = [], []
        known = len(self.stakeholders)
        while self.made < total:
            submissions.append(self._submission())
            number = min(self.random.randint(1, MOST_IN_ANSWER), total - self.made)
            rows += [self._recommendation(submissions[-1], one + 1) for one in range(number)]
            self.made += number
        Stakeholder.objects.bulk_create(self.stakeholders[known:])
        Submission.objects.bulk_create(submissions)
        Recommendation.objects.bulk_create(rows)
        self._add_themes(rows)
        self._add_files(submissions[::ANSWERS_PER_FILE])

    def _add_themes(self, rows: list[Recommendation]) -> None:
        """Mark each with one to three themes of its call."""
        through = Recommendation.themes.through
        pairs = []
        for row in rows:
            themes = self.random.sample(self.calls[row.submission.call], self.random.randint(1, 3))
            pairs += [through(recommendation_id=row.pk, theme_id=theme.pk) for theme in themes]
        through.objects.bulk_create(pairs)

    def _add_files(self, submissions: list[Submission]) -> None:
        """Add a file to each, and another one that waits in a draft."""
        drafts = [
            Draft(
                call=submission.call,
                idempotency_key=f"waits-{submission.reference}",
                kept_because=KeptBecause.UNSENT,
                language="en",
                first_seen_at=submission.first_seen_at,
            )
            for submission in submissions
        ]
        Draft.objects.bulk_create(drafts)
        homes: list[dict[str, Any]] = [{"submission": one} for one in submissions]
        homes += [{"draft": one} for one in drafts]
        file = {"name": "answer.pdf", "content_type": "application/pdf", "sha256": "0" * 64}
        Attachment.objects.bulk_create(Attachment(size=1, **file, **home) for home in homes)

    def _submission(self) -> Submission:
        stakeholder = self._stakeholder()
        call = self.random.choice([*self.calls])
        reference, sent_at = self._reference(), self._moment(call)
        return Submission(
            call=call,
            reference=reference,
            status=Status.ACCEPTED,
            idempotency_key=f"sent-{reference}",
            organization=stakeholder.name,
            category=stakeholder.category,
            country=stakeholder.country,
            region=region_of(stakeholder.country),
            contact_name="Contact",
            contact_email=f"{reference.lower()}@example.org",
            language=self._one_of(LANGUAGES),
            interface_language="en",
            publication=self._one_of(PUBLICATIONS),
            stakeholder=stakeholder,
            source="web",
            first_seen_at=sent_at,
            submitted_at=sent_at,
            confirmed_at=sent_at,
            decided_at=sent_at + DAY,
            public_at=sent_at + DAY,
        )

    def _moment(self, call: Call) -> datetime:
        last = min(call.closes_at, self.now - 2 * DAY)
        return call.opens_at + (last - call.opens_at) * self.random.random()

    def _stakeholder(self) -> Stakeholder:
        """Return a new one, or now and then one that has answered before."""
        if self.stakeholders and self.random.random() < 0.1:
            return self.random.choice(self.stakeholders)
        number = len(self.stakeholders)
        name = f"{self.texts['en'].title(self.random, 4)} {number}"
        stakeholder = Stakeholder(
            name=name,
            folded_name=fold(name),
            slug=f"stakeholder-{number}",
            category=self._one_of(CATEGORIES),
            country=self.random.choice(self.countries) if self.random.random() < 0.85 else "",
        )
        self.stakeholders.append(stakeholder)
        return stakeholder

    def _recommendation(self, submission: Submission, number: int) -> Recommendation:
        random, words = self.random, self.texts[submission.language]
        is_named = submission.publication == "named"
        title, text = words.title(random, 7), words.text(random, random.randint(25, 120))
        disposition = random.choice(["", "", *Disposition.values])
        return Recommendation(
            submission=submission,
            number=number,
            reference=f"{submission.reference}-{number}" if is_named else self._reference(),
            title=title,
            text=text,
            language=submission.language,
            search_text=fold(f"{title} {text}"),
            perspective=random.choice(["", *Perspective.values]),
            level=random.choice(["", *Level.values]),
            is_before=random.random() < 0.3,
            is_during=random.random() < 0.5,
            addressed_to=words.title(random, 4),
            disposition=disposition,
            disposition_reason=VOCABULARIES["en"].text(random, 20) if disposition else "",
            disposed_at=self.now - DAY if disposition else None,
        )

    def _reference(self) -> str:
        while True:
            body = "".join(self.random.choices(CROCKFORD, k=len(WEIGHTS)))
            reference = f"IDM17-{body}{check_character(body)}"
            if reference not in self.references:
                self.references.add(reference)
                return reference

    def _one_of(self, weights: Mapping[str, float]) -> str:
        return self.random.choices([*weights], [*weights.values()])[0]
