"""Read an offline form back: what was typed as the web form has it, and what is wrong with it."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import prefetch_related_objects
from django.http import QueryDict
from django.utils.translation import gettext as _

from common.files import clean_name
from common.lists import enumerated, listed
from submissions.forms.answer import AnswerForm
from submissions.forms.recommendations import MOST_SHOWN, RecommendationForm
from submissions.forms.sheet import Sheet
from submissions.forms.typed import MANY, set_rows
from submissions.forms.typed import Shown as Filled
from submissions.models import Call
from submissions.offline import fields
from submissions.offline.content import Content, Row, content_of
from submissions.offline.leftovers import left_out
from submissions.offline.marks import chosen_in
from submissions.rows import PREFIX, Typed

# Where a message belongs: the document, the main form, then each recommendation by its index.
WHOLE, MAIN = -2, -1
ORDER = ["", *fields.FIELDS.values()]


@dataclass(frozen=True)
class Read:
    """What stands in a document; `problems` as an error summary takes them."""

    typed: Typed
    problems: list[dict[str, str]]


class _Reading:
    """A document while it is read: the main form, the recommendations, and what is wrong where."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.vocabulary = fields.vocabulary(call)
        self.choices = fields.choices(call)
        self.by_label = fields.codes_by_label()
        self.main: Filled = {}
        self.rows: list[Filled] = []
        self.problems: dict[tuple[int, str], list[str]] = {}
        self.is_form = False
        self._place = 0

    def tell(self, row: int, name: str, message: str) -> None:
        """Keep what is wrong with a field of a form."""
        self.problems.setdefault((row, name), []).append(message)

    def take(self, row: Row) -> None:
        """Read a row of a table; a field that stood further up begins the next recommendation."""
        code = fields.code_of(row.label, self.by_label)
        if not code:
            return
        self.is_form = True
        name = fields.FIELDS[code]
        if code in fields.MAIN:
            self._put(MAIN, name, row.value, self.main)
            return
        place = ORDER.index(name)
        if not self.rows or (place <= self._place and self.rows[-1]):
            self.rows.append({})
        self._place = place
        self._put(len(self.rows) - 1, name, row.value, self.rows[-1])

    def _put(self, row: int, name: str, value: list[str], into: Filled) -> None:
        """Put what stands in a cell into a form, as the values that a browser would send."""
        if name in self.choices:
            values = self._chosen(row, name, value)
        elif name in fields.LONG:
            values = ["\n".join(value).strip()]
        else:
            values = [" ".join(line.strip() for line in value if line.strip())]
        if name == "country" and values[0]:
            values = [self._country(row, values[0])]
        values = [one for one in values if one]
        if values and into.setdefault(name, values) != values:
            text = _("It stands twice in the document. Left out was: “%(words)s”.")
            self.tell(row, name, text % {"words": "\n".join(values)})

    def _country(self, row: int, words: str) -> str:
        """Return the value of a country, or the words where it is none."""
        value = fields.country_of(words, self.vocabulary["country"])
        if not value:
            text = _("“%(words)s” is not in the list of countries.")
            self.tell(row, "country", text % {"words": words})
        return value or words

    def _chosen(self, row: int, name: str, value: list[str]) -> list[str]:
        """Return the values that are chosen, and the words that are none of the choices."""
        chosen, labels = chosen_in(value, self.vocabulary[name]), dict(self.choices[name])
        if chosen.unknown:
            text = _("“%(words)s” is not one of the choices: %(choices)s.")
            parts = {"words": enumerated(chosen.unknown), "choices": enumerated(labels.values())}
            self.tell(row, name, text % parts)
        if name in MANY or len(chosen.values) + len(chosen.unknown) < 2:
            return [*chosen.values, *chosen.unknown]
        several = str(enumerated([*(labels[one] for one in chosen.values), *chosen.unknown]))
        if not chosen.unknown:
            text = _("Choose one. Marked are: %(words)s.")
            self.tell(row, name, text % {"words": several})
        return [several]

    @property
    def typed(self) -> Typed:
        """What was typed, as the web form would send it."""
        typed: Typed = {name: [*values] for name, values in self.main.items()}
        rows = [row for row in self.rows if row]
        set_rows(typed, rows)
        typed[f"{PREFIX}-TOTAL_FORMS"] = [str(max(len(rows), 1))]
        typed[f"{PREFIX}-INITIAL_FORMS"] = ["0"]
        return typed


