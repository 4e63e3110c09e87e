"""The mails that left, to read in the browser where no mail server exists (MAIL_VIEWER)."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from common.http import private

NAME = re.compile(r"[\w.-]+\.log")
RULE = b"-" * 79


@dataclass(frozen=True)
class Letter:
    """One mail as it was sent."""

    name: str
    subject: str
    to: str
    date: str
    text: str
    html: str


def _read(path: Path) -> Letter:
    raw = path.read_bytes().strip()
    raw = raw.removesuffix(RULE)
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    bodies = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
    return Letter(
        name=path.name,
        subject=str(message["Subject"]),
        to=str(message["To"]),
        date=str(message["Date"]),
        text=bodies["plain"].get_content() if bodies["plain"] else "",
        html=bodies["html"].get_content() if bodies["html"] else "",
    )


def _folder() -> Path:
    return Path(settings.MAIL_FOLDER)


@private
def inbox(request: HttpRequest) -> HttpResponse:
    """List the newest hundred mails, newest first."""
    paths = sorted(_folder().glob("*.log"), reverse=True) if _folder().exists() else []
    letters = [_read(path) for path in paths[:100]]
    return render(request, "mailbox/inbox.html", {"letters": letters})


@private
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail: its text with links to follow."""
    path = _folder() / name
    if not NAME.fullmatch(name) or not path.is_file():
        raise Http404
    return render(request, "mailbox/letter.html", {"letter": _read(path)})
