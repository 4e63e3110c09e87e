"""What changed from one version of an answer to the next, word by word."""

import json
import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.countries import REGIONS, country_name
from common.lists import enumerated
from common.text import IDEOGRAPH
from common.translated import Shown, reading_language
from submissions.intake import CONSENT_SHOWN
from submissions.models import Category, Publication, Submission, SubmissionVersion

# A run of letters, of blanks, or of signs; an ideograph is a word by itself.
TOKEN = re.compile(rf"{IDEOGRAPH.pattern}|\w+|\s+|[^\w\s]+")
# Comparing costs the square of it; longer texts are shown whole, before and after.
MOST_TOKENS = 1_200
NOT_COMPARED = {"recommendations", "contact_name", "contact_email", CONSENT_SHOWN}


@dataclass(frozen=True)
class Change:
    """One thing that differs: its name, and the words with <ins> and <del>."""

    label: str
    words: SafeString


@dataclass(frozen=True)
class ComparedRecommendation:
    """One recommendation in two versions."""

    number: int
    language: str
    state: str
    title: SafeString
    text: SafeString


@dataclass
class Comparison:
    """Two versions beside each other."""

    older: SubmissionVersion
    newer: SubmissionVersion
    facts: list[Change] = field(default_factory=list)
    recommendations: list[ComparedRecommendation] = field(default_factory=list)


def marked(old: str, new: str) -> SafeString:
    """Return the words of both texts, with <del> round what went and <ins> round what came."""
    if old == new:
        return format_html("{}", new)
    before, after = _tokens(old), _tokens(new)
    if max(len(before), len(after)) > MOST_TOKENS:
        return format_html("<del>{}</del> <ins>{}</ins>", old, new)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return format_html_join(
        "",
        "{}{}",
        (_step(kind, "".join(before[a:b]), "".join(after[c:d])) for kind, a, b, c, d in steps),
    )


def _tokens(text: str) -> list[str]:
    return [match[0] for match in TOKEN.finditer(text)]


def _step(kind: str, old: str, new: str) -> tuple[str, str]:
    if kind == "equal":
        return old, ""
    return (
        format_html("<del>{}</del>", old) if old else "",
        format_html("<ins>{}</ins>", new) if new else "",
    )


def compare(versions: list[SubmissionVersion], number: int) -> Comparison | None:
    """Return what the version `number` changed, or None where there is none before it."""
    contents = [json.loads(version.content) for version in versions]
    give_numbers(contents)
    index = next((i for i, version in enumerate(versions) if version.number == number), 0)
    if index == 0:
        return None
    old, new = contents[index - 1], contents[index]
    comparison = Comparison(versions[index - 1], versions[index])
    comparison.facts = list(_facts(old, new))
    comparison.recommendations = list(_recommendations(old, new))
    return comparison


def consent_shown(version: SubmissionVersion) -> list[Shown]:
    """Return the translations that were read by who agreed; none where it was the original."""
    kept = dict(json.loads(version.content).get(CONSENT_SHOWN, {}))
    language = kept.pop("language", "")
    return [Shown(text, language, reading_language()) for text in kept.values()]


def give_numbers(contents: list[dict[str, Any]]) -> None:
    """Write into each recommendation the number that it got when it was kept.

    A recommendation that was new in its version stands there with number 0.
    """
    known: set[int] = set()
    for content in contents:
        following = max(known, default=0) + 1
        for one in content["recommendations"]:
            if one["number"] not in known:
                one["number"], following = following, following + 1
            known.add(one["number"])


def _facts(old: dict[str, Any], new: dict[str, Any]) -> Any:
    for key in sorted({*old, *new} - NOT_COMPARED):
        before, after = _in_words(key, old.get(key)), _in_words(key, new.get(key))
        if before != after:
            yield Change(_label(key), marked(before, after))


def _label(key: str) -> str:
    if key == "files":
        return _("Files")
    return str(label_for_field(key, Submission)).capitalize()


def _in_words(key: str, value: Any) -> str:
    if key == "files":
        return enumerated(file["name"] for file in value or [])
    if key == "country":
        return country_name(value or "") or str(REGIONS["international"])
    choices = {"category": Category.choices, "publication": Publication.choices}.get(key, [])
    return str(dict(choices).get(value, value or ""))


def _recommendations(old: dict[str, Any], new: dict[str, Any]) -> Any:
    before = {one["number"]: one for one in old["recommendations"]}
    after = {one["number"]: one for one in new["recommendations"]}
    empty = {"title": "", "text": ""}
    for number in sorted({*before, *after}):
        was, became = before.get(number, empty), after.get(number, empty)
        if (was["title"], was["text"]) == (became["title"], became["text"]):
            continue
        state = "" if number in before and number in after else _("New")
        yield ComparedRecommendation(
            number=number,
            language=new["language"],
            state=_("Left out") if number not in after else state,
            title=marked(was["title"], became["title"]),
            text=marked(was["text"], became["text"]),
        )
