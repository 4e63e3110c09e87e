"""The list as CSV, XLSX and JSON: the same rows as the pages, and no more than they tell."""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from submissions import lifecycle, tables
from submissions.asking import Asked
from submissions.exports import COLUMNS, PER_CHUNK, Export
from submissions.models import Objective, Recommendation, Stakeholder, Submission, Theme
from submissions.search import search
from submissions.states import Status
from tests import factories
from tests.submissions.world import WORDS, World

pytestmark = pytest.mark.django_db
BASE = "/en/recommendations"
FORMS = ("csv", "json", "xlsx")
Row = dict[str, Any]


def body(client: Client, form: str, query: str = "", base: str = BASE) -> bytes:
    response: Any = client.get(f"{base}.{form}?{query}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def from_csv(content: bytes) -> list[Row]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def from_json(content: bytes) -> list[Row]:
    found = json.loads(content)["recommendations"]
    flat = {True: "true", False: "false"}
    return [
        {
            name: "; ".join(value) if isinstance(value, list) else flat.get(value, value)
            for name, value in row.items()
        }
        for row in found
    ]


def from_xlsx(content: bytes) -> list[Row]:
    sheet = load_workbook(BytesIO(content))["recommendations"]
    head, *rows = sheet.iter_rows(values_only=True)
    return [{str(name): value or "" for name, value in zip(head, row, strict=True)} for row in rows]


READERS: dict[str, Callable[[bytes], list[Row]]] = {
    "csv": from_csv,
    "json": from_json,
    "xlsx": from_xlsx,
}


def rows_of(client: Client, form: str, query: str = "", base: str = BASE) -> list[Row]:
    return READERS[form](body(client, form, query, base))


@pytest.mark.parametrize("seed", [1, 2])
def test_files_hold_what_the_list_finds_in_its_order(client, seed):
    world = World(seed)
    for number in range(8):
        query, filters = world.random.choice(["", *WORDS]), world.filters()
        sort = world.random.choice(["newest", "oldest", "stakeholder"])
        first = search(query, filters, sort)
        pages = [search(query, filters, sort, n) for n in range(1, first.page.pages + 1)]
        expected = [row.reference for page in pages for row in page.rows]
        asked = urlencode({"q": query, **filters, "sort": sort}, doseq=True)
        form = FORMS[number % 3]
        assert [row["reference"] for row in rows_of(client, form, asked)] == expected, asked
        assert first.total == len(expected)


def test_three_forms_say_the_same(client):
    World(3)
    as_csv, as_json, as_xlsx = (rows_of(client, form) for form in FORMS)
    assert len(as_csv) > 10
    assert list(as_csv[0]) == list(as_json[0]) == list(as_xlsx[0]) == list(COLUMNS)
    assert as_csv == as_json == as_xlsx


def test_a_row_says_what_its_page_says(client):
    call = factories.call(licence="CC BY 4.0", publish_from=timezone.now() - timedelta(hours=1))
    row = factories.recommendation(of=call, organization="Atlas", recommendations=1)
    (said,) = json.loads(body(client, "json"))["recommendations"]
    assert said["reference"] == row.reference
    assert said["url"] == f"http://127.0.0.1:8000{row.get_absolute_url()}"
    assert client.get(said["url"]).status_code == 200
    assert (said["stakeholder"], said["country"], said["region"]) == ("Atlas", "MA", "african")
    assert (said["call"], said["dialogue"]) == (call.slug, call.dialogue.slug)
    assert said["themes"] == [theme.slug for theme in row.themes.all()]
    assert (said["title"], said["text"], said["language"]) == (row.title, row.text, "en")
    assert (said["licence"], said["is_sample"]) == ("CC BY 4.0", False)
    assert said["published_on"] == timezone.localdate(timezone=call.zone).isoformat()


def test_names_are_in_the_language_of_the_address(client):
    factories.recommendation()
    assert [row["country_name"] for row in rows_of(client, "csv")] == ["Morocco"]
    (french,) = rows_of(client, "csv", base="/fr/recommendations")
    assert french["country_name"] == "Maroc"
    assert "/fr/recommendations/" in french["url"]


def test_without_a_name_there_is_the_category_alone(client):
    factories.submission(
        Status.ACCEPTED,
        publication="anonymous",
        organization="Ocelot",
        category="other",
        category_other="A council of ocelots",
        country="KI",
    )
    for form in FORMS:
        (row,) = rows_of(client, form)
        assert (row["category"], row["region"]) == ("other", "not_disclosed")
        assert not any(
            row[name] for name in ("stakeholder", "category_other", "country", "country_name")
        )


def test_json_states_what_was_asked_and_under_which_terms(client):
    call = factories.call(licence="CC BY 4.0")
    factories.recommendation(of=call)
    factories.recommendation(of=factories.call(licence="Ask first."))
    said = json.loads(body(client, "json", f"call={call.slug}&q=states"))
    assert said["filters"] == {"q": "states", "call": [call.slug], "sort": "relevance"}
    assert (said["licences"], said["total"], said["language"]) == (["CC BY 4.0"], 1, "en")
    assert said["source"].startswith("http://127.0.0.1:8000/en/recommendations/?q=states&call=")
    assert json.loads(body(client, "json", "q=zebra"))["recommendations"] == []
    Objective.objects.create(number=6, title="Work", short="Work")
    said = json.loads(body(client, "json", "objective=6"))
    assert said["filters"] == {"q": "", "objective": ["6"], "sort": "newest"}
    about = load_workbook(BytesIO(body(client, "xlsx", f"call={call.slug}")))["about"]
    assert next(about.iter_rows(values_only=True)) == ("licences", "CC BY 4.0")


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_nothing_is_computed_where_a_file_is_opened(client, start):
    row = factories.recommendation()
    text = f'{start} "quoted", and\nanother line'
    Recommendation.objects.filter(pk=row.pk).update(text=text)
    assert rows_of(client, "csv")[0]["text"] == f"'{text}"
    assert rows_of(client, "json")[0]["text"] == text
    sheet = load_workbook(BytesIO(body(client, "xlsx")))["recommendations"]
    cell = sheet.cell(2, 1 + list(COLUMNS).index("text"))
    assert (cell.value, cell.data_type) == (text, "s")


def test_long_texts_and_numbers_stay_texts_in_a_workbook(client):
    row = factories.recommendation()
    Recommendation.objects.filter(pk=row.pk).update(text="x" * 40_000, title="0017")
    (said,) = rows_of(client, "xlsx")
    assert said["title"] == "0017"
    assert said["text"] == "x" * 32_766 + "…"
    assert len(rows_of(client, "csv")[0]["text"]) == 40_000


def test_what_leaves_while_a_file_is_written_is_left_out():
    rows = [factories.recommendation(organization="Atlas") for _ in range(3)]
    export = Export(Asked(query="atlas"))
    pieces = tables.to_json(export)
    head = next(pieces)
    assert '"total": 3' in head
    lifecycle.withdraw(Submission.objects.get(pk=rows[0].submission_id))
    hidden = Submission.objects.get(pk=rows[1].submission_id)
    lifecycle.change_publication(hidden, "anonymous")
    said = json.loads(head + "".join(pieces))["recommendations"]
    assert [row["reference"] for row in said] == [rows[2].reference]


def test_a_reader_who_has_it_is_told_so_until_something_changes(client):
    row = factories.recommendation()
    etag = client.get(f"{BASE}.csv")["ETag"]
    again = {"HTTP_IF_NONE_MATCH": etag}
    assert client.get(f"{BASE}.csv", **again).status_code == 304
    assert client.get(f"{BASE}.csv?q=states", **again).status_code == 200
    assert client.get(f"{BASE}.json", **again).status_code == 200
    assert client.get("/fr/recommendations.csv", **again).status_code == 200
    submission = row.submission
    changes: list[Callable[[], Any]] = [
        lambda: row.themes.set([factories.theme()]),
        lambda: Theme.objects.filter(pk=row.themes.get().pk).update(name="Another name"),
        lambda: Stakeholder.objects.update(name="Renamed"),
        lambda: type(submission.call).objects.update(title="Another title"),
        lambda: type(submission.call).objects.update(time_zone="Pacific/Kiritimati"),
        lambda: type(submission.call).objects.update(publish_from=timezone.now()),
        lambda: lifecycle.dispose(
            row,
            by=factories.user(),
            disposition="noted",
            reason="It was noted.",
            at=timezone.now() + timedelta(hours=1),
        ),
        lambda: lifecycle.withdraw(Submission.objects.get(pk=submission.pk)),
    ]
    for change in changes:
        before = client.get(f"{BASE}.csv")["ETag"]
        change()
        assert client.get(f"{BASE}.csv", HTTP_IF_NONE_MATCH=before).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_a_filter_that_does_not_exist_is_no_file_of_everything(client, form):
    factories.recommendation()
    response = client.get(f"/ar/recommendations.{form}?theme=return&region=african")
    assert response.status_code == 404
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "غير موجود" in response.content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_head_tells_what_it_is_without_rows(client, form):
    factories.recommendation()
    response = client.head(f"{BASE}.{form}")
    day = timezone.localdate().isoformat()
    named = f'attachment; filename="idm-recommendations-{day}.{form}"'
    assert response["Content-Disposition"] == named
    whole = client.get(f"{BASE}.{form}")
    assert b"".join(whole.streaming_content)
    assert response["Content-Type"] == whole["Content-Type"]
    assert response["ETag"] == whole["ETag"]
    assert b"".join(response.streaming_content) == b""
    assert client.post(f"{BASE}.{form}").status_code == 405


def test_list_leads_to_its_files_with_all_that_was_asked(client):
    factories.recommendation()
    page = client.get(f"{BASE}/?q=states&sort=oldest").content.decode()
    for form in FORMS:
        assert f'href="{BASE}.{form}?q=states&amp;sort=oldest"' in page
    assert f"{BASE}.csv" not in client.get(f"{BASE}/?q=zebra").content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_files_cost_the_same_at_1_and_3_rows(client, django_assert_num_queries, form):
    call = factories.call()
    for number in (1, 2):
        factories.submission(Status.ACCEPTED, of=call, recommendations=number)
        with django_assert_num_queries(11):
            body(client, form)


def test_chunks_follow_one_another(client, monkeypatch):
    monkeypatch.setattr("submissions.exports.PER_CHUNK", 2)
    assert PER_CHUNK == 500
    factories.submission(Status.ACCEPTED, recommendations=5)
    assert {len(rows_of(client, form)) for form in FORMS} == {5}


def test_docs_tell_each_column_as_the_code_does():
    docs = (Path(__file__).parents[2] / "docs/data.md").read_text()
    for name, meaning in COLUMNS.items():
        assert f"| `{name}` | {meaning} |" in docs
