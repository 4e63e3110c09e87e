"""The form of an answer: what is sent arrives as it was typed, with or without a script."""

import re
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
    assert page.buttons == ["review", "add", "upload", "save", "review", "send", "save"]
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
    assert focused(page) == ["remove-2"]


def test_add_ends_at_the_limit_of_the_call(client: Client, call: Call) -> None:
    typed = filled(call, recommendations=4)
    page = Page(send(client, call, typed, do="add"))
    assert_kept(page, typed)
    assert page.fields["recommendations-TOTAL_FORMS"] == ["4"]


def focused(page: Page) -> list[str]:
    """Return the values of what has the focus when the page is there."""
    nodes = page.all("button", "input", "textarea", "select")
    return [node.attrs["value"] for node in nodes if "autofocus" in node.attrs]


def titles(page: Page) -> str:
    """Return the numbers of the titles, in their order."""
    names = [name for name in page.fields if re.fullmatch(r"recommendations-\d+-title", name)]
    return "".join(page.fields[name][0][-1:] or "_" for name in names)


@pytest.mark.parametrize(
    ("button", "expected", "focus"),
    [
        ("up-2", "021", ["up-1"]),
        ("up-1", "102", ["down-0"]),
        ("down-0", "102", ["down-1"]),
        ("down-1", "021", ["up-2"]),
        *((button, "012", []) for button in ("up-0", "down-2", "up-3", "down--1", "up-", "up-x")),
        ("up-" + "9" * 5000, "012", []),
    ],
)
def test_a_recommendation_moves_whole_and_the_next_press_goes_on(
    client: Client, call: Call, button: str, expected: str, focus: list[str]
) -> None:
    typed = filled(call, recommendations=3, organization="", consent=[])
    page = Page(send(client, call, typed, do=button))
    assert not page.summary
    assert titles(page) == expected
    assert focused(page) == focus
    for place, number in enumerate(expected):
        for name in ("text", "themes", "perspective", "level", "phases", "addressed_to"):
            shown = page.fields[f"recommendations-{place}-{name}"]
            assert shown == typed[f"recommendations-{number}-{name}"]


def test_only_moves_that_lead_somewhere_are_offered(client: Client, call: Call) -> None:
    page = Page(send(client, call, filled(call, recommendations=2), do="edit"))
    moves = [button for button in page.buttons if button.startswith(("up-", "down-"))]
    assert moves == ["down-0", "up-1"]


def test_the_order_of_the_page_is_that_of_the_answer(client: Client, call: Call) -> None:
    page = Page(send(client, call, filled(call, recommendations=3), do="up-2"))
    assert post(client, address(call), pairs(page.fields)).status_code == 302
    rows = Submission.objects.get().recommendations.order_by("number")
    assert "".join(row.title[-1] for row in rows) == "021"


def test_a_correction_keeps_its_numbers_and_so_its_order(client: Client, call: Call) -> None:
    row = make.submission(of=call, recommendations=2)
    page = Page(client.get(reverse("submissions:submission-correct", args=[row.token])))
    assert [one for one in page.buttons if one.startswith(("up-", "down-"))] == []
    assert {"remove-0", "remove-1"} <= set(page.buttons)


def test_what_was_removed_can_be_put_back_after_anything_else(client: Client, call: Call) -> None:
    typed = filled(call, recommendations=3)
    page = Page(send(client, call, typed, do="remove-1"))
    assert "Recommendation 2 was removed." in page.main
    assert focused(page) == ["restore-0"]
    for button in ("remove-0", "add", "review", "edit"):
        fields = {name: values for name, values in page.fields.items() if values != [""]}
        page = Page(post(client, address(call), pairs(fields, do=button)))
    assert titles(page) == "2_"
    page = Page(post(client, address(call), pairs(page.fields, do="restore-0")))
    assert titles(page) == "21_"
    assert focused(page) == ["remove-1"]
    page = Page(post(client, address(call), pairs(page.fields, do="restore-0")))
    assert titles(page) == "021_"
    assert not [button for button in page.buttons if button.startswith("restore")]
    for name in ("text", "themes", "perspective", "level", "phases", "addressed_to"):
        assert page.fields[f"recommendations-2-{name}"] == typed[f"recommendations-1-{name}"]
    assert not any(name.startswith("removed") for name in page.fields)


def test_what_was_removed_is_no_part_of_what_is_sent(client: Client, call: Call) -> None:
    page = Page(send(client, call, filled(call, recommendations=2), do="remove-0"))
    page = Page(post(client, address(call), pairs(page.fields, do="review")))
    assert "Agree on referral path 0" not in page.main
    assert post(client, address(call), pairs(page.fields)).status_code == 302
    assert Submission.objects.get().recommendations.get().title == "Agree on referral path 1"


def test_an_empty_one_goes_without_a_word(client: Client, call: Call) -> None:
    page = Page(send(client, call, filled(call, recommendations=2), do="add"))
    page = Page(post(client, address(call), pairs(page.fields, do="remove-2")))
    assert not [button for button in page.buttons if button.startswith("restore")]
    assert titles(page) == "01"


def test_what_is_put_back_takes_the_place_of_an_empty_one(client: Client, call: Call) -> None:
    page = Page(send(client, call, filled(call), do="remove-0"))
    page = Page(post(client, address(call), pairs(page.fields, do="restore-0")))
    assert titles(page) == "0"


@pytest.mark.parametrize(
    "removed",
    [
        {"removed-0-at": ["x"], "removed-0-title": ["Kept"]},
        {"removed-0-at": ["9" * 5000], "removed-0-title": ["Kept"], "removed-7-nothing": ["x"]},
    ],
)
def test_what_no_page_of_ours_sends_is_put_back_all_the_same(
    client: Client, call: Call, removed: dict[str, list[str]]
) -> None:
    page = Page(send(client, call, filled(call) | removed, do="restore-0"))
    assert page.fields["recommendations-0-title"] == ["Kept"]


# --- the summary of errors ---------------------------------------------------------------------


def test_each_error_is_told_once_in_the_order_of_the_page(client: Client, call: Call) -> None:
    typed = {
        f"recommendations-{name}_FORMS": [str(n)] for n, name in enumerate(("INITIAL", "TOTAL"))
    }
    exe = Upload("one.exe", b"MZ")
    page = Page(send(client, call, typed, exe))
    assert [anchor for anchor, _message in page.summary] == [
        *("id_organization", "id_category", "id_country", "id_contact_name", "id_contact_email"),
        *("id_language", "id_recommendations-0-title", "id_recommendations-0-text"),
        *("id_recommendations-0-themes_field", "files", "id_publication_field", "id_consent"),
    ]
    order = [page.html.index(f'id="{anchor}"') for anchor, _message in page.summary]
    assert order == sorted(order)


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
        with django_assert_num_queries(15):
            assert send(client, call, typed, do="add").status_code == 200


@pytest.mark.parametrize("publication", ["named", "anonymous"])
def test_sending_costs_the_same_with_1_and_3_recommendations(
    client: Client, call: Call, publication: str, django_assert_num_queries: Any
) -> None:
    queries = 19 if publication == "named" else 21
    for number in (1, 3):
        typed = filled(call, recommendations=number, publication=publication)
        with django_assert_num_queries(queries):
            assert send(client, call, typed).status_code == 302
