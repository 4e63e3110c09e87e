"""What every page knows: its languages, its direction and the part of the portal it is in."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import translation

from common.languages import LOCALES, OWN_NAMES, direction

# The pages of what was said; the rest of the same app is about calls and answers to them.
PUBLIC_WORDS = ("recommendation-list", "recommendation-detail", "stakeholder-detail")


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give every template the languages, the direction and the section of its page."""
    return {
        "language_links": language_links(request),
        "text_direction": direction(translation.get_language() or settings.LANGUAGE_CODE),
        "section": section(request),
        "base_url": settings.BASE_URL,
        "mail_viewer": settings.MAIL_VIEWER,
    }


def language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """List code, name, url, dir, locale and is_current of each language, for the page asked for."""
    current = translation.get_language()
    return [
        {
            "code": code,
            "name": OWN_NAMES[code],
            "url": same_page(request, code),
            "dir": direction(code),
            "locale": LOCALES[code],
            "is_current": code == current,
        }
        for code in OWN_NAMES
    ]


def same_page(request: HttpRequest, code: str) -> str:
    """Return the address of this page in another language, or of its home page if there is none."""
    address, current = request.get_full_path(), translation.get_language()
    if request.resolver_match and address.startswith(f"/{current}/"):
        # No address is translated behind its prefix: this is what translate_url finds, sooner.
        return f"/{code}/{address.removeprefix(f'/{current}/')}"
    translated = translate_url(address, code)
    if translated != address or code == current:
        return translated
    with translation.override(code):
        return reverse("home")


def section(request: HttpRequest) -> str:
    """Name the masthead entry a page belongs to, as in its templates; "" for none."""
    match = request.resolver_match
    if match is None:
        return ""
    if match.namespace == "submissions":
        if match.url_name == "participation":
            return "participation"
        return "recommendations" if match.url_name in PUBLIC_WORDS else "calls"
    return match.namespace if match.namespace in ("dialogues", "outcomes") else ""
