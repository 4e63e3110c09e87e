"""Numbers as the reader's language writes them."""

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """Return a number with its thousands set apart: 3,702 in English, 3 702 in French."""
    return number_format(number, decimal_pos=0, use_l10n=True, force_grouping=True)
