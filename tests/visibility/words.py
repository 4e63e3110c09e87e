"""Words that stand in one field of one row only, so that each can be found wherever it leaks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

# A word; a reference; what may be the public id of a private address.
FORMS = [r"qx\d{4}z", r"idm\d\d-[0-9a-z]{6}(?:-\d+)?", r"(?<![a-z0-9])[a-z2-9]{16}(?![a-z0-9])"]


@dataclass(frozen=True)
class Word:
    """A text that nothing else holds: whose it is, what it is, and where readers may meet it."""

    text: str
    owner: str
    field: str
    places: frozenset[str] = frozenset()
    is_searchable: bool = False

    def __str__(self) -> str:
        """Return whose word it is, for the message of a test that fails."""
        return f"{self.field} of {self.owner} ({self.text})"

    @property
    def disguised(self) -> str:
        """The word with an accent that searching levels: an echo of it is not a hit."""
        return self.text[:-1] + "ž"


@dataclass
class Words:
    """All words of a world."""

    by_text: dict[str, Word] = field(default_factory=dict)
    phrases: list[str] = field(default_factory=list)

    def new(
        self,
        owner: str,
        name: str,
        places: Iterable[str] = (),
        *,
        is_searchable: bool = False,
    ) -> str:
        """Make a word for a field and return it."""
        text = f"qx{len(self.by_text):04d}z"
        return self.add(text, owner, name, places, is_searchable=is_searchable)

    def add(
        self,
        text: str,
        owner: str,
        name: str,
        places: Iterable[str] = (),
        *,
        is_searchable: bool = False,
    ) -> str:
        """Register a text that was made elsewhere, such as a reference, and return it."""
        self.by_text[text.lower()] = Word(text, owner, name, frozenset(places), is_searchable)
        return text

    def phrase(self, text: str, owner: str, name: str, places: Iterable[str] = ()) -> None:
        """Register words of any form, such as the name of a country."""
        self.phrases.append(re.escape(text.lower()))
        self.add(text, owner, name, places)

    def found(self, text: str) -> set[Word]:
        """Return the registered words that stand in a text, in capitals or small letters."""
        pattern = re.compile("|".join([*self.phrases, *FORMS]))
        found = (self.by_text.get(hit) for hit in pattern.findall(text.lower()))
        return {word for word in found if word is not None}

    def __iter__(self):
        """Go through all words."""
        return iter(self.by_text.values())
