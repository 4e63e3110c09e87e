"""Submitters that send answers to a server: a process of its own, cheap to run.

Reads a `Wish` as a line of JSON on stdin, begins no more forms when stdin ends, and prints a `Told`
as JSON. Nothing of the portal is loaded.
"""

import http.client
import itertools
import json
import secrets
import sys
import threading
import time
from dataclasses import asdict, dataclass, field

HOST = "127.0.0.1"
# In the body of a form; each submitter writes its own in their place.
KEY, MAILBOX = b"(key)", b"(mailbox)"
# How long a form is sent again and again before it counts as lost, in seconds.
PATIENCE = 60


@dataclass(frozen=True)
class Wish:
    """Who sends what where: `body` is a form with KEY and MAILBOX, in Latin-1.

    `lost` is the share of answers that are lost on the way, each sent again.
    """

    port: int
    path: str
    body: str
    headers: dict[str, str]
    submitters: int
    lost: float = 0.0


@dataclass
class Told:
    """What came of it: key -> private page, seconds from first sending to receipt, the rest."""

    receipts: dict[str, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    lost: int = 0
    broken: int = 0
    lasted: float = 0.0

    def at(self, share: float) -> float:
        """Return the seconds within which this share of the receipts came."""
        return sorted(self.seconds)[min(int(share * len(self.seconds)), len(self.seconds) - 1)]

    @property
    def rate(self) -> float:
        """Receipts in a second."""
        return len(self.seconds) / self.lasted


class Submitter(threading.Thread):
    """Sends one answer after the other over one line, each until it has its receipt."""

    sendings = itertools.count()  # of all together

    def __init__(self, wish: Wish, number: int, told: Told, is_over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.wish, self.number, self.told, self.is_over = wish, number, told, is_over
        # It stays open from answer to answer.
        self.line = http.client.HTTPConnection(HOST, wish.port, timeout=20)

    def run(self) -> None:
        """Send until it is over; what was begun is brought to its end."""
        for number in itertools.count():
            if self.is_over.is_set():
                break
            key = secrets.token_urlsafe(24)
            mailbox = f"submitter{self.number}-{number}@example.org"
            body = self.wish.body.encode("latin-1").replace(KEY, key.encode())
            self.send_until_known(key, body.replace(MAILBOX, mailbox.encode()))
        self.line.close()

    def send_until_known(self, key: str, body: bytes) -> None:
        """Send a form until its receipt is here, as a person would."""
        began = time.monotonic()
        while time.monotonic() < began + PATIENCE:
            try:
                if path := self.send(body):
                    self.told.receipts[key] = path
                    self.told.seconds.append(time.monotonic() - began)
                    return
            except (OSError, http.client.HTTPException):
                self.told.broken += 1
                self.line.close()
                time.sleep(0.05)
        self.told.unanswered.append(key)

    def send(self, body: bytes) -> str:
        """Send a form once; return where its receipt is, "" where that was lost or there is none.

        Raises OSError and HTTPException where there was no answer.
        """
        # Each answer comes from elsewhere, as it would: limits to one address slow no mail here.
        elsewhere = ".".join(str(byte) for byte in secrets.token_bytes(4))
        headers = self.wish.headers | {"X-Forwarded-For": elsewhere}
        self.line.request("POST", self.wish.path, body, headers)
        if next(self.sendings) * self.wish.lost % 1 < self.wish.lost:
            self.told.lost += 1
            if self.told.lost % 2:
                self.line.getresponse()  # it was on its way; else the server still works on it
            self.line.close()
            return ""
        response = self.line.getresponse()
        response.read()
        if response.status != 302:
            self.told.strange.append(f"{response.status} {response.reason}")
            return ""
        return (response.getheader("Location") or "").partition("?")[0]


def main() -> None:
    """Let all submit at once until stdin ends; print what came of it."""
    wish, told, is_over = Wish(**json.loads(sys.stdin.readline())), Told(), threading.Event()
    submitters = [Submitter(wish, number, told, is_over) for number in range(wish.submitters)]
    began = time.monotonic()
    for submitter in submitters:
        submitter.start()
    sys.stdin.read()
    is_over.set()
    for submitter in submitters:
        submitter.join()
    told.lasted = time.monotonic() - began
    print(json.dumps(asdict(told)))


if __name__ == "__main__":
    main()
