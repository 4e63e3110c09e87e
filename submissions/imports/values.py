"""What a cell may say: readable text, and names that are known to the call and the portal."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.countries import INTERNATIONAL, codes_by_name, country_name
from common.lists import enumerated
from common.text import clean_text, fold
from submissions.models import Call, Category, Publication
from submissions.models.recommendations import Level, Perspective, Phase

# A cell that was read with bytes outside its encoding holds these instead.
ESCAPED_BYTES = range(0xDC80, 0xDD00)
MOST_SUGGESTIONS = 3


class CellError(ValueError):
    """A cell cannot be taken; the message says why and what helps."""


@dataclass(frozen=True)
class Vocabulary:
    """The values of a field: `names` is name -> code, `labels` code -> what people read."""

    field: str
    names: dict[str, str]
    labels: dict[str, str]

    def code_of(self, text: str) -> str:
        """Return the code of a name or code; raises CellError with what might be meant."""
        folded = levelled(text)
        if folded in self.names:
            return self.names[folded]
        alike = re.compile(rf"\b{re.escape(folded)}\b")
        codes = {code for name, code in self.names.items() if code and alike.search(name)}
        raise CellError(self._unknown(text, sorted(codes)))

    def _unknown(self, text: str, alike: list[str]) -> str:
        told = [_("“%(text)s” is not known as %(field)s.") % {"text": text, "field": self.field}]
        if 0 < len(alike) <= MOST_SUGGESTIONS:
            likely = " / ".join(f"{code} ({self.labels[code]})" for code in alike)
            told.append(_("Perhaps %(likely)s?") % {"likely": likely})
        elif self.field == "country":
            told.append(_("Write its ISO code, its UN name, or “international”."))
        elif self.labels:
            told.append(_("Known are: %(codes)s.") % {"codes": enumerated(self.labels)})
        else:
            return " ".join([*told, _("This call has none.")])
        alias = f'--alias "{self.field}:{text}={alike[0] if len(alike) == 1 else "…"}"'
        return " ".join([*told, _("An alias helps: %(alias)s") % {"alias": alias}])


def levelled(text: str) -> str:
    """Return a name for comparing: case, accents and kinds of apostrophes levelled."""
    return fold(text).replace("’", "'")


def readable(raw: str) -> str:
    """Return the text of a cell as it is kept.

    Raises CellError for bytes outside the encoding, ValidationError for other unreadable signs.
    """
    for char in raw:
        if ord(char) in ESCAPED_BYTES:
            raise CellError(
                _(
                    "The byte 0x%(byte)02X does not belong to this encoding. Save the file as "
                    "UTF-8, or name its encoding: --encoding cp1252"
                )
                % {"byte": ord(char) - 0xDC00}
            )
    return clean_text(raw)


def vocabularies(call: Call) -> dict[str, Vocabulary]:
    """Return the vocabulary of each field that has one; themes are those of the call."""
    themes = list(call.themes.values_list("slug", "name"))
    theme_names = {levelled(name): slug for slug, name in themes}
    theme_names |= {levelled(slug): slug for slug, _name in themes}
    found = [
        _of_choices("category", Category.choices),
        _of_choices("publication", Publication.choices),
        _of_choices("language", settings.LANGUAGES),
        _of_choices("perspective", Perspective.choices),
        _of_choices("level", Level.choices),
        _of_choices("phases", Phase.choices),
        Vocabulary("themes", theme_names, dict(themes)),
        _countries(),
    ]
    return {vocabulary.field: vocabulary for vocabulary in found}


def _of_choices(field: str, pairs: Iterable[tuple[str, object]]) -> Vocabulary:
    """Know choices by their codes, and by their labels in every language of the portal."""
    pairs = list(pairs)
    names: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            names |= {levelled(str(label)): code for code, label in pairs}
    names |= {levelled(code): code for code, _label in pairs}
    return Vocabulary(field, names, {code: str(label) for code, label in pairs})


def _countries() -> Vocabulary:
    names = {levelled(name): code for name, code in codes_by_name().items()}
    labels = {code: country_name(code, "en") for code in names.values()}
    names |= {levelled(code): code for code in labels}
    return Vocabulary("country", {**names, INTERNATIONAL: ""}, labels)
