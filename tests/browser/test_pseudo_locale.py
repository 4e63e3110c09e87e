"""Every page in a language that nobody speaks: nothing is left in English, nothing breaks."""

import functools
import sys

import pytest
from django.core import mail
from django.utils import timezone, translation

from common import catalogues
from common.languages import OWN_NAMES
from idmportal import style
from tests.browser import pseudo, scene, visits
from tests.browser.content import Content, plain

# Everything that is read or spoken: texts, names, hints, the words on buttons.
SAID = """() => {
    const found = [], root = document.documentElement;
    // A hit that is marked is a part of its text.
    for (const hit of root.querySelectorAll("mark")) hit.replaceWith(hit.textContent);
    root.normalize();
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, parent = node.parentElement;
        if (parent.closest("script, style, template, noscript")) continue;
        // What is said to stand in another language stands in it on purpose.
        if (parent.closest("[lang]").lang != root.lang) continue;
        found.push([node.data, parent.tagName.toLowerCase()]);
    }
    for (const name of ["alt", "title", "aria-label", "placeholder", "aria-description", "label"])
        for (const one of root.querySelectorAll(`[${name}]`))
            found.push([one.getAttribute(name), name]);
    for (const one of root.querySelectorAll("input:is([type=submit], [type=button])"))
        found.push([one.value, "button"]);
    for (const one of root.querySelectorAll("meta[name=description]"))
        found.push([one.content, "meta"]);
    return found;
}"""
# A box that hides what is wider than it; fields scroll, and Django's own lists have icons.
CUT = """() => [...document.querySelectorAll("body *")].filter(one => {
    const style = getComputedStyle(one);
    return ["hidden", "clip"].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1
        && one.clientWidth > 1 && !one.matches("input, select, textarea, .selector *, .select2 *");
}).map(one => `${one.tagName.toLowerCase()}.${one.className}`)"""
# Why each may stand as it is in every language.
AS_IT_IS = {
    "csrftoken": "the name of a cookie, as browsers show it",
    "True": "Django's picture for yes has no other name",
    "False": "Django's picture for no, too",
    "Axes": "django-axes names itself so",
    "access attempt expiration": "django-axes has no other words for it",
    "Control": "a key, as Django's Russian writes it",
    "Command": "a key",
    "Mac": "a machine",
    "Single Sing-On": "as Django's Russian writes it",
    "LDAP": "a protocol",
    "SHA": "the name of a digest",
}
TYPED = ["migrants", "nothing-like-this", "Network of Harbour"]
# Logs that only the keeper of the portal reads.
LOGS = {
    "axes_": "django-axes has words for half of its own pages",
    "common_outboxmail_": "the codes of notices, as the log of the worker tells them",
}


@pytest.fixture
def spoken(settings, tmp_path):
    """The language, in the place of Russian."""
    pseudo.write(tmp_path / "locale")
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    forget()
    yield
    forget()


def forget():
    """Empty what the portal keeps in memory for each language: other tests speak Russian."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in catalogues.SOURCES:
            for value in vars(module).values():
                if isinstance(value, functools._lru_cache_wrapper):
                    value.cache_clear()


def known():
    """Return what is on pages but in no table: names of languages, words typed, mails."""
    mails = [
        part for one in mail.outbox for part in (str(one.subject), *str(one.body).splitlines())
    ]
    days = [f"{timezone.now():%a, %d %b %Y}"]
    return [*AS_IT_IS, *TYPED, *style.SAMPLES, *OWN_NAMES.values(), *map(plain, mails), *days]


def read(inspector, pages, content):
    for visit in pages:
        inspector.open(visit)
        said = {(content.rest(text), where) for text, where in inspector.page.evaluate(SAID)}
        if visit.name.startswith(tuple(LOGS)):
            said = set()
        left = sorted(f"{words!r} in {where}" for words, where in said if words)
        inspector.note(visit, *[f"not translated: {one}" for one in left])
        inspector.narrow(visit)
        inspector.note(visit, *[f"cut off: {one}" for one in inspector.page.evaluate(CUT)])


def test_nothing_is_left_in_english_and_nothing_breaks(new_inspector, enter, spoken, settings):
    inspector = new_inspector(pseudo.LANGUAGE)
    with translation.override(pseudo.LANGUAGE):
        read(inspector, visits.of_an_empty_portal(), Content(*known()))
        scene.load()
        lead = scene.add_what_it_lacks()
        content = Content(*known())
        with scene.mailbox() as settings.MAIL_FOLDER:
            read(inspector, visits.of_readers(), content)
        read(inspector, visits.of_the_door(), content)
        enter(inspector, lead)
        read(inspector, visits.of_staff(), content)
    assert not inspector.found, "\n".join(["", *inspector.found])
