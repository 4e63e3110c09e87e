"""The desk's pages about answers: what waits, one submission, and everything round it."""

from submissions.admin.calls import CallAdmin, ObjectiveAdmin, ThemeAdmin
from submissions.admin.drafts import DraftAdmin
from submissions.admin.recommendations import RecommendationAdmin
from submissions.admin.stakeholders import StakeholderAdmin
from submissions.admin.submissions import SubmissionAdmin
from submissions.admin.unofficial_list import TranslatableAdmin

__all__ = [
    "CallAdmin",
    "DraftAdmin",
    "ObjectiveAdmin",
    "RecommendationAdmin",
    "StakeholderAdmin",
    "SubmissionAdmin",
    "ThemeAdmin",
    "TranslatableAdmin",
]
