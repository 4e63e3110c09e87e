"""What people wrote, told from what the portal says: every text of the database, and its pieces."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import CharField, JSONField, SlugField, TextField
from django.utils.html import strip_tags

from common.markdown import render

# Shown as they are in every language: addresses, references, digests, names of files.
WEB = re.compile(r"https?://\S+|\S+\.\w+/\S*")
CODES = re.compile(
    r"[\w.•+-]+@[\w.-]+|\b[A-Z]{3}\d\d-[0-9A-Z]{6}(?:-\d+)?|\b[0-9a-f]{12,}\b|\S+\.\w{2,4}\b"
)
WORD = re.compile(r"[A-Za-z]{2,}")
CODE = re.compile(r"[a-z0-9_.:/-]*")  # such as a status, for which the portal has words
PIECE = 20  # letters from which a text's beginning or middle is known again


class Content:
    """The texts that a database holds, to be found again on a page."""

    def __init__(self, *others: str) -> None:
        """Read them all; `others` are content that is in no table."""
        self.texts: set[str] = set()
        for text in _stored():
            lines = [text, *text.splitlines(), *strip_tags(render(text)).splitlines()]
            self.texts |= {plain(one) for one in lines}
        self.texts = {one for one in self.texts if not CODE.fullmatch(one)}
        self.texts |= {*others, *User.objects.values_list("username", flat=True), *_addresses()}
        self._known: dict[str, str] = {}

    @cached_property
    def _all(self) -> str:
        return "\n".join(self.texts)

    @cached_property
    def _longest_first(self) -> list[str]:
        return sorted((one for one in self.texts if WORD.search(one)), key=len, reverse=True)

    def rest(self, text: str) -> str:
        """Return what is left of a text without content: its Latin words, "" for none."""
        text = plain(text)
        if text not in self._known:
            self._known[text] = " ".join(WORD.findall(self._without(text)))
        return self._known[text]

    def _without(self, text: str) -> str:
        piece = text.strip("…“”«» ")
        if not WORD.search(text) or text in self.texts:
            return ""
        if len(piece) >= PIECE and piece in self._all:
            return ""
        text = WEB.sub(" ", text)
        for known in self._longest_first:
            if known in text:
                text = re.sub(rf"(?<!\w){re.escape(known)}(?!\w)", " ", text)
        return CODES.sub(" ", text)


def plain(text: str) -> str:
    """Return a text with single blanks."""
    return " ".join(text.split())


def _stored() -> Iterator[str]:
    for model in apps.get_models():
        fields = [
            field
            for field in model._meta.fields
            if isinstance(field, CharField | TextField | JSONField)
            and not (isinstance(field, SlugField) or field.choices)
        ]
        for row in model._base_manager.values_list(*[field.attname for field in fields]):
            for value in row:
                yield from _texts_in(value)


def _addresses() -> Iterator[str]:
    """Yield the last parts of addresses, which staff see as they are."""
    for model in apps.get_models():
        for field in model._meta.fields:
            if isinstance(field, SlugField):
                yield from model._base_manager.values_list(field.attname, flat=True)


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value[:1] in ("{", "["):
            try:
                value = json.loads(value)
            except ValueError:
                pass
            else:
                yield from _texts_in(value)
                return
        yield value
    elif isinstance(value, dict):
        yield from _of_all(value.values())
    elif isinstance(value, list | tuple):
        yield from _of_all(value)


def _of_all(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from _texts_in(value)
