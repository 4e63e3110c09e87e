"""Unofficial translations as readers meet them: beside the original, never instead of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from submissions import lifecycle, unofficial
from submissions.intake import Answer
from submissions.models import Recommendation, Submission, UnofficialTranslation
from submissions.states import Status
from tests import factories
from tests.submissions.lifecycle.table import answer_of

pytestmark = pytest.mark.django_db
LIST = "/en/recommendations/"
TITLE, TEXT = "Qxtitle in other words", "Qxtext in other words, sentence by sentence."


def make(status: str = Status.ACCEPTED, **fields: Any) -> Submission:
    """Return an answer in Arabic with one recommendation."""
    measure = factories.measure(title="عنوان التوصية", text="ينبغي للدول أن تتفق على مسار واحد.")
    return factories.submission(status, **{"language": "ar", "measures": (measure,), **fields})


def said(row: Submission, **fields: Any) -> Answer:
    """Return what the answer says, in Arabic unless `fields` say otherwise."""
    return answer_of(row, **{"language": "ar", **fields})


def first(row: Submission) -> Recommendation:
    return row.recommendations.select_related("submission__call").order_by("number")[0]


def translate(row: Recommendation, language: str = "en", **fields: Any) -> UnofficialTranslation:
    """Write a translation as the desk does."""
    found = row.translations.filter(language=language).first()
    return unofficial.write(
        row,
        language,
        **{
            "title": TITLE,
            "text": TEXT,
            "version_number": row.words_version,
            "seen": found.mark if found else "",
            "by": factories.user("Editor", first_name="Qxtranslator"),
            **fields,
        },
    )


def own_page(row: Submission) -> str:
    """Return the address of the stakeholder's page."""
    assert row.stakeholder is not None
    return f"/en/stakeholders/{row.stakeholder.slug}/"


def page(client: Client, row: Recommendation, language: str = "en") -> str:
    """Return what stands between head and foot of the recommendation's page."""
    response = client.get(f"/{language}/recommendations/{row.reference}/")
    assert response.status_code == 200
    return str(response.content.decode()).partition("<main")[2]


def test_the_original_comes_first_with_its_language_and_the_translation_beside_it(client: Client):
    row = first(make())
    made = translate(row, at=timezone.now() - timedelta(days=40))
    html = page(client, row)
    assert "Original in <b>Arabic</b>, as sent" in html
    assert f'lang="ar" dir="auto"><p>{row.text}</p>' in html
    assert "<b>English</b> unofficial translation by the IDM Unit" in html
    assert f'lang="en" dir="ltr"><p>{TEXT}</p>' in html
    day = made.at.astimezone(row.submission.call.zone)
    assert f'<time datetime="{day:%Y-%m-%d}">' in html
    assert html.index(row.title) < html.index(TITLE) < html.index(row.text) < html.index(TEXT)
    assert "older version" not in html
    assert "Qxtranslator" not in html
    assert made.by.username not in html


def test_translations_into_other_languages_are_folded_and_keep_their_direction(client: Client):
    row = first(make(language="fr", measures=(factories.measure(title="Un guichet"),)))
    translate(row, "ar", title="شباك واحد", text="ينبغي فتح شباك واحد.")
    translate(row, "ru", title="Одно окно", text="Нужно одно окно.")
    html = page(client, row)
    assert 'Also in <bdi lang="ar">العربية</bdi> (unofficial translation)' in html
    assert 'lang="ar" dir="rtl"><p>ينبغي فتح شباك واحد.</p>' in html
    assert html.count("<details") == 2
    html = page(client, row, "ar")
    assert html.count("<details") == 1
    assert '<div class="translation">' in html
    html = page(client, row, "fr")
    assert '<div class="translation">' not in html
    assert html.count("<details") == 2


def test_a_translation_of_an_older_version_is_not_shown(client: Client):
    row = make(Status.RECEIVED)
    made = translate(first(row))
    old = said(row)
    other = factories.measure(title="أخرى", text="كلمات أخرى")
    same = replace(old.recommendations[0], number=1)
    # A version that adds another one leaves these words, and their translation, as they were.
    lifecycle.correct(row, replace(old, recommendations=(same, other)), files=[])
    made.recommendation.refresh_from_db()
    assert not made.is_older
    changed = replace(same, text="كلمات جديدة تماما.")
    lifecycle.correct(row, replace(old, recommendations=(changed,)), files=[])
    lifecycle.accept(row, by=factories.user())
    lifecycle.publish(row)
    html = page(client, first(row))
    assert TITLE not in html
    assert TEXT not in html
    translate(first(row))
    assert TEXT in page(client, first(row))


def test_words_that_were_taken_back_are_not_shown_of_an_anonymous_one(client: Client):
    row = make(Status.RECEIVED, publication="anonymous")
    translate(first(row))
    old = said(row)
    changed = replace(old.recommendations[0], number=1, text="كلمات بلا أسماء.")
    lifecycle.correct(row, replace(old, recommendations=(changed,)), files=[])
    lifecycle.accept(row, by=factories.user())
    lifecycle.publish(row)
    assert TEXT not in page(client, first(row))
    assert TITLE not in client.get(LIST).content.decode()
    translate(first(row))
    assert TEXT in page(client, first(row))


