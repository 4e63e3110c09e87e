"""What happened in the world: answers of every state, and all that can become of one later."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from common.canonical import canonical_json, digest
from common.countries import REGIONS, country_name
from common.models import OutboxMail
from common.translated import Translated
from dialogues.models import Workshop
from idmportal.opendata import building
from outcomes.models import (
    Edition,
    Entry,
    OutcomeDocument,
    PreparedDisposition,
    StocktakingPaper,
)
from outcomes.papers.freezing import frozen
from outcomes.papers.material import Material, of_entries
from outcomes.papers.statements import documents_of
from submissions import drafts, lifecycle, saving, stakeholders
from submissions.models import (
    Recommendation,
    RetiredReference,
    Stakeholder,
    UnofficialTranslation,
)
from submissions.models.drafts import KeptBecause
from tests import factories
from tests.dialogues.factories import make_document, make_photo, make_session
from tests.visibility.places import places_of
from tests.visibility.world import (
    HIDDEN_COUNTRY,
    HIDDEN_REGION,
    PUBLICATIONS,
    STATUSES,
    World,
)


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
    _add_outcomes(world)
    _add_papers(world)
    _add_prepared(world)
    _add_translations(world)
    _translate_hidden(world)
    for row in Stakeholder.objects.all():
        row.mail_domains = f"{world.words.new(row.slug, 'mail_domains')}.example.org"
        row.save()
    OutboxMail.objects.update(last_error=f"refused: {world.words.new('outbox', 'contact_email')}")
    _register(world)
    return world


def _add_calls(world: World) -> None:
    now, word = timezone.now(), world.words.new
    hidden_theme = factories.theme(name=word("hidden-call", "theme"))
    typed = ("title", "brief", "guiding_questions", "consent_text", "licence")
    hidden: dict[str, dict[str, Any]] = {
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
    for because in (KeptBecause.UNSENT, KeptBecause.LATE, KeptBecause.CONFLICT):
        key = f"draft-{because.value}"
        file = world.file(key, f"form-{key}")
        typed = {name: [world.words.new(key, "typed")] for name in ("organization", "contact_name")}
        typed |= {
            "contact_email": [f"{world.words.new(key, 'typed')}@example.org"],
            "country": ["TV"],
        }
        typed["recommendations-0-text"] = [world.words.new(key, "typed")]
        sent = lifecycle.Sent(None, typed, f"form-{key}", timezone.now(), "en", files=(file,))
        if because == KeptBecause.UNSENT:
            call, window = world.calls["open"], saving.Window(f"form-{key}")
            now = timezone.now()
            kept = saving.save(call, typed, window, first_seen_at=now, language="en").draft
            drafts.share(kept, is_shared=True)
            world.drafts[key] = kept
        elif because == KeptBecause.LATE:
            world.drafts[key] = lifecycle.keep_late(world.calls["closed"], sent)
        else:
            row = world.submissions["in_review-named"]
            world.drafts[key] = lifecycle.keep_conflict(row, sent)


def _add_dialogue_rows(world: World) -> None:
    """Add a workshop, documents and photos, public and not."""
    word, public = world.words.new, world.calls["open"].dialogue
    # With a day, so that both have a place in a calendar.
    first = date(2017, 9, 18)
    open_one = factories.workshop(dialogue=public, starts_on=first)
    hidden = factories.workshop(
        dialogue=public, is_published=False, title=word("workshop", "title"), starts_on=first
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
    Recommendation.objects.update(session=make_session(open_one))


def _add_outcomes(world: World) -> None:
    """Cite every recommendation, as it was sent first, in a public document and in a hidden one."""
    dialogue, word = world.calls["open"].dialogue, world.words.new
    for key, is_published in (("outcome", True), ("hidden-outcome", False)):
        text = "Statement" if is_published else word(key, "text")
        document = OutcomeDocument.objects.create(
            dialogue=dialogue,
            kind="report",
            slug=key,
            title="Outcome" if is_published else word(key, "title"),
            is_published=is_published,
            published_at=timezone.now(),
        )
        section = document.sections.create(number=1, title=text)
        statement = section.statements.create(number=1, text=text)
        for name, row in world.submissions.items():
            version = row.versions.get(number=1)
            said = json.loads(version.content)["recommendations"]
            for number, one in enumerate(said, start=1):
                statement.traces.create(
                    recommendation=row.recommendations.get(number=number),
                    version=version,
                    kind="reflects",
                    quote=one["text"].split()[0],
                    note=word(name, "trace_note"),
                )


def _add_papers(world: World) -> None:
    """Freeze every recommendation in a public paper and in a hidden one, as if it had been public.

    With its name and its country, in the version that was sent first.
    """
    dialogue, word = world.calls["open"].dialogue, world.words.new
    for key, is_published in (("paper", True), ("hidden-paper", False)):
        paper = StocktakingPaper.objects.create(
            dialogue=dialogue,
            slug=key,
            title="Paper" if is_published else word(key, "title"),
            is_published=is_published,
        )
        edition = Edition.objects.create(
            paper=paper, number=1, as_of=timezone.now(), frozen="{}", digest=""
        )
        rows = Recommendation.objects.order_by("pk")
        Entry.objects.bulk_create(_entry(edition, i, row) for i, row in enumerate(rows, 1))
        entries = edition.entries.select_related("recommendation__submission__call", "version")
        numbers = {one.recommendation_id: one.number for one in entries}
        documents, _quotes = documents_of(paper, numbers)
        material = Material(of_entries(entries), documents, [], Counter(), {})
        text = canonical_json(frozen(paper, 1, material, timezone.now()))
        # Past the ORM's own refusal: the edition needs its entries first.
        QuerySet(Edition).filter(pk=edition.pk).update(frozen=text, digest=digest(text))


def _entry(edition: Edition, number: int, row: Recommendation) -> Entry:
    version = row.submission.versions.get(number=1)
    said = json.loads(version.content)["recommendations"][row.number - 1]
    return Entry(
        edition=edition,
        number=number,
        recommendation=row,
        version=version,
        place=row.number - 1,
        is_named=True,
        disposition="noted",
        quotes={"1": said["text"].split()[0]},
    )


def _add_prepared(world: World) -> None:
    """Prepare what is not told yet of every recommendation; its reason is private."""
    for key, row in world.submissions.items():
        for one in row.recommendations.all():
            reason = world.words.new(key, "prepared_reason")
            PreparedDisposition.objects.create(
                recommendation=one,
                version=row.version,
                disposition="noted",
                reason=reason,
                prepared_by=world.by,
            )


def _add_translations(world: World) -> None:
    """Translate every recommendation, as if each could have been; who did it is private.

    Into French as it stands, and into Russian as it stood before.
    """
    by = factories.user("Editor", username=world.words.new("translator", "username"))
    public = set(Recommendation.objects.public().values_list("pk", flat=True))
    for key, row in world.submissions.items():
        row.refresh_from_db()
        mode = "merged" if key == "merged" else row.publication
        for one in row.recommendations.all():
            shown = mode if one.pk in public else ""
            for language, mode_then in (("fr", shown), ("ru", "")):  # "": readers do not see it
                words = {
                    name: world.words.new(
                        key,
                        f"{language}_{name}",
                        places_of(mode_then, key, f"{language}_{name}", one.number),
                    )
                    for name in ("title", "text")
                }
                UnofficialTranslation.objects.create(
                    recommendation=one,
                    language=language,
                    version_number=one.words_version - (language == "ru"),
                    by=by,
                    **words,
                )


def _translate_hidden(world: World) -> None:
    """Translate what is not public: a translation is as private as its original."""
    dialogue = world.calls["hidden-dialogue"].dialogue
    workshop = Workshop.objects.get(is_published=False)
    rows: list[tuple[str, Translated]] = [
        ("hidden-call", world.calls["hidden-call"]),
        ("hidden-dialogue", world.calls["hidden-dialogue"]),
        ("hidden-dialogue", dialogue),
        *(("workshop", row) for row in workshop.translated_rows()),
        *(("workshop", row) for row in workshop.sessions.all()),
        *(("workshop", row) for row in workshop.documents.all()),
        *(
            ("hidden-outcome", row)
            for document in OutcomeDocument.objects.filter(is_published=False)
            for row in document.translated_rows()
        ),
        *(("hidden-paper", row) for row in StocktakingPaper.objects.filter(is_published=False)),
    ]
    for owner, row in rows:
        for field in row.translated_fields:
            if getattr(row, field):
                row.translate(field, "ar", world.words.new(owner, "translation"))
        row.save(update_fields=["translations"])


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
            # Every region is a column of who has spoken, also one that nobody is known to be of.
            tables = ["participation", "paper-detail", "paper-edition", "paper-print"]
            lists = ("recommendation-list", "recommendation-feed")
            filtered = [*(f"{one}?region={HIDDEN_REGION}" for one in lists), *tables]
            filtered.append(f"api-recommendations?region={HIDDEN_REGION}&facets=1")
            words.phrase(str(REGIONS[HIDDEN_REGION]), "hidden ones", "region", filtered)


@contextmanager
def opened(blocker: Any) -> Iterator[World]:
    """Give the world to all tests of a module: made once, in a transaction that is rolled back."""
    with blocker.unblock(), transaction.atomic():
        world = build()
        building.build(timezone.now())
        yield world
        transaction.set_rollback(True)
