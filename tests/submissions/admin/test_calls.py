"""Calls and themes on the desk: edited in full, with each error at its field."""

import pytest

from submissions.models import Call, Theme
from submissions.states import Status
from tests import factories
from tests.submissions.admin.pages import texts, url


def filled(**changes):
    theme = factories.theme()
    fields = {
        "title": "A new call",
        "slug": "a-new-call",
        "dialogue": factories.dialogue().pk,
        "themes": [theme.pk],
        "time_zone": "Europe/Zurich",
        "opens_at_0": "2017-05-26",
        "opens_at_1": "08:00",
        "closes_at_0": "2017-07-07",
        "closes_at_1": "16:00",
        "grace_minutes": 10,
        "max_recommendations": 5,
        "min_words": 20,
        "max_words": 300,
        "max_files": 3,
        "consent_text": "We agree.",
        "consent_version": "1",
    }
    return {**fields, **changes}


def test_editor_makes_a_call_and_reads_its_moments_in_its_zone(login):
    client = login("Editor")
    response = client.post(url("call_add"), filled())
    assert response.status_code == 302
    call = Call.objects.get()
    html = texts(client.get(url("call_change", call.pk)))
    assert 'value="16:00:00"' in html
    assert "Friday 7 July 2017, 18:00" in html


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"closes_at_0": "2017-05-01"}, "closes_at", "closes after it opens"),
        ({"min_words": 300}, "max_words", "more than the fewest"),
        ({"time_zone": "Geneva"}, "time_zone", "name of a time zone"),
        ({"max_recommendations": 0}, "max_recommendations", "greater than or equal to 1"),
        ({"title": "a\x07b"}, "title", "cannot be read"),
        ({"themes": []}, "themes", "required"),
    ],
)
def test_error_stands_at_its_field(login, changes, field, words):
    response = login("Editor").post(url("call_add"), filled(**changes))
    assert response.status_code == 200
    assert words in str(response.context["adminform"].form.errors[field])
    assert Call.objects.count() == 0


def test_changed_consent_text_needs_a_new_version(login):
    client = login("Unit lead")
    client.post(url("call_add"), filled())
    call = Call.objects.get()
    data = filled(consent_text="We agree to more.", dialogue=call.dialogue_id)
    response = client.post(url("call_change", call.pk), data)
    assert "give it a new version" in texts(response)
    client.post(url("call_change", call.pk), {**data, "consent_version": "2"})
    call.refresh_from_db()
    assert (call.consent_text, call.consent_version) == ("We agree to more.", "2")


def test_limits_change_and_the_address_of_a_published_call_does_not(login):
    call = factories.call()
    data = filled(dialogue=call.dialogue_id, slug="elsewhere", max_recommendations=2)
    data |= {"consent_text": call.consent_text, "is_published": "on"}
    assert login("Editor").post(url("call_change", call.pk), data).status_code == 302
    slug = call.slug
    call.refresh_from_db()
    assert (call.slug, call.max_recommendations) == (slug, 2)


def test_theme_is_made_and_one_in_use_stays(login):
    used = factories.submission(Status.RECEIVED).recommendations.get().themes.get()
    client = login("Editor")
    client.post(url("theme_add"), {"name": "Work", "slug": "work", "order": 1})
    made = Theme.objects.get(slug="work")
    assert client.post(url("theme_delete", used.pk), {"post": "yes"}).status_code == 403
    assert client.post(url("theme_delete", made.pk), {"post": "yes"}).status_code == 302
    bulk = {"action": "delete_selected", "_selected_action": [used.pk], "post": "yes"}
    client.post(url("theme_changelist"), bulk)
    assert Theme.objects.filter(pk=used.pk).exists()
    assert not Theme.objects.filter(slug="work").exists()


@pytest.mark.parametrize("role", ["Moderator", "Rapporteur", "Observer"])
def test_others_read_calls_only(login, role):
    call = factories.call()
    client = login(role)
    assert client.post(url("call_change", call.pk), filled()).status_code == 403
    assert client.post(url("theme_add"), {"name": "x", "slug": "x"}).status_code == 403
    assert call.title in texts(client.get(url("call_change", call.pk)))
