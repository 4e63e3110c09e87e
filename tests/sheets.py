"""Fill in, send and read the pages of an answer as a browser without a script does."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from submissions.forms import traps
from submissions.models import Call

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
BOUNDARY = b"limit-of-a-part"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY.decode()}"
Pairs = Iterable[tuple[str, "str | bytes | Upload"]]
Typed = dict[str, list[str]]
WORDS = (
    "Cities and border services should agree on one referral path for every migrant who needs "
    "protection, and publish each year how many people were helped by it."
)


@dataclass(frozen=True)
class Upload:
    """A file as a browser sends it; `name` in bytes goes out as it is."""

    name: str | bytes
    content: bytes
    content_type: str = "application/octet-stream"


@dataclass
class Node:
    """An element of a page."""

    tag: str
    attrs: dict[str, str]
    parent: "Node | None" = None
    parts: list["Node | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """Yield the element and all in it, but nothing inside <template>."""
        yield self
        for part in self.parts if self.tag != "template" else ():
            if isinstance(part, Node):
                yield from part.walk()

    @property
    def raw(self) -> str:
        """All its text, as it stands."""
        if self.tag == "br":
            return "\n"
        return "".join(part if isinstance(part, str) else part.raw for part in self.parts)

    @property
    def text(self) -> str:
        """All its text with single blanks."""
        return " ".join(self.raw.split())


class Page(HTMLParser):
    """A page as its reader sees it: controls, what they hold, errors and what they stand at."""

    def __init__(self, response: Any) -> None:
        super().__init__()
        self.status = response.status_code
        self.html = response.content.decode()
        self.root = self.here = Node("", {})
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Put an element into the one that is open."""
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.parts.append(node)
        if tag not in VOID:
            self.here = node

    def handle_endtag(self, tag: str) -> None:
        """Close the element."""
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}> at {self.getpos()}"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        """Put text into the element that is open."""
        self.here.parts.append(data)

    def all(self, *tags: str) -> list[Node]:
        """Return the elements of these tags, in their order."""
        return [node for node in self.root.walk() if node.tag in tags]

    def with_id(self, identifier: str) -> Node:
        """Return the one element with the id."""
        (found,) = [node for node in self.root.walk() if node.attrs.get("id") == identifier]
        return found

    @property
    def main(self) -> str:
        """The text of the page between its head and foot."""
        return self.all("main")[0].text

    @property
    def controls(self) -> list[Node]:
        """The controls of the main form."""
        return [node for node in self.all("input", "select", "textarea") if "name" in node.attrs]

    @property
    def fields(self) -> Typed:
        """What the browser would send, without files and without the button."""
        found: Typed = {}
        for control in self.controls:
            for value in held_by(control):
                found.setdefault(control.attrs["name"], []).append(value)
        return found

    @property
    def buttons(self) -> list[str]:
        """The values of the buttons named `do` that are shown."""
        named = [node.attrs for node in self.all("button") if node.attrs.get("name") == "do"]
        return [attrs["value"] for attrs in named if "hidden" not in attrs]

    def error_at(self, name: str) -> str:
        """Return the error that the control is described by, "" for none."""
        described: set[str] = set()
        for control in [node for node in self.controls if node.attrs["name"] == name]:
            node: Node | None = control
            while node is not None and node.tag != "form":
                if node is control or node.tag == "fieldset":
                    described |= set(node.attrs.get("aria-describedby", "").split())
                node = node.parent
        errors = [identifier for identifier in described if identifier.endswith("_error")]
        return " ".join(self.with_id(identifier).text for identifier in errors)

    @property
    def summary(self) -> list[tuple[str, str]]:
        """The links of the error summary: (id, message)."""
        if not any(node.attrs.get("id") == "errors" for node in self.root.walk()):
            return []
        links = [node for node in self.with_id("errors").walk() if node.tag == "a"]
        return [(node.attrs["href"].removeprefix("#"), node.text) for node in links]

    def names_at(self, identifier: str) -> set[str]:
        """Return the names of the controls that an id of the page holds or is."""
        nodes = list(self.with_id(identifier).walk())
        return {node.attrs["name"] for node in nodes if node in self.controls}


def held_by(control: Node) -> list[str]:
    """Return what a control sends."""
    if "disabled" in control.attrs:
        return []
    if control.tag == "textarea":
        return [control.raw.removeprefix("\n")]
    if control.tag == "select":
        options = [node for node in control.walk() if node.tag == "option"]
        chosen = [node for node in options if "selected" in node.attrs] or options[:1]
        return [node.attrs["value"] for node in chosen]
    kind = control.attrs.get("type", "text")
    if kind == "file" or (kind in ("radio", "checkbox") and "checked" not in control.attrs):
        return []
    return [control.attrs.get("value", "on" if kind == "checkbox" else "")]


def address(call: Call) -> str:
    """Return the address of a call's form."""
    return address_of(call.slug)


