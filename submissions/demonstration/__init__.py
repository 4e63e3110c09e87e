"""A demonstration dialogue: samples that walk through the real verbs, dated from today.

Everything in it is in data/demonstration.json, and says that it is a sample. stage.py makes the
dialogue and its calls, walk.py takes each answer along its path.
"""

import json
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from common.models import OutboxMail
from common.translated_data import bring
from common.translated_data import read as read_texts
from dialogues.loading import bring_translations as bring_to_dialogues
from dialogues.loading import load as load_dialogues
from dialogues.models import Dialogue
from submissions import unofficial
from submissions.demonstration.stage import SLUG, Row, closing, dialogue_row, make_call
from submissions.demonstration.walk import Staff, Walk
from submissions.models import (
    Call,
    Recommendation,
    Submission,
    Theme,
    UnofficialTranslation,
)

DATA = Path(__file__).parent.parent / "data" / "demonstration.json"


def read() -> Row:
    """Return the content of the data file."""
    content: Row = json.loads(DATA.read_text(encoding="utf-8"))
    return content


@transaction.atomic
def load(now: datetime | None = None) -> int:
    """Make the demonstration unless it stands already; return how many submissions were made.

    None of its mails is sent: they tell of days that were never lived.
    """
    if Dialogue.objects.filter(slug=SLUG).exists():
        return 0
    now = now or timezone.now()
    data = read()
    load_dialogues({"dialogues": [dialogue_row(data, now)]})
    for order, theme in enumerate(data["themes"], start=1):
        Theme.objects.get_or_create(slug=theme["slug"], defaults={**theme, "order": order})
    calls = {
        "closed": make_call(data["closed_call"], "new-york", data["themes"], now),
        "open": make_call(data["call"], "geneva", data["themes"], now),
    }
    staff = Staff.made()
    made = [
        Walk(calls[row["call"]], row, staff, now, number).go()
        for number, row in enumerate(data["submissions"])
    ]
    silence(made, now)
    bring_translations()
    translate(now)
    return len(made)


@transaction.atomic
def translate(now: datetime | None = None) -> int:
    """Write the sample translations unless one stands already; return how many were made.

    Also in a demonstration that was loaded before there were any. What people who tried the
    portal have withdrawn, or set aside, is left out.
    """
    said = Recommendation.objects.filter(submission__call__dialogue__slug=SLUG)
    if not said.exists() or UnofficialTranslation.objects.filter(recommendation__in=said).exists():
        return 0
    found = {row.title: row for row in said.translatable()}
    by, rows = Staff.made().moderator, read()["translations"]
    for row in rows:
        if one := found.get(row["of"]):
            unofficial.write(
                one,
                row["language"],
                title=row["title"],
                text=row["text"],
                version_number=one.words_version,
                seen="",
                by=by,
                at=now,
            )
    return sum(row["of"] in found for row in rows)


def bring_translations() -> int:
    """Give the demonstration and its themes the translations that they lack; return how many."""
    texts = read_texts(DATA.parent / "translations.json")
    slugs = [theme["slug"] for theme in read()["themes"]]
    return (
        bring_to_dialogues(texts, [SLUG])
        + bring(texts, Call.objects.filter(dialogue__slug=SLUG))
        + bring(texts, Theme.objects.filter(slug__in=slugs))
    )


def silence(made: list[Submission], now: datetime) -> None:
    """Cancel every mail that is owed for the submissions."""
    ids = [submission.pk for submission in made]
    theirs = Q(ids__submission__in=ids) | Q(ids__of__0__submission__in=ids)
    OutboxMail.objects.waiting().filter(theirs).update(cancelled_at=now)


def keep_open(now: datetime | None = None) -> Call | None:
    """Move the close of the demonstration's open call forward if it is over; return the call.

    Weeks after it was loaded a demonstration should still show an open call.
    """
    now = now or timezone.now()
    row = read()["call"]
    call = Call.objects.filter(
        slug=row["slug"], dialogue__is_demonstration=True, closes_at__lte=now
    ).first()
    if call is not None:
        call.closes_at = closing(row, now)
        call.save(update_fields=["closes_at"])
    return call
