"""Outcomes in the reader's language; what is frozen, quoted and cited stays the original."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from outcomes import editing
from outcomes.models import OutcomeDocument
from outcomes.papers import editions
from tests import factories
from tests.dialogues.test_translations import NOT_YET, UNOFFICIAL, says
from tests.outcomes.written import cited, paper
from tests.submissions.test_translated_texts import page, translated

pytestmark = pytest.mark.django_db


def in_french(of: OutcomeDocument) -> OutcomeDocument:
    """Translate every text of a document."""
    for row in of.translated_rows():
        for field in row.translated_fields:
            if getattr(row, field):
                row.translate(field, "fr", f"{field} en français")
        row.save()
    return of


def test_a_document_is_read_in_french_and_its_sources_as_they_were_sent(client):
    row = factories.recommendation()
    made = in_french(cited(row))
    html = page(client, f"/fr/outcomes/{made.slug}/")
    assert '<p class="words words-large">text en français</p>' in html
    assert "<bdi>title en français</bdi>" in html
    assert "Cities should act." not in html
    assert f"<q>{' '.join(row.text.split()[:5])}</q>" in html
    assert says(html, UNOFFICIAL, "fr")
    assert "title en français" in page(client, "/fr/outcomes/")


def test_what_is_not_translated_is_marked_and_named(client):
    made = cited(factories.recommendation())
    html = page(client, f"/ar/outcomes/{made.slug}/")
    assert '<p class="words words-large" lang="en" dir="ltr">Cities should act.</p>' in html
    assert says(html, NOT_YET, "ar")


def test_a_recommendation_shows_where_it_went_in_the_readers_language(client):
    row = factories.recommendation()
    in_french(cited(row))
    html = page(client, f"/fr{row.get_absolute_url()[3:]}")
    assert '<p class="words">text en français</p>' in html


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_an_edition_is_byte_for_byte_the_same_with_translations_in_any_language(language):
    call = translated(themes=1)
    row = factories.recommendation(of=call)
    made = cited(row)
    before = editions.make(paper(call.dialogue, slug="before")).frozen
    in_french(made)
    call.dialogue.translate("theme", "fr", "Le thème")
    call.dialogue.save()
    call.dialogue.refresh_from_db()
    other = paper(call.dialogue, slug="after")
    other.translate("title", "fr", "Le document bilan")
    other.save()
    with translation.override(language):
        after = editions.make(other).frozen
    same = after.replace('"slug":"after"', '"slug":"before"')
    as_of = before.partition('"as_of":"')[2].partition('"')[0]
    at = same.partition('"as_of":"')[2].partition('"')[0]
    assert same.replace(at, as_of) == before


def test_a_paper_is_listed_in_french_and_its_edition_says_that_it_is_in_english(client):
    call = factories.call()
    factories.recommendation(of=call)
    made = paper(call.dialogue)
    made.translate("title", "fr", "Le document bilan")
    made.save()
    editions.make(made)
    editions.publish(made)
    assert "Le document bilan" in page(client, "/fr/outcomes/")
    html = page(client, f"/fr/stocktaking/{made.slug}/")
    assert "Le document bilan" not in html
    words = "An edition keeps what the IDM Unit wrote as it was frozen: in English."
    assert says(html, words, "fr")
    assert words not in page(client, f"/en/stocktaking/{made.slug}/")


def test_a_document_that_is_taken_back_shows_its_translations_nowhere(client):
    row = factories.recommendation()
    made = in_french(cited(row))
    editing.take_back(made)
    assert client.get(f"/fr/outcomes/{made.slug}/").status_code == 404
    for url in ("/fr/", "/fr/outcomes/", f"/fr{row.get_absolute_url()[3:]}"):
        assert "en français" not in page(client, url)


def test_translations_cost_no_query(client, django_assert_num_queries):
    made = cited(factories.recommendation())
    url = f"/fr/outcomes/{made.slug}/"
    with CaptureQueriesContext(connection) as before:
        page(client, url)
    in_french(made)
    with django_assert_num_queries(len(before)):
        page(client, url)
