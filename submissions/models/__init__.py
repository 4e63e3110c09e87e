"""The things of this app: calls for input, answers to them, and what was decided."""

from submissions.models.calls import Call, Objective, Theme
from submissions.models.decisions import Decision
from submissions.models.drafts import Attachment, Draft, DraftRevision
from submissions.models.recommendations import Recommendation, RetiredReference
from submissions.models.search import SearchFacet, SearchPosting
from submissions.models.stakeholders import Category, Stakeholder
from submissions.models.submissions import (
    Publication,
    Source,
    Submission,
    SubmissionVersion,
)
from submissions.models.unofficial import Translatable, UnofficialTranslation

__all__ = [
    "Attachment",
    "Call",
    "Category",
    "Decision",
    "Draft",
    "DraftRevision",
    "Objective",
    "Publication",
    "Recommendation",
    "RetiredReference",
    "SearchFacet",
    "SearchPosting",
    "Source",
    "Stakeholder",
    "Submission",
    "SubmissionVersion",
    "Theme",
    "Translatable",
    "UnofficialTranslation",
]
