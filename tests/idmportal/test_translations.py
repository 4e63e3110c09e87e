"""Translating at the desk: the list of what is to do, a row beside its original, the forms."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dialogues.models import Document
from outcomes import editing
from outcomes.models import OutcomeDocument
from outcomes.papers import editions
from submissions import objectives, roles
from submissions.models import Objective, Theme
from tests import factories
from tests.dialogues.factories import make_dialogue, make_photo, make_workshop
from tests.outcomes.test_translations import in_french
from tests.outcomes.written import cited, document, paper, statement

pytestmark = pytest.mark.django_db
WORKLIST = "/admin/translations/"
MAY = {"Unit lead": True, "Editor": True, "Rapporteur": True, "Moderator": False, "Observer": False}


@pytest.fixture
def login() -> Callable[[str], Client]:
    """Return a client of a new member of staff in a role."""

    def login_as(role: str) -> Client:
        client = Client()
        client.force_login(factories.user(role))
        return client

    return login_as


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return str(response.content.decode())


def rows(html: str) -> list[str]:
    """Return the rows of the list."""
    return html.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]


def translate_url(row: Any, language: str = "fr") -> str:
    return f"{WORKLIST}{row._meta.label_lower}/{row.pk}/?language={language}"


def test_everybody_in_the_table_is_a_role():
    assert set(MAY) == set(roles.ROLES)


@pytest.mark.parametrize(("role", "may"), MAY.items())
def test_list_opens_for_those_who_translate_and_stands_in_their_menu(login, role, may):
    client = login(role)
    assert client.get(WORKLIST).status_code == (200 if may else 403)
    assert (f'href="{WORKLIST}"' in page(client, "/admin/")) == may


# role -> whether it translates a theme, and an outcome document.
KINDS = {
    "Unit lead": (True, True),
    "Editor": (True, False),
    "Rapporteur": (False, True),
    "Moderator": (False, False),
    "Observer": (False, False),
}


@pytest.mark.parametrize(("role", "may"), KINDS.items())
def test_who_may_change_a_row_translates_it(login, role, may):
    client = login(role)
    theme, made = factories.theme(name="Safe journeys"), document(factories.dialogue())
    for row, allowed in zip((theme, made), may, strict=True):
        status = client.get(translate_url(row)).status_code
        assert status == (200 if allowed else 403)
        field = "name" if isinstance(row, Theme) else "title"
        prefix = f"{row._meta.label_lower}-{row.pk}-"
        client.post(translate_url(row), {f"{prefix}translated_fr_{field}": "Traduit"})
        row.refresh_from_db()
        assert bool(row.translations) == allowed
    if any(may):
        html = page(client, WORKLIST)
        assert [title in html for title in ("Safe journeys", "What came of it")] == list(may)


def test_list_counts_what_is_missing_or_older_by_language_and_kind(login):
    client = login("Unit lead")
    theme = factories.theme(name="Safe journeys")
    theme.translate("name", "fr", "Des trajets sûrs")
    theme.translate("name", "ar", "رحلات آمنة")
    theme.name = "Safer journeys"
    theme.translate("name", "es", "Trayectos más seguros")
    theme.save()
    make_dialogue(theme="A theme", summary="A summary")
    french = rows(page(client, f"{WORKLIST}?language=fr&kind=submissions.theme"))
    assert len(french) == 1
    assert "Safer journeys" in french[0]
    assert '<td class="num">0</td><td class="num">1</td>' in french[0]
    assert translate_url(theme) in french[0]
    assert not rows(page(client, f"{WORKLIST}?language=es&kind=submissions.theme"))
    older = page(client, f"{WORKLIST}?state=older")
    assert len(rows(older)) == 2
    assert "2 texts to translate or to check" in older
    missing = rows(page(client, f"{WORKLIST}?language=fr&state=missing"))
    assert len(missing) == 1
    assert '<td class="num">2</td><td class="num">0</td>' in missing[0]


def test_what_does_not_exist_is_not_filtered_by(login):
    factories.theme()
    client = login("Editor")
    for query in ("language=tlh", "kind=auth.user", "state=\x00", "page=-1", "page=x", "page=99"):
        assert rows(page(client, f"{WORKLIST}?{query}"))


def test_statements_and_photos_are_listed_under_what_they_belong_to(login):
    made = document(factories.dialogue(), title="The outcome")
    for _ in range(3):
        statement(made)
    workshop = make_workshop(title="The workshop", city="")
    make_photo(workshop, caption="A caption", alternative_text="")
    html = page(login("Unit lead"), f"{WORKLIST}?language=ru")
    listed = {row.partition("<bdi>")[2].partition("<")[0]: row for row in rows(html)}
    assert '<td class="num">5</td>' in listed["The outcome"]  # with its title and one section
    assert '<td class="num">2</td>' in listed["The workshop"]
    assert "A caption" not in html


def test_list_is_in_pages_and_asks_the_database_as_often_for_many_rows(login):
    client = login("Unit lead")
    factories.theme()
    page(client, WORKLIST)
    with CaptureQueriesContext(connection) as few:
        page(client, WORKLIST)
    for _ in range(60):
        factories.theme()
    with CaptureQueriesContext(connection) as many:
        html = page(client, f"{WORKLIST}?language=fr")
    assert len(many) == len(few)
    assert len(rows(html)) == 50
    second = page(client, f"{WORKLIST}?language=fr&page=2")
    assert len(rows(second)) == 11
    assert 'href="?language=fr&amp;page=1"' in second


def test_newest_rows_of_a_kind_come_first(login):
    first, second = factories.theme(name="First made"), factories.theme(name="Then made")
    html = page(login("Editor"), f"{WORKLIST}?language=fr")
    assert html.index(second.name) < html.index(first.name)


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("ru", "ltr")])
def test_a_public_document_is_translated_on_a_page_of_its_own_and_stands_still(
    login, client, language, direction
):
    made = cited(factories.recommendation())
    desk = login("Rapporteur")
    url = translate_url(made, language)
    html = page(desk, url)
    assert f'lang="{language}" dir="{direction}"' in html
    assert '<span lang="en" dir="ltr">Cities should act.</span>' in html
    one = made.sections.get().statements.get()
    names = {
        f"outcomes.statement-{one.pk}-translated_{language}_text": "Translated words",
        f"outcomes.statement-{one.pk}-translated_{language}_text_official": "on",
    }
    response = desk.post(url, names)
    assert response.status_code == 302
    assert response["Location"] == url
    public = client.get(f"/{language}/outcomes/{made.slug}/").content.decode()
    assert '<p class="words words-large">Translated words</p>' in public
    again = OutcomeDocument.objects.get(pk=made.pk)
    assert (again.is_published, again.title) == (True, made.title)
    one.refresh_from_db()
    assert one.text == "Cities should act."
    assert one.translations[language]["text"]["official"] is True
    assert LogEntry.objects.get().change_message == f"Translations: {language}"


def field(row: Any, name: str) -> str:
    return f"{row._meta.label_lower}-{row.pk}-translated_fr_{name}"


def test_a_text_that_is_still_right_gets_the_digest_of_the_new_original(login):
    theme = factories.theme(name="Old")
    theme.translate("name", "fr", "Ancien", is_official=True, source="A book")
    theme.name = "Old, mended"
    theme.save()
    client, url = login("Editor"), translate_url(theme)
    html = page(client, url)
    assert f'name="{field(theme, "name")}_right"' in html
    assert "1 is older than its original" in html
    sent = {field(theme, "name"): "Ancien", f"initial-{field(theme, 'name')}": "Ancien"}
    marks = {f"{field(theme, 'name')}_official": "on"}
    marks |= {f"initial-{field(theme, 'name')}_official": "True"}
    client.post(url, {**sent, **marks})
    theme.refresh_from_db()
    assert theme.state("name", "fr") == "older"
    client.post(url, {**sent, **marks, f"{field(theme, 'name')}_right": "on"})
    theme.refresh_from_db()
    assert theme.state("name", "fr") == "current"
    assert theme.kept("fr", "name")["source"] == "A book"
    assert f'name="{field(theme, "name")}_right"' not in page(client, url)


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(login):
    theme = factories.theme(name="Work")
    theme.translate("name", "fr", "Emploi")
    theme.save()
    client, url = login("Editor"), translate_url(theme)
    # The page was opened before another person wrote "Travail".
    theme.translate("name", "fr", "Travail")
    theme.save()
    stale = {field(theme, "name"): "Emploi", f"initial-{field(theme, 'name')}": "Emploi"}
    client.post(url, stale)
    theme.refresh_from_db()
    assert theme.kept("fr", "name")["text"] == "Travail"


def test_what_somebody_else_wrote_meanwhile_is_shown_before_it_is_written_over(login):
    theme = factories.theme(name="Work")
    theme.translate("name", "fr", "Travail")
    theme.save()
    client, url, name = login("Editor"), translate_url(theme), field(theme, "name")
    # The page was opened when it said "Emploi".
    response = client.post(url, {name: "Ouvrage", f"initial-{name}": "Emploi"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "It says now: “Travail”." in html
    assert 'value="Ouvrage"' in html
    assert f'name="initial-{name}" value="Travail"' in html
    theme.refresh_from_db()
    assert theme.kept("fr", "name")["text"] == "Travail"
    client.post(url, {name: "Ouvrage", f"initial-{name}": "Travail"})
    theme.refresh_from_db()
    assert theme.kept("fr", "name")["text"] == "Ouvrage"


def test_a_translation_of_an_original_that_has_changed_meanwhile_is_older(login):
    theme = factories.theme(name="Work")
    client, url, name = login("Editor"), translate_url(theme), field(theme, "name")
    html = page(client, url)
    seen = re.search(rf'name="{name}_seen" value="([^"]+)"', html)
    assert seen is not None
    type(theme).objects.filter(pk=theme.pk).update(name="Decent work")
    client.post(url, {name: "Travail", f"initial-{name}": "", f"{name}_seen": seen[1]})
    theme.refresh_from_db()
    assert theme.state("name", "fr") == "older"


def test_an_official_text_that_is_edited_is_marked_anew_or_no_longer_official(login):
    theme = factories.theme(name="Work")
    theme.translate("name", "fr", "Travail", is_official=True, source="A book")
    theme.save()
    client, url, name = login("Editor"), translate_url(theme), field(theme, "name")
    sent = {name: "Emploi", f"initial-{name}": "Travail", f"{name}_official": "on"}
    response = client.post(url, {**sent, f"initial-{name}_official": "True"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Mark it again if the new one is official too." in html
    assert 'value="Emploi"' in html
    assert re.search(rf'type="checkbox" name="{name}_official"[^>]* checked', html) is None
    assert f'name="initial-{name}_official" value="False"' in html
    client.post(url, {**sent, f"initial-{name}_official": "False"})
    theme.refresh_from_db()
    assert theme.kept("fr", "name")["official"]
    client.post(url, {name: "Métier", f"initial-{name}": "Emploi"})
    theme.refresh_from_db()
    assert theme.shown("name", "fr") == "Métier"
    assert not theme.kept("fr", "name")["official"]


def test_what_was_typed_for_a_row_that_is_deleted_meanwhile_comes_back_and_the_rest_is_kept(login):
    made = document(factories.dialogue())
    first, second = statement(made, "One."), statement(made, "Two.")
    names = [field(row, "text") for row in (first, second)]
    typed = dict(zip(names, ("Un & seul.", "Deux."), strict=True))
    first.delete()
    response = login("Rapporteur").post(translate_url(made), typed)
    html = response.content.decode()
    assert response.status_code == 409
    assert "No longer possible as it stands. What you typed:" in html
    assert '<div class="words" lang="fr" dir="ltr">Un &amp; seul.</div>' in html
    second.refresh_from_db()
    assert second.shown("text", "fr") == "Deux."


def test_what_was_typed_for_a_whole_page_that_is_deleted_meanwhile_comes_back(login):
    theme = factories.theme(name="Work")
    client, url = login("Editor"), translate_url(theme)
    typed = {field(theme, "name"): "Travail", f"{field(theme, 'name')}_seen": "0"}
    theme.delete()
    response = client.post(url, typed)
    assert response.status_code == 409
    html = response.content.decode()
    assert html.count('<div class="words" lang="fr" dir="ltr">') == 1
    assert '<div class="words" lang="fr" dir="ltr">Travail</div>' in html
    assert client.post(url, {}).status_code == 404


def test_what_was_typed_for_a_row_that_stands_on_another_page_by_now_is_kept(login):
    made = document(factories.dialogue())
    rows = [statement(made, f"Statement {number}.") for number in range(60)]
    client = login("Rapporteur")
    last = rows[50]
    url = f"{translate_url(made)}&page=2"
    assert field(last, "text") in page(client, url)
    for row in rows[:10]:
        row.delete()
    assert client.post(url, {field(last, "text"): "Traduit."}).status_code == 302
    last.refresh_from_db()
    assert last.shown("text", "fr") == "Traduit."


def test_who_may_not_change_a_public_paper_does_not_translate_its_title(login):
    row = factories.recommendation()
    made = paper(row.submission.call.dialogue)
    editions.make(made)
    assert login("Rapporteur").get(translate_url(made)).status_code == 200
    editions.publish(made)
    assert login("Rapporteur").get(translate_url(made)).status_code == 403
    assert login("Unit lead").get(translate_url(made)).status_code == 200


def test_a_text_that_is_emptied_is_missing_and_no_text_is_refused_at_its_place(login):
    theme = factories.theme(name="Work")
    theme.translate("name", "fr", "Travail")
    theme.save()
    client, url = login("Editor"), translate_url(theme)
    sent = {field(theme, "name"): "Tra\x00vail", f"initial-{field(theme, 'name')}": "Travail"}
    response = client.post(url, sent)
    assert response.status_code == 422
    assert "Character 4 cannot be read" in response.content.decode()
    client.post(url, {**sent, field(theme, "name"): " "})
    theme.refresh_from_db()
    assert theme.state("name", "fr") == "missing"


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("submissions.theme/999999/", 404),
        ("submissions.theme/1/?language=tlh", 404),
        ("submissions.submission/1/", 403),
        ("outcomes.statement/1/", 403),
        ("auth.user/1/", 403),
    ],
)
def test_odd_addresses_are_refused(login, url, status):
    factories.theme(pk=1)
    assert login("Unit lead").get(WORKLIST + url).status_code == status


def test_objectives_are_translated_though_nobody_changes_them(login):
    objectives.load()
    one = Objective.objects.get(number=16)
    client = login("Editor")
    form = page(client, f"/admin/submissions/objective/{one.pk}/change/")
    assert "translated_fr_title" not in form
    assert translate_url(one).partition("?")[0] in form
    client.post(translate_url(one), {field(one, "title"): "Donner aux migrants les moyens"})
    one.refresh_from_db()
    assert one.kept("fr", "title")["text"] == "Donner aux migrants les moyens"


# --- the forms of the rows themselves -----------------------------------------------------------


def test_form_ends_with_a_folded_part_for_each_language(login):
    theme = factories.theme(name="Work")
    theme.translate("name", "fr", "Travail")
    theme.name = "Decent work"
    theme.save()
    html = page(login("Editor"), f"/admin/submissions/theme/{theme.pk}/change/")
    assert "French: 1 of 1 text, 1 is older than its original" in html
    for name in ("Spanish", "Arabic", "Chinese", "Russian"):
        assert f"{name}: 0 of 1 text" in html
    assert 'lang="ar" dir="rtl"' in html
    assert '<span lang="en" dir="ltr">Decent work</span>' in html
    assert translate_url(theme).partition("?")[0] in html
    assert 'name="translated_fr_name_right"' in html
    assert 'name="translated_es_name_right"' not in html


def test_form_records_the_digest_of_the_original_that_is_saved_with_it(login):
    theme = factories.theme(name="Work", slug="work")
    url = f"/admin/submissions/theme/{theme.pk}/change/"
    client = login("Editor")
    sent = {"name": "Decent work", "slug": "work", "order": "0"}
    response = client.post(url, {**sent, "translated_zh_hans_name": "体面工作"})
    assert response.status_code == 302
    theme.refresh_from_db()
    assert theme.state("name", "zh-hans") == "current"
    assert theme.kept("zh-hans", "name")["official"] is False
    assert "Chinese" in LogEntry.objects.get().get_change_message()
    response = client.post(url, sent | {"name": "Fair work"})
    theme.refresh_from_db()
    assert theme.kept("zh-hans", "name")["text"] == "体面工作"
    assert theme.state("name", "zh-hans") == "older"


def test_form_with_errors_keeps_what_was_typed_in_every_language(login):
    theme = factories.theme(name="Work", slug="work")
    url = f"/admin/submissions/theme/{theme.pk}/change/"
    sent = {"name": "", "slug": "work", "order": "0", "translated_fr_name": "Travail"}
    response = login("Editor").post(url, sent)
    assert response.status_code == 200
    assert 'value="Travail"' in response.content.decode()
    theme.refresh_from_db()
    assert not theme.translations


def test_who_may_only_look_sees_no_fields_for_translating(login):
    call = factories.call()
    html = page(login("Observer"), f"/admin/submissions/call/{call.pk}/change/")
    assert "translated_fr_title" not in html
    assert "/admin/translations/" not in html


def test_the_consent_keeps_its_version_while_it_is_translated(login):
    call = factories.call()
    url = translate_url(call)
    login("Editor").post(url, {field(call, "consent_text"): "Nous consentons."})
    before = (call.consent_text, call.consent_version)
    call.refresh_from_db()
    assert (call.consent_text, call.consent_version) == before
    assert call.said("consent_text") == before[0]
    assert call.shown("consent_text", "fr") == "Nous consentons."


def test_a_translated_document_is_taken_back_and_rewritten_as_before(login):
    made = in_french(cited(factories.recommendation()))
    editing.take_back(made)
    one = made.sections.get().statements.get()
    editing.rewrite(one, "Cities should act now.", is_editorial=False)
    one.refresh_from_db()
    assert one.state("text", "fr") == "older"


def test_a_document_that_changes_its_language_shows_its_new_title_and_keeps_its_form(login):
    dialogue = make_dialogue()
    values = {"title": "Note", "language": "fr", "url": "https://example.org/"}
    row = Document.objects.create(dialogue=dialogue, kind="report", source="x", **values)
    row.translate("title", "en", "Concept note")
    row.save()
    client = login("Editor")
    url = f"/admin/dialogues/document/{row.pk}/change/"
    sent = {"dialogue": dialogue.pk, "kind": "report", "source": "x", **values}
    sent |= {"language": "en", "title": "A note", "translated_en_title": "Concept paper"}
    assert client.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert row.shown("title", "en") == "A note"
