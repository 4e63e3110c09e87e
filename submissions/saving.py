"""A form that is not sent yet is kept as a draft; no saving overwrites what another page saved.

A page says which revision it was shown with and which page it is (its tab). What came from the
same page before counts for more: where an answer to it was lost, the page has not seen the rest.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from submissions import drafts
from submissions.merging import Displaced, digest, merged
from submissions.models import Call, Draft, DraftRevision, Submission
from submissions.models.drafts import KeptBecause
from submissions.rows import Typed, joined, said, split

# A page that is older than so many savings is taken to have begun with nothing: all differences
# are then shown as two texts.
MOST_REVISIONS = 60


@dataclass(frozen=True)
class Window:
    """Where a form was filled in: its key, its page, and the revision it showed (0: none)."""

    key: str
    tab: str = ""
    seen: int = 0


@dataclass(frozen=True)
class Saved:
    """The draft, and whether it holds words that the page from which it was saved never showed."""

    draft: Draft
    is_merged: bool = False


@transaction.atomic
def save(
    call: Call,
    typed: Typed,
    window: Window,
    *,
    first_seen_at: datetime,
    language: str,
    submission: Submission | None = None,
    begun_with: Typed | None = None,
) -> Saved:
    """Keep what was typed, valid or not, in the draft of the form's key.

    `begun_with`: what a form that was never saved showed at first. Where another page changed the
    same field meanwhile, the text from here stands in it and the other one beside it.
    """
    draft = drafts.unsent(
        call,
        window.key,
        first_seen_at=first_seen_at,
        language=language,
        submission=submission,
    )
    if draft.kept_because == KeptBecause.SENT:
        if digest(typed) == draft.sent_digest:
            return Saved(draft)
        draft.kept_because = KeptBecause.UNSENT  # written on after it was sent
    base = _base(draft, window, begun_with or {})
    both = merged(base, draft.content if draft.revision else base, typed)
    is_merged = digest(both.content) != digest(typed)
    if digest(both.content) != digest(draft.content) or not draft.revision:
        for displaced in both.displaced:
            _set_beside(draft, displaced, window.tab)
        _write(draft, both.content, window.tab, typed if is_merged else None)
    draft.email, draft.language = drafts.email_in(draft.content), language
    draft.save()
    is_unseen = any(other["revision"] > window.seen for other in draft.others)
    return Saved(draft, is_merged or is_unseen)


def _base(draft: Draft, window: Window, begun_with: Typed) -> Typed:
    own = draft.revisions.filter(tab=window.tab).last()
    if own and own.number > window.seen:
        return own.typed
    if not window.seen:
        return begun_with
    shown = draft.revisions.filter(number=window.seen).first()
    return shown.content if shown else {}


def _write(draft: Draft, content: Typed, tab: str, sent: Typed | None = None) -> None:
    draft.revision += 1
    draft.content = content
    DraftRevision.objects.create(
        draft=draft, number=draft.revision, tab=tab, content=content, sent=sent
    )
    draft.revisions.filter(number__lte=draft.revision - MOST_REVISIONS).delete()


def _set_beside(draft: Draft, displaced: Displaced, tab: str) -> None:
    """Keep a text that a newer one took the place of; one for each page and field."""
    writer = _writer(draft, displaced)
    field = {"mark": displaced.mark, "name": displaced.name}
    gone = [field | {"tab": tab}, field | {"tab": writer}]
    left = [one for one in draft.others if {name: one[name] for name in gone[0]} not in gone]
    new = {"id": secrets.token_hex(4), "tab": writer, "values": displaced.values}
    draft.others = [*left, field | new | {"revision": draft.revision + 1}]


def _writer(draft: Draft, displaced: Displaced) -> str:
    """Return from which page a text came last."""
    for revision in draft.revisions.order_by("-number"):
        main, rows = split(revision.typed)
        fields = rows.get(displaced.mark, {}) if displaced.mark else main
        if said(fields.get(displaced.name)) == said(displaced.values):
            return revision.tab
    return ""


@transaction.atomic
def settle(draft: Draft, other: str, *, take: bool) -> None:
    """Put the other text with this id into its field, the one from there beside; or let it go."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    chosen = next((one for one in draft.others if one["id"] == other), None)
    if chosen is None:
        return
    if take:
        main, rows = split(draft.content)
        fields: dict[str, Any] = rows.get(chosen["mark"], {}) if chosen["mark"] else main
        stood = fields.get(chosen["name"], [])
        fields[chosen["name"]], chosen["values"] = chosen["values"], stood
        _write(draft, joined(main, rows.values()), "")
    if not take or not said(chosen["values"]):
        draft.others = [one for one in draft.others if one is not chosen]
    draft.save()


@transaction.atomic(savepoint=False)
def close(key: str, typed: Typed, submission: Submission | None = None) -> None:
    """Empty the draft of a form that is sent; its address then says so.

    One that never held words goes, unless a file came into it just now.
    """
    # Behind its lock: another sending of the form may be putting a file there.
    draft = Draft.objects.select_for_update().filter(idempotency_key=key).first()
    if draft is None:
        return
    if not draft.revision:
        if not draft.attachments.exists():
            draft.delete()
        return
    draft.revisions.all().delete()
    draft.kept_because, draft.sent_digest = KeptBecause.SENT, digest(typed)
    draft.content, draft.others, draft.email = {}, [], ""
    draft.submission, draft.is_shared = submission, False
    draft.save()
