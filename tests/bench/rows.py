"""Generated rows: public recommendations of invented stakeholders, in several calls."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection
from django.utils import timezone

from common.countries import country_choices, region_of
from common.references import CROCKFORD, WEIGHTS, check_character
from common.text import fold
from dialogues.models import Dialogue
from submissions.models import Call, Category, Recommendation, Stakeholder, Submission, Theme
from submissions.models.recommendations import Disposition, Level, Perspective
from submissions.states import Status
from tests.bench.words import VOCABULARIES

LANGUAGES = {"en": 50, "fr": 15, "es": 13, "ar": 10, "ru": 7, "zh-hans": 5}
PUBLICATIONS = {"named": 90, "anonymous": 10}
DAY = timedelta(days=1)
BATCH = 500
# An answer holds one to five recommendations, three on average.
MOST_IN_ANSWER = 5


class Rows:
    """Makes the same rows in every run, and more of them when asked again."""

    def __init__(self) -> None:
        """Make an open call with eight themes, five closed ones, and two dialogues."""
        self.random, self.now = Random(2017), timezone.now()  # noqa: S311 - not for secrets
        self.countries = [code for code, _name in country_choices("en")]
        self.stakeholders: list[Stakeholder] = []
        self.references: set[str] = set()
        self.made = 0
        dialogues = [self._dialogue(number) for number in (1, 2)]
        themes = [
            Theme.objects.create(slug=f"theme-{number}", name=self._title("en", 3), order=number)
            for number in range(12)
        ]
        self.calls = [self._call(number, dialogues, themes) for number in range(6)]

    def grow(self, total: int) -> None:
        """Add answers until there are so many recommendations; then refresh the statistics."""
        while self.made < total:
            self._add(min(BATCH, total - self.made))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def _add(self, number: int) -> None:
        submissions, rows = [], []
        wanted = self.made + number
        while self.made < wanted:
            submission = self._submission()
            submissions.append(submission)
            most = min(self.random.randint(1, MOST_IN_ANSWER), wanted - self.made)
            rows += [self._recommendation(submission, index) for index in range(1, most + 1)]
            self.made += most
        Stakeholder.objects.bulk_create([one for one in self.stakeholders if one.pk is None], BATCH)
        Submission.objects.bulk_create(submissions, BATCH)
        Recommendation.objects.bulk_create(rows, BATCH)
        through = Recommendation.themes.through
        through.objects.bulk_create(
            [
                through(recommendation_id=row.pk, theme_id=theme.pk)
                for row in rows
                for theme in self._some(self.themes[row.submission.call_id])
            ]
        )

    def _dialogue(self, number: int) -> Dialogue:
        return Dialogue.objects.create(
            year=2015 + number,
            slug=str(2015 + number),
            theme=self._title("en", 8),
            is_published=True,
        )

    def _call(self, number: int, dialogues: list[Dialogue], themes: list[Theme]) -> Call:
        """Make call 0 open with eight themes, the others closed with some of the twelve."""
        closes_at = self.now + (30 - 60 * number) * DAY
        call = Call.objects.create(
            dialogue=dialogues[number % 2],
            slug=f"call-{number}",
            title=self._title("en", 7),
            brief=self._text("en", 120),
            guiding_questions="\n".join(self._title("en", 12) for _ in range(4)),
            opens_at=closes_at - 60 * DAY,
            closes_at=closes_at,
            publish_from=closes_at + 10 * DAY if number == 3 else None,
            consent_text=self._text("en", 30),
            licence="CC BY 4.0",
            is_published=True,
        )
        chosen = themes[:8] if number == 0 else self.random.sample(themes, 6)
        call.themes.set(chosen)
        self.themes = {**getattr(self, "themes", {}), call.pk: chosen}
        return call

    def _submission(self) -> Submission:
        stakeholder = self._stakeholder()
        call = self.random.choice(self.calls)
        sent_at = self._moment(call)
        reference = self._reference()
        return Submission(
            call=call,
            reference=reference,
            status=Status.ACCEPTED,
            organization=stakeholder.name,
            category=stakeholder.category,
            country=stakeholder.country,
            region=region_of(stakeholder.country),
            contact_name="Contact",
            contact_email=f"{reference.lower()}@example.org",
            language=_one(self.random, LANGUAGES),
            interface_language="en",
            publication=_one(self.random, PUBLICATIONS),
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
        name = f"{self._title('en', 4)} {number}"
        country = self.random.choice(self.countries) if self.random.random() < 0.85 else ""
        stakeholder = Stakeholder(
            name=name,
            folded_name=fold(name),
            slug=f"stakeholder-{number}",
            category=self.random.choice(Category.values),
            country=country,
        )
        self.stakeholders.append(stakeholder)
        return stakeholder

    def _recommendation(self, submission: Submission, number: int) -> Recommendation:
        is_named = submission.publication == "named"
        language, random = submission.language, self.random
        title, text = self._title(language, 7), self._text(language, random.randint(25, 120))
        disposition = random.choice(["", "", *Disposition.values])
        return Recommendation(
            submission=submission,
            number=number,
            reference=f"{submission.reference}-{number}" if is_named else self._reference(),
            title=title,
            text=text,
            language=language,
            search_text=fold(f"{title} {text}"),
            perspective=random.choice(["", *Perspective.values]),
            level=random.choice(["", *Level.values]),
            is_before=random.random() < 0.3,
            is_during=random.random() < 0.5,
            addressed_to=self._title(language, 4),
            disposition=disposition,
            disposition_reason=self._text("en", 20) if disposition else "",
            disposed_at=self.now - DAY if disposition else None,
        )

    def _reference(self) -> str:
        while True:
            body = "".join(self.random.choices(CROCKFORD, k=len(WEIGHTS)))
            reference = f"IDM17-{body}{check_character(body)}"
            if reference not in self.references:
                self.references.add(reference)
                return reference

    def _some(self, themes: list[Theme]) -> list[Theme]:
        return self.random.sample(themes, self.random.randint(1, 3))

    def _title(self, language: str, words: int) -> str:
        return self._text(language, words).rstrip(".。")

    def _text(self, language: str, words: int) -> str:
        return VOCABULARIES[language].text(self.random, words)


def _one(random: Random, weights: dict[str, Any]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]
