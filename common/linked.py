"""What a page states as fact to machines: JSON-LD (W3C) in the words of schema.org."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

Thing = dict[str, Any]

CONTEXT = "https://schema.org"
# What could end the element, or begin another, in a text.
ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&"}


def thing(kind: str, **facts: Any) -> Thing:
    """Return a thing of a type of schema.org with what is known of it: nothing empty."""
    return {"@type": kind, **{name: value for name, value in facts.items() if value}}


def data_block(said: Mapping[str, Any]) -> SafeString:
    """Return a thing as an element of data, which browsers never run; nothing for nothing."""
    if not said:
        return SafeString("")
    text = json.dumps({"@context": CONTEXT, **said}, ensure_ascii=False).translate(ESCAPES)
    inside = mark_safe(text)  # noqa: S308 - nothing in it can end the element
    return format_html('<script type="application/ld+json">{}</script>', inside)
