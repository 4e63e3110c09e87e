"""Every page in every language: readable by all, well formed, quiet, within its policy and a phone.

A page is judged by axe-core, html-validate and Chromium itself; each complaint names the page, its
language and the place on it.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils import translation

from tests.browser import scene, visits
from tests.browser.inspection import Inspector
from tests.browser.links import dead
from tests.browser.markup import malformed
from tests.browser.visits import Visit

LANGUAGES = [code for code, _name in configured.LANGUAGES]
DARK = ["en", "ar"]  # the colours are the same in all


def look(inspector: Inspector, pages: Iterable[Visit]) -> None:
    """Look at pages in every way, one after the other."""
    for visit in pages:
        inspector.open(visit)
        inspector.run_axe(visit)
        inspector.gather_links(visit)
        if inspector.language in DARK:
            inspector.page.emulate_media(color_scheme="dark")
            inspector.run_axe(visit, " in the dark", ["color-contrast"])
            inspector.page.emulate_media(color_scheme="light")
        inspector.narrow(visit)


def judge(inspector: Inspector, folder: Path, client: Client) -> None:
    """Assert that nothing was found on the pages, in their markup and behind their links."""
    found = inspector.found + malformed(inspector.served, inspector.language, folder)
    found += dead(inspector.links, inspector.page.url, client)
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_readers(new_inspector, settings, client, tmp_path, language):
    inspector = new_inspector(language)
    with translation.override(language):
        look(inspector, visits.of_an_empty_portal())
        scene.load()
        scene.add_what_it_lacks()
        with scene.mailbox() as settings.MAIL_FOLDER:
            look(inspector, visits.of_readers())
            judge(inspector, tmp_path, client)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_staff(new_inspector, enter, client, tmp_path, language):
    inspector = new_inspector(language)
    scene.load()
    lead = scene.add_what_it_lacks()
    with translation.override(language):
        look(inspector, visits.of_the_door())
        enter(inspector, lead)
        look(inspector, visits.of_staff())
        look(inspector, visits.of_leaving())
        enter(inspector, lead)
        if language != "en":
            inspector.links.clear()  # no address of the desk tells a language
        judge(inspector, tmp_path, client)