def read(file: File | None, call: Call, *, staff: bool = False) -> Read:
    """Return what stands in an offline form of the call, whichever language it was made in.

    `staff`: it is judged by what staff must enter. Words that are none of the choices stay where
    they were typed, beside the message that tells of them.

    Raises ValidationError, in words for the sender, where there is no file, or one that cannot be
    opened, is no offline form, that of another call, or an empty one.
    """
    if file is None:
        raise ValidationError(_("Choose the file that was filled in."))
    content = content_of(file)
    name = {"name": clean_name(file.name or "")}
    language = _language_of(content, call)
    prefetch_related_objects([call], "themes")
    reading = _Reading(call)
    for row in content.rows:
        reading.take(row)
    if not reading.is_form:
        text = _("“%(name)s” is not an offline form of this portal.")
        raise ValidationError(text, params=name)
    if not reading.main and not any(reading.rows):
        raise ValidationError(_("Nothing is filled in in “%(name)s”."), params=name)
    if language:
        reading.main.setdefault("language", [language])
    _tell_of_the_whole(reading, content, language)
    _judge(reading, staff=staff)
    return Read(reading.typed, _summary(reading))


def _language_of(content: Content, call: Call) -> str:
    """Return the language of the form, "" where it no longer tells.

    Raises ValidationError for the form of another call.
    """
    told = [*content.outside, *(line for row in content.rows for line in row.label)]
    match = fields.MARKER.search("\n".join(told))
    if match is None:
        return ""
    slug, language = match[1].lower(), match[2].lower()
    if slug != call.slug.lower():
        other = Call.objects.public().filter(slug=slug).first()
        text = _("This is the offline form of another call, “%(call)s”. Upload it there.")
        raise ValidationError(text, params={"call": other.said("title") if other else slug})
    return language if language in fields.LANGUAGES else ""


def _tell_of_the_whole(reading: _Reading, content: Content, language: str) -> None:
    """Keep what people should know of the document before they send what was in it."""
    if content.has_tracked_changes:
        text = _("It holds tracked changes: inserted words were taken, deleted ones left out.")
        reading.tell(WHOLE, "", text)
    if not language:
        reading.tell(WHOLE, "", _("It does not say to which call it belongs. Is it this one?"))
    if len(reading.rows) > MOST_SHOWN:
        text = _("What comes after recommendation %(number)s was left out.")
        reading.tell(WHOLE, "", text % {"number": MOST_SHOWN})
        del reading.rows[MOST_SHOWN:]
        for place in [one for one in reading.problems if one[0] >= MOST_SHOWN]:
            del reading.problems[place]
    if left := left_out(content, reading.call, language):
        text = _("Left out, since it stands outside the cells: “%(words)s”.")
        reading.tell(WHOLE, "", text % {"words": "\n".join(left)})


def _judge(reading: _Reading, *, staff: bool) -> None:
    """Keep what the form would refuse, where nothing else is wrong with the field yet."""
    data = QueryDict(mutable=True)
    for name, values in reading.typed.items():
        data.setlist(name, values)
    data["consent"] = "on"  # given when it is sent, not before
    sheet = Sheet(reading.call, data, staff=staff)
    sheet.is_valid()
    for row, form in enumerate([sheet.main, *sheet.recommendations.forms], start=MAIN):
        for name in fields.FIELDS.values():
            if name in form.fields and (row, name) not in reading.problems:
                for message in form.errors.get(name, []):
                    reading.tell(row, name, str(message))
    for message in sheet.recommendations.non_form_errors():
        reading.tell(WHOLE, "", str(message))


def _summary(reading: _Reading) -> list[dict[str, str]]:
    """Return each message with its place, in the order of the form."""
    found = sorted(reading.problems.items(), key=lambda one: (one[0][0], ORDER.index(one[0][1])))
    return [
        {"message": f"{place}: {message}" if place else message, "anchor": _anchor(row, name)}
        for (row, name), messages in found
        for place in [_place(row, name)]
        for message in messages
    ]


def _place(row: int, name: str) -> str:
    number = _("Recommendation %(number)s") % {"number": row + 1} if row > MAIN else ""
    return str(listed([number, fields.label(name)])) if name else ""


def _anchor(row: int, name: str) -> str:
    """Return the id of a field's control, or of what holds its boxes."""
    if not name:
        return "main"
    form = AnswerForm if row == MAIN else RecommendationForm
    control = f"id_{name}" if row == MAIN else f"id_{PREFIX}-{row}-{name}"
    return form.base_fields[name].widget.id_for_label(control) or f"{control}_field"
