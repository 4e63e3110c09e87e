"""A world in which everything private holds a word of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation

from common.countries import REGIONS, country_name
from common.models import OutboxMail
from submissions import drafts, lifecycle, stakeholders
from submissions.intake import Answer, Measure
from submissions.models import (
    Attachment,
    Call,
    Draft,
    Recommendation,
    RetiredReference,
    Submission,
)
from submissions.models.drafts import KeptBecause
from tests import factories
from tests.dialogues.factories import make_document, make_photo
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
        draft = drafts.staging(
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


def build() -> World:
    """Make the world."""
    world = World(by=factories.user("Moderator", username="moderator"))
    _add_calls(world)
    for status in STATUSES:
        for publication in PUBLICATIONS:
            is_public = status == "accepted" and publication != "counted"
            shown = (1, 2) if is_public else ()
            world.tell(f"{status}-{publication}", status, publication, shown=shown)
    for publication in ("named", "anonymous"):
        world.say_what_became(f"accepted-{publication}", mode=publication)
    world.say_what_became("accepted-counted")
    _add_endings(world)
    _add_names(world)
    _add_versions(world)
    _add_drafts(world)
    _add_dialogue_rows(world)
    OutboxMail.objects.update(last_error=f"refused: {world.words.new('outbox', 'contact_email')}")
    _register(world)
    return world


def _add_calls(world: World) -> None:
    now, word = timezone.now(), world.words.new
    # Themes are a vocabulary: a filter names each.
    hidden_theme = factories.theme(name=word("hidden-call", "theme", ["recommendation-list"]))
    typed = ("title", "brief", "guiding_questions", "consent_text", "licence")
    hidden = {
        key: {name: word(key, name) for name in typed} for key in ("hidden-call", "hidden-dialogue")
    }
    hidden_dialogue = factories.dialogue(
        is_published=False,
        theme=word("hidden-dialogue", "theme"),
        summary=word("hidden-dialogue", "summary"),
    )
    world.calls = {
        "open": factories.call(max_files=3),
        "hidden-call": factories.call(is_published=False, **hidden["hidden-call"]),
        "hidden-dialogue": factories.call(dialogue=hidden_dialogue, **hidden["hidden-dialogue"]),
        "later": factories.call(publish_from=now + timedelta(days=1)),
        "upcoming": factories.call(opens_at=now + timedelta(days=1)),
        "closed": factories.call(closes_at=now - timedelta(days=1)),
    }
    world.calls["hidden-call"].themes.set([hidden_theme])
    for key in ("hidden-call", "hidden-dialogue", "later"):
        for publication in PUBLICATIONS:
            world.tell(f"{key}-{publication}", publication=publication, call=key)


def _add_endings(world: World) -> None:
    """Add what was public once, or is public in part."""
    by, word = world.by, world.words.new
    for mode in ("named", "anonymous"):
        world.tell(f"held-{mode}", publication=mode, is_public=False)
        world.tell(f"aside-{mode}", publication=mode, shown=(1,))
        reason = word(f"aside-{mode}", "set_aside_reason")
        lifecycle.set_aside(world.one(f"aside-{mode}", 2), by=by, reason=reason)
        world.tell(f"halved-{mode}", publication=mode, shown=(1,))
        note = word(f"halved-{mode}", "internal_note")
        lifecycle.withdraw_one(world.one(f"halved-{mode}", 2), by=by, note=note)
        row = world.tell(f"gone-{mode}", publication=mode)
        lifecycle.withdraw(row, by=by, note=word(f"gone-{mode}", "internal_note"))
        row = world.tell(f"reopened-{mode}", publication=mode)
        lifecycle.reopen(row, by=by, note=word(f"reopened-{mode}", "note"))
    row = world.tell("closed-to-anonymous", mode="anonymous", shown=(1, 2))
    lifecycle.change_publication(row, "anonymous")
    row = world.tell("closed-to-counted")
    lifecycle.change_publication(row, "counted")
    row = world.tell("closed-twice", publication="anonymous")
    lifecycle.change_publication(row, "counted")


def _add_names(world: World) -> None:
    """Add stakeholders that spoke for others, were merged, or spoke without and with a name."""
    world.tell("behalf", shown=(1, 2), is_behalf=True)
    keeper = world.tell("keeper", shown=(1, 2))
    merged = world.tell("merged", mode="merged", shown=(1, 2))
    quiet = world.tell("merged-quiet", publication="anonymous", shown=(1, 2))
    assert keeper.stakeholder is not None
    assert merged.stakeholder is not None
    assert quiet.stakeholder is not None
    stakeholders.merge(keeper.stakeholder, [merged.stakeholder, quiet.stakeholder])
    places = places_of("named", "spoke-with-name", "organization")
    name = world.words.new("spoke-with-name", "organization", places, is_searchable=True)
    world.tell(
        "spoke-without-name", publication="anonymous", shown=(1, 2), organization=name, country="MA"
    )
    world.tell("spoke-with-name", shown=(1, 2), organization=name)


def _add_versions(world: World) -> None:
    """Add an answer that was corrected, and one that staff entered."""
    old = world.tell("corrected", "received", country="MA")
    new = world.answer("corrected", "named", mode="named", shown=(1,), numbers=(1,))
    measure = replace(new.recommendations[0], number=1)
    new = replace(new, recommendations=(measure,), contact_email=old.contact_email)
    lifecycle.correct(old, new, files=[])
    lifecycle.accept(old, by=world.by)
    lifecycle.publish(old)
    entered = lifecycle.enter(
        world.calls["open"],
        world.answer("entered", "named", mode="named", shown=(1, 2)),
        by=world.by,
        consent_note=world.words.new("entered", "consent_note"),
        external_id=world.words.new("entered", "external_id"),
    )
    lifecycle.accept(entered, by=world.by)
    lifecycle.publish(entered)
    world.submissions["entered"] = entered


def _add_drafts(world: World) -> None:
    for because in KeptBecause:
        key = f"draft-{because.value}"
        file = world.file(key, f"form-{key}")
        if because == KeptBecause.STAGED:
            assert file.draft is not None
            world.drafts[key] = file.draft
            continue
        typed = {name: [world.words.new(key, "typed")] for name in ("organization", "contact_name")}
        typed |= {
            "contact_email": [f"{world.words.new(key, 'typed')}@example.org"],
            "country": ["TV"],
        }
        typed["recommendations-0-text"] = [world.words.new(key, "typed")]
        sent = lifecycle.Sent(None, typed, f"form-{key}", timezone.now(), "en", files=(file,))
        if because == KeptBecause.LATE:
            world.drafts[key] = lifecycle.keep_late(world.calls["closed"], sent)
        else:
            row = world.submissions["in_review-named"]
            world.drafts[key] = lifecycle.keep_conflict(row, sent)


def _add_dialogue_rows(world: World) -> None:
    """Add a workshop, documents and photos, public and not."""
    word, public = world.words.new, world.calls["open"].dialogue
    open_one = factories.workshop(dialogue=public)
    hidden = factories.workshop(
        dialogue=public, is_published=False, title=word("workshop", "title")
    )
    for workshop in (open_one, hidden):
        inside = word("workshop", "document_bytes") if workshop is hidden else "public"
        file = ContentFile(f"%PDF {inside}".encode(), "a.pdf")
        title = word("workshop", "document") if workshop is hidden else "Report"
        make_document(public, workshop=workshop, title=title, file=file)
        caption = word("workshop", "photo") if workshop is hidden else "A room"
        make_photo(
            workshop,
            caption=caption,
            image=ContentFile(b"\x89PNG", "a.png"),
            alternative_text="A room",
        )


def _register(world: World) -> None:
    """Register what the portal made itself: references, private addresses, countries."""
    words = world.words
    public = set(Recommendation.objects.public().values_list("pk", flat=True))
    for key, row in world.submissions.items():
        row.refresh_from_db()
        words.add(row.reference, key, "submission reference")
        words.add(row.public_id, key, "public id")
        for one in row.recommendations.all():
            mode = row.publication if one.pk in public else ""
            mode = "merged" if key == "merged" else mode
            places = places_of(mode, key, "reference", one.number)
            words.add(one.reference, key, "reference", places)
    for key, draft in world.drafts.items():
        words.add(draft.public_id, key, "public id")
    for retired in RetiredReference.objects.all():
        words.add(retired.reference, "retired", "reference")
    form = ["submission-create"]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words.phrase(country_name(HIDDEN_COUNTRY), "hidden ones", "country", form)
            words.phrase(country_name("TV"), "drafts", "country", form)
            filtered = [f"recommendation-list?region={HIDDEN_REGION}"]
            words.phrase(str(REGIONS[HIDDEN_REGION]), "hidden ones", "region", filtered)


@contextmanager
def opened(blocker: Any) -> Iterator[World]:
    """Give the world to all tests of a module: made once, in a transaction that is rolled back."""
    with blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)
