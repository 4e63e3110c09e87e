"""The receipt as PDF: what was sent, when it arrived, and what happens next.

It holds neither the private address nor the contact, so that it can be passed on.
"""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from common.marked import filled
from common.translated import Shown
from common.typesetting import typeset
from submissions.ahead import ahead_of
from submissions.deadlines import told
from submissions.facts import (
    REFERENCE,
    Fact,
    arrival_of,
    facts_of_files,
    facts_of_one,
    publication_of,
    who_of,
)
from submissions.journey import journey_of
from submissions.models import Recommendation, Submission

RTL, LTR = ("R", "AL"), ("L",)
# Unicode's isolates.
LEFT_TO_RIGHT, AS_IT_BEGINS, END = "\u2066", "\u2068", "\u2069"


def receipt_of(submission: Submission) -> bytes:
    """Return the receipt in the active language, as the answer stands now.

    Raises NotTypeset.
    """
    return typeset("submissions/receipt.typ", _content(submission))


def file_name(submission: Submission) -> str:
    """Return the name under which the receipt is kept: "IDM17-7K3QXM-v2.pdf"."""
    return f"{submission.reference}-v{submission.version}.pdf"


def _content(submission: Submission) -> dict[str, Any]:
    journey, call = journey_of(submission), submission.call
    house = _("International Dialogue on Migration")
    rows = submission.recommendations.current().prefetch_related("themes")
    is_sample = call.dialogue.is_demonstration
    return {
        "title": _("Receipt %(reference)s") % {"reference": submission.reference},
        "author": house,
        "sender": house,
        "footer": f"{submission.reference} · {house}",
        "colon": _(": "),
        "opening": [_("This is a sample.")] * is_sample
        + [f"{journey.status.label}. {journey.standing}"],
        "arrival": _facts(arrival_of(submission)),
        "ahead": {
            "title": _("What happens next"),
            "steps": [
                {"title": step.title, "words": step.words, "by_when": str(step.by_when)}
                for step in ahead_of(submission, journey.status)
            ],
        },
        "who": {"title": _("Who is answering"), "facts": _facts(who_of(submission))},
        "measures": {"title": _("Recommendations"), "rows": [_measure(row) for row in rows]},
        "files": {
            "title": _("Files"),
            "rows": [*map(_facts, facts_of_files(submission.attachments.filter(removed_at=None)))],
        },
        "publication": {
            "title": _("How it is published"),
            "facts": _facts(publication_of(submission)),
        },
        "closing": [
            _(
                "The contact and the address of the private page are left out, so that this file "
                "can be passed on."
            ),
            str(filled(_("Made %(moment)s"), moment=told(timezone.now(), call))),
        ],
        "spelt": _(
            "Signs that this file cannot show stand as their Unicode number in brackets. The words "
            "as they were sent are on the private page."
        ),
    }


def _measure(row: Recommendation) -> dict[str, Any]:
    return {
        "number": f"{row.number}. ",
        "heading": _words(row.title or _("Recommendation"), row.language if row.title else ""),
        "text": _words(row.text, row.language),
        "facts": _facts(facts_of_one(row)),
    }


def _facts(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    return [{"label": fact.label, "value": _value(fact)} for fact in facts]


def _value(fact: Fact) -> dict[str, str]:
    """Return what stands beside a label: apart from the words round it, as in HTML's <bdi>."""
    words = str(fact.value)
    if fact.kind:
        words = f"{LEFT_TO_RIGHT if fact.kind == REFERENCE else AS_IT_BEGINS}{words}{END}"
    language = fact.value.language if isinstance(fact.value, Shown) else ""
    return {"words": words, "language": language}


def _words(words: str, language: str) -> dict[str, str]:
    """Return words with the direction of their first letter, as HTML's dir="auto" does it."""
    strong = (unicodedata.bidirectional(sign) for sign in words)
    first = next((kind for kind in strong if kind in (*RTL, *LTR)), "")
    side = "rtl" if first in RTL else "ltr" if first else ""
    return {"words": words, "language": language, "direction": side}
