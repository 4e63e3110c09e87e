"""Outcome documents as machines read them."""

from datetime import UTC, datetime

import pytest
from django.conf import settings

from outcomes.models import OutcomeDocument
from tests import factories
from tests.machines import SCHEMA, linked, value

pytestmark = pytest.mark.django_db


def make(**fields: object) -> OutcomeDocument:
    """Return a published document."""
    row = {"slug": "outcome", "title": "Summary", "kind": "report", "is_published": True}
    told = {"published_at": datetime(2017, 9, 1, 23, 30, tzinfo=UTC)}
    return OutcomeDocument.objects.create(**(row | told | fields))


def test_document_is_a_report_about_its_dialogue(client):
    row = make(dialogue=factories.dialogue(year=2017))
    row.translate("title", "zh-hans", "摘要")
    row.save()
    for language, title in {"zh-hans": "摘要", "ar": "Summary"}.items():
        (report,) = linked(client, f"/{language}/outcomes/outcome/")
        assert report["@type"] == [f"{SCHEMA}Report"]
        assert value(report, "name") == title
        assert value(report, "inLanguage") == ("zh-hans" if language == "zh-hans" else "en")
        assert value(report, "datePublished") == "2017-09-01"
        assert value(report, "url") == f"{settings.BASE_URL}/{language}/outcomes/outcome/"
        about = value(report, "about", "url")
        assert about == f"{settings.BASE_URL}/{language}/dialogues/{row.dialogue.slug}/"


def test_sample_is_no_fact(client):
    make(dialogue=factories.dialogue(is_demonstration=True))
    assert linked(client, "/en/outcomes/outcome/") == []
