"""Tags of the mails: the same words for a text and its HTML twin."""

import re

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import lists
from common.marked import filled, joined
from submissions import deadlines
from submissions.models import Publication, Submission

register = template.Library()
register.simple_tag(deadlines.told, name="moment")


@register.simple_tag
def publication_words(submission: Submission) -> str:
    """Return how and when an accepted answer is published, in the active language."""
    call = submission.call
    if submission.publication == Publication.COUNTED:
        return _("As you chose, it is counted in the total of the call and not published.")
    if submission.publication == Publication.ANONYMOUS:
        how = _("As you chose, it is published without your name: with your category alone.")
    else:
        how = _("As you chose, it is published with your name.")
    if call.publish_from is None or call.publish_from <= timezone.now():
        when = _("This happens at once.")
    else:
        when = _("All answers to this call are published together: %(moment)s")
        when = filled(when, moment=deadlines.told(call.publish_from, call))
    return joined(" ", (how, when))


@register.simple_tag
def arrived_words(submission: Submission) -> str:
    """Return how much an answer holds, without a word of it: "3 recommendations, 1 file"."""
    number = submission.recommendations.current().count()
    files = submission.attachments.filter(removed_at=None).count()
    said = ngettext("%(number)s recommendation", "%(number)s recommendations", number)
    parts = [said % {"number": number}]
    if files:
        parts.append(ngettext("%(number)s file", "%(number)s files", files) % {"number": files})
    return lists.listed(parts)


@register.filter
def tidy(text: str) -> str:
    """Return plain text without the runs of empty lines that template tags leave behind."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()
