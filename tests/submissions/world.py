"""Random recommendations, and what is public of them, known without a query."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone

from common.references import new_reference
from common.text import fold
from submissions.asking import FACETS, Filters
from submissions.index import health
from submissions.models import (
    Objective,
    Publication,
    Recommendation,
    Stakeholder,
    Submission,
    Theme,
)
from submissions.models.recommendations import Disposition, Level, Perspective, Phase
from submissions.search import Search
from submissions.states import Status
from tests import factories

WORDS = ("Debt", "visa", "Éducation", "المهاجرين", "child", "safe houses", "移民", "fees,")
CATEGORIES = ("academia", "government", "media")
REGIONS = {"MA": "african", "FR": "weog", "": "international"}
LANGUAGES = ("en", "fr", "ar")


@dataclass(frozen=True)
class Said:
    """One public recommendation as a reader may know it."""

    reference: str
    day: Any
    parts: tuple[tuple[str, ...], ...]  # the words of text and name, folded
    keys: dict[str, frozenset[str]]


@dataclass(frozen=True)
class Wish:
    """A part of a query, and by hand whether something said has it."""

    kind: str
    text: str

    @property
    def typed(self) -> str:
        """As a reader types it."""
        return {"phrase": f'"{self.text}"', "beginning": f"{self.text}*"}.get(self.kind, self.text)

    def is_in(self, said: Said) -> bool:
        """Look for it by hand."""
        wanted = [word.strip(",") for word in fold(self.text).split()]
        if self.kind == "beginning":
            return any(word.startswith(wanted[0]) for part in said.parts for word in part)
        if self.kind == "word":
            return all(any(word in part for part in said.parts) for word in wanted)
        if self.kind == "sign":
            return any(wanted[0] in word for part in said.parts for word in part)
        return any(
            list(part[at : at + len(wanted)]) == wanted
            for part in said.parts
            for at in range(len(part))
        )


@dataclass(frozen=True)
class Asked:
    """A query, and by hand whether something said answers it."""

    wanted: tuple[Wish, ...] = ()
    unwanted: tuple[Wish, ...] = ()

    @property
    def typed(self) -> str:
        """As a reader types it."""
        return " ".join(
            [*(wish.typed for wish in self.wanted), *(f"-{wish.typed}" for wish in self.unwanted)]
        )

    def is_in(self, said: Said) -> bool:
        """Look for it by hand."""
        wanted = all(wish.is_in(said) for wish in self.wanted)
        return wanted and not any(wish.is_in(said) for wish in self.unwanted)


def keys(query: str = "", filters: Filters | None = None, sort: str = "") -> list[int]:
    """Return the primary keys of all that a search finds now, in the order of its list."""
    return Search.of(query, filters or {}, sort, timezone.now()).in_order()


WISHES = (
    *(Wish("phrase", text) for text in ("safe houses", "debt visa", "visa child", "visa")),
    *(Wish("beginning", text) for text in ("vi", "educ", "saf", "so")),
    *(Wish("sign", text) for text in ("移", "民")),
)


class World:
    """Calls, answers and their recommendations; `public` is what readers may know."""

    def __init__(self, seed: int, size: int = 60) -> None:
        """Make calls, themes, and `size` answers of one to three recommendations."""
        self.random = Random(seed)  # noqa: S311 (no secret: the rows of a test)
        self.now = timezone.now()
        self.themes = [factories.theme() for _ in range(4)]
        self.calls = [
            factories.call(themes=0),
            factories.call(themes=0),
            factories.call(themes=0, is_published=False),
            factories.call(themes=0, publish_from=self.now + timedelta(days=1)),
        ]
        self.calls[0].themes.set(self.themes)
        self.objectives = [
            Objective.objects.create(number=number, title=f"Objective {number}", short=f"{number}")
            for number in (1, 2, 3)
        ]
        self.public: list[Said] = []
        for number in range(size):
            self._answer(number)
        health.rebuild()

    def _answer(self, number: int) -> None:
        pick = self.random.choice
        call, country, publication = pick(self.calls), pick(list(REGIONS)), pick(list(Publication))
        status, at = pick([Status.ACCEPTED] * 4 + [Status.WITHDRAWN]), self._moment()
        name = f"{pick(WORDS)} society {number}"
        stakeholder = Stakeholder.objects.create(
            name=name, slug=f"s{number}", category="media", country=country
        )
        row = Submission.objects.create(
            call=call,
            reference=new_reference(2017),
            status=status,
            organization=name,
            stakeholder=stakeholder,
            category=pick(CATEGORIES),
            country=country,
            region=REGIONS[country],
            publication=publication,
            language="en",
            interface_language="en",
            source="web",
            first_seen_at=at,
            submitted_at=at,
            confirmed_at=at,
            decided_at=at,
            public_at=pick([at] * 5 + [None]),
        )
        for index in range(1, self.random.randint(2, 4)):
            self._recommendation(row, index)

    def _moment(self) -> Any:
        return self.now - timedelta(hours=self.random.randint(1, 200))

    def _recommendation(self, submission: Submission, number: int) -> None:
        pick = self.random.choice
        words = " ".join(self.random.sample(WORDS, 3))
        is_named = submission.publication == Publication.NAMED
        row = Recommendation.objects.create(
            submission=submission,
            number=number,
            reference=f"{submission.reference}-{number}" if is_named else new_reference(2017),
            text=words,
            search_text=fold(words),
            language=pick(LANGUAGES),
            perspective=pick(["", *Perspective.values]),
            level=pick(["", *Level.values]),
            **{f"is_{phase.value}": pick([True, False]) for phase in Phase},
            disposition=(became := pick(["", *Disposition.values])),
            disposed_at=self.now if became else None,
            set_aside_reason=pick(["", "", "", "", "Twice."]),
            withdrawn_at=pick([None] * 5 + [self.now]),
        )
        themes = self.random.sample(self.themes, self.random.randint(0, 2))
        row.themes.set(themes)
        row.objectives.set(self.random.sample(self.objectives, self.random.randint(0, 2)))
        if self._is_public(row):
            self.public.append(self._said(row, themes, is_named))

    def _is_public(self, row: Recommendation) -> bool:
        answer = row.submission
        return (
            answer.status == Status.ACCEPTED
            and answer.publication != Publication.COUNTED
            and answer.public_at is not None
            and answer.call in self.calls[:2]
            and not row.set_aside_reason
            and row.withdrawn_at is None
        )

    def _said(self, row: Recommendation, themes: list[Theme], is_named: bool) -> Said:
        answer = row.submission
        assert answer.public_at
        return Said(
            reference=row.reference,
            day=answer.public_at.date(),
            parts=tuple(
                tuple(word.strip(",") for word in fold(text).split())
                for text in (row.text, answer.organization if is_named else "")
            ),
            keys={
                "theme": frozenset(theme.slug for theme in themes),
                "category": frozenset([answer.category]),
                "region": frozenset([answer.region if is_named else "undisclosed"]),
                "language": frozenset([row.language]),
                "call": frozenset([answer.call.slug]),
                "perspective": frozenset({row.perspective} - {""}),
                "level": frozenset({row.level} - {""}),
                "phase": frozenset(phase.value for phase in row.phases),
                "objective": frozenset(str(one.number) for one in row.objectives.all()),
                "disposition": frozenset([row.disposition or "waiting"]),
            },
        )

    def found(
        self, asked: "Asked", filters: dict[str, tuple[str, ...]], leave_out: str = ""
    ) -> list[Said]:
        """Search by hand."""
        return [
            said
            for said in self.public
            if asked.is_in(said)
            and all(
                said.keys[facet] & set(values)
                for facet, values in filters.items()
                if facet != leave_out
            )
        ]

    def asked(self) -> "Asked":
        """Return a random query: up to two wishes, perhaps one thing not wanted."""
        kinds = [*(Wish("word", word) for word in WORDS if " " not in word), *WISHES]
        wanted = self.random.sample(kinds, self.random.choice([0, 1, 1, 2]))
        return Asked(tuple(wanted), tuple(self.random.sample(kinds, self.random.choice([0, 0, 1]))))

    def filters(self) -> dict[str, tuple[str, ...]]:
        """Return a random choice of one or two values in some facets."""
        values = {
            "theme": [theme.slug for theme in self.themes],
            "category": list(CATEGORIES),
            "region": list(REGIONS.values()),
            "language": list(LANGUAGES),
            "call": [call.slug for call in self.calls[:2]],
            "perspective": Perspective.values,
            "level": Level.values,
            "phase": Phase.values,
            "objective": ["1", "2", "3"],
            "disposition": [*Disposition.values, "waiting"],
        }
        facets = self.random.sample(FACETS, self.random.randint(0, 3))
        return {facet: tuple(self.random.sample(values[facet], 2)) for facet in facets}
