"""The public pages: archive, dialogue, workshop."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.test import Client

from dialogues.models import Dialogue, Workshop
from tests.dialogues.factories import (
    make_appearance,
    make_dialogue,
    make_document,
    make_milestone,
    make_photo,
    make_process,
    make_session,
    make_workshop,
)

pytestmark = pytest.mark.django_db
ARCHIVE = "/en/dialogues/"


def page(client: Client, url: str) -> str:
    """Return the text of a page that must be there."""
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def fill(dialogue: Dialogue, rows: int) -> Workshop:
    """Give the dialogue's last workshop and everything else `rows` rows of each kind."""
    dialogue.process = make_process()
    dialogue.save()
    for _ in range(rows):
        workshop = make_workshop(dialogue)
        make_milestone(dialogue.process, date(2017, 4, 6), workshop=workshop)
        make_document(dialogue, workshop=workshop)
    for _ in range(rows):
        session = make_session(workshop, guiding_questions="What?\nWho?")
        for _ in range(rows):
            make_appearance(session)
        make_document(dialogue, workshop=workshop, session=session)
        make_photo(workshop)
    return workshop


def test_archive_lists_newest_first_and_demonstrations_apart(client):
    make_dialogue(year=2016, theme="Older theme")
    make_dialogue(year=2018, theme="Newer theme")
    make_dialogue(year=2030, theme="Sample theme", is_demonstration=True)
    text = page(client, ARCHIVE)
    archive = text.index('id="archive"')
    assert text.index("Sample theme") < archive
    assert archive < text.index("Newer theme") < text.index("Older theme")
    assert "2 dialogues" in text


def test_archive_without_dialogues_says_so(client):
    assert "No dialogue has been published yet." in page(client, ARCHIVE)


def test_dialogue_without_theme_goes_by_its_year(client):
    dialogue = make_dialogue(year=2020, theme="")
    text = page(client, dialogue.get_absolute_url())
    assert "International Dialogue on Migration 2020" in text


def test_dialogue_page_tells_workshops_process_documents_and_sources(client):
    process = make_process(summary="Feeds the compact.")
    dialogue = make_dialogue(process=process, source="The source of the dialogue")
    workshop = make_workshop(dialogue, participants=1250)
    make_milestone(process, date(2016, 9, 19), title="A declaration", source="A resolution")
    make_document(dialogue, title="The report")
    text = page(client, dialogue.get_absolute_url())
    for part in (workshop.title, workshop.get_absolute_url(), "1250", "Feeds the compact."):
        assert part in text
    for part in ("A declaration", "The report", "The source of the dialogue", "A resolution"):
        assert part in text


def test_demonstration_says_so_on_its_pages(client):
    workshop = make_workshop(make_dialogue(is_demonstration=True))
    for url in (workshop.dialogue.get_absolute_url(), workshop.get_absolute_url()):
        assert 'class="demonstration"' in page(client, url)


def test_workshop_page_shows_hours_of_its_zone(client):
    workshop = make_workshop()
    start, end = datetime(2017, 4, 18, 14, tzinfo=UTC), datetime(2017, 4, 18, 15, 15, tzinfo=UTC)
    make_session(workshop, held_on=None, starts_at=start, ends_at=end)
    text = page(client, workshop.get_absolute_url())
    assert ">10:00</time>" in text
    assert ">11:15</time>" in text
    assert "UTC−4" in text
    assert "Tuesday, 18 April 2017" in text


def test_late_session_belongs_to_the_day_of_the_zone(client):
    workshop = make_workshop()
    make_session(workshop, held_on=None, starts_at=datetime(2017, 4, 19, 1, tzinfo=UTC))
    assert "Tuesday, 18 April 2017" in page(client, workshop.get_absolute_url())


def test_sessions_without_a_day_come_last(client):
    workshop = make_workshop()
    make_session(workshop, title="No day", held_on=None)
    make_session(workshop, title="Second day", held_on=date(2017, 4, 19))
    make_session(workshop, title="First day, later", order=2)
    make_session(workshop, title="First day, earlier", order=1)
    text = page(client, workshop.get_absolute_url())
    places = [
        text.index(f">{title}<")
        for title in ("First day, earlier", "First day, later", "Second day", "No day")
    ]
    assert places == sorted(places)
    assert "Day not known" in text


def test_programme_tells_roles_posts_and_questions(client):
    workshop = make_workshop()
    session = make_session(workshop, number=2, guiding_questions="How?\n\nWhen?")
    make_appearance(session, "Ama Mensah", role="moderator", function="Minister", country="GH")
    make_appearance(session, "Li Wei", is_announced=True, is_unverified=True, note="A doubt.")
    text = page(client, workshop.get_absolute_url())
    for part in ("Panel 2", "Ama Mensah", "Moderator", "Minister, Ghana", "2 guiding questions"):
        assert part in text
    for part in ("Announced", "Unverified", "A doubt."):
        assert part in text


def test_break_is_a_row_without_a_heading(client):
    workshop = make_workshop()
    make_session(workshop, kind="break", title="Lunch")
    text = page(client, workshop.get_absolute_url())
    assert "session break" in text
    assert "<h4" not in text


def test_photo_without_file_shows_caption_and_credit(client):
    workshop = make_workshop()
    make_photo(workshop, caption="People in a room.", credit="Photo: Somebody")
    text = page(client, workshop.get_absolute_url())
    assert "People in a room." in text
    assert "Photo: Somebody" in text
    assert "<img" not in text


def test_workshop_is_found_only_in_its_dialogue(client):
    workshop = make_workshop()
    other = make_dialogue()
    assert client.get(f"/en/dialogues/{other.slug}/{workshop.slug}/").status_code == 404


def test_staff_text_is_cleaned(client):
    workshop = make_workshop(overview="**Bold** <script>alert(1)</script>")
    text = page(client, workshop.get_absolute_url())
    assert "<strong>Bold</strong>" in text
    assert "<script>alert" not in text


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_pages_render_in_every_language(client, language):
    workshop = fill(make_dialogue(), 3)
    for url in (ARCHIVE, workshop.dialogue.get_absolute_url(), workshop.get_absolute_url()):
        assert f'lang="{language}"' in page(client, url.replace("/en/", f"/{language}/"))


@pytest.mark.parametrize("name", ["archive", "dialogue", "workshop"])
def test_number_of_queries_does_not_grow(client, name, django_assert_max_num_queries):
    def queries(rows: int) -> int:
        urls = {}
        for _ in range(rows):
            workshop = fill(make_dialogue(), rows)
            urls = {"archive": ARCHIVE, "dialogue": workshop.dialogue.get_absolute_url()}
            urls["workshop"] = workshop.get_absolute_url()
        with django_assert_max_num_queries(12) as captured:
            page(client, urls[name])
        return len(captured)

    assert queries(1) == queries(3)
