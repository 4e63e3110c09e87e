"""The outcome document of the demonstration, its dispositions and its stocktaking paper."""

import json

import pytest
from django.test import Client

from common.models import OutboxMail
from outcomes import demonstration as outcome
from outcomes.models import OutcomeDocument, Trace
from outcomes.papers import demonstration as paper
from outcomes.papers.checking import Report, check
from submissions import demonstration, lifecycle
from submissions.models import Call, Recommendation

pytestmark = pytest.mark.django_db


def test_it_is_published_once_and_every_source_is_shown(client: Client):
    assert outcome.load() == 0
    demonstration.load()
    assert outcome.load() == 9
    assert outcome.load() == 0
    (document,) = OutcomeDocument.objects.all()
    html = client.get(document.get_absolute_url()).content.decode()
    assert "This dialogue is a demonstration." in html
    assert html.count('class="words" lang="') == Trace.objects.count() == 15
    assert "▇" not in html


def test_recommendations_are_answered_without_a_mail_and_counted_by_the_paper(client: Client):
    demonstration.load()
    outcome.load()
    assert not OutboxMail.objects.waiting().exists()
    (call,) = Call.objects.filter(releases__isnull=False)
    html = client.get(call.get_absolute_url()).content.decode()
    edition = paper.load()
    assert edition is not None
    assert paper.load() is None
    frozen = json.loads(edition.frozen)
    (row,) = [one for one in frozen["calls"] if one["slug"] == call.slug]
    said = row["recommendations"]
    told = frozen["figures"]["answered"]
    assert 0 < told < said
    assert f"{told} of {said} recommendations answered" in html
    assert "A sample city" in client.get(edition.get_absolute_url()).content.decode()
    assert check(edition) == Report()


def test_it_is_left_out_where_people_have_changed_what_it_cites():
    demonstration.load()
    cited = "Permisos de residencia que no dependan de un solo empleador"
    (row,) = Recommendation.objects.filter(title=cited)
    lifecycle.withdraw(row.submission)
    assert outcome.load() == 0
    assert not OutcomeDocument.objects.exists()
