"""The values of a facet as HTML: some fifty on each page, too many for a loop in a template."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from submissions.facets import Facet

register = template.Library()
ITEM = (
    '<li{}><label><input type="checkbox" name="{}" value="{}"{}> <span>{}</span>'
    ' <span class="count">{}</span></label></li>\n'
)
ZERO, CHECKED = SafeString(' class="zero"'), SafeString(" checked")


@register.filter
def items(facet: Facet) -> SafeString:
    """Return a list item with a checkbox for each value, its words and its number."""
    return format_html_join(
        "",
        ITEM,
        (
            (
                "" if choice.count else ZERO,
                facet.name,
                choice.code,
                CHECKED if choice.is_chosen else "",
                choice.label,
                str(choice.count),
            )
            for choice in facet.choices
        ),
    )
