"""Atom feeds of calls and of recommendations, read back by a reader of feeds."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from common.feeds import MOST
from submissions import lifecycle
from submissions.models import Call, Recommendation, Submission
from submissions.states import Status
from tests import factories
from tests.feeds import opened

pytestmark = pytest.mark.django_db
CALLS, SAID = "/en/calls.atom", "/en/recommendations.atom"
LIST = "/en/recommendations/"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def make(title: str = "", of: Any = None, **fields: Any) -> Recommendation:
    """Return a public recommendation of this title."""
    measure = factories.measure(title=title, text=fields.pop("text", factories.WORDS))
    row = factories.submission(Status.ACCEPTED, of=of, measures=(measure,), **fields)
    return row.recommendations.get()


def test_a_recommendation_is_told_with_its_words_and_who_said_them(client):
    row = make(
        "Name <one> guardian",
        text="Un <b>tuteur</b> & un délai.",
        language="fr",
        organization="Quetzal & Sons",
        category="other",
        category_other="a guild",
    )
    feed = opened(client, SAID)
    (entry,) = feed.entries
    assert entry.title == "Name <one> guardian"
    assert entry.language == row.language == "fr"
    assert entry.author == "Quetzal & Sons"
    assert entry.link == entry.id == f"{settings.BASE_URL}{LIST}{row.reference}/"
    assert "Un &lt;b&gt;tuteur&lt;/b&gt; &amp; un délai." in entry.summary
    assert '<div lang="fr" dir="ltr">' in entry.summary
    assert "Quetzal &amp; Sons, Other: a guild, Morocco" in entry.summary
    assert entry.categories == ["Other"]
    assert feed.language == "en"
    assert feed.title == "Recommendations – International Dialogue on Migration"
    assert feed.author == "International Dialogue on Migration"
    assert feed.id == feed.own == f"{settings.BASE_URL}{SAID}"
    assert feed.link == f"{settings.BASE_URL}{LIST}"


def test_an_anonymous_one_tells_its_category_alone(client):
    row = factories.submission(
        Status.ACCEPTED,
        recommendations=2,
        publication="anonymous",
        organization="Quetzal Institute",
        category="other",
        category_other="a guild of clockmakers",
    )
    text = client.get(SAID).content.decode()
    for word in ("Quetzal", "clockmakers", "Morocco", row.reference):
        assert word not in text
    entries = opened(client, SAID).entries
    assert {entry.author for entry in entries} == {"Other"}
    # The moment of publication would tie the two together.
    assert {entry.updated[10:] for entry in entries} == {"T00:00:00+00:00"}
    assert len(entries) == 2


def test_what_is_not_public_is_in_no_feed(client):
    now = timezone.now()
    for status in Status:
        if status != Status.ACCEPTED:
            factories.submission(status)
    make(publication="counted")
    make(of=factories.call(is_published=False))
    make(of=factories.call(dialogue=factories.dialogue(is_published=False)))
    make(of=factories.call(publish_from=now + timedelta(days=1)))
    factories.submission(Status.ACCEPTED, public=False)
    aside, gone = make(), make()
    lifecycle.set_aside(aside, by=factories.user(), reason="Twice.")
    feed_before = opened(client, SAID)
    assert [one.id[-len(gone.reference) - 1 : -1] for one in feed_before.entries] == [
        gone.reference
    ]
    lifecycle.withdraw(Submission.objects.get(pk=gone.submission_id))
    assert opened(client, SAID).entries == []
    assert Recommendation.objects.count() > 10


def test_it_follows_a_search(client):
    call = factories.call()
    wanted = make("Water for all", of=call, category="academia")
    make("Water elsewhere", of=call, category="media")
    make("Another thing", of=call, category="academia")
    asked = "q=water&category=academia"
    # The order and the page are those of the list alone.
    feed = opened(client, f"{SAID}?sort=oldest&page=7&{asked}")
    assert feed.titles == [wanted.title]
    assert feed.title.startswith("Recommendations, water, Academia")
    assert feed.own == f"{settings.BASE_URL}{SAID}?{asked}"
    assert feed.link == f"{settings.BASE_URL}{LIST}?{asked}"
    listed = client.get(f"{LIST}?{asked}&sort=oldest")
    assert [row.title for row in listed.context["results"].rows] == feed.titles
    html = listed.content.decode()
    found = f"{SAID}?{asked}".replace("&", "&amp;")
    assert f'<a href="{found}" type="application/atom+xml">' in html
    assert f'href="{settings.BASE_URL}{found}">' in html.partition("</head>")[0]


def test_a_filter_that_does_not_exist_is_no_feed_of_everything(client):
    make("Said")
    assert client.get(f"{SAID}?theme=no-such-theme").status_code == 404


def test_the_newest_are_told(client):
    factories.submission(
        Status.ACCEPTED, of=factories.call(max_recommendations=50), recommendations=50
    )
    new = make("The newest")
    Submission.objects.exclude(pk=new.submission_id).update(
        public_at=timezone.now() - timedelta(days=2)
    )
    titles = opened(client, SAID).titles
    assert len(titles) == MOST
    assert titles[0] == "The newest"


def test_what_xml_cannot_hold_breaks_no_feed(client):
    row = make("Said")
    Recommendation.objects.update(
        title="No\x0bthing\uffff is lost", text=f"{factories.WORDS}\ufffe\x1f"
    )
    (entry,) = opened(client, SAID).entries
    assert entry.title == "Nothing is lost"
    assert entry.id.endswith(f"{row.reference}/")


def test_a_call_is_told_with_its_deadline(client):
    now = timezone.now()
    call = factories.call(title="What should <be> done?", brief="Say *who* acts. <script>")
    later = factories.call(title="Later", opens_at=now + timedelta(days=3))
    factories.call(is_published=False)
    factories.call(dialogue=factories.dialogue(is_published=False))
    sample = factories.call(
        title="Sample",
        dialogue=factories.dialogue(is_demonstration=True),
        opens_at=now - timedelta(days=90),
    )
    feed = opened(client, CALLS)
    assert feed.titles == ["What should <be> done?", "Sample (sample)"]
    told = feed.entries[0]
    assert told.id == told.link == f"{settings.BASE_URL}/en/calls/{call.slug}/"
    assert told.summary.startswith('<div lang="en" dir="ltr">Closes ')
    assert "<em>who</em>" in told.summary
    assert "<script" not in told.summary
    assert told.updated == call.opens_at.isoformat()
    assert feed.updated == told.updated
    assert feed.entries[1].id.endswith(f"/{sample.slug}/")
    Call.objects.filter(pk=later.pk).update(opens_at=now)
    assert opened(client, CALLS).titles[0] == "Later", "told when it opens, not before"
    html = client.get("/en/calls/").content.decode()
    assert f'<a href="{CALLS}" type="application/atom+xml">' in html
    assert f'href="{settings.BASE_URL}{CALLS}">' in html.partition("</head>")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_feeds_are_in_the_readers_language(client, language):
    call = factories.call(title="A call", brief="")
    call.translate("title", "ar", "دعوة")
    call.save()
    make("Said in Spanish", of=call, language="es", text="مرحبا")
    calls = opened(client, f"/{language}/calls.atom")
    (one,) = calls.entries
    assert calls.language == language
    assert one.language == ("ar" if language == "ar" else "en")
    assert one.title == ("دعوة" if language == "ar" else "A call")
    assert ('dir="rtl"' in one.summary) is (language == "ar")
    (said,) = opened(client, f"/{language}/recommendations.atom").entries
    assert said.language == "es"
    assert said.id.startswith(f"{settings.BASE_URL}/{language}/recommendations/")


def test_an_empty_feed_is_one(client):
    for url in (CALLS, SAID):
        assert opened(client, url).entries == []
    assert client.post(SAID).status_code == 405


def test_a_feed_is_sent_compressed(client):
    factories.call(brief=factories.WORDS * 3)
    response = client.get(CALLS, headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(("url", "queries"), [(CALLS, 3), (SAID, 10), (f"{SAID}?q=states", 10)])
def test_they_cost_the_same_at_1_and_3_rows(client, django_assert_num_queries, url, queries):
    for more in (1, 2):
        for _ in range(more):
            make(of=factories.call(themes=1, dialogue=factories.workshop().dialogue))
        with django_assert_num_queries(queries):
            client.get(url)
