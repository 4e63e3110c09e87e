"""Calls and themes on the desk: edited in full, with each error at its field."""

from datetime import UTC, datetime

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
        "closes_at_1": "18:00",
        "grace_minutes": 10,
        "max_recommendations": 5,
        "min_words": 20,
        "max_words": 300,
        "max_files": 3,
        "consent_text": "We agree.",
        "consent_version": "1",
    }
    return {**fields, **changes}


def test_moments_are_typed_and_shown_in_the_zone_of_the_call(login):
    client = login("Editor")
    typed = filled(publish_from_0="2018-01-15", publish_from_1="09:00")
    assert client.post(url("call_add"), typed).status_code == 302
    call = Call.objects.get()
    assert call.opens_at == datetime(2017, 5, 26, 6, tzinfo=UTC)
    assert call.closes_at == datetime(2017, 7, 7, 16, tzinfo=UTC)
    assert call.publish_from == datetime(2018, 1, 15, 8, tzinfo=UTC)
    html = texts(client.get(url("call_change", call.pk)))
    for hour in ("08:00:00", "18:00:00", "09:00:00"):
        assert f'value="{hour}"' in html
    assert "In the time zone of the call." in html
    assert "Friday 7 July 2017, 18:00 (Zurich; 16:00 UTC)" in html


@pytest.mark.parametrize(
    ("changes", "closes"),
    [
        ({"time_zone": "Asia/Tokyo"}, datetime(2017, 7, 7, 9, tzinfo=UTC)),
        ({"time_zone": " Asia/Tokyo "}, datetime(2017, 7, 7, 9, tzinfo=UTC)),
        (
            {"time_zone": "America/New_York", "closes_at_1": "12:30"},
            datetime(2017, 7, 7, 16, 30, tzinfo=UTC),
        ),
    ],
)
def test_zone_that_is_changed_counts_for_the_moments_beside_it(login, changes, closes):
    client = login("Editor")
    client.post(url("call_add"), filled())
    call = Call.objects.get()
    data = filled(dialogue=call.dialogue_id, **changes)
    assert client.post(url("call_change", call.pk), data).status_code == 302
    call.refresh_from_db()
    assert (call.time_zone, call.closes_at) == (changes["time_zone"].strip(), closes)
    shown = texts(client.get(url("call_change", call.pk)))
    assert f'value="{data["closes_at_1"]}:00"' in shown


@pytest.mark.parametrize("field", ["opens_at", "closes_at", "publish_from"])
@pytest.mark.parametrize("day", ["2017-03-26", "2017-10-29"], ids=["left out", "twice"])
def test_hour_that_the_zone_does_not_have_once_is_refused_at_its_field(login, field, day):
    client = login("Editor")
    data = filled(opens_at_0="2017-03-01", closes_at_0="2017-12-01")
    data |= {f"{field}_0": day, f"{field}_1": "02:30"}
    response = client.post(url("call_add"), data)
    error = str(response.context["adminform"].form.errors[field])
    assert "in time zone Europe/Zurich; it may be ambiguous or it may not exist" in error
    # Where no clock is set at that hour, it is an hour as any other.
    assert client.post(url("call_add"), data | {"time_zone": "Asia/Tokyo"}).status_code == 302


def test_hours_stay_as_typed_beside_a_zone_that_is_none(login):
    response = login("Editor").post(url("call_add"), filled(time_zone="Geneva"))
    assert 'value="18:00"' in texts(response)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"closes_at_0": "2017-05-01"}, "closes_at", "closes after it opens"),
        ({"min_words": 300}, "max_words", "more than the fewest"),
        ({"time_zone": "Geneva"}, "time_zone", "is not a time zone"),
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


@pytest.mark.parametrize("status", Status.values)
def test_call_that_was_answered_keeps_its_address_and_dialogue(login, status):
    row = factories.submission(status, public=False)
    Call.objects.update(is_published=False)
    call = Call.objects.get()
    client = login("Unit lead")
    data = filled(slug="elsewhere", time_zone="Asia/Tokyo", title="Mended")
    data |= {"consent_text": call.consent_text}
    html = texts(client.get(url("call_change", call.pk)))
    assert 'name="slug"' not in html
    assert 'name="dialogue"' not in html
    assert html.count("Answers have come in: links in mails and references rest on it") == 2
    assert client.post(url("call_change", call.pk), data).status_code == 302
    before = (call.slug, call.dialogue_id)
    call.refresh_from_db()
    assert (call.slug, call.dialogue_id) == before
    assert call.dialogue_id != data["dialogue"]
    assert (call.title, call.time_zone) == ("Mended", "Asia/Tokyo")
    assert row.call_id == call.pk


def test_call_that_nobody_answered_moves(login):
    call = factories.call(is_published=False)
    data = filled(slug="elsewhere", consent_text=call.consent_text)
    client = login("Editor")
    assert "Answers have come in" not in texts(client.get(url("call_change", call.pk)))
    assert client.post(url("call_change", call.pk), data).status_code == 302
    call.refresh_from_db()
    assert (call.slug, call.dialogue_id) == ("elsewhere", data["dialogue"])


def test_address_of_a_published_call_says_why_it_stays(login):
    html = texts(login("Editor").get(url("call_change", factories.call().pk)))
    assert "The call is published: links lead to this address." in html
    assert 'name="dialogue"' in html


@pytest.mark.parametrize("is_published", [True, False])
def test_error_is_told_where_a_call_is_published_or_taken_back_at_the_same_time(
    login, is_published
):
    call = factories.call(is_published=is_published)
    data = filled(title="", **({} if is_published else {"is_published": "on"}))
    response = login("Editor").post(url("call_change", call.pk), data)
    assert response.status_code == 200
    assert "title" in response.context["adminform"].form.errors
    assert ('name="slug"' in texts(response)) is not is_published


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"licence": "CC BY 4.0"}, "give it a new version"),
        ({"consent_text": "We agree to more."}, "give it a new version"),
        ({"licence": "CC BY 4.0", "consent_version": "2"}, ""),
        ({"consent_version": "2"}, ""),
        (
            {"consent_text": "We agree to more.", "consent_version": "0"},
            "were given under this version",
        ),
        ({"consent_version": "0"}, "were given under this version"),
    ],
)
def test_version_of_the_consent_tells_for_ever_what_was_agreed_to(login, changes, words):
    call = factories.call(consent_version="0")
    factories.submission(of=call)
    Call.objects.update(consent_version="1", consent_text="We agree.")
    factories.submission(of=Call.objects.get())
    data = filled(**changes)
    response = login("Unit lead").post(url("call_change", call.pk), data)
    assert response.status_code == (200 if words else 302)
    if words:
        assert words in str(response.context["adminform"].form.errors["consent_version"])


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


def test_the_slug_of_a_theme_stays_once_it_is_used(login):
    free, used = factories.theme(), factories.call(themes=1).themes.get()
    client = login("Editor")
    for row, stays in ((free, False), (used, True)):
        before = row.slug
        client.post(url("theme_change", row.pk), {"name": "New", "slug": "new-slug", "order": 1})
        row.refresh_from_db()
        assert row.name == "New"
        assert row.slug == (before if stays else "new-slug")
