"""What is public of what was said, as a table; the list, the pages, and addresses that are gone."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from submissions import lifecycle
from submissions.index import health
from submissions.models import Attachment, Recommendation, Submission
from submissions.states import Status
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/en/recommendations/"


def make(status: str = Status.ACCEPTED, **fields: Any) -> Submission:
    """Return an answer of the Quetzal Institute with two recommendations."""
    return factories.submission(
        status, organization="Quetzal Institute", recommendations=2, **fields
    )


def first(row: Submission) -> Recommendation:
    return row.recommendations.select_related("submission__call").order_by("number")[0]


@dataclass(frozen=True)
class Leak:
    """Words of an anonymous answer that no public page may show."""

    words: tuple[str, ...] = (
        *("Quetzal", "QZI", "Morocco", "MA", "African States", "Ministry behind it"),
        *("Co-signing union", "@example.org", "annex.pdf", "words of its own"),
    )


def full_answer(**fields: Any) -> Submission:
    row = make(
        **{
            "acronym": "QZI",
            "on_behalf_of": "Ministry behind it",
            "co_sponsors": "Co-signing union",
            "category": "other",
            "category_other": "words of its own",
            **fields,
        }
    )
    attach(row)
    return row


def attach(row: Submission, **fields: Any) -> Attachment:
    return Attachment.objects.create(
        **{
            "submission": row,
            "file": ContentFile(b"%PDF-1.7", name="x"),
            "name": "annex.pdf",
            "content_type": "application/pdf",
            "size": 8,
            "sha256": "0" * 64,
            **fields,
        }
    )


def test_an_anonymous_recommendation_shows_its_category_alone(client: Client):
    row = full_answer(publication="anonymous")
    one, other = row.recommendations.order_by("number")
    pages = [LIST, f"{LIST}?q=states", f"{LIST}?category=other", f"{LIST}{one.reference}/", "/en/"]
    for address in pages:
        html = client.get(address).content.decode().partition("<main")[2]
        assert "Anonymous" in html, address
        assert row.reference not in html
        for word in Leak().words:
            assert f">{word}" not in html, (address, word)
            assert f" {word} " not in html, (address, word)
    html = client.get(f"{LIST}{one.reference}/").content.decode()
    assert "From the same answer" not in html
    # What is similar is by words alone: tests/submissions/test_similar.py.
    own, _similar, facts = html.partition('id="similar"')
    html = own + facts.partition("</section>")[2]
    assert other.reference not in html
    assert other.title not in html
    assert "Other" in html
    assert f"{row.public_at:%H:%M}:" not in html


def test_an_anonymous_recommendation_is_found_by_no_region_and_counts_as_not_disclosed(
    client: Client,
):
    make(publication="anonymous")
    html = client.get(LIST).content.decode()
    assert "Anonymous: not disclosed" in html
    assert 'value="african"' not in html
    assert "Nothing found" in client.get(LIST, {"region": "african"}).content.decode()


def test_a_named_recommendation_shows_who_said_it_and_all_its_facts(client: Client):
    row = full_answer()
    one, other = row.recommendations.order_by("number")
    html = client.get(f"{LIST}{one.reference}/").content.decode()
    shown = ("Quetzal Institute", "QZI", "Morocco", "African States", "Ministry behind it")
    for words in (*shown, "Co-signing union", "words of its own", "annex.pdf", other.title):
        assert words in html, words
    assert "Not yet told" in html
    assert row.contact_name not in html
    assert row.contact_email not in html


def test_what_became_of_it_is_told_with_the_reason(client: Client):
    row, by = make(), factories.user("Rapporteur")
    told_at = timezone.now() + timedelta(hours=1)  # the hold for undo is over
    lifecycle.dispose(first(row), by=by, disposition="partly", reason="Half of it.", at=told_at)
    html = client.get(f"{LIST}{first(row).reference}/").content.decode()
    assert "Partly reflected" in html
    assert "Half of it." in html


def test_words_keep_their_language_and_are_escaped(client: Client):
    text = "<script>alert(1)</script> يجب على الدول أن تتفق"
    row = make(language="ar")
    row.recommendations.update(text=text, title="<b>عنوان</b>", search_text=text.lower())
    health.rebuild()
    for address in (LIST, f"{LIST}{first(row).reference}/", f"{LIST}?q=script"):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<b>عنوان" not in html
        assert 'lang="ar" dir="auto"' in html


@pytest.mark.parametrize("typed", ["{0}", " {0}", "{1}"])
def test_a_reference_is_forgiven_and_leads_to_its_one_address(client: Client, typed: str):
    reference = first(make()).reference
    response = client.get(f"{LIST}{typed.format(reference.lower(), reference.replace('0', 'O'))}/")
    if response.status_code != 200:
        assert response.status_code == 301
        assert response["Location"] == f"{LIST}{reference}/"


@pytest.mark.parametrize(
    "typed", ["IDM17-AAAAAA", "x", "IDM17-7K3QXM-0", "%00", "IDM17-" + "9" * 900]
)
def test_what_is_no_reference_is_no_page(client: Client, typed: str):
    assert client.get(f"{LIST}{typed}/").status_code == 404


def test_the_reference_of_a_submission_opens_nothing(client: Client):
    assert client.get(f"{LIST}{make().reference}/").status_code == 404


def test_a_more_private_choice_ends_the_old_reference(client: Client):
    row = make()
    old = first(row).reference
    lifecycle.change_publication(row, "anonymous")
    response = client.get(f"{LIST}{old}/")
    assert response.status_code == 410
    html = response.content.decode()
    assert "more private" in html
    assert first(row).reference not in html
    assert "Quetzal" not in html
    assert client.get(f"{LIST}{first(row).reference}/").status_code == 200


def test_files_are_streamed_for_named_ones_only(client: Client):
    row = make()
    file = attach(row)
    address = f"{LIST}{first(row).reference}/files/{file.pk}/"
    response = client.get(address)
    assert response.status_code == 200
    assert b"".join(response) == b"%PDF-1.7"
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    lifecycle.change_publication(row, "anonymous")
    assert client.get(address).status_code == 404
    assert client.get(f"{LIST}{first(row).reference}/files/{file.pk}/").status_code == 404


def test_files_of_others_and_removed_ones_are_not_streamed(client: Client):
    row, other = make(), factories.submission(Status.RECEIVED)
    removed, foreign = attach(row, removed_at=timezone.now()), attach(other)
    for file in (removed, foreign):
        assert client.get(f"{LIST}{first(row).reference}/files/{file.pk}/").status_code == 404


def test_a_file_that_is_missing_is_no_page(client: Client):
    row = make()
    file = attach(row)
    file.file.delete(save=False)
    assert client.get(f"{LIST}{first(row).reference}/files/{file.pk}/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "page=abc&sort=%00&theme=%3Cscript%3E&q=%00",
        "q=" + "%25_" * 2_000,
        "theme=" + "x" * 10_000,
        "region=african&region=nowhere&region=",
        "q=%22&call=%E2%80%AE&language=en",
        "page=999999",
        "q=%FF%FE",
        "&".join(f"category={n}" for n in range(500)),
        "theme[]=1&call.slug=1&unknown=1",
    ],
)
def test_bad_parameters_never_fail(client: Client, query: str):
    make()
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    assert "<script>" not in response.content.decode().replace("<script src", "")


def test_the_list_without_rows_says_so_and_what_next(client: Client):
    html = client.get(LIST).content.decode()
    assert "No recommendation is published yet." in html
    make()
    call = factories.call()
    html = client.get(LIST, {"q": "zebra", "category": "media"}).content.decode()
    assert "Nothing found" in html
    assert "answer the open call" in html
    assert call.slug in html or Submission.objects.get().call.slug in html


def test_a_theme_of_a_call_in_preparation_has_no_name_yet(client: Client):
    factories.recommendation()
    call = factories.call(themes=0, is_published=False)
    call.themes.add(factories.theme(slug="ocelots", name="Secret ocelots"))
    address = "/en/recommendations/?theme=ocelots"
    assert "Secret ocelots" not in client.get(address).content.decode()
    assert client.get("/api/v1/recommendations?theme=ocelots").status_code == 422
    type(call).objects.filter(pk=call.pk).update(is_published=True)
    assert "Secret ocelots" in client.get(address).content.decode()


def test_active_filters_are_chips_that_can_be_taken_away(client: Client):
    row = make()
    theme = first(row).themes.get()
    html = client.get(LIST, {"theme": theme.slug, "q": "states", "sort": "oldest"}).content.decode()
    assert f'href="{LIST}?q=states&amp;sort=oldest"' in html
    assert f'href="{LIST}?theme={theme.slug}&amp;sort=oldest"' in html
    assert f'name="theme" value="{theme.slug}" checked' in html
    assert '<input type="hidden" name="sort" value="oldest">' in html
    assert "Clear all" in html


def test_pages_keep_what_was_asked(client: Client):
    call = factories.call(max_recommendations=50)
    factories.submission(Status.ACCEPTED, of=call, recommendations=45)
    html = client.get(LIST, {"q": "states", "page": "2"}).content.decode()
    assert html.count('class="card-result"') == 20
    assert 'href="?q=states&amp;page=3"' in html
    assert 'rel="prev" href="?q=states"' in html
    assert 'rel="prev" href="?"' in client.get("/en/recommendations/?page=2").content.decode()
    assert 'rel="prev"' not in client.get("/en/recommendations/").content.decode()
    html = client.get(LIST, {"page": "77"}).content.decode()
    assert html.count('class="card-result"') == 5


def test_samples_are_marked_wherever_they_appear(client: Client):
    dialogue = factories.dialogue(is_demonstration=True)
    row = make(of=factories.call(dialogue=dialogue))
    for address in (LIST, "/en/", f"{LIST}{first(row).reference}/"):
        assert ">Sample<" in client.get(address).content.decode(), address
    assert "is a demonstration" in client.get(f"{LIST}{first(row).reference}/").content.decode()


@pytest.mark.parametrize("address", [LIST, "/en/", f"{LIST}?q=states&sort=stakeholder"])
def test_lists_cost_the_same_at_1_and_3_rows(client, address, django_assert_num_queries):
    # The names, by which one of them is ordered, are kept apart.
    queries = 10 if address == LIST else 11
    for more in (1, 2):
        for _ in range(more):
            make(of=factories.call(themes=1))
        with django_assert_num_queries(queries):
            client.get(address)


def test_one_recommendation_costs_the_same_with_1_and_3_siblings(client, django_assert_num_queries):
    for number in (2, 4):
        row = factories.submission(
            Status.ACCEPTED, recommendations=number, of=factories.call(themes=number)
        )
        for _ in range(number):
            attach(row)
        address = f"{LIST}{first(row).reference}/"
        with django_assert_num_queries(12):
            client.get(address)
