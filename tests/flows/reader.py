"""A person at a browser without a script: opens addresses, follows links, sends forms."""

from collections.abc import Iterable
from io import StringIO
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from tests.sheets import Node, Page, held_by


class Person:
    """One browser with its cookies; `page` is what it shows, `status` and `url` are its own."""

    page: Page
    status: int
    url: str

    def __init__(self) -> None:
        """Open a new browser: the keys of forms are checked as in production."""
        self.client = Client(enforce_csrf_checks=True)

    def open(self, url: str) -> Page:
        """Open an address, of this site or as a mail writes it."""
        parts = urlsplit(url)
        self.url = parts.path + (f"?{parts.query}" if parts.query else "")
        return self._shown(self.client.get(self.url, follow=True))

    def _shown(self, response: Any) -> Page:
        if response.redirect_chain:
            self.url = response.redirect_chain[-1][0]
        self.status, self.page = response.status_code, Page(response)
        return self.page

    def link(self, words: str) -> str:
        """Return the address of the link with these words, or the first that holds them.

        The end of its address does as well.
        """
        links = [node for node in self.page.all("a") if "href" in node.attrs]
        links.sort(key=lambda node: node.text != words)
        for node in links:
            if words in node.text or node.attrs["href"].endswith(words):
                return node.attrs["href"]
        raise AssertionError(f"no link with “{words}” on {self.url}: {self.page.main}")

    def follow(self, words: str) -> Page:
        """Follow the link with these words."""
        return self.open(urljoin(self.url, self.link(words)))

    def choices(self, name: str) -> list[str]:
        """Return what the radio buttons or boxes of a name can be set to."""
        return [node.attrs["value"] for node in self.page.controls if node.attrs["name"] == name]

    def send(self, button: str, files: Iterable[tuple[str, bytes]] = (), **fields: Any) -> Page:
        """Fill fields (__ for a dash) and press a button, by its words or its value."""
        form, pressed = self._form(button)
        data: dict[str, Any] = {}
        for control in form.walk():
            if control.tag in ("input", "select", "textarea") and "name" in control.attrs:
                data.setdefault(control.attrs["name"], []).extend(held_by(control))
        known = {node.attrs.get("name") for node in form.walk()}
        for name, value in fields.items():
            name = name.replace("__", "-")
            assert name in known, f"the form has no {name}"
            data[name] = value if isinstance(value, list) else [value]
        if "name" in pressed.attrs:
            data[pressed.attrs["name"]] = [pressed.attrs["value"]]
        uploads = [SimpleUploadedFile(name, content) for name, content in files]
        if uploads:
            data["files"] = uploads
        action = urljoin(self.url, form.attrs.get("action") or self.url)
        sent = {name: values for name, values in data.items() if values}
        return self._shown(self.client.post(action, sent, follow=True))

    def _form(self, button: str) -> tuple[Node, Node]:
        for form in self.page.all("form"):
            for node in form.walk():
                is_one = node.tag == "button" or node.attrs.get("type") == "submit"
                if is_one and button in (node.text, node.attrs.get("value")):
                    return form, node
        raise AssertionError(f"no button “{button}” on {self.url}: {self.page.main}")


def log_in(username: str) -> Person:
    """Return a member of staff who has come in through the door of the desk."""
    person = Person()
    person.open("/admin/")
    person.send("Log in", username=username, password="a long password")
    assert person.status == 200
    assert "/admin/login/" not in person.url
    return person


def work() -> list[Any]:
    """Let the worker do what is due, and return the mails that left."""
    sent = len(mail.outbox)
    call_command("worker", "--once", stdout=StringIO())
    return mail.outbox[sent:]
