"""The template filter for texts that staff write in Markdown."""

from django import template
from django.utils.safestring import SafeString

from common import markdown

register = template.Library()


@register.filter
def staff_text(text: str) -> SafeString:
    """Return the Markdown as safe HTML."""
    return markdown.render(text)
