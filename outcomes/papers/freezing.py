"""Material becomes figures, structure and entry numbers: nothing here is a stakeholder's word."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import override

from dialogues.models import Milestone
from outcomes.models import StocktakingPaper
from outcomes.papers.material import Material, Said
from submissions.models.recommendations import Disposition, Perspective

FORMAT = "idm-stocktaking-paper/1"


def frozen(
    paper: StocktakingPaper, number: int, material: Material, at: datetime
) -> dict[str, Any]:
    """Return an edition's content, ready to be written as canonical JSON.

    Moments are in UTC. Codes are those of the portal's lists; an empty code stands for none,
    and an empty region for one that is not disclosed.
    """
    return {
        "format": FORMAT,
        "edition": number,
        "as_of": moment(at),
        "paper": _head(paper),
        "calls": [
            {
                "slug": call.slug,
                "title": call.title,
                "opens_at": moment(call.opens_at),
                "closes_at": moment(call.closes_at),
                "time_zone": call.time_zone,
                "recommendations": said_in(material.said, call.slug),
                "counted_only": material.counted[call.slug],
            }
            for call in material.calls
        ],
        "outcomes": material.documents,
        **counted(material.said, material.themes),
    }


def said_in(said: list[Said], call: str) -> int:
    """Return how many recommendations answer the call of this slug."""
    return sum(one.call == call for one in said)


def counted(said: list[Said], names: dict[str, str]) -> dict[str, Any]:
    """Return what follows from the recommendations alone: figures, themes and dispositions.

    `names`: slug of a theme -> its name; a theme that was asked about stands there with nothing.
    """
    themes = dict(names)
    if any(not one.themes for one in said):
        themes[""] = ""
    return {
        "figures": _figures(said),
        "themes": [
            {"slug": slug, "name": name, "perspectives": _perspectives(said, slug)}
            for slug, name in themes.items()
        ],
        "dispositions": [
            {
                "code": code,
                "entries": _entries(one.disposition == code for one in said),
            }
            for code in [*Disposition.values, ""]
        ],
    }


def _head(paper: StocktakingPaper) -> dict[str, Any]:
    dialogue = paper.dialogue
    milestone = Milestone.objects.public().filter(pk=paper.milestone_id or 0).first()
    with override(settings.LANGUAGE_CODE):  # what is frozen is the original
        name = dialogue.name
    return {
        "slug": paper.slug,
        "title": paper.title,
        "introduction": paper.introduction,
        "dialogue": {"year": dialogue.year, "slug": dialogue.slug, "name": name},
        "is_sample": dialogue.is_demonstration,
        "milestone": milestone
        and {
            "title": milestone.title,
            "starts_on": milestone.starts_on.isoformat(),
            "ends_on": milestone.last_day.isoformat(),
            "place": milestone.place,
        },
    }


def _figures(said: list[Said]) -> dict[str, Any]:
    return {
        "recommendations": len(said),
        "answered": sum(bool(one.disposition) for one in said),
        "named_answers": len({one.submission for one in said if one.is_named}),
        "without_name": sum(not one.is_named for one in said),
        "countries": len({one.country for one in said if one.country}),
        "by_category": _table((one.category,) for one in said),
        "by_language": _table((one.language,) for one in said),
        "by_perspective": _table((one.perspective,) for one in said),
        "by_region": _table((one.category, one.region) for one in said),
        "by_theme": _table((one.category, theme) for one in said for theme in one.themes or ("",)),
    }


def _table(groups: Iterable[tuple[str, ...]]) -> list[list[Any]]:
    """Return each group with its number, as in ["academia", "asia_pacific", 3]."""
    return [[*group, number] for group, number in sorted(Counter(groups).items())]


def _perspectives(said: list[Said], slug: str) -> list[dict[str, Any]]:
    found = [
        {
            "code": code,
            "entries": _entries(_is_on(one, slug) and one.perspective == code for one in said),
        }
        for code in [*Perspective.values, ""]
    ]
    return [part for part in found if part["entries"]]


def _entries(belongs: Iterable[bool]) -> list[int]:
    """Return the numbers of the entries that belong; `belongs`: for each entry in order."""
    return [number for number, does in enumerate(belongs, 1) if does]


def _is_on(one: Said, slug: str) -> bool:
    """Tell whether it has the theme; the theme without a slug is that of those without one."""
    return slug in one.themes or (not slug and not one.themes)


def moment(at: datetime) -> str:
    """Return a moment as it is frozen: ISO 8601 in UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds")
