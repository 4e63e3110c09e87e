"""The tables of the file: the list from which it is made is the list that explains it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from dialogues.models import Dialogue, Workshop
from outcomes.models import OutcomeDocument, Statement
from submissions.models import Call, Recommendation, Stakeholder, Theme

CITED_FROM = ("source", "Where this is known from")
DOUBT = ("is_unverified", "1 where readers see the tag “unverified”")


@dataclass(frozen=True)
class Column:
    """A column: its name, what it means, and the field that it is read from.

    A field of "" is written by `rows.py`, which knows who may be named.
    """

    name: str
    meaning: str
    field: str = ""


@dataclass(frozen=True)
class Table:
    """A table: name, meaning, columns, how many of the first ones are its key, and its rows.

    `rows` is None where `rows.py` writes them. `marked`: fields that are not told and on which
    other rows rest: when they change, what was built is not true any more.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: int = 1
    rows: Callable[[], QuerySet[Any]] | None = None
    marked: tuple[str, ...] = ()

    @property
    def fields(self) -> list[str]:
        """The fields that its columns are read from."""
        return [column.field for column in self.columns]


def _read(*columns: tuple[str, str] | tuple[str, str, str]) -> tuple[Column, ...]:
    """Return columns that are read from fields, of the same name where none is given."""
    return tuple(Column(name, meaning, *field or (name,)) for name, meaning, *field in columns)


def _written(*columns: tuple[str, str]) -> tuple[Column, ...]:
    return tuple(Column(name, meaning) for name, meaning in columns)


def _themes() -> QuerySet[Theme]:
    """Return the themes that a public call asks about or a public recommendation has."""
    said = Recommendation.themes.through.objects.filter(
        recommendation__in=Recommendation.objects.public()
    )
    asked = Call.themes.through.objects.filter(call__in=Call.objects.public())
    return Theme.objects.filter(Q(pk__in=said.values("theme")) | Q(pk__in=asked.values("theme")))


def _statements() -> QuerySet[Statement]:
    return Statement.objects.filter(section__document__in=OutcomeDocument.objects.public())


