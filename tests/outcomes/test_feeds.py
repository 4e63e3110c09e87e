"""The Atom feed of outcome documents, read back by a reader of feeds."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from outcomes.models import OutcomeDocument
from tests import factories
from tests.feeds import opened

pytestmark = pytest.mark.django_db
FEED = "/en/outcomes.atom"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def make(slug: str, **fields: Any) -> OutcomeDocument:
    """Return a published document."""
    fields.setdefault("dialogue", None)
    fields["dialogue"] = fields["dialogue"] or factories.dialogue()
    row = {"slug": slug, "title": slug, "kind": "report", "is_published": True}
    return OutcomeDocument.objects.create(**(row | {"published_at": timezone.now()} | fields))


def test_documents_are_told_when_they_are_public(client):
    earlier = timezone.now() - timedelta(days=3)
    make("hidden", is_published=False)
    make("of-hidden", dialogue=factories.dialogue(is_published=False))
    make("second", title="A & B", introduction="What *it* came to.", published_at=earlier)
    make("first", dialogue=factories.dialogue(is_demonstration=True, year=2010))
    feed = opened(client, FEED)
    assert feed.titles == ["first (sample)", "A & B"]
    told = feed.entries[1]
    assert told.id == told.link == f"{settings.BASE_URL}/en/outcomes/second/"
    assert told.updated == earlier.isoformat()
    assert "Report" in told.summary
    assert "<em>it</em>" in told.summary
    assert feed.id == feed.own == f"{settings.BASE_URL}{FEED}"
    assert feed.title == "Outcomes – International Dialogue on Migration"
    OutcomeDocument.objects.filter(slug="second").update(is_published=False)
    assert opened(client, FEED).titles == ["first (sample)"]


def test_the_list_leads_to_its_feed(client):
    html = client.get("/en/outcomes/").content.decode()
    assert f'<a href="{FEED}" type="application/atom+xml">' in html
    assert f'href="{settings.BASE_URL}{FEED}">' in html.partition("</head>")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_are_in_the_readers_language(client, language):
    row = make("outcome", title="Summary")
    row.translate("title", "zh-hans", "摘要")
    row.save()
    (entry,) = opened(client, f"/{language}/outcomes.atom").entries
    is_chinese = language == "zh-hans"
    assert entry.title == ("摘要" if is_chinese else "Summary")
    assert entry.language == (language if is_chinese else "en")
    assert entry.id == f"{settings.BASE_URL}/{language}/outcomes/outcome/"


def test_it_costs_the_same_at_1_and_3_rows(client, django_assert_num_queries):
    for names in (["a"], ["b", "c"]):
        for name in names:
            make(name)
        with django_assert_num_queries(3):
            client.get(FEED)
