"""Readers get a text in their language; else the original, marked as such and named."""

import pytest
from django.utils.translation import gettext, override

from tests.dialogues.factories import make_dialogue, make_document, make_session, make_workshop
from tests.dialogues.test_pages import page

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "es", "ar", "zh-hans", "ru")
NOT_YET = "Not yet in your language: shown in English."
UNOFFICIAL = "Unofficial translation"
ALL_UNOFFICIAL = (
    "Titles and themes of IOM in this language are unofficial translations, unless IOM or the "
    "United Nations have published them so."
)
CHANGED = "The original has changed since it was translated."
ORIGINAL, TRANSLATION = "A new & old theme", "Thème <translated>"
SHOWN = "Thème &lt;translated&gt;"
MARKED = '<span lang="en" dir="ltr">A new &amp; old theme</span>'


def says(html: str, words: str, language: str) -> bool:
    """Tell whether a page says the words of the portal in its language."""
    with override(language):
        return gettext(words) in html


STATES = {
    # state: (heading on the page, not yet, unofficial, changed since)
    "missing": (MARKED, True, False, False),
    "taken away": (MARKED, True, False, False),
    "current": (SHOWN, False, True, False),
    "official": (SHOWN, False, False, False),
    "older": (SHOWN, False, True, True),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_heading_is_told_by_language_and_state_of_translation(client, language, state):
    dialogue = make_dialogue(theme=ORIGINAL)
    if state != "missing":
        text = "" if state == "taken away" else TRANSLATION
        dialogue.translate("theme", language, text, is_official=state == "official")
    if state == "older":
        dialogue.translations[language]["theme"]["of"] = "0" * 16
    dialogue.save()
    heading, *notes = STATES[state]
    html = page(client, f"/{language}/dialogues/{dialogue.slug}/")
    assert f'<h1 class="title-long">{heading}</h1>' in html
    above = html.partition("<footer")[0]
    assert [says(above, words, language) for words in (NOT_YET, UNOFFICIAL, CHANGED)] == notes
    original = f'<a href="/en/dialogues/{dialogue.slug}/" hreflang="en">'
    assert (original in html) == (notes[1] or notes[2])


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
@pytest.mark.parametrize("url", ["", "dialogues/", "calls/", "outcomes/", "recommendations/"])
def test_lists_say_once_that_titles_are_unofficial_translations(client, language, url):
    html = page(client, f"/{language}/{url}")
    assert says(html, ALL_UNOFFICIAL, language) == (language != "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_languages_and_english_are_not_touched_by_a_translation(client, language):
    dialogue = make_dialogue(theme=ORIGINAL)
    dialogue.translate("theme", language, TRANSLATION)
    dialogue.save()
    english = page(client, f"/en/dialogues/{dialogue.slug}/")
    assert '<h1 class="title-long">A new &amp; old theme</h1>' in english
    assert SHOWN not in english
    assert not any(says(english, words, "en") for words in (NOT_YET, UNOFFICIAL, CHANGED))
    other = LANGUAGES[LANGUAGES.index(language) - 1]
    assert MARKED in page(client, f"/{other}/dialogues/{dialogue.slug}/")


def test_markdown_is_rendered_from_the_translation_and_marked_where_it_is_missing(client):
    workshop = make_workshop(overview="Some **bold** words", objectives="- one")
    workshop.translate("overview", "ar", "كلمات **مهمة** <script>")
    workshop.save()
    html = page(client, f"/ar/dialogues/{workshop.dialogue.slug}/{workshop.slug}/")
    assert '<div class="reading"><p>كلمات <strong>مهمة</strong> &lt;script&gt;</p>' in html
    assert '<div class="reading" lang="en" dir="ltr"><ul>' in html
    assert "bold" not in html


def test_guiding_questions_are_those_of_the_translation(client):
    session = make_session(make_workshop(), guiding_questions="Who?\nWhat?")
    session.translate("guiding_questions", "fr", "Qui ?\nQuoi ?\n")
    session.save()
    html = page(client, f"/fr/dialogues/{session.workshop.dialogue.slug}/{session.workshop.slug}/")
    assert '<ol class="ui"><li>Qui ?</li><li>Quoi ?</li></ol>' in html


def test_a_document_has_its_title_in_its_own_language(client):
    dialogue = make_dialogue()
    document = make_document(dialogue, title="Résumé", language="fr")
    document.translate("title", "ru", "Резюме")
    document.save()
    url = f"dialogues/{dialogue.slug}/"
    assert "<bdi>Résumé</bdi>" in page(client, f"/fr/{url}")
    assert '<bdi><span lang="fr" dir="ltr">Résumé</span></bdi>' in page(client, f"/en/{url}")
    assert "<bdi>Резюме</bdi>" in page(client, f"/ru/{url}")


@pytest.mark.parametrize("hidden", ["dialogue", "workshop"])
def test_translations_of_what_is_not_public_are_on_no_page(client, hidden):
    workshop = make_workshop()
    workshop.translate("title", "fr", "Titre secret")
    workshop.is_published = hidden != "workshop"
    workshop.save()
    dialogue = workshop.dialogue
    dialogue.is_published = hidden != "dialogue"
    dialogue.translate("theme", "fr", "Thème secret")
    dialogue.save()
    own = f"/fr/dialogues/{dialogue.slug}/{workshop.slug}/"
    assert client.get(own).status_code == 404
    for url in ("/fr/", "/fr/dialogues/"):
        html = page(client, url)
        assert "Titre secret" not in html
        assert ("Thème secret" in html) == (hidden == "workshop")
