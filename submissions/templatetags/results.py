"""Results and facets as HTML: hundreds of values on each page, too many for loops in a template."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.templatetags.numbers import grouped
from submissions.cards import Card
from submissions.facets import Facet

register = template.Library()
ITEM = (
    '<li{0}><label><input type="checkbox" id="{1}-{2}" name="{1}" value="{2}"{3}> <span>{4}</span>'
    ' <span class="count">{5}</span></label></li>\n'
)
ZERO, CHECKED = SafeString(' class="zero"'), SafeString(" checked")
CARD = """<article class="card-result">
  <div>
    <h3 lang="{language}" dir="auto"><a href="{url}">{heading}</a></h3>{translation}
    <p class="who"><b>{name}</b>{category}{country}{sample}</p>
    <div class="words" lang="{language}" dir="auto">{words}</div>
    {tags}
  </div>
  <div class="rail"><span class="disposition {disposition}">{disposition_label}</span>
    <span class="ref">{reference}</span></div>
</article>
"""
TRANSLATION = '<p class="in-translation"><bdi>{}</bdi> <span class="tag tag-plain">{}</span></p>'
TAGS, TAG = '<ul class="tags">{}</ul>', '<li><a class="tag" href="{}">{}</a></li>'


@register.filter
def items(facet: Facet) -> SafeString:
    """Return a list item with a checkbox for each value, its words and its number."""
    rows = (
        (
            "" if choice.count else ZERO,
            facet.name,
            choice.code,
            CHECKED if choice.is_chosen else "",
            choice.label,
            grouped(choice.count),
        )
        for choice in facet.choices
    )
    return format_html_join("", ITEM, rows)


@register.filter
def articles(cards: Iterable[Card]) -> SafeString:
    """Return the cards of a list, one article each."""
    anonymous, comma = _("Anonymous"), _(", ")
    unofficial = _("Unofficial translation")
    sample = format_html(' <span class="tag tag-plain">{}</span>', _("Sample"))
    rows = ((_article(card, anonymous, comma, sample, unofficial),) for card in cards)
    return format_html_join("", "{}", rows)


def _article(
    card: Card, anonymous: str, comma: str, sample: SafeString, unofficial: str
) -> SafeString:
    tags = format_html_join("", TAG, ((tag.url, tag.label) for tag in card.tags))
    return format_html(
        CARD,
        language=card.language,
        url=card.url,
        heading=card.heading,
        translation=format_html(TRANSLATION, card.translation, unofficial)
        if card.translation
        else "",
        name=format_html("<bdi>{}</bdi>", card.name) if card.name else anonymous,
        category=format_html("{}<bdi>{}</bdi>", comma, card.category),
        country=f"{comma}{card.country}" if card.country else "",
        sample=sample if card.is_sample else "",
        words=card.words,
        tags=format_html(TAGS, tags) if tags else "",
        disposition=card.disposition,
        disposition_label=card.disposition_label,
        reference=card.reference,
    )
