"""A world in which everything private holds a word of its own."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.utils import timezone

from submissions import drafts, lifecycle
from submissions.intake import Answer, Measure
from submissions.models import (
    Attachment,
    Call,
    Draft,
    Recommendation,
    Submission,
)
from tests import factories
from tests.visibility.places import places_of
from tests.visibility.words import Words

PUBLICATIONS = ("named", "anonymous", "counted")
STATUSES = (
    "unconfirmed",
    "lapsed",
    "disowned",
    "received",
    "in_review",
    "changes_requested",
    "accepted",
    "declined",
    "withdrawn",
)
WHO = ("organization", "acronym", "category_other", "co_sponsors", "on_behalf_of")
# Where every answer comes from whose country nobody may learn.
HIDDEN_COUNTRY, HIDDEN_REGION = "KI", "asia_pacific"


@dataclass
class World:
    """The rows by a key that says what became of them, and their words."""

    by: User
    words: Words = field(default_factory=Words)
    submissions: dict[str, Submission] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)

    def answer(
        self,
        key: str,
        publication: str,
        *,
        mode: str = "",
        shown: tuple[int, ...] = (),
        numbers: tuple[int, ...] = (1, 2),
        is_behalf: bool = False,
        **fields: Any,
    ) -> Answer:
        """Return an answer of new words; `shown` recommendations may be met as `mode` says."""

        def word(name: str, number: int = 0) -> str:
            is_shown = number in shown if number else bool(shown)
            places = places_of(mode, key, name, number, is_behalf=is_behalf) if is_shown else ()
            who = "on_behalf_of" if is_behalf else "organization"
            is_found = is_shown and (name in ("title", "text") or (mode, name) == ("named", who))
            return self.words.new(key, name, places, is_searchable=is_found)

        measures = tuple(
            Measure(
                title=word("title", number),
                text=f"{word('text', number)} {factories.WORDS}",
                addressed_to=word("addressed_to", number),
            )
            for number in numbers
        )
        left_out = {*fields} if is_behalf else {*fields, "on_behalf_of"}
        who = {name: word(name) for name in WHO if name not in left_out}
        values = {
            "category": "other",
            "country": "MA" if mode in ("named", "merged") and shown else HIDDEN_COUNTRY,
            "language": "en",
            "contact_name": self.words.new(key, "contact_name"),
            "contact_email": f"{self.words.new(key, 'contact_email')}@example.org",
            **who,
            **fields,
        }
        return Answer(publication=publication, recommendations=measures, **values)

    def file(self, key: str, form: str, *, mode: str = "", call: Call | None = None) -> Attachment:
        """Return a file that waits for an answer, with words in its name and its bytes."""
        name = self.words.new(key, "file_name", places_of(mode, key, "file_name"))
        inside = self.words.new(key, "file_bytes", places_of(mode, key, "file_bytes"))
        draft = drafts.unsent(
            call or self.calls["open"], form, first_seen_at=timezone.now(), language="en"
        )
        return Attachment.objects.create(
            draft=draft,
            file=ContentFile(f"%PDF-1.4 {inside}".encode(), "a.pdf"),
            name=f"{name}.pdf",
            content_type="application/pdf",
            size=20,
            sha256=f"{len(self.words.by_text):064d}",
        )

    def tell(
        self,
        key: str,
        status: str = "accepted",
        publication: str = "named",
        *,
        mode: str | None = None,
        shown: tuple[int, ...] = (),
        call: str = "open",
        is_public: bool = True,
        is_behalf: bool = False,
        **fields: Any,
    ) -> Submission:
        """Add a submission of two recommendations and a file, and take it to its status."""
        mode = publication if mode is None else mode
        of = self.calls[call]
        answer = self.answer(
            key, publication, mode=mode, shown=shown, is_behalf=is_behalf, **fields
        )
        file = self.file(key, f"form-{key}", mode=mode if shown else "", call=of)
        sent = lifecycle.Sent(
            answer=answer,
            typed={},
            key=f"form-{key}",
            first_seen_at=timezone.now(),
            language="en",
            files=(file,),
        )
        row = lifecycle.receive(of, sent).submission
        assert row is not None
        self.submissions[key] = row
        self._walk(row, status, key)
        if status == "accepted" and is_public:
            lifecycle.publish(row)
        return row

    def _walk(self, row: Submission, status: str, key: str) -> None:
        note, internal = self.words.new(key, "note"), self.words.new(key, "internal_note")
        if status == "lapsed":
            lifecycle.lapse(row)
        elif status == "disowned":
            lifecycle.disown(row)
        elif status != "unconfirmed":
            lifecycle.vouch(row, by=self.by, note=self.words.new(key, "internal_note"))
        if status == "withdrawn":
            lifecycle.withdraw(row, by=self.by, note=internal)
        if status in ("in_review", "changes_requested", "accepted", "declined"):
            lifecycle.start_review(row, by=self.by)
        if status == "changes_requested":
            due = timezone.now() + timedelta(days=5)
            lifecycle.request_changes(row, by=self.by, note=note, due_at=due)
        elif status == "accepted":
            lifecycle.accept(row, by=self.by, note=note, internal_note=internal)
        elif status == "declined":
            lifecycle.decline(
                row, by=self.by, reason="off_topic", note=note, internal_note=internal
            )

    def say_what_became(self, key: str, number: int = 1, *, mode: str = "") -> None:
        """Dispose of a recommendation with a word as the reason."""
        places = places_of(mode, key, "disposition_reason", number)
        reason = self.words.new(key, "disposition_reason", places)
        one = self.one(key, number)
        told = timezone.now() + timedelta(minutes=settings.UNDO_HOLD_MINUTES)
        lifecycle.dispose(one, by=self.by, disposition="noted", reason=reason, at=told)

    def one(self, key: str, number: int) -> Recommendation:
        """Return a recommendation of a submission, read anew."""
        rows = Recommendation.objects.select_related("submission__call__dialogue")
        row: Recommendation = rows.get(submission=self.submissions[key], number=number)
        return row
