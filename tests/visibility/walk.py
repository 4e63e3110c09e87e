"""Open addresses as a reader does, and read all of what comes back."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

from django.test import Client

from tests.documents import words_of_pdf
from tests.visibility.addresses import Address
from tests.visibility.words import Word, Words

TYPESET = b"%PDF-1.7"  # made by the portal; what the world's answers enclose is older


@dataclass(frozen=True)
class Read:
    """What an address gave: the response, and its status line, headers and body as one text."""

    address: Address
    response: Any
    text: str


def read(client: Client, address: Address, **headers: str) -> Read:
    """Open an address; streamed content is read to its end, packages and databases are unpacked."""
    response: Any = client.get(address.url, headers=headers)
    is_streamed = response.streaming
    body = b"".join(response.streaming_content) if is_streamed else response.content
    body = unpacked(body)
    if body.startswith(TYPESET):
        body = words_of_pdf(body).encode()
    parts = [f"{response.status_code} {response.reason_phrase}"]
    parts += [f"{name}: {value}" for name, value in response.items()]
    parts.append(str(response.cookies))
    if response.get("Content-Type", "").startswith("text/calendar"):
        body = body.replace(b"\r\n ", b"")  # a long line is folded, also within a word
    return Read(address, response, "\n".join([*parts, body.decode("utf-8", "replace")]))


def unpacked(body: bytes) -> bytes:
    """Return what is in a package or an SQLite database; of the latter its very bytes as well."""
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as package:
            return b"\n".join(map(package.read, package.namelist()))
    if body.startswith(b"SQLite format 3"):
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(body)
            return body + "\n".join(database.iterdump()).encode()
    return body


def told(page: Read, words: Words) -> set[Word]:
    """Return the words that a page told; what stood in its address told nothing new."""
    asked = words.found(unquote(page.address.url))
    return words.found(page.text) - asked


def leaks(page: Read, words: Words) -> list[str]:
    """Return, in words for the reader of a failed test, what should not stand on a page."""
    return [
        f"{page.address.url} tells the {word}"
        for word in told(page, words)
        if not word.places & page.address.places
    ]


def walk(client: Client, addresses: Iterable[Address]) -> Iterable[Read]:
    """Open one address after the other."""
    for address in addresses:
        yield read(client, address)
