"""Requests that no browser sends by itself: told clearly, never a 500, nothing typed lost."""

from typing import Any

import pytest
from django.test import Client

from submissions.models import Call, Draft, Submission
from tests import documents
from tests import factories as make
from tests.sheets import Page, Upload, address, assert_kept, filled, pairs, post, send

pytestmark = pytest.mark.django_db
REQUIRED = "This field is required."
REC = "recommendations-1-"


@pytest.fixture
def call() -> Call:
    """An open call with two themes."""
    return make.call()


@pytest.mark.parametrize("total", [None, "", "x", "-5", "0", "1", "3", "9" * 30, "9" * 5000, "٢"])
def test_wrong_number_of_recommendations_is_told_and_loses_none(
    client: Client, call: Call, total: str | None
) -> None:
    typed = filled(call, recommendations=2)
    wrong = {**typed, "recommendations-TOTAL_FORMS": [] if total is None else [total]}
    response = send(client, call, wrong)
    if total == "٢":  # a 2 all the same
        assert response.status_code == 302
        return
    page = Page(response)
    assert response.status_code == 422
    (told,) = page.summary
    assert told[0] == "recommendations"
    assert page.with_id("recommendations").tag == "h2"
    assert told[1] == page.with_id("recommendations_error").text
    assert_kept(page, {**typed, "recommendations-TOTAL_FORMS": ["2"]})
    assert post(client, address(call), pairs(page.fields)).status_code == 302
    assert Submission.objects.get().recommendations.count() == 2


def test_too_many_recommendations_are_told_and_kept(client: Client) -> None:
    call = make.call(max_recommendations=2)
    typed = filled(call, recommendations=4)
    response = send(client, call, typed)
    page = Page(response)
    assert response.status_code == 422
    assert page.summary == [
        ("recommendations", "Too many recommendations. The most in one answer: 2.")
    ]
    assert_kept(page, typed)


def test_a_flood_of_recommendations_is_cut_to_what_a_page_can_hold(
    client: Client, call: Call
) -> None:
    flood = [(f"recommendations-{number}-title", "x") for number in range(999)]
    for do in ("send", "add"):
        response = post(client, address(call), [*flood, ("do", do)])
        titles = [name for name in Page(response).fields if name.endswith("-title")]
        assert len(titles) == 60


@pytest.mark.parametrize("number", ["abc", "-1", "1.5", "\x00", "9" * 5000])
def test_number_that_is_none_is_told_and_nothing_is_lost(
    client: Client, call: Call, number: str
) -> None:
    typed = filled(call, recommendations=2, **{f"{REC}number": number})
    page = Page(send(client, call, typed))
    assert page.status == 422
    assert {anchor for anchor, _told in page.summary} == {"recommendations"}
    assert_kept(page, typed)


@pytest.mark.parametrize("number", ["1", "2", "7", "99999999999999999999"])
def test_number_of_a_recommendation_that_is_not_there_makes_a_new_one(
    client: Client, call: Call, number: str
) -> None:
    typed = filled(call, recommendations=2, **{f"{REC}number": number})
    assert send(client, call, typed).status_code == 302
    assert [row.number for row in Submission.objects.get().recommendations.all()] == [1, 2]


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "utf-16", "base64", "idna", "x"])
def test_claimed_encoding_is_not_believed(client: Client, call: Call, charset: str) -> None:
    typed = filled(call, organization="Café +2AA- \\ud800 移民")
    assert post(client, address(call), pairs(typed), charset=charset).status_code == 302
    assert Submission.objects.get().organization == "Café +2AA- \\ud800 移民"


def test_fields_sent_twice_with_the_same_content_are_taken(client: Client, call: Call) -> None:
    typed = {name: values * 2 for name, values in filled(call).items()}
    assert send(client, call, typed).status_code == 302
    assert Submission.objects.get().recommendations.count() == 1


def test_what_no_form_has_is_left_alone(client: Client, call: Call) -> None:
    typed: Any = filled(call) | {f"status-{number}": ["accepted"] for number in range(1000)}
    typed |= {"status": ["accepted"], "public_at": ["2017-01-01"], "source": ["import"]}
    typed |= {"recommendations-0-disposition": ["reflected"], "token_version": ["9"]}
    assert send(client, call, typed).status_code == 302
    row = Submission.objects.get()
    assert (row.status, row.public_at, row.source, row.token_version) == (
        "unconfirmed",
        None,
        "web",
        1,
    )