def test_of_an_anonymous_one_no_day_is_told(client: Client):
    row = first(make(publication="anonymous"))
    translate(row, at=timezone.now() - timedelta(days=40))
    html = page(client, row)
    assert TEXT in html
    assert f"{timezone.now() - timedelta(days=40):%Y-%m-%d}" not in html


def unpublish(row: Submission) -> None:
    row.call.is_published = False
    row.call.save()


def publish_later(row: Submission) -> None:
    row.call.publish_from = timezone.now() + timedelta(days=1)
    row.call.save()


def set_aside(row: Submission) -> None:
    lifecycle.set_aside(first(row), by=factories.user(), reason="Twice.")


HIDE: dict[str, Any] = {
    "counted only": lambda row: lifecycle.change_publication(row, "counted"),
    "withdrawn": lifecycle.withdraw,
    "one withdrawn": lambda row: lifecycle.withdraw_one(first(row)),
    "set aside": set_aside,
    "reopened": lambda row: lifecycle.reopen(row, by=factories.user(), note="Once more."),
    "call unpublished": unpublish,
    "published later": publish_later,
}


@pytest.mark.parametrize("what", HIDE)
def test_what_is_not_public_shows_no_translation(client: Client, what: str):
    both = (factories.measure(title="عنوان التوصية"), factories.measure())
    row = make(measures=both)
    one = first(row)
    translate(one)
    assert TITLE in client.get(LIST).content.decode()
    HIDE[what](row)
    for address in (LIST, f"{LIST}{one.reference}/", f"{LIST}{first(row).reference}/", "/en/"):
        html = client.get(address).content.decode()
        assert TITLE not in html, address
        assert TEXT not in html, address


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.IN_REVIEW, Status.CHANGES_REQUESTED])
def test_one_that_is_prepared_shows_only_once_it_is_public(client: Client, status: str):
    row = make(status)
    translate(first(row))
    assert TITLE not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{first(row).reference}/").status_code == 404
    if status == Status.CHANGES_REQUESTED:
        lifecycle.take_back(row, by=factories.user())
    lifecycle.accept(row, by=factories.user())
    lifecycle.publish(row)
    assert TEXT in page(client, first(row))


def test_a_more_private_choice_keeps_the_words_alone(client: Client):
    row = make()
    translate(first(row), at=timezone.now() - timedelta(days=40))
    lifecycle.change_publication(row, "anonymous")
    html = page(client, first(row))
    assert TEXT in html
    assert row.organization not in html


def test_a_card_shows_the_translated_title_under_the_original_one(client: Client):
    row = make()
    translate(first(row))
    for address in (LIST, "/en/", own_page(row)):
        html = client.get(address).content.decode()
        assert 'lang="ar" dir="auto"><a href=' in html, address
        assert TITLE in html, address
        assert "Unofficial translation" in html, address
        assert html.index(first(row).title) < html.index(TITLE)
        assert TEXT not in html
    for language in ("ar", "fr"):
        html = client.get(f"/{language}/recommendations/").content.decode()
        assert TITLE not in html


def test_searching_reads_originals_only(client: Client):
    translate(first(make()))
    html = client.get(LIST, {"q": "Qxtext"}).content.decode()
    assert "Nothing found" in html
    assert TITLE not in html


def test_the_original_is_the_title_for_machines(client: Client):
    row = first(make())
    translate(row)
    head = client.get(f"{LIST}{row.reference}/").content.decode().partition("</head>")[0]
    assert row.title in head
    assert TITLE not in head


def test_a_translation_is_escaped(client: Client):
    row = first(make())
    translate(row, title="<b>Title</b>", text="<script>alert(1)</script>")
    for html in (page(client, row), client.get(LIST).content.decode()):
        assert "<b>Title" not in html
        assert "<script>alert" not in html


@pytest.mark.parametrize("address", [LIST, "/en/", "stakeholder"])
def test_lists_cost_the_same_with_1_and_3_translations(client, address, django_assert_num_queries):
    by = factories.user()
    queries = {LIST: 10, "/en/": 12, "stakeholder": 9}[address]
    for more in (1, 2):
        for _ in range(more):
            row = make(organization="Quetzal Institute")
            translate(first(row), by=by)
        url = own_page(row) if address == "stakeholder" else address
        client.get(url)
        caches["pages"].clear()
        with django_assert_num_queries(queries):
            assert TITLE in client.get(url).content.decode()


def test_one_recommendation_costs_the_same_with_1_and_3_translations(
    client, django_assert_num_queries
):
    row, by = first(make()), factories.user()
    client.get(LIST)  # the filters of the index are read once
    for languages in (["en"], ["fr", "ru"]):
        for language in languages:
            translate(row, language, by=by)
        caches["pages"].clear()
        with django_assert_num_queries(11):
            page(client, row)


def test_words_that_become_those_of_the_original_are_no_translation(client: Client):
    row = make(Status.RECEIVED)
    translate(first(row), "fr")
    french = said(row, language="fr")
    lifecycle.correct(row, french, files=[])
    lifecycle.accept(row, by=factories.user())
    lifecycle.publish(row)
    for language in ("en", "fr"):
        assert TEXT not in page(client, first(row), language)
