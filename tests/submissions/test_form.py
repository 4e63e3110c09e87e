"""The form of an answer: what is sent arrives as it was typed, with or without a script."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from common.canonical import digest
from common.models import OutboxMail
from submissions.models import Call, Draft, Submission
from tests import documents
from tests import factories as make
from tests.sheets import (
    Page,
    Upload,
    address,
    assert_kept,
    filled,
    pairs,
    post,
    send,
)

pytestmark = pytest.mark.django_db
PDF = Upload("annex.pdf", documents.PDF)
PNG = Upload("chart.png", documents.picture())


@pytest.fixture
def call() -> Call:
    """An open call with two themes that takes three files."""
    return make.call(max_recommendations=4)


def test_empty_form_asks_for_one_recommendation(client: Client, call: Call) -> None:
    response = client.get(address(call))
    page = Page(response)
    assert response.status_code == 200
    assert page.fields["recommendations-TOTAL_FORMS"] == ["1"]
    assert page.fields["language"] == ["en"]
    assert len(page.fields["key"][0]) == 60
    assert page.buttons == ["send", "add", "upload", "save", "send", "save"]
    assert not page.summary
    assert "publication" not in page.fields
    assert "consent" not in page.fields


def test_each_showing_of_the_form_has_a_key_of_its_own(client: Client, call: Call) -> None:
    keys = {Page(client.get(address(call))).fields["key"][0] for _ in range(3)}
    assert len(keys) == 3


def test_answer_arrives_as_it_was_typed(client: Client, call: Call) -> None:
    typed = filled(call, recommendations=2)
    typed["organization"] = ["  Association \t Al  Amal\n"]
    typed["recommendations-0-text"] = ["\r\nLine of one.\r\n\r\n" + "word " * 20 + "cafe\u0301 \n"]
    response = send(client, call, typed, PDF, PNG)
    row = Submission.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"{_private(row)}?done=created"
    assert {
        name: getattr(row, name)
        for name in (
            *("organization", "acronym", "category", "category_other", "country", "region"),
            *("on_behalf_of", "co_sponsors", "contact_name", "contact_email", "language"),
            *("publication", "status", "source", "interface_language", "consent_version"),
        )
    } == {
        "organization": "Association Al Amal",
        "acronym": "AAA",
        "category": "other",
        "category_other": "Network of clinics",
        "country": "MA",
        "region": "african",
        "on_behalf_of": "Clinics of the coast",
        "co_sponsors": "First sponsor\nSecond sponsor",
        "contact_name": "Amina Example",
        "contact_email": "amina@example.org",
        "language": "fr",
        "publication": "anonymous",
        "status": "unconfirmed",
        "source": "web",
        "interface_language": "en",
        "consent_version": "1",
    }
    first, second = row.recommendations.all()
    assert first.text == "Line of one.\n\n" + "word " * 20 + "café"
    assert (second.number, second.title) == (2, "Agree on referral path 1")
    assert (second.language, second.perspective, second.level) == (
        "fr",
        "cooperation",
        "community",
    )
    assert (second.is_before, second.is_during, second.is_after) == (True, False, True)
    assert set(second.themes.all()) == set(call.themes.all())
    assert second.addressed_to == "Countries of transit 1"
    assert [file.name for file in row.attachments.all()] == ["annex.pdf", "chart.png"]
    version = row.versions.get()
    assert version.sha256 == digest(version.content)
    assert OutboxMail.objects.get().ids["submission"] == row.pk


def _private(row: Submission) -> str:
    return reverse("submissions:submission-detail", args=[row.token])


def test_category_in_words_is_dropped_with_another_category(client: Client, call: Call) -> None:
    send(client, call, filled(call, category="media", category_other="Network of clinics"))
    assert Submission.objects.get().category_other == ""


def test_international_has_no_country(client: Client, call: Call) -> None:
    send(client, call, filled(call, country="international"))
    row = Submission.objects.get()
    assert (row.country, row.region) == ("", "international")


def test_call_without_themes_asks_for_none(client: Client) -> None:
    call = make.call(themes=0)
    assert send(client, call, filled(call)).status_code == 302


def test_form_that_was_shown_again_is_sent_as_it_stands(client: Client, call: Call) -> None:
    typed = filled(call, recommendations=2, consent=[])
    page = Page(send(client, call, typed, PDF))
    assert page.status == 422
    again = post(client, address(call), pairs(page.fields | {"consent": ["on"]}))
    assert again.status_code == 302
    row = Submission.objects.get()
    assert row.idempotency_key == typed["key"][0]
    assert [file.name for file in row.attachments.all()] == ["annex.pdf"]
    assert [row.kept_because for row in Draft.objects.all()] == ["sent"]


def test_consent_is_given_to_the_text_that_stands_there(client: Client, call: Call) -> None:
    typed = filled(call, recommendations=2)
    Call.objects.update(consent_text="We agree to more.", consent_version="2")
    for stale in (["1"], [], ["1", "x"]):
        page = Page(send(client, call, typed | {"consent_version": stale}, PDF))
        assert page.status == 409
        assert page.summary[0][0] == "id_consent"
        assert "We agree to more." in page.main
        assert_kept(page, typed, but="consent_version")
    assert not Submission.objects.exists()
    assert post(client, address(call), pairs(page.fields)).status_code == 302
    assert Submission.objects.get().consent_version == "2"


# --- buttons that work without a script ------------------------------------------------------


def test_add_shows_one_more_and_keeps_the_rest(client: Client, call: Call) -> None:
    typed = filled(call, recommendations=2, consent=[], organization="", country="nonsense")
    page = Page(send(client, call, typed, PDF, do="add"))
    assert page.status == 200
    assert not page.summary
    assert_kept(page, typed | {"recommendations-TOTAL_FORMS": ["3"]}, but="country")
    assert page.fields["recommendations-2-title"] == [""]
    assert "annex.pdf" in page.main
    assert {"remove-0", "remove-1", "remove-2"} <= set(page.buttons)


def test_add_ends_at_the_limit_of_the_call(client: Client, call: Call) -> None:
    typed = filled(call, recommendations=4)
    page = Page(send(client, call, typed, do="add"))
    assert_kept(page, typed)
    assert page.fields["recommendations-TOTAL_FORMS"] == ["4"]


@pytest.mark.parametrize("index", [0, 1, 2])
def test_remove_takes_out_that_one_alone(client: Client, call: Call, index: int) -> None:
    typed = filled(call, recommendations=3)
    page = Page(send(client, call, typed, do=f"remove-{index}"))
    kept = [number for number in range(3) if number != index]
    assert page.fields["recommendations-TOTAL_FORMS"] == ["2"]
    for place, number in enumerate(kept):
        for name in ("title", "text", "themes", "perspective", "level", "phases", "addressed_to"):
            shown = page.fields[f"recommendations-{place}-{name}"]
            assert shown == typed[f"recommendations-{number}-{name}"]
    assert "recommendations-2-title" not in page.fields


def test_last_recommendation_is_emptied_not_taken_away(client: Client, call: Call) -> None:
    page = Page(send(client, call, filled(call), do="remove-0"))
    assert page.fields["recommendations-0-title"] == [""]
    assert page.fields["recommendations-TOTAL_FORMS"] == ["1"]
    assert "remove-0" not in page.buttons


def test_answer_written_with_the_buttons_alone_arrives(client: Client, call: Call) -> None:
    typed = filled(call, recommendations=3, consent=[])
    page = Page(send(client, call, typed, do="add"))
    page = Page(post(client, address(call), pairs(page.fields, [PDF], do="remove-1")))
    page = Page(post(client, address(call), pairs(page.fields, [PNG], do="upload")))
    fields = page.fields | {"consent": ["on"]}
    assert post(client, address(call), pairs(fields)).status_code == 302
    row = Submission.objects.get()
    assert [one.title for one in row.recommendations.all()] == [
        "Agree on referral path 0",
        "Agree on referral path 2",
    ]
    assert [file.name for file in row.attachments.all()] == ["annex.pdf", "chart.png"]


@pytest.mark.parametrize("initial", ["0", "3"])
def test_blank_recommendations_are_left_out(client: Client, call: Call, initial: str) -> None:
    typed = filled(call, recommendations=3, recommendations__INITIAL_FORMS=initial)
    typed = {name: [""] if "-1-" in name else values for name, values in typed.items()}
    del typed["recommendations-1-themes"], typed["recommendations-1-phases"]
    assert send(client, call, typed).status_code == 302
    assert [row.title for row in Submission.objects.get().recommendations.all()] == [
        "Agree on referral path 0",
        "Agree on referral path 2",
    ]


def test_half_a_recommendation_is_not_left_out(client: Client, call: Call) -> None:
    typed = filled(call, recommendations=2, recommendations__1__title="")
    page = Page(send(client, call, typed))
    assert page.status == 422
    assert page.error_at("recommendations-1-title")


# --- what a page costs -----------------------------------------------------------------------


def test_form_costs_the_same_queries_with_one_recommendation_and_with_three(
    client: Client, call: Call, django_assert_num_queries: Any
) -> None:
    for number in (1, 3):
        typed = filled(call, recommendations=number)
        with django_assert_num_queries(13):
            assert send(client, call, typed, do="add").status_code == 200


@pytest.mark.parametrize("publication", ["named", "anonymous"])
def test_sending_costs_the_same_with_1_and_3_recommendations(
    client: Client, call: Call, publication: str, django_assert_num_queries: Any
) -> None:
    queries = 18 if publication == "named" else 20
    for number in (1, 3):
        typed = filled(call, recommendations=number, publication=publication)
        with django_assert_num_queries(queries):
            assert send(client, call, typed).status_code == 302
