"""One row of a table becomes an answer, or a list of what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.countries import country_name
from common.text import count_words
from submissions.imports.mapping import FIELDS, NEEDED, Mapping
from submissions.imports.values import CellError, levelled, readable, vocabularies
from submissions.intake import FROM_DESK, FROM_DRAFT, Answer, Measure
from submissions.models import Call, Category, Publication, Recommendation, Submission

MANY = ("themes", "phases")
OF_MEASURE = ("text", "title", "perspective", "level", "addressed_to")
OF_ROW = ("external_id", "consent_note", *MANY, *OF_MEASURE)
# The fields that may hold several lines, and how many characters, as in the form.
LONGEST = {"text": 20_000, "co_sponsors": 2_000}
Values = dict[str, str]


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell: the row as a spreadsheet counts it, the column's name."""

    row: int
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class Entry:
    """A row that can be entered."""

    row: int
    external_id: str
    answer: Answer
    consent_note: str


@dataclass(frozen=True)
class Defaults:
    """What holds where neither a column nor a constant says it."""

    language: str = "en"
    publication: str = Publication.NAMED


class RowReader:
    """Turns the rows of one table into entries."""

    def __init__(self, call: Call, mapping: Mapping, header: list[str], defaults: Defaults) -> None:
        """Read the themes of the call and look up the columns of the fields."""
        self.call, self.mapping, self.header, self.defaults = call, mapping, header, defaults
        self.vocabularies = vocabularies(call)
        self.rows_by_id: dict[str, int] = {}
        self.places = {
            name: header.index(column)
            for name in FIELDS
            if (column := mapping.source_of(name, header))
        }

    def missing(self) -> list[str]:
        """Return, in words, which columns the table lacks."""
        absent = sorted(set(self.mapping.columns.values()) - set(self.header))
        given = {*self.places, *self.mapping.columns, *self.mapping.constants}
        return [_("There is no column “%(name)s”.") % {"name": name} for name in absent] + [
            _("No column gives “%(name)s”: map one, or set a constant.") % {"name": name}
            for name in NEEDED
            if name not in given
        ]

    def unused(self) -> list[str]:
        """Return the columns that no field comes from."""
        used = {self.header[place] for place in self.places.values()}
        return [name for name in self.header if name and name not in used]

    def read(self, row: int, cells: list[str]) -> Entry | list[Problem]:
        """Return the entry of a row, or everything that is wrong with it."""
        if len(cells) != len(self.header):
            message = _("The row has %(found)s cells, the header %(expected)s.")
            counts = {"found": len(cells), "expected": len(self.header)}
            return [Problem(row, "", "", message % counts)]
        raw = {name: self._raw(name, cells) for name in FIELDS}
        values, wrong = self._values(raw)
        for name, message in self._rules(row, values):
            wrong.setdefault(name, message)
        if wrong.keys() & {"category", "country"} and not raw["organization"].strip():
            wrong.pop("organization", None)  # it may yet come from the country
        if wrong:
            ordered = sorted(wrong, key=lambda name: self.places.get(name, len(cells)))
            return [Problem(row, self._column(name), raw[name], wrong[name]) for name in ordered]
        return self._entry(row, values)

    def _raw(self, name: str, cells: list[str]) -> str:
        cell = cells[self.places[name]] if name in self.places else ""
        return cell if cell.strip() else self.mapping.constants.get(name, "")

    def _column(self, name: str) -> str:
        return self.header[self.places[name]] if name in self.places else name

    def _values(self, raw: Values) -> tuple[Values, Values]:
        """Return the value of each field, and by field what is wrong with its cell."""
        values: Values = {}
        wrong: Values = {}
        for name, cell in raw.items():
            try:
                text = readable(cell)
                text = text if name in LONGEST else " ".join(text.split())
                values[name] = self._value(name, text)
            except (CellError, ValidationError) as error:
                values[name] = ""
                wrong[name] = " ".join(getattr(error, "messages", [str(error)]))
        return values, wrong

    def _value(self, name: str, text: str) -> str:
        if name in MANY:
            parts = [part.strip() for part in text.split(self.mapping.separator)]
            return ",".join(dict.fromkeys(self._known(name, part) for part in parts if part))
        return self._known(name, text) if text else getattr(self.defaults, name, "")

    def _known(self, name: str, text: str) -> str:
        text = self.mapping.aliases.get(name, {}).get(levelled(text), text)
        vocabulary = self.vocabularies.get(name)
        return vocabulary.code_of(text) if vocabulary else text

    def _rules(self, row: int, values: Values) -> Iterator[tuple[str, str]]:
        """Yield a field and a message for each rule between or beyond cells that is broken."""
        name_state(values)
        for name in (*NEEDED, "organization"):
            if not values[name]:
                yield name, _("It is empty.")
        if values["category"] == Category.GOVERNMENT and not values["country"]:
            yield "country", _("A government needs its country.")
        if values["category"] == Category.OTHER and not values["category_other"]:
            yield "category_other", _("Say which category, in words.")
        first = self.rows_by_id.setdefault(values["external_id"], row)
        if first != row and values["external_id"]:
            yield "external_id", _("It stands already in row %(row)s.") % {"row": first}
        if values["external_id"].startswith((FROM_DRAFT, FROM_DESK)):
            yield "external_id", _("It begins as those of the desk do: use another beginning.")
        yield from self._too_long(values)
        yield from _misfits(values)

    def _too_long(self, values: Values) -> Iterator[tuple[str, str]]:
        words = count_words(values["text"])
        if words > self.call.max_words:
            over = {"words": words, "over": words - self.call.max_words}
            yield "text", _("%(words)s words: shorten by %(over)s.") % over
        for name, most in LONGEST.items():
            if len(values[name]) > most:
                yield name, _("It has more than %(most)s characters.") % {"most": most}

    def _entry(self, row: int, values: Values) -> Entry:
        measure = Measure(
            text=values["text"],
            title=values["title"],
            perspective=values["perspective"],
            level=values["level"],
            addressed_to=values["addressed_to"],
            themes=_parts(values["themes"]),
            phases=_parts(values["phases"]),
        )
        fields = {name: value for name, value in values.items() if name not in OF_ROW}
        answer = Answer(recommendations=(measure,), **fields)
        return Entry(row, values["external_id"], answer, values["consent_note"])


def _misfits(values: Values) -> Iterator[tuple[str, str]]:
    """Yield what the columns of the database would refuse: too long, no e-mail address."""
    for name, value in values.items():
        model = Recommendation if name in OF_MEASURE else Submission
        if name in MANY or not value:
            continue
        try:
            getattr(model, name).field.run_validators(value)
        except ValidationError as error:
            yield name, " ".join(error.messages)


def name_state(values: Values) -> None:
    """Let a government without the name of a body be its State, under the UN's name."""
    if values["category"] == Category.GOVERNMENT and not values["organization"]:
        values["organization"] = country_name(values["country"], values["language"])


def _parts(joined: str) -> tuple[str, ...]:
    return tuple(filter(None, joined.split(",")))