BODIES = {
    "no boundary": (b"x", "multipart/form-data"),
    "an empty boundary": (b"x", "multipart/form-data; boundary="),
    "a boundary of 300": (b"x", "multipart/form-data; boundary=" + "a" * 300),
    "too much text": (b"organization=" + b"x" * 5_300_000, "application/x-www-form-urlencoded"),
    "bytes": (bytes(range(256)) * 9, "multipart/form-data; boundary=x"),
    "too many fields": (b"a=1&" * 4_001, "application/x-www-form-urlencoded"),
}


@pytest.mark.parametrize(("body", "content_type"), BODIES.values(), ids=BODIES)
def test_body_that_cannot_be_read_gets_a_clear_page(
    client: Client, call: Call, body: bytes, content_type: str
) -> None:
    page = Page(client.generic("POST", address(call), body, content_type=content_type))
    assert page.status == 400
    assert page.all("h1")[0].text == "We could not read what your browser sent"
    assert "Nothing was changed." in page.main


def test_too_much_text_in_parts_and_too_many_files_get_a_clear_page(
    client: Client, call: Call
) -> None:
    large = filled(call, organization="x" * 5_300_000)
    many = [Upload(f"{number}.pdf", documents.PDF) for number in range(101)]
    for response in (send(client, call, large), send(client, call, filled(call), *many)):
        assert response.status_code == 400
        assert "We could not read what your browser sent" in Page(response).main
    assert not Draft.objects.exists()


NO_FORMS = {
    "JSON": (b'{"organization": "x"}', "application/json"),
    "text": (b"organization=x", "text/plain"),
    "nothing": (b"", "application/x-www-form-urlencoded"),
    "no type": (b"organization=x", ""),
    "a body that breaks off": (
        b'--x\r\nContent-Disposition: form-data; name="organization"\r\n\r\nHalf a',
        "multipart/form-data; boundary=x",
    ),
    "another boundary": (b"--a\r\n\r\n--a--\r\n", "multipart/form-data; boundary=b"),
    "percent signs": (b"organization=%&%zz=%ff%00&=&&==", "application/x-www-form-urlencoded"),
}


@pytest.mark.parametrize(("body", "content_type"), NO_FORMS.values(), ids=NO_FORMS)
def test_body_that_is_no_form_gets_the_form_again(
    client: Client, call: Call, body: bytes, content_type: str
) -> None:
    page = Page(client.generic("POST", address(call), body, content_type=content_type))
    assert page.status == 422
    assert page.error_at("country") == REQUIRED
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    "key", ["", "short", "x" * 65, "key with blanks and more", "é" * 20, "\x00" * 20]
)
def test_key_that_is_none_of_ours_is_replaced(client: Client, call: Call, key: str) -> None:
    response = send(client, call, filled(call, key=[key]))
    assert response.status_code == 302
    made = Submission.objects.get().idempotency_key
    assert made
    assert made != key
    assert len(made) == 60


@pytest.mark.parametrize(
    "do", ["", "nonsense", "remove-", "remove-9", "remove--1", "remove-٠", "unstage-", "\x00"]
)
def test_button_that_is_none_of_ours_changes_nothing(client: Client, call: Call, do: str) -> None:
    typed = filled(call, recommendations=2)
    page = Page(post(client, address(call), [*pairs(typed, do=""), ("do", do)]))
    assert page.status == 200
    assert_kept(page, typed)
    assert not Submission.objects.exists()


@pytest.mark.parametrize("do", ["unstage-99999999999999999999", "unstage-9999999999", "unstage-1"])
def test_file_that_is_not_there_cannot_be_removed(client: Client, call: Call, do: str) -> None:
    typed = filled(call)
    page = Page(send(client, call, typed, Upload("a.pdf", documents.PDF), do=do))
    assert page.status == 200
    assert_kept(page, typed)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"])
def test_other_methods_are_refused(client: Client, call: Call, method: str) -> None:
    assert client.generic(method, address(call)).status_code == 405


@pytest.mark.parametrize("key", ["9" * 5000, "٢", "-1", "x", "9" * 19])
def test_a_file_to_drop_that_cannot_be_one_is_no_hindrance(
    client: Client, call: Call, key: str
) -> None:
    typed = {**filled(call), "drop_file": [key]}
    assert send(client, call, typed).status_code == 302
    assert Submission.objects.count() == 1