TABLES = (
    Table(
        "dialogues",
        "The dialogues of each year",
        _read(
            ("slug", "Key: the last part of the address of its page"),
            ("year", "Year"),
            ("theme", "Theme; empty where there was none or it is not known"),
            ("summary", "Two or three sentences"),
            ("is_sample", "1 where everything in it is a sample", "is_demonstration"),
            CITED_FROM,
            ("note", "A doubt, or two sources that differ"),
            DOUBT,
        ),
        rows=lambda: Dialogue.objects.public().order_by("slug"),
    ),
    Table(
        "workshops",
        "The meetings of the dialogues",
        _read(
            ("dialogue", "dialogues.slug", "dialogue__slug"),
            ("slug", "With the dialogue its key: the last part of the address of its page"),
            ("number", "Which one of its dialogue"),
            ("title", "Title"),
            ("city", "City"),
            ("country", "ISO 3166-1 code"),
            ("venue", "Venue"),
            ("starts_on", "First day"),
            ("ends_on", "Last day"),
            ("overview", "What it was about, in Markdown"),
            ("participants", "The reported number of participants"),
            ("participants_note", "The same in words, where no number was reported"),
            CITED_FROM,
            ("note", "A doubt, or two sources that differ"),
            DOUBT,
        ),
        key=2,
        rows=lambda: Workshop.objects.public().order_by("dialogue__slug", "slug"),
    ),
    Table(
        "calls",
        "Calls for input",
        _read(
            ("slug", "Key: the last part of the address of its page"),
            ("dialogue", "dialogues.slug", "dialogue__slug"),
            ("title", "Title"),
            ("brief", "What is asked, in Markdown"),
            ("guiding_questions", "One question a line"),
            ("opens_at", "Moment from which answers are taken"),
            ("closes_at", "Deadline"),
            ("time_zone", "Time zone in which days of this call are told"),
            ("licence", "Terms of reuse of what was said in it"),
        ),
        rows=lambda: Call.objects.public().order_by("slug"),
        marked=("pk", "publish_from"),
    ),
    Table(
        "themes",
        "Subjects that recommendations are sorted by",
        _read(("slug", "Key"), ("name", "Name"), ("order", "Place in lists")),
        rows=lambda: _themes().order_by("slug"),
    ),
    Table(
        "stakeholders",
        "Organizations that have said something in public under their name",
        _read(
            ("slug", "Key: the last part of the address of its page"),
            ("name", "Name"),
            ("category", "Code of the category"),
            ("country", "ISO 3166-1 code; empty: international"),
        ),
        rows=lambda: Stakeholder.objects.public().order_by("slug"),
        marked=("pk",),
    ),
    Table(
        "recommendations",
        "What was said, in the words in which it was sent",
        _written(
            ("reference", "Key: the name that people cite"),
            ("url", "Address of its page"),
            ("call", "calls.slug"),
            ("stakeholder", "stakeholders.slug; empty where it shows its category alone"),
            ("category", "Code of the category of stakeholder"),
            ("category_other", "The category in words where it is “other”; only with a name"),
            ("country", "ISO 3166-1 code; empty: international, or without a name"),
            ("region", "Code of the UN regional group; not_disclosed without a name"),
            ("language", "Language of title and text"),
            ("title", "Title; may be empty"),
            ("text", "Text"),
            ("perspective", "policy, cooperation or practical; may be empty"),
            (
                "level",
                "Level of vulnerability: individual, household_family, community, structural",
            ),
            ("is_before", "1 where it is about the phase before migration"),
            ("is_during", "1 where it is about the phase during migration"),
            ("is_after", "1 where it is about the phase after migration"),
            ("addressed_to", "Who should act"),
            ("published_on", "Day from which it could be read, in the time zone of the call"),
        ),
    ),
    Table(
        "recommendation_themes",
        "Which recommendation has which theme",
        _written(("reference", "recommendations.reference"), ("theme", "themes.slug")),
        key=2,
    ),
    Table(
        "dispositions",
        "What became of a recommendation, where it is told",
        _written(
            ("reference", "Key: recommendations.reference"),
            ("disposition", "reflected, partly, noted or not_taken_up"),
            ("reason", "The public reason, in the words of the IDM Unit"),
            ("told_on", "Day on which it was told, in the time zone of the call"),
        ),
    ),
    Table(
        "outcome_documents",
        "What a dialogue or workshop came to",
        _read(
            ("slug", "Key: the last part of the address of its page"),
            ("dialogue", "dialogues.slug", "dialogue__slug"),
            ("kind", "chairs_summary, key_recommendations or report"),
            ("title", "Title"),
            ("introduction", "Introduction, in Markdown"),
            ("published_at", "Moment at which it was first published"),
        ),
        rows=lambda: OutcomeDocument.objects.public().order_by("slug"),
    ),
    Table(
        "statements",
        "The numbered sentences of outcome documents",
        _read(
            ("id", "Key; on the page of the document its place is #statement-<id>"),
            ("document", "outcome_documents.slug", "section__document__slug"),
            ("section", "Title of its section", "section__title"),
            ("number", "Number in the document"),
            ("text", "Text"),
            ("is_editorial", "1 where it rests on no recommendation: thanks, a transition"),
        ),
        rows=lambda: _statements().order_by("pk"),
    ),
    Table(
        "citations",
        "Which statement rests on which recommendation",
        _written(
            ("statement", "statements.id"),
            ("reference", "recommendations.reference"),
            ("kind", "reflects, partly or diverges"),
            ("quote", "The words that it rests on; empty where they have been changed since"),
        ),
        key=2,
    ),
    Table(
        "participation",
        "How many public recommendations, as on the page on who has spoken",
        _written(
            ("call", "calls.slug"),
            ("category", "Code of the category of stakeholder"),
            ("region", "Code of the UN regional group; not_disclosed without a name"),
            ("recommendations", "How many"),
        ),
        key=3,
    ),
    Table(
        "counted_only",
        "How many answers are counted and not published",
        _written(("call", "calls.slug"), ("answers", "How many")),
    ),
)
BY_NAME = {table.name: table for table in TABLES}