def address_of(slug: str) -> str:
    """Return the address of the form of the call with this slug."""
    return reverse("submissions:submission-create", args=[slug])


def new_key() -> str:
    """Return a key such as the form carries."""
    return secrets.token_urlsafe(24)


def filled(call: Call, *, recommendations: int = 1, **fields: str | list[str]) -> Typed:
    """Return every field of a good answer, each filled; `fields` come on top.

    A field that is set to [] is left out.
    """
    typed: Typed = {
        "key": [new_key()],
        traps.STAMP: [traps.stamp(call, at=timezone.now() - timedelta(minutes=9))],
        "consent_version": [call.consent_version],
        "organization": ["Association Al Amal"],
        "acronym": ["AAA"],
        "category": ["other"],
        "category_other": ["Network of clinics"],
        "country": ["MA"],
        "on_behalf_of": ["Clinics of the coast"],
        "co_sponsors": ["First sponsor\nSecond sponsor"],
        "contact_name": ["Amina Example"],
        "contact_email": ["amina@example.org"],
        "language": ["fr"],
        "publication": ["anonymous"],
        "consent": ["on"],
        "recommendations-TOTAL_FORMS": [str(recommendations)],
        "recommendations-INITIAL_FORMS": ["0"],
    }
    for index in range(recommendations):
        typed |= recommendation(call, index)
    typed |= {
        name.replace("__", "-"): [value] if isinstance(value, str) else value
        for name, value in fields.items()
    }
    return {name: values for name, values in typed.items() if values}


def recommendation(call: Call, index: int) -> Typed:
    """Return every field of one good recommendation."""
    fields: Typed = {
        "number": [""],
        "title": [f"Agree on referral path {index}"],
        "text": [f"{WORDS} ({index})"],
        "themes": list(call.themes.values_list("slug", flat=True)),
        "perspective": ["cooperation"],
        "level": ["community"],
        "phases": ["before", "after"],
        "addressed_to": [f"Countries of transit {index}"],
    }
    return {f"recommendations-{index}-{name}": values for name, values in fields.items()}


def pairs(typed: Typed, files: Iterable[Upload] = (), *, do: str = "send") -> Pairs:
    """Return the fields one by one, as they go over the line."""
    yield from ((name, value) for name, values in typed.items() for value in values)
    yield from (("files", file) for file in files)
    if do:
        yield "do", do


def encoded(fields: Pairs) -> bytes:
    """Return a body of CONTENT_TYPE; bytes go out as they are."""
    body = bytearray()
    for name, value in fields:
        body += b'--%s\r\nContent-Disposition: form-data; name="%s"' % (BOUNDARY, name.encode())
        if isinstance(value, Upload):
            file_name = value.name.encode() if isinstance(value.name, str) else value.name
            body += b'; filename="%s"\r\nContent-Type: %s' % (
                file_name,
                value.content_type.encode(),
            )
            content = value.content
        else:
            content = value.encode() if isinstance(value, str) else value
        body += b"\r\n\r\n" + content + b"\r\n"
    return bytes(body + b"--%s--\r\n" % BOUNDARY)


def post(client: Client, url: str, fields: Pairs, charset: str = "", **extra: Any) -> Any:
    """Send fields as multipart/form-data and return the response."""
    content_type = f"{CONTENT_TYPE}; charset={charset}" if charset else CONTENT_TYPE
    return client.generic("POST", url, encoded(fields), content_type=content_type, **extra)


def send(client: Client, call: Call, typed: Typed, *files: Upload, do: str = "send") -> Any:
    """Send a form of the call and return the response."""
    return post(client, address(call), pairs(typed, files, do=do))


def assert_kept(page: Page, typed: Typed, *, but: str = "") -> None:
    """Assert that every field holds what was typed, and every file waits."""
    shown = page.fields
    for name, values in typed.items():
        if name not in (but, "seen_version", "seen_revision", "tab"):
            assert shown.get(name) == values, name


def place(response: Any) -> tuple[str, str]:
    """Return where a response leads to, and the word of what was done."""
    assert response.status_code == 302
    path, _mark, done = response["Location"].partition("?done=")
    return path, done
