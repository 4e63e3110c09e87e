"""A form that is not sent yet is kept as a draft; no saving overwrites what another page saved.

A page says which revision it was shown with and which page it is (its tab). What came from the
same page before counts for more: where an answer to it was lost, the page has not seen the rest.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from submissions import drafts
from submissions.merging import Displaced, digest, merged
from submissions.models import Call, Draft, DraftRevision, Submission
from submissions.models.drafts import KeptBecause
from submissions.rows import MARK, Row, Typed, joined, said, split, taken_out

# So many of the newest revisions are all kept; of older ones one a minute.
ALL_KEPT = 60
MINUTE = timedelta(minutes=1)
# Of a draft of so many bytes: no more than so many bytes.
LARGE, MOST_BYTES = 200_000, 6_000_000
# In place of a page: a choice between two texts.
SETTLED = "settled"


@dataclass(frozen=True)
class Window:
    """Where a form was filled in: its key, its page, the revision it showed (0: none).

    `count`: how often the page had changed by then, where a script counts.
    """

    key: str
    tab: str = ""
    seen: int = 0
    count: int = 0


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
        # A text of no field: a window that does not know of the sending is told before it sends.
        told = {"id": "", "tab": "", "mark": "", "name": "", "values": []}
        draft.others = [told | {"revision": draft.revision + 1}]
    own = draft.revisions.filter(tab=window.tab).last()
    if own and window.count and own.count > window.count:
        return Saved(draft)  # it was overtaken on its way by a later one of the same page
    base = _base(draft, window, own, begun_with or {})
    both = merged(base, draft.content if draft.revision else base, typed)
    is_merged = digest(both.content) != digest(typed)
    if digest(both.content) != digest(draft.content) or not draft.revision:
        _set_beside(draft, both.displaced, window.tab)
        _write(draft, both.content, window, typed if is_merged else None)
    draft.submission = draft.submission or submission
    draft.email, draft.language = drafts.email_in(draft.content), language
    draft.save()
    # Only a page of ours says what it showed.
    is_unseen = any(other["revision"] > window.seen for other in draft.others)
    return Saved(draft, is_merged or (is_unseen and bool(window.tab)))


def _base(draft: Draft, window: Window, own: DraftRevision | None, begun_with: Typed) -> Typed:
    """Return what the page began with; the last one before it, where that is thinned out."""
    if own and own.number > window.seen:
        return own.typed
    if not window.seen:
        return begun_with
    shown = draft.revisions.filter(number__lte=window.seen).last()
    return shown.content if shown else {}


def _write(draft: Draft, content: Typed, window: Window, sent: Typed | None = None) -> None:
    draft.revision += 1
    draft.content = content
    DraftRevision.objects.create(
        draft=draft,
        number=draft.revision,
        tab=window.tab,
        count=window.count,
        content=content,
        sent=sent,
    )
    _thin_out(draft)


def _thin_out(draft: Draft) -> None:
    """Keep the newest revisions, and of the older ones one a minute; of huge drafts a few."""
    size = len(json.dumps(draft.content))
    if size > LARGE:
        most = max(3, MOST_BYTES // size)
        draft.revisions.filter(number__lte=draft.revision - most).delete()
        return
    older = draft.revisions.filter(number__lte=draft.revision - ALL_KEPT).order_by("-number")
    match list(older[:2]):
        case [newer, before] if newer.created_at - before.created_at < MINUTE:
            newer.delete()


def _set_beside(draft: Draft, displaced: list[Displaced], tab: str) -> None:
    """Keep the texts that newer ones took the place of; one for each page and field."""
    if not displaced:
        return
    history = [(one.tab, *split(one.typed)) for one in draft.revisions.order_by("-number")]
    for one in displaced:
        writer = _writer(history, one)
        left = [
            other
            for other in draft.others
            if (other["mark"], other["name"]) != (one.mark, one.name)
            or (other["tab"] not in (tab, writer) and other["values"] != one.values)
        ]
        new = {
            "id": secrets.token_hex(4),
            "tab": writer,
            "mark": one.mark,
            "name": one.name,
            "values": one.values,
            "revision": draft.revision + 1,
        }
        draft.others = [*left, new]


def _writer(history: list[tuple[str, Typed, dict[str, Row]]], displaced: Displaced) -> str:
    """Return from which page a text came last."""
    for tab, main, rows in history:
        fields = rows.get(displaced.mark, {}) if displaced.mark else main
        if said(fields.get(displaced.name)) == said(displaced.values):
            return tab
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
        mark = chosen["mark"]
        # A recommendation that was taken out meanwhile comes back with its text.
        fields: Typed = rows.setdefault(mark, {MARK: [mark]}) if mark else main
        stood = fields.get(chosen["name"], [])
        fields[chosen["name"]], chosen["values"] = chosen["values"], stood
        chosen["tab"] = SETTLED  # chosen or not, it is no page's to take back
        removed = [row for key, row in taken_out(draft.content).items() if key not in rows]
        _write(draft, joined(main, rows.values(), removed), Window(draft.idempotency_key, SETTLED))
        draft.email = drafts.email_in(draft.content)
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
