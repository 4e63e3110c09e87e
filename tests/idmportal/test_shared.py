"""What a page tells of itself where a link to it is shown elsewhere (the Open Graph protocol)."""

import pytest
from django.conf import settings

from submissions.states import Status
from tests import factories
from tests.machines import shared

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
LOCALES = {"ar_AR", "en_GB", "es_ES", "fr_FR", "ru_RU", "zh_CN"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_told_in_its_own_language(client, language):
    url = f"/{language}/calls/"
    told = shared(client, url)
    assert told["og:url"] == [f"{settings.BASE_URL}{url}"]
    assert told["og:type"] == ["website"]
    (own,) = told["og:locale"]
    assert own.startswith(language[:2])
    assert {own, *told["og:locale:alternate"]} == LOCALES
    assert len(told["og:locale:alternate"]) == 5
    (title,), (english,) = told["og:title"], shared(client, "/en/calls/")["og:title"]
    assert english == "Calls for input"
    assert (title == english) is (language == "en")
    html = client.get(url).content.decode()
    assert f"<title>{title} – {told['og:site_name'][0]}</title>" in html
    assert told["og:description"][0]
    assert "og:image" not in told


def test_title_is_told_as_it_was_written(client):
    call = factories.call(title="Who’s “first”? \"&amp;\" <b> '1'")
    told = shared(client, call.get_absolute_url())
    assert told["og:title"] == [call.title]
    assert call.title in told["og:description"][0]


def test_form_is_told_and_its_answers_are_not(client):
    call = factories.call(title="A call")
    url = f"{call.get_absolute_url()}submit/"
    assert shared(client, url)["og:title"] == ["Your answer: A call"]
    row = factories.submission(Status.RECEIVED, of=call)
    private = f"/en/submissions/{row.token}/correct/"
    assert client.get(private).status_code == 200
    assert shared(client, private) == {}


def test_sample_says_so_elsewhere_too(client):
    dialogue = factories.dialogue(is_demonstration=True)
    call = factories.call(title="A call", dialogue=dialogue)
    assert shared(client, call.get_absolute_url())["og:title"] == ["A call (sample)"]
    home = shared(client, "/en/")
    assert home["og:title"] == ["Say what should be done. See what comes of it."]
    row = factories.submission(Status.ACCEPTED, of=call)
    stakeholder = row.stakeholder
    assert stakeholder is not None
    told = shared(client, stakeholder.get_absolute_url())
    assert told["og:title"] == [f"{stakeholder.name} (sample)"]


def test_search_is_told_as_it_was_asked(client):
    told = shared(client, "/fr/recommendations/?q=eau&category=academia")
    assert told["og:url"] == [f"{settings.BASE_URL}/fr/recommendations/?q=eau&category=academia"]
    assert told["og:title"] == ["eau – Recommandations"]


def test_recommendation_has_one_address(client):
    row = factories.submission(Status.ACCEPTED).recommendations.get()
    told = shared(client, f"{row.get_absolute_url()}?from=mail")
    assert told["og:url"] == [f"{settings.BASE_URL}{row.get_absolute_url()}"]


def test_missing_page_is_not_passed_on(client):
    assert shared(client, "/en/no-such-page/") == {}
