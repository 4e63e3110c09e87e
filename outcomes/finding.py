"""Find the recommendations that a statement may rest on: those not cited yet come first."""

from collections.abc import Mapping
from typing import Any

from outcomes.models import OutcomeDocument, Statement
from outcomes.querysets import citable
from submissions.querysets import RecommendationQuerySet


def found(
    document: OutcomeDocument, statement: Statement, wanted: Mapping[str, Any]
) -> RecommendationQuerySet:
    """Return what can be cited and is not yet cited by this statement.

    `wanted`: q (words or a reference), call, theme, category, unused; each may be missing.
    """
    rows = citable(document).exclude(traces__statement=statement)
    rows = rows.found_by_staff(wanted.get("q") or "")
    if wanted.get("call"):
        rows = rows.filter(submission__call=wanted["call"])
    if wanted.get("theme"):
        rows = rows.filter(themes=wanted["theme"])
    if wanted.get("category"):
        rows = rows.filter(submission__category=wanted["category"])
    if wanted.get("unused"):
        rows = rows.filter(uses=0)
    return rows.select_related("submission__call").order_by("uses", "reference")
