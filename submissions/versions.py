"""What differs between two versions of an answer, word by word."""

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
from common.languages import OWN_NAMES
from common.lists import enumerated
from common.text import IDEOGRAPH
from common.translated import Shown, reading_language
from submissions.intake import CONSENT_SHOWN
from submissions.models import Category, Publication, Submission, SubmissionVersion, Theme
from submissions.models.recommendations import Level, Perspective, Phase

# A run of letters, of blanks, or of signs; an ideograph is a word by itself.
TOKEN = re.compile(rf"{IDEOGRAPH.pattern}|\w+|\s+|[^\w\s]+")
# Comparing costs the square of it; longer texts are shown whole, before and after.
MOST_TOKENS = 1_200
CHOICES: dict[str, dict[Any, Any]] = {
    "category": dict(Category.choices),
    "publication": dict(Publication.choices),
    "language": OWN_NAMES,
}
NOT_COMPARED = {"recommendations", "contact_name", "contact_email", CONSENT_SHOWN}


@dataclass(frozen=True)
class Change:
    """One thing that differs: its name, and the words with <ins> and <del>."""

    label: str
    words: SafeString


@dataclass(frozen=True)
class ComparedRecommendation:
    """One recommendation in two versions; `state` says in a word what became of it."""

    number: int
    language: str
    state: str
    title: SafeString
    text: SafeString
    facts: list[Change]


@dataclass
class Comparison:
    """Two versions beside each other."""

    older: SubmissionVersion
    newer: SubmissionVersion
    facts: list[Change] = field(default_factory=list)
    recommendations: list[ComparedRecommendation] = field(default_factory=list)


def marked(old: str, new: str) -> SafeString:
    """Return the words of both texts, with <del> round what went and <ins> round what came.

    Each says so in words, too, for who has the page read aloud.
    """
    if old == new:
        return format_html("{}", new)
    before, after = _tokens(old), _tokens(new)
    if max(len(before), len(after)) > MOST_TOKENS:
        return format_html("{} {}", *_step("replace", old, new))
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
    said = '<{0}><bdi class="visually-hidden">{1} </bdi>{2}</{0}>'
    return (
        format_html(said, "del", _("[taken out]"), old) if old else "",
        format_html(said, "ins", _("[added]"), new) if new else "",
    )


def changed_by(versions: list[SubmissionVersion], number: int) -> Comparison | None:
    """Return what the version `number` changed, or None where there is none before it."""
    earlier = [version.number for version in versions if version.number < number]
    return compare(versions, earlier[-1], number) if earlier else None


def compare(versions: list[SubmissionVersion], older: int, newer: int) -> Comparison | None:
    """Return how two of all the versions differ, or None where one of the numbers is of none."""
    contents = [json.loads(version.content) for version in versions]
    give_numbers(contents)
    places = {version.number: index for index, version in enumerate(versions)}
    if older not in places or newer not in places:
        return None
    before, after = places[older], places[newer]
    old, new = contents[before], contents[after]
    comparison = Comparison(versions[before], versions[after])
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
    return str(CHOICES.get(key, {}).get(value, value or ""))


def _recommendations(old: dict[str, Any], new: dict[str, Any]) -> Any:
    before = {one["number"]: one for one in old["recommendations"]}
    after = {one["number"]: one for one in new["recommendations"]}
    names = _names_of_themes([*before.values(), *after.values()])
    for number in sorted({*before, *after}):
        was, became = before.get(number, {}), after.get(number, {})
        title, text = ((was.get(key, ""), became.get(key, "")) for key in ("title", "text"))
        facts = list(_facts_of_one(was, became, names))
        if was and became and not facts and title[0] == title[1] and text[0] == text[1]:
            continue
        yield ComparedRecommendation(
            number=number,
            language=new["language"],
            state=_("Left out") if not became else _("Changed") if was else _("New"),
            title=marked(*title),
            text=marked(*text),
            facts=facts,
        )


def _names_of_themes(measures: list[dict[str, Any]]) -> dict[str, str]:
    slugs = {slug for one in measures for slug in one["themes"]}
    return {theme.slug: theme.heading for theme in Theme.objects.filter(slug__in=slugs)}


def _facts_of_one(was: dict[str, Any], became: dict[str, Any], themes: dict[str, str]) -> Any:
    labels: dict[str, tuple[str, dict[str, Any]]] = {
        "themes": (_("Themes"), themes),
        "perspective": (_("Perspective"), dict(Perspective.choices)),
        "level": (_("Level of vulnerability"), dict(Level.choices)),
        "phases": (_("Phases of migration"), dict(Phase.choices)),
        "addressed_to": (_("Addressed to"), {}),
    }
    for key, (label, names) in labels.items():
        before, after = (_named(one.get(key, ""), names) for one in (was, became))
        if before != after:
            yield Change(label, marked(before, after))


def _named(value: str | list[str], names: dict[str, Any]) -> str:
    values = value if isinstance(value, list) else [value]
    return enumerated(str(names.get(one, one)) for one in values)
