"""What the head of a page tells machines."""

from html import unescape

from django import template
from django.template.loader_tags import BlockNode

from common.linked import data_block

register = template.Library()
register.simple_tag(data_block)


@register.simple_tag(takes_context=True)
def again(context: template.Context, name: str) -> str:
    """Return what the page puts into a block, once more, as plain text in one line."""
    html = BlockNode(name, template.base.NodeList()).render(context)
    return " ".join(unescape(html).split())
