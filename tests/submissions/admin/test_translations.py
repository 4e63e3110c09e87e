"""The desk of translations: who writes them, what lacks one, and two writers at once."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from submissions import lifecycle
from submissions.models import Recommendation, UnofficialTranslation
from submissions.states import Status
from tests import factories
from tests.submissions.admin.pages import page as submission_page
from tests.submissions.admin.pages import texts, url
from tests.submissions.test_translations import first, make, said, translate

LIST = url("translatable_changelist")
MAY_READ = ["Unit lead", "Moderator", "Rapporteur", "Editor", "Observer"]
MAY_WRITE = ["Unit lead", "Moderator", "Rapporteur", "Editor"]
WORDS = {"title": "One counter", "text": "Open one counter at every border."}


def address(row: Recommendation, language: str = "en") -> str:
    return url("translatable_into", row.pk, language)


def hidden(html: str) -> dict[str, str]:
    """Return the hidden fields of the form on a page."""
    found = re.findall(r'<input type="hidden" name="(seen|made_of)"(?: value="([^"]*)")?', html)
    return dict(found)


def save(client: Client, row: Recommendation, language: str = "en", **fields: str) -> Any:
    """Open the page, fill the form and send it."""
    shown = hidden(texts(client.get(address(row, language))))
    return client.post(address(row, language), {**shown, **WORDS, **fields})


def listed(client: Client, **query: str) -> set[str]:
    """Return the references in the list."""
    html = texts(client.get(LIST, query)).partition('id="result_list"')[2]
    return set(re.findall(r">(IDM17-[0-9A-Z]+(?:-\d+)?)</a>", html))


def numbers(client: Client, language: str) -> list[int]:
    """Return what is missing, older, done, and the total of a language, above the list."""
    html = texts(client.get(LIST))
    row = html.partition(f'<th scope="row">{language}</th>')[2].partition("</tr>")[0]
    return [int(number) for number in re.findall(r">(\d+)<", row)]


# --- who may do what


@pytest.mark.parametrize("role", MAY_READ)
def test_a_role_writes_or_only_reads(login, role):
    row, client = first(make()), login(role)
    html = texts(client.get(address(row)))
    assert row.text in html
    may = role in MAY_WRITE
    assert ("<textarea" in html) is may
    assert client.get(LIST).status_code == 200
    response = client.post(address(row), {**WORDS, "seen": "", "made_of": "1"})
    assert response.status_code == (302 if may else 403)
    assert row.translations.count() == (1 if may else 0)
    if not may:
        found = translate(row)
        html = texts(client.get(address(row)))
        assert found.text in html
        assert "Delete" not in html
    remove = url("translatable_remove", row.pk, "en")
    assert client.get(remove).status_code == (200 if may else 403)
    seen = {"seen": row.translations.get().mark}
    assert client.post(remove, seen).status_code == (302 if may else 403)
    assert row.translations.exists() is not may


def test_without_a_role_there_is_no_door(db):
    row, client = first(make()), Client()
    client.force_login(factories.user(""))
    for where in (LIST, address(row), url("translatable_remove", row.pk, "en")):
        assert client.get(where).status_code == 302
        assert client.post(where).status_code == 302


def test_an_editor_reads_the_words_without_whose_they_are(login):
    row = first(make(Status.IN_REVIEW, organization="Quetzal Institute"))
    client = login("Editor")
    for where in (address(row), f"{LIST}?standing=all", url("translatable_history", row.pk)):
        html = texts(client.get(where))
        assert "Quetzal" not in html
        assert row.submission.contact_email not in html
    assert client.get(submission_page(row.submission)).status_code == 403


# --- one page


def test_original_and_field_have_their_language_and_direction(login):
    row, client = first(make()), login("Editor")
    html = texts(client.get(address(row, "fr")))
    assert '<div class="original" lang="ar" dir="auto">' in html
    assert 'lang="fr" dir="ltr"' in html
    french = first(make(language="fr", measures=(factories.measure(title="Un guichet"),)))
    html = texts(client.get(address(french, "ar")))
    assert 'lang="ar" dir="rtl"' in html
    assert html.index(french.text) < html.index("<textarea")


def test_what_is_saved_is_told_and_shown_to_readers_at_once(login, client):
    row, desk = first(make()), login("Editor")
    response = save(desk, row)
    assert response.status_code == 302
    html = texts(desk.get(response["Location"]))
    assert "Saved at" in html
    assert WORDS["text"] in html
    assert WORDS["text"] in texts(client.get(f"/en/recommendations/{row.reference}/"))
    made = row.translations.get()
    assert (made.language, made.version_number, made.revision) == ("en", 1, 1)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "This field is required."),
        ({"title": ""}, "This field is required."),
        ({"text": "a\x00b"}, "Character 2 cannot be read"),
        ({"title": "a\x1bb"}, "Character 2 cannot be read"),
        ({"text": "\u200b"}, "This field is required."),
        ({"made_of": "2"}, "this version does not exist"),
        ({"made_of": "0"}, "greater than or equal to 1"),
        ({"made_of": "x"}, "Enter a whole number."),
    ],
)
def test_what_is_no_translation_is_refused_with_all_that_was_typed(login, fields, words):
    row, desk = first(make()), login("Editor")
    response = save(desk, row, **fields)
    assert response.status_code == 422
    assert words in texts(response)
    kept = {**WORDS, **fields}
    assert kept["title"] in texts(response) or "title" in fields
    assert not UnofficialTranslation.objects.exists()


def test_a_title_is_needed_only_where_the_original_has_one(login):
    row = first(make(measures=(factories.measure(title=""),)))
    assert save(login("Editor"), row, title="").status_code == 302
    assert row.translations.get().title == ""


def test_a_text_may_be_longer_than_the_form_allowed(login):
    row = first(make())
    assert save(login("Editor"), row, text="word " * 3_000).status_code == 302


@pytest.mark.parametrize("language", ["de", "xx", "EN"])
def test_an_unknown_language_is_no_page(login, language):
    row, desk = first(make()), login("Editor")
    for where in (address(row, language), url("translatable_remove", row.pk, language)):
        assert desk.get(where).status_code == 404
        assert desk.post(where, WORDS).status_code == 404


def test_the_language_of_the_original_leads_to_another(login):
    row, desk = first(make()), login("Editor")
    response = desk.get(address(row, "ar"), follow=True)
    assert "into English" in texts(response)
    assert desk.post(address(row, "ar"), {**WORDS, "seen": "", "made_of": "1"}).status_code == 302
    assert not row.translations.exists()


# --- two at once, and what stood there


def test_the_slower_of_two_is_told_and_may_save_again(login):
    row, one, other = first(make()), login("Editor"), login("Moderator")
    shown = hidden(texts(one.get(address(row))))
    save(other, row, text="What the other wrote.")
    response = one.post(address(row), {**shown, **WORDS})
    assert response.status_code == 409
    html = texts(response)
    assert "has saved another text meanwhile" in html
    assert "What the other wrote." in html
    assert WORDS["text"] in html
    assert row.translations.get().text == "What the other wrote."
    again = one.post(address(row), {**hidden(html), **WORDS})
    assert again.status_code == 302
    assert row.translations.get().text == WORDS["text"]
    assert row.translations.get().revision == 2


def test_one_that_was_deleted_and_written_anew_is_not_the_one_that_was_seen(login):
    row, one, other = first(make()), login("Editor"), login("Moderator")
    save(other, row)
    shown = hidden(texts(one.get(address(row))))
    remove = url("translatable_remove", row.pk, "en")
    other.post(remove, {"seen": row.translations.get().mark})
    response = one.post(address(row), {**shown, **WORDS})
    assert response.status_code == 409
    assert "deleted this translation meanwhile" in texts(response)
    save(other, row, text="Written anew.")
    assert one.post(address(row), {**shown, **WORDS}).status_code == 409
    assert one.post(remove, shown).status_code == 302
    assert row.translations.get().text == "Written anew."


def test_what_stood_there_stays_in_the_history(login):
    row, desk = first(make()), login("Editor")
    save(desk, row, title="First title", text="First words of it.")
    save(desk, row)
    assert LogEntry.objects.count() == 2
    history = url("translatable_history", row.pk)
    assert "First words of it." in texts(desk.get(history))
    assert WORDS["text"] not in texts(desk.get(history))
    mark = row.translations.get().mark
    html = texts(desk.get(url("translatable_remove", row.pk, "en")))
    assert WORDS["text"] in html
    assert row.translations.exists()
    desk.post(url("translatable_remove", row.pk, "en"), {"seen": mark})
    assert not row.translations.exists()
    html = texts(desk.get(history))
    assert WORDS["text"] in html
    assert WORDS["title"] in html
    assert "First title" in html


def change_words(row: Any) -> None:
    old = said(row)
    changed = replace(old.recommendations[0], number=1, text="كلمات جديدة تماما.")
    lifecycle.correct(row, replace(old, recommendations=(changed,)), files=[])


def test_a_version_that_came_while_one_was_writing_is_told(login):
    submission = make(Status.RECEIVED)
    row, desk = first(submission), login("Editor")
    shown = hidden(texts(desk.get(address(row))))
    change_words(submission)
    response = desk.post(address(row), {**shown, **WORDS}, follow=True)
    assert "The original has changed since you opened the page" in texts(response)
    assert row.translations.get().version_number == 1
    assert "made of version 1; version 2 has changed the original" in texts(response)
    html = texts(save(desk, row, text="Again, from the new words.") and desk.get(address(row)))
    assert "has changed the original" not in html


ENDS: dict[str, Any] = {
    "withdrawn": lifecycle.withdraw,
    "counted only": lambda row: lifecycle.change_publication(row, "counted"),
    "set aside": lambda row: lifecycle.set_aside(first(row), by=factories.user(), reason="Twice."),
}


@pytest.mark.parametrize("what", ENDS)
def test_what_is_not_to_be_published_is_not_translated(login, what):
    submission = make()
    row, desk = first(submission), login("Editor")
    shown = hidden(texts(desk.get(address(row))))
    ENDS[what](submission)
    # Nobody translated it before: there is nothing to see.
    assert desk.get(address(row)).status_code == 404
    assert desk.post(address(row), {**shown, **WORDS}).status_code == 404


@pytest.mark.parametrize("what", ENDS)
def test_one_that_stands_can_only_be_deleted_then(login, what):
    submission = make()
    row, desk = first(submission), login("Editor")
    found = translate(row)
    shown = hidden(texts(desk.get(address(row))))
    ENDS[what](submission)
    response = desk.post(address(row), {**shown, **WORDS})
    assert response.status_code == 409
    assert WORDS["text"] in texts(response)
    html = texts(desk.get(address(row)))
    assert found.text in html
    assert "<textarea" not in html
    assert listed(desk, state="all") == set()
    desk.post(url("translatable_remove", row.pk, "en"), {"seen": found.mark})
    assert not row.translations.exists()


@pytest.mark.parametrize("status", [Status.UNCONFIRMED, Status.DECLINED, Status.LAPSED])
def test_what_nobody_reads_or_publishes_has_no_page(login, status):
    row = first(make(status))
    assert login("Unit lead").get(address(row)).status_code == 404


# --- the hint of anonymous ones, and the ways to the page


def test_of_an_anonymous_one_the_desk_says_to_look_for_names(login):
    named, anonymous = make(), make()
    for row in (named, anonymous):
        translate(first(row))
    lifecycle.change_publication(anonymous, "anonymous")
    desk, hint = login("Moderator"), "names whoever sent it"
    for submission, is_told in ((named, False), (anonymous, True)):
        assert (hint in texts(desk.get(address(first(submission))))) is is_told
        assert (hint in texts(desk.get(submission_page(submission)))) is is_told


@pytest.mark.parametrize("role", ["Moderator", "Rapporteur", "Observer"])
def test_pages_of_an_answer_lead_to_the_translation(login, role):
    submission = make(Status.IN_REVIEW)
    row, desk = first(submission), login(role)
    lead = url("translatable_change", row.pk)
    assert lead in texts(desk.get(url("recommendation_change", row.pk)))
    html = texts(desk.get(submission_page(submission)))
    assert (lead in html) is (role != "Observer")
    assert desk.get(lead)["Location"].startswith(address(row))
    translate(row, "fr")
    assert address(row, "fr") in texts(desk.get(submission_page(submission)))


@pytest.mark.parametrize("role", MAY_READ)
def test_the_tree_leads_to_the_list(login, role):
    assert f'<a href="{LIST}">Translations of answers</a>' in texts(login(role).get("/admin/"))


# --- the list


def fill() -> dict[str, Recommendation]:
    """Make one recommendation of each kind."""
    english = factories.measure(title="An English title")
    rows = {
        "missing": make(),
        "older": make(Status.RECEIVED),
        "done": make(),
        "open": make(Status.IN_REVIEW),
        "english": make(language="en", measures=(english,)),
        "counted": make(publication="counted"),
        "withdrawn": make(Status.WITHDRAWN),
        "unconfirmed": make(Status.UNCONFIRMED),
        "declined": make(Status.DECLINED),
    }
    for key in ("older", "done"):
        translate(first(rows[key]))
    change_words(rows["older"])
    lifecycle.accept(rows["older"], by=factories.user())
    return {key: first(row) for key, row in rows.items()}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"missing", "older"}),
        ({"state": "missing"}, {"missing"}),
        ({"state": "older"}, {"older"}),
        ({"state": "done"}, {"done"}),
        ({"state": "all"}, {"missing", "older", "done"}),
        ({"standing": "open"}, {"open"}),
        ({"standing": "all", "state": "all"}, {"missing", "older", "done", "open"}),
        ({"into": "fr"}, {"missing", "older", "done", "english"}),
        ({"into": "fr", "said_in": "en"}, {"english"}),
        ({"into": "ar"}, {"english"}),
        ({"said_in": "ru"}, set()),
        ({"into": "xx", "state": "xx", "standing": "xx"}, {"missing", "older"}),
    ],
)
def test_the_list_holds_what_is_asked_for(login, query, found):
    rows = fill()
    references = {row.reference: key for key, row in rows.items()}
    assert {references[one] for one in listed(login("Editor"), **query)} == found


def test_the_list_begins_with_the_language_of_the_desk(login):
    rows, desk = fill(), login("Editor")
    desk.cookies["django_language"] = "ar"
    assert listed(desk) == {rows["english"].reference}


def test_the_list_of_one_call_holds_no_other(login):
    rows, desk = fill(), login("Editor")
    call = rows["missing"].submission.call_id
    query = {"submission__call__id__exact": str(call), "state": "all"}
    assert listed(desk, **query) == {rows["missing"].reference}


def test_the_counts_above_the_list(login):
    fill()
    desk = login("Editor")
    assert numbers(desk, "English") == [1, 1, 1, 3]
    assert numbers(desk, "French") == [4, 0, 0, 4]
    assert numbers(desk, "Arabic") == [1, 0, 0, 1]


def test_previous_and_next_are_what_lacks_one(login):
    rows = sorted((first(make()) for _ in range(4)), key=lambda row: row.reference)
    translate(rows[1])
    desk = login("Editor")
    html = texts(desk.get(address(rows[2])))
    assert re.findall(r'rel="(?:prev|next)" href="[^"?]*/(\d+)/into/en/', html) == [
        str(rows[0].pk),
        str(rows[3].pk),
    ]
    shown = hidden(texts(desk.get(address(rows[0]))))
    data = {**shown, **WORDS, "next_one": str(rows[2].pk), "and_next": "yes"}
    assert desk.post(address(rows[0]), data)["Location"].startswith(address(rows[2]))
    # In French nothing is translated: all are there.
    html = texts(desk.get(address(rows[2], "fr")))
    assert f"{rows[1].pk}/into/fr/" in html.partition('rel="prev"')[2][:200]


def test_the_page_keeps_the_filters_of_the_list(login):
    row, desk = first(make()), login("Editor")
    query = {"_changelist_filters": "into=fr&said_in=ar"}
    response = desk.get(url("translatable_change", row.pk), query)
    assert response["Location"].startswith(address(row, "fr"))
    html = texts(desk.get(response["Location"]))
    assert f'href="{LIST}?into=fr&amp;said_in=ar"' in html
    assert "1 of 1" in html


@pytest.mark.parametrize("filters", ["e=1", "submission__call__id__exact=x", "p=9", "into="])
def test_odd_filters_break_nothing(login, filters):
    row, desk = first(make()), login("Editor")
    assert desk.get(address(row), {"_changelist_filters": filters}).status_code == 200
    assert desk.get(f"{LIST}?{filters}", follow=True).status_code == 200


@pytest.mark.parametrize("what", ["list", "page", "submission"])
def test_the_desk_costs_the_same_with_1_and_3(login, what, django_assert_num_queries):
    desk, call, by = login("Moderator"), factories.call(), factories.user()
    queries = {"list": 11, "page": 15, "submission": 25}[what]
    for more in (1, 2):
        for _ in range(more):
            row = first(make(of=call))
        for language in ("en", "fr", "ru")[: more + 1]:
            translate(row, language, by=by)
        where = {"list": f"{LIST}?state=all", "page": address(row)}
        where["submission"] = submission_page(row.submission)
        desk.get(where[what])
        with django_assert_num_queries(queries):
            desk.get(where[what])


def test_the_list_has_pages(login):
    call = factories.call(max_recommendations=60)
    measures = tuple(factories.measure() for _ in range(55))
    make(of=call, measures=measures)
    desk = login("Editor")
    assert len(listed(desk)) == 50
    assert len(listed(desk, p="2")) == 5
