"""The form of an answer: who answers, what should be done, how it is published."""

from submissions.forms.answer import AnswerForm
from submissions.forms.recommendations import RecommendationForm, recommendation_formset
from submissions.forms.sheet import Sheet

__all__ = ["AnswerForm", "RecommendationForm", "Sheet", "recommendation_formset"]
