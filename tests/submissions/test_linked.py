"""The recommendations as machines read them: a collection, and nobody's words."""

import pytest
from django.conf import settings

from submissions.states import Status
from tests import factories
from tests.machines import SCHEMA, linked, value

pytestmark = pytest.mark.django_db
LIST = "/en/recommendations/"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_list_is_a_data_set(client, language):
    factories.submission(Status.ACCEPTED)
    (found,) = linked(client, f"/{language}/recommendations/?sort=oldest")
    assert found["@type"] == [f"{SCHEMA}Dataset"]
    assert value(found, "url") == f"{settings.BASE_URL}/{language}/recommendations/"
    assert len(value(found, "description")) >= 30
    assert value(found, "isAccessibleForFree") is True
    for file in found[f"{SCHEMA}distribution"]:
        address = value(file, "contentUrl").removeprefix(settings.BASE_URL)
        response = client.head(address)
        assert response.status_code == 200, address
        assert response["Content-Type"].startswith(value(file, "encodingFormat"))
    assert len(found[f"{SCHEMA}distribution"]) == 3
    (other,) = linked(client, "/en/recommendations/")
    assert (value(found, "name") == value(other, "name")) is (language == "en")


def test_part_of_the_list_is_none(client):
    factories.submission(Status.ACCEPTED)
    assert linked(client, f"{LIST}?q=states") == []


def test_nothing_and_samples_are_none(client):
    assert linked(client, LIST) == []
    factories.submission(Status.ACCEPTED)
    factories.call(dialogue=factories.dialogue(is_demonstration=True))
    assert linked(client, LIST) == []


def test_what_one_stakeholder_said_is_told_on_its_page_alone(client):
    row = factories.submission(Status.ACCEPTED, publication="anonymous").recommendations.get()
    assert linked(client, row.get_absolute_url()) == []
