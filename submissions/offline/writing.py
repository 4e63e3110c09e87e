"""Write the offline form of a call: empty, or filled with a draft."""

from html import unescape

from django.conf import settings
from django.forms import Field
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from docx.table import Table

from common.countries import INTERNATIONAL, REGIONS, country_name
from common.markdown import render
from common.text import lines
from submissions.deadlines import deadline
from submissions.forms.answer import CONSEQUENCES
from submissions.forms.sheet import Sheet
from submissions.forms.typed import Shown, initial_of, rows_of
from submissions.models import Call, Publication
from submissions.offline import fields
from submissions.offline.marks import EMPTY_BOX, FULL_BOX
from submissions.offline.paper import Paper
from submissions.rows import Typed

# So many recommendations an empty form has room for; more are copies.
ROOM = 3


def written(call: Call, language: str, typed: Typed | None = None) -> bytes:
    """Return the form of a call as a DOCX in a language, filled with what was typed, if anything.

    Filled, it has as many recommendations as were typed.
    """
    with translation.override(language):
        return _Form(call, language, typed or {}).saved()


class _Form:
    """The document while it is written, in the active language."""

    def __init__(self, call: Call, language: str, typed: Typed) -> None:
        self.call, self.language = call, language
        self.sheet = Sheet(call)
        self.choices = fields.choices(call)
        self.initial, self.rows = initial_of(typed), rows_of(typed)
        self.paper = Paper(language, call.said("title"))

    def saved(self) -> bytes:
        """Write all parts in their order, and return the document."""
        self._write_head()
        self.paper.heading(_("Who is answering"), 1)
        self._write_main(fields.WHO)
        self._write_recommendations()
        self._write_publication()
        self.paper.line_below(self.call.said("title"))
        return self.paper.saved()

    def _write_head(self) -> None:
        paper, call = self.paper, self.call
        paper.heading(call.said("title"), 0)
        paper.text(deadline(call))
        address = f"{settings.BASE_URL}{reverse('submissions:offline-upload', args=[call.slug])}"
        address += "\u200e" if paper.is_rtl else ""  # else its last stroke stands before it
        paper.heading(_("How to use this form"), 1)
        upload = _(
            "Upload the document at %(address)s. You see all of it in the web form, can change it "
            "and add files, and send it there. Nothing is sent before."
        )
        steps = [
            _("Write into the cells beside the labels. Replace the box of your choice with an x."),
            _("For one more recommendation copy a whole table and paste it below the last one."),
            upload % {"address": address},
        ]
        paper.numbered(steps)
        paper.text(
            _("Leave the small codes in brackets: by them the document is read."), run="Hint"
        )
        paper.text(fields.marker(call, self.language), run="Code")
        if brief := lines(unescape(strip_tags(render(call.said("brief"))))):
            paper.heading(_("What is asked"), 1)
            for line in brief:
                paper.text(line)
        if call.questions:
            paper.heading(_("Guiding questions"), 1)
            for question in call.questions:
                paper.text(question, "List Bullet")

    def _write_main(self, codes: dict[str, str]) -> None:
        table = self.paper.table()
        for code, name in codes.items():
            self._write_field(table, code, name, self.sheet.main.fields[name], self.initial)

    def _write_recommendations(self) -> None:
        self.paper.heading(_("Recommendations"), 1)
        blank = self.sheet.blank.fields
        rows = self.rows or [{}] * min(ROOM, self.call.max_recommendations)
        for number, row in enumerate(rows, start=1):
            self.paper.heading(_("Recommendation %(number)s") % {"number": number}, 2)
            table = self.paper.table()
            for code, name in fields.OF_EACH.items():
                if name != "themes" or self.choices["themes"]:
                    self._write_field(table, code, name, blank[name], row)

    def _write_publication(self) -> None:
        self.paper.heading(_("How it is published"), 1)
        for choice in Publication:
            self.paper.text(f"{choice.label}{_(': ')}{CONSEQUENCES[choice]}")
        self._write_main(fields.HOW)
        self.paper.heading(_("Consent"), 1)
        self.paper.text(_("Whoever sends the answer is asked to agree to this:"))
        for line in lines(self.call.said("consent_text")) + lines(self.call.said("licence")):
            self.paper.text(line)

    def _write_field(self, table: Table, code: str, name: str, field: Field, row: Shown) -> None:
        self.paper.row(
            table,
            fields.label(name),
            code,
            self._value(name, row),
            hint=str(field.help_text),
            optional="" if field.required else _("optional"),
            is_long=name == "text",
            is_ours=name in self.choices,
        )

    def _value(self, name: str, row: Shown) -> list[str]:
        """Return the lines of a cell: choices with their boxes, or what was typed."""
        value = row.get(name, [])
        values = value if isinstance(value, list) else [value]
        if name in self.choices:
            pairs = self.choices[name]
            known = {choice for choice, _words in pairs}
            boxes = {choice: FULL_BOX if choice in values else EMPTY_BOX for choice in known}
            listed = [f"{boxes[choice]} {words}" for choice, words in pairs]
            return [*listed, *(one for one in values if one and one not in known)]
        text = str(values[-1]) if values else ""
        if name == "country":
            text = _country(text)
        return text.replace("\r\n", "\n").split("\n")


def _country(value: str) -> str:
    return str(REGIONS[INTERNATIONAL]) if value == INTERNATIONAL else country_name(value) or value
