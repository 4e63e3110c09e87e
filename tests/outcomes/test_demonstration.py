"""The outcome document of the demonstration."""

import pytest
from django.test import Client

from outcomes import demonstration as outcome
from outcomes.models import OutcomeDocument, Trace
from submissions import demonstration, lifecycle
from submissions.models import Recommendation

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


def test_it_is_left_out_where_people_have_changed_what_it_cites():
    demonstration.load()
    cited = "Permisos de residencia que no dependan de un solo empleador"
    (row,) = Recommendation.objects.filter(title=cited)
    lifecycle.withdraw(row.submission)
    assert outcome.load() == 0
    assert not OutcomeDocument.objects.exists()
