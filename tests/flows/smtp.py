"""A mail server of this machine that takes mails, refuses them, or says nothing."""

import socketserver
import threading
from collections import Counter
from email import message_from_bytes
from enum import StrEnum
from typing import Self

from idmportal.serve import HOST


class Mood(StrEnum):
    """How the server treats who comes."""

    GOOD = "good"
    SILENT = "silent"
    GOING = "going"
    REFUSING = "refusing"


class Conversation(socketserver.StreamRequestHandler):
    """One connection of a sender, in as much of SMTP as smtplib speaks."""

    server: "MailServer"

    def handle(self) -> None:
        """Say what the server's mood says."""
        self.server.met += 1
        mood = self.server.mood
        if mood is Mood.SILENT:
            self.server.is_over.wait(60)
        elif mood is Mood.GOING:
            self._say("421 come again later")
        else:
            self._say("220 ready")
            self._listen(mood)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def _listen(self, mood: Mood) -> None:
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
            if verb == "RCPT" and (mood is Mood.REFUSING or to in self.server.unknown):
                self._say("550 nobody of that name")
            elif verb == "DATA":
                self._say("354 go on")
                self.server.take(to, self._body())
                self._say("250 taken")
            else:
                self._say("221 bye" if verb == "QUIT" else "250 fine")

    def _body(self) -> bytes:
        return b"".join(iter(self.rfile.readline, b".\r\n"))


class MailServer(socketserver.ThreadingTCPServer):
    """Listens while it is entered; what it took is counted by (Message-ID, to whom)."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int, mood: Mood = Mood.GOOD) -> None:
        super().__init__((HOST, port), Conversation)
        self.mood, self.met = mood, 0
        self.unknown: set[str] = set()
        self.taken: Counter[tuple[str, str]] = Counter()
        self.is_over = threading.Event()
        self.loop = threading.Thread(target=self.serve_forever, args=[0.05], daemon=True)

    def take(self, to: str, text: bytes) -> None:
        """Count a mail."""
        self.taken[message_from_bytes(text)["Message-ID"], to] += 1

    def __enter__(self) -> Self:
        """Begin to listen."""
        self.loop.start()
        return self

    def __exit__(self, *args: object) -> None:
        """End: who waits for a word is let go."""
        self.is_over.set()
        self.shutdown()
        self.loop.join()
        self.server_close()
