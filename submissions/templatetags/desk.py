"""Filters of the desk's pages."""

from django import template
from django.utils.safestring import SafeString

from common.admin import at_utc
from common.text import count_words
from submissions.admin import columns
from submissions.models import Decision, Submission

register = template.Library()
register.filter("at_utc", at_utc)


@register.filter
def status_tag(submission: Submission) -> SafeString:
    """Return the status as a tag."""
    return columns.status_tag(submission)


@register.filter
def waits(submission: Submission) -> SafeString:
    """Return for how many days the submission has waited for the Unit."""
    return columns.waiting(submission)


@register.filter
def words_in(text: str) -> int:
    """Return the number of words, counted as for the limits."""
    return count_words(text)


@register.filter
def who(decision: Decision) -> str:
    """Return who took a step: the member of staff by name, else the stakeholder or the clock."""
    if decision.by is None:
        return decision.get_actor_display()
    return decision.by.get_full_name() or decision.by.get_username()
