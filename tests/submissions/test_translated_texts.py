"""Calls and themes in the reader's language: pages, form, filters, mails."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone

from common import outbox
from submissions import lifecycle
from submissions.models import Call, Submission
from submissions.states import Status
from tests import factories, sheets
from tests.dialogues.test_translations import UNOFFICIAL, says

pytestmark = pytest.mark.django_db
CONSENT = "We agree that the answer is published as chosen."
READING_AID = (
    "It helps with reading. What counts is the original, to which the version of the consent "
    "belongs."
)
FRENCH = {
    "title": "Quelles mesures ?",
    "brief": "Dites **qui** fait quoi.",
    "guiding_questions": "Qui ?\nQuand ?",
    "consent_text": "Nous consentons à la publication.",
    "licence": "Réutilisation libre.",
}


def translated(**fields: Any) -> Call:
    """Return an open call that stands in French, with one theme in French and one without."""
    call = factories.call(licence="Free reuse.", **fields)
    for field, text in FRENCH.items():
        call.translate(field, "fr", text)
    call.save()
    first = call.themes.first()
    assert first is not None
    first.translate("name", "fr", "Thème traduit")
    first.save()
    return call


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("part", ["", "submit/"])
def test_call_and_form_are_read_in_the_readers_language(client, part):
    call = translated()
    html = page(client, f"/fr/calls/{call.slug}/{part}")
    for text in ("Quelles mesures ?", "<li>Qui ?</li>", "Thème traduit", FRENCH["consent_text"]):
        assert text in html
    assert call.title not in html
    assert '<span lang="en" dir="ltr">Theme ' in html  # the theme that has no translation


@pytest.mark.parametrize("part", ["", "submit/"])
def test_a_translated_consent_is_a_reading_aid_with_its_original_beside_it(client, part):
    call = translated()
    call.translate("consent_text", "fr", FRENCH["consent_text"], is_official=True)
    call.save()
    html = page(client, f"/fr/calls/{call.slug}/{part}")
    aid = html.partition(FRENCH["consent_text"])[2]
    assert says(aid, READING_AID, "fr")
    assert f'<div lang="en" dir="ltr"><p>{CONSENT}</p></div>' in aid


@pytest.mark.parametrize("part", ["", "submit/"])
def test_a_consent_that_is_older_than_its_original_is_not_shown(client, part):
    call = translated()
    call.consent_text, call.consent_version = "We agree to something else.", "2"
    call.save()
    html = page(client, f"/fr/calls/{call.slug}/{part}")
    assert FRENCH["consent_text"] not in html
    assert "We agree to something else." in html
    assert 'lang="en" dir="ltr"' in html


def test_the_consent_that_is_kept_is_the_version_of_the_original(client):
    call = translated()
    typed = sheets.filled(call)
    response = client.post(f"/fr/calls/{call.slug}/submit/", {**typed, "do": "send"})
    assert response.status_code == 302
    row = Submission.objects.get(call=call)
    assert row.consent_version == call.consent_version
    assert row.interface_language == "fr"


def send(client: Client, call: Call, language: str, **more: Any) -> Any:
    typed = sheets.filled(call)
    return client.post(f"/{language}/calls/{call.slug}/submit/", {**typed, "do": "send", **more})


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_the_translated_consent_that_was_read_is_kept_with_the_version_and_shown_at_the_desk(
    client, language
):
    call = translated()
    assert send(client, call, language).status_code == 302
    row = Submission.objects.get(call=call)
    content = json.loads(row.versions.get().content)
    read = {"language": "fr", **{name: FRENCH[name] for name in ("consent_text", "licence")}}
    assert content.get("consent_shown") == (read if language == "fr" else None)
    call.translate("consent_text", "fr", "Autre chose.")
    call.save()
    client.force_login(factories.user("Moderator"))
    html = page(client, f"/admin/submissions/submission/{row.pk}/change/")
    shown = f'<div lang="fr" dir="ltr"><p>{FRENCH["consent_text"]}</p></div>'
    assert (shown in html) == (language == "fr")


def test_a_correction_keeps_the_translation_that_was_read_by_then(client):
    call = translated()
    typed = factories.sent(call, language="fr")
    row = lifecycle.receive(call, typed).submission
    assert row is not None
    assert typed.answer is not None
    call.translate("consent_text", "ru", "Мы согласны.")
    call.save()
    changed = replace(typed.answer, acronym="NEW")
    row = Submission.objects.get(pk=row.pk)
    again = replace(typed, answer=changed, language="ru")
    assert lifecycle.receive(call, again).outcome == "corrected"
    kept = [json.loads(one.content)["consent_shown"] for one in row.versions.order_by("number")]
    assert [one["language"] for one in kept] == ["fr", "ru"]
    assert kept[1] == {"language": "ru", "consent_text": "Мы согласны."}


def test_the_same_answer_is_the_same_whichever_translation_was_read(client):
    call = translated()
    sent = factories.sent(call, language="fr")
    lifecycle.receive(call, sent)
    again = lifecycle.receive(call, replace(sent, language="es"))
    assert again.outcome == "same"


def test_who_read_a_translation_that_has_changed_meanwhile_is_shown_the_new_one(client):
    call = translated()
    html = page(client, f"/fr/calls/{call.slug}/submit/")
    mark = re.search(r'name="consent_mark" value="(\w+)"', html)
    assert mark is not None
    call.translate("consent_text", "fr", "Autre chose.")
    call.save()
    response = send(client, call, "fr", consent_mark=mark[1])
    assert response.status_code == 409
    assert "Autre chose." in response.content.decode()
    assert not Submission.objects.exists()


def test_filters_tables_and_cards_name_themes_and_calls_as_readers_get_them(client):
    call = translated()
    theme = call.themes.first()
    assert theme is not None
    row = factories.recommendation(of=call)
    row.themes.set([theme])
    for url in ("/fr/recommendations/", "/fr/participation/", f"/fr{row.get_absolute_url()[3:]}"):
        html = page(client, url)
        assert "Thème traduit" in html
        assert theme.name not in html
    html = page(client, "/fr/participation/")
    assert f'<option value="{call.slug}" dir="auto">Quelles mesures ?</option>' in html
    other = factories.call(themes=0, title="Not translated")
    html = page(client, "/fr/participation/")
    option = f'<option value="{other.slug}" dir="auto" lang="en">Not translated</option>'
    assert option in html


def test_search_in_another_language_finds_what_was_said_and_no_translation(client):
    call = translated()
    factories.recommendation(of=call)
    assert 'class="card-result"' in page(client, "/fr/recommendations/?q=referral")
    assert 'class="card-result"' not in page(client, "/fr/recommendations/?q=traduit")


@pytest.mark.parametrize(
    ("language", "shown"), [("fr", FRENCH["title"]), ("en", None), ("ar", None)]
)
def test_mails_name_the_call_in_the_stakeholders_language(language, shown):
    call = translated()
    row = lifecycle.receive(call, factories.sent(call, language=language)).submission
    assert row is not None
    lifecycle.confirm(row)
    outbox.send_due()
    message = mail.outbox[-1]
    assert isinstance(message, EmailMultiAlternatives)
    html = str(message.alternatives[0][0])
    for text in (str(message.body), html):
        assert (shown or call.title) in text
    marked = f'<span lang="en" dir="ltr">{call.title}</span>'
    assert (marked in html) == (language == "ar")
    assert "<span" not in str(message.body)


def test_a_call_that_is_not_public_shows_its_translations_nowhere(client):
    call = translated(is_published=False)
    assert client.get(f"/fr/calls/{call.slug}/").status_code == 404
    for url in ("/fr/", "/fr/calls/", "/fr/recommendations/", "/fr/participation/"):
        assert FRENCH["title"] not in page(client, url)


def test_notes_are_said_once_for_each_part(client):
    html = page(client, f"/fr/calls/{translated().slug}/")
    head = html.partition('id="questions"')[0]
    assert says(head, UNOFFICIAL, "fr")
    assert head.count('class="tag tag-plain"') == 1


FOREIGN = '<span lang="en" dir="ltr">Marrakesh</span>'


@pytest.mark.parametrize("url", ["/fr/", "/fr/calls/", "call", "form", "recommendation", "desk"])
def test_a_city_without_a_translation_is_marked_wherever_it_stands_in_a_sentence(client, url):
    workshop = factories.workshop(city="Marrakesh", title="Ours", starts_on=timezone.localdate())
    call = factories.call(dialogue=workshop.dialogue, workshop=workshop)
    Call.objects.update(time_zone=workshop.time_zone)
    row = factories.recommendation(of=call)
    if url == "desk":
        client.force_login(factories.user("Moderator"))
        client.post("/admin/language/", {"language": "fr", "next": "/admin/"})
    address = {
        "call": f"/fr/calls/{call.slug}/",
        "form": f"/fr/calls/{call.slug}/submit/",
        "recommendation": f"/fr{row.get_absolute_url()[3:]}",
        "desk": f"/admin/submissions/submission/add/?call={call.pk}",
    }
    html = page(client, address.get(url, url))
    body = html.partition("</head>")[2]
    assert FOREIGN in body
    assert body.count(FOREIGN) == body.count("Marrakesh")
    assert "&lt;span" not in html
    assert "<span" not in html.partition("</head>")[0]


def test_the_desk_marks_originals_in_another_language_than_its_own(client):
    call = translated()
    row = factories.submission(Status.RECEIVED, of=call)
    client.force_login(factories.user("Unit lead"))
    client.post("/admin/language/", {"language": "fr", "next": "/admin/"})
    marked = f'<span lang="en" dir="ltr">{call.title}</span>'
    for url in ("/admin/", f"/admin/submissions/submission/{row.pk}/change/"):
        assert marked in page(client, url)
    html = page(client, f"/admin/translations/submissions.call/{call.pk}/?language=es")
    assert f"<h1>{marked}</h1>" in html
    assert f"| {call.title} |" in html  # in <title>, plain
    html = page(client, "/admin/translations/?kind=submissions.call&language=es")
    assert f'<bdi lang="en" dir="ltr">{call.title}</bdi>' in html


def test_mails_of_moments_mark_the_city_and_their_plain_twins_do_not():
    workshop = factories.workshop(city="Marrakesh")
    call = factories.call(dialogue=workshop.dialogue, workshop=workshop)
    Call.objects.update(time_zone=workshop.time_zone)
    call.refresh_from_db()
    row = lifecycle.receive(call, factories.sent(call, language="fr")).submission
    assert row is not None
    lifecycle.confirm(row)
    outbox.send_due()
    for message in mail.outbox:
        assert isinstance(message, EmailMultiAlternatives)
        html = str(message.alternatives[0][0])
        assert html.count(FOREIGN) == html.count("Marrakesh") > 0
        assert "<span" not in str(message.body)
