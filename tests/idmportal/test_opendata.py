"""The whole portal as one file: what is in it, and that it is withheld once it tells too much."""

import csv
import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.utils import timezone

from common import freshness
from common.worker import run_steps
from dialogues.models import Dialogue, Workshop
from idmportal.opendata import building
from idmportal.opendata.building import CHECKED, CURRENT, build, current, rebuild_due, root
from idmportal.opendata.tables import TABLES
from outcomes.models import OutcomeDocument
from submissions import lifecycle, stakeholders
from submissions.models import Call, Publication, Recommendation, Stakeholder, Submission
from submissions.states import Status
from tests import factories, machines
from tests.outcomes.written import cited
from tests.submissions.world import World

pytestmark = pytest.mark.django_db
PAGE, SQLITE, ZIPPED = "/en/data/", "/en/data/idm.sqlite3", "/en/data/idm-csv.zip"
ONWARD = timedelta(minutes=2)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def body(client: Any, url: str) -> bytes:
    response = client.get(url)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def status(client: Any, url: str) -> int:
    response = client.get(url)
    b"".join(response.streaming_content if response.streaming else ())
    return int(response.status_code)


def tables_of(client: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each table of the SQLite file."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(body(client, SQLITE))
        database.row_factory = sqlite3.Row
        names = [table.name for table in TABLES] + ["dictionary", "about"]
        return {
            name: [dict(row) for row in database.execute(f'SELECT * FROM "{name}"')]  # noqa: S608 - ours
            for name in names
        }


def test_file_holds_all_that_is_public_and_nothing_else(client):
    world = World(1)
    build(timezone.now())
    found = tables_of(client)
    assert {row["reference"] for row in found["recommendations"]} == {
        said.reference for said in world.public
    }
    named = Recommendation.objects.public().filter(submission__publication=Publication.NAMED)
    assert {row["slug"] for row in found["stakeholders"]} == {
        str(slug) for slug in named.values_list("submission__stakeholder__slug", flat=True)
    }
    pairs = {(row["reference"], row["theme"]) for row in found["recommendation_themes"]}
    assert pairs == {(said.reference, slug) for said in world.public for slug in said.keys["theme"]}
    assert {row["slug"] for row in found["calls"]} == {
        call.slug for call in world.calls if call.is_published
    }
    total = sum(row["recommendations"] for row in found["participation"])
    assert total == len(world.public)
    counted = Submission.objects.counted().count()
    assert sum(row["answers"] for row in found["counted_only"]) == counted > 0


def test_rows_lead_to_one_another(client):
    World(2)
    build(timezone.now())
    found = tables_of(client)
    for row in found["recommendations"]:
        assert row["call"] in {call["slug"] for call in found["calls"]}
        assert row["stakeholder"] in {"", *(one["slug"] for one in found["stakeholders"])}
        is_named = bool(row["stakeholder"])
        assert (row["region"] == "not_disclosed") is not is_named
    for call in found["calls"]:
        assert call["dialogue"] in {row["slug"] for row in found["dialogues"]}
    themes = {row["slug"] for row in found["themes"]}
    assert {row["theme"] for row in found["recommendation_themes"]} <= themes


def test_file_tells_what_became_of_it_and_who_cites_it(client):
    row = factories.recommendation(of=factories.call(licence="CC BY 4.0"))
    document = cited(row)
    lifecycle.dispose(
        row,
        by=factories.user(),
        disposition="noted",
        reason="It was noted.",
        at=timezone.now() + timedelta(hours=1),
    )
    build(timezone.now())
    found = tables_of(client)
    (told,) = found["dispositions"]
    assert (told["reference"], told["reason"]) == (row.reference, "It was noted.")
    assert [one["slug"] for one in found["outcome_documents"]] == [document.slug]
    (citation,) = found["citations"]
    assert citation["reference"] == row.reference
    assert citation["quote"] in row.text
    assert citation["statement"] in {one["id"] for one in found["statements"]}
    assert [call["licence"] for call in found["calls"]] == ["CC BY 4.0"]


def test_csv_says_what_sqlite_says(client):
    World(3)
    build(timezone.now())
    found = tables_of(client)
    with ZipFile(BytesIO(body(client, ZIPPED))) as package:
        assert set(package.namelist()) == {f"{name}.csv" for name in found}
        for name, rows in found.items():
            with TextIOWrapper(package.open(f"{name}.csv"), "utf-8-sig", newline="") as text:
                assert list(csv.DictReader(text)) == [
                    {key: "" if value is None else str(value) for key, value in row.items()}
                    for row in rows
                ]


def test_csv_computes_nothing(client):
    row = factories.recommendation()
    Recommendation.objects.filter(pk=row.pk).update(text="=1+1")
    build(timezone.now())
    assert tables_of(client)["recommendations"][0]["text"] == "=1+1"
    with ZipFile(BytesIO(body(client, ZIPPED))) as package:
        assert ",'=1+1," in package.read("recommendations.csv").decode()


def test_file_explains_itself_and_the_page_says_the_same(client):
    build(timezone.now())
    told = tables_of(client)["dictionary"]
    page = client.get(PAGE).content.decode()
    for table in TABLES:
        assert table.name in page
        for column in table.columns:
            line = {"table": table.name, "column": column.name, "meaning": column.meaning}
            assert line in told
            assert f"<code>{column.name}</code>" in page


def test_page_tells_checksums_terms_and_log(client):
    factories.recommendation(of=factories.call(licence="CC BY 4.0"))
    assert rebuild_due() == 1
    factories.recommendation(of=Call.objects.get())
    assert rebuild_due(timezone.now() + ONWARD) == 1
    page = client.get(PAGE).content.decode()
    for url in (SQLITE, ZIPPED):
        assert hashlib.sha256(body(client, url)).hexdigest() in page
    assert "CC BY 4.0" in page
    assert page.count("<code>recommendations</code> 1") == 1
    assert page.count("<code>recommendations</code> 2 <bdi>(+1)</bdi>") == 1


def test_log_tells_what_came_and_what_left(client):
    now = timezone.now()
    rows = [factories.recommendation(organization=name) for name in ("Atlas", "Borealis")]
    assert rebuild_due(now) == 1
    assert "<bdi>(" not in client.get(PAGE).content.decode(), "there was nothing before"
    lifecycle.withdraw(Submission.objects.get(recommendations=rows[0]))
    Call.objects.update(brief="Another question.")
    factories.recommendation(of=rows[1].submission.call)
    assert rebuild_due(now + ONWARD) == 1
    page = client.get(PAGE).content.decode()
    for told in ("recommendations</code> 2 <bdi>(+1 −1)", "stakeholders</code> 2 <bdi>(+1 −1)"):
        assert page.count(f"<code>{told}</bdi>") == 1
    assert "<code>calls</code> 2 <bdi>(+2 −2)</bdi>" in page, "what changed came and left"
    assert page.count("<bdi>(") == 3


def test_another_form_of_the_tables_is_built_anew(client, monkeypatch):
    now = timezone.now()
    assert rebuild_due(now) == 1
    assert rebuild_due(now + ONWARD) == 0
    column = replace(TABLES[0].columns[0], meaning="Another meaning")
    table = replace(TABLES[0], columns=(column, *TABLES[0].columns[1:]))
    monkeypatch.setattr(building, "TABLES", (table, *TABLES[1:]))
    assert rebuild_due(now + 2 * ONWARD) == 1


@pytest.mark.parametrize("language", ["en", "ar"])
def test_machines_find_the_files_as_a_data_set(client, language):
    factories.recommendation()
    page = f"/{language}/data/"
    assert machines.linked(client, page) == [], "there is no file yet"
    built = build(timezone.now())
    (found,) = machines.linked(client, page)
    assert found["@type"] == [f"{machines.SCHEMA}Dataset"]
    assert machines.value(found, "url") == f"{settings.BASE_URL}{page}"
    assert machines.value(found, "dateModified") == built.built_at
    told = {
        machines.value(one, "contentUrl"): machines.value(one, "sha256")
        for one in found[f"{machines.SCHEMA}distribution"]
    }
    assert len(told) == 2
    for url, digest in told.items():
        content = body(client, url.removeprefix(settings.BASE_URL))
        assert hashlib.sha256(content).hexdigest() == digest
    factories.call(dialogue=factories.dialogue(is_demonstration=True))
    build(timezone.now())
    assert machines.linked(client, page) == [], "samples are no fact"


def test_page_says_when_there_is_no_file_yet(client):
    assert "being built" in client.get(PAGE).content.decode()
    response = client.get(SQLITE)
    assert (response.status_code, response["Retry-After"]) == (503, "120")
    assert response["Cache-Control"] == "no-store"
    assert run_steps() >= 1
    assert status(client, SQLITE) == 200


def hidden(rows: Any) -> Callable[[Recommendation], object]:
    return lambda row: rows.update(is_published=False)


LEAVING: dict[str, Callable[[Recommendation], object]] = {
    "withdrawn": lambda row: lifecycle.withdraw(row.submission),
    "one withdrawn": lambda row: lifecycle.withdraw_one(row),
    "set aside": lambda row: lifecycle.set_aside(row, by=factories.user(), reason="Twice."),
    "anonymous": lambda row: lifecycle.change_publication(row.submission, "anonymous"),
    "counted": lambda row: lifecycle.change_publication(row.submission, "counted"),
    "reopened": lambda row: lifecycle.reopen(row.submission, by=factories.user(), note="Wrong."),
    "call hidden": lambda row: Call.objects.update(is_published=False),
    "call later": lambda row: Call.objects.update(publish_from=timezone.now() + timedelta(days=1)),
    "dialogue hidden": lambda row: Dialogue.objects.update(is_published=False),
    "workshop hidden": lambda row: Workshop.objects.update(is_published=False),
    "document taken back": lambda row: OutcomeDocument.objects.update(is_published=False),
    "stakeholder renamed": lambda row: Stakeholder.objects.update(name="Another name"),
    "time zone of a call": lambda row: Call.objects.update(time_zone="Asia/Tokyo"),
    "told anew": lambda row: lifecycle.dispose(
        row,
        by=factories.user(),
        disposition="reflected",
        reason="It was taken up after all.",
        at=timezone.now() + timedelta(hours=2),
    ),
    "text of a call": lambda row: Call.objects.update(brief="Another question."),
}


@pytest.mark.parametrize("what", LEAVING)
def test_what_ceases_to_be_public_is_withheld_at_once(client, what):
    row = factories.recommendation(recommendations=2, organization="Atlas")
    soon = timezone.now() + timedelta(hours=1)
    lifecycle.dispose(
        row, by=factories.user(), at=soon, disposition="noted", reason="It was noted."
    )
    factories.workshop()
    cited(row)
    factories.recommendation()
    now = timezone.now()
    assert rebuild_due(now) == 1
    assert status(client, SQLITE) == status(client, ZIPPED) == 200
    old = current()
    LEAVING[what](Recommendation.objects.select_related("submission").get(pk=row.pk))
    assert status(client, SQLITE) == status(client, ZIPPED) == 503
    assert client.head(SQLITE).status_code == 503
    assert "being built" in client.get(PAGE).content.decode()
    assert rebuild_due(now + ONWARD) == 1
    assert status(client, SQLITE) == 200
    assert old is not None
    assert not (root() / old.folder).exists()
    assert len(list(root().glob("build-*"))) == 1


def test_what_becomes_of_a_hidden_name_is_not_seen_in_the_files(client):
    rows = [factories.recommendation(publication="anonymous") for _ in range(2)]
    kept, other = Stakeholder.objects.filter(submissions__recommendations__in=rows)
    now = timezone.now()
    assert rebuild_due(now) == 1
    stakeholders.merge(kept, [other])
    assert status(client, SQLITE) == 200
    assert rebuild_due(now + ONWARD) == 0


def test_what_becomes_public_comes_with_the_next_build(client):
    now = timezone.now()
    factories.recommendation()
    waiting = factories.call(publish_from=now + timedelta(hours=1))
    factories.submission(Status.ACCEPTED, of=waiting)
    rebuild_due(now)
    factories.recommendation()
    assert status(client, SQLITE) == 200
    assert rebuild_due(now + timedelta(seconds=30)) == 0, "looks once in a minute"
    assert rebuild_due(now + ONWARD) == 1
    assert len(tables_of(client)["recommendations"]) == 2
    assert rebuild_due(now + 2 * ONWARD) == 0, "nothing has changed"
    Call.objects.filter(pk=waiting.pk).update(publish_from=now)
    assert rebuild_due(now + 3 * ONWARD) == 1
    assert len(tables_of(client)["recommendations"]) == 3


def test_what_is_only_counted_is_told_with_the_next_build(client):
    now, call = timezone.now(), factories.call()
    rebuild_due(now)
    factories.submission(Status.ACCEPTED, of=call, publication="counted")
    assert status(client, SQLITE) == 200
    assert rebuild_due(now + ONWARD) == 1
    assert tables_of(client)["counted_only"] == [{"call": call.slug, "answers": 1}]


def test_a_build_that_fails_leaves_the_old_one(client, monkeypatch):
    now = timezone.now()
    rebuild_due(now)
    factories.recommendation()

    def broken() -> Iterator[Any]:
        raise OSError("The disk is full")

    monkeypatch.setattr("idmportal.opendata.building.rows", broken)
    with pytest.raises(OSError, match="full"):
        rebuild_due(now + ONWARD)
    assert status(client, SQLITE) == 200
    assert len(list(root().glob("build-*"))) == 1


@pytest.mark.parametrize("text", ["", "{", '{"folder": "build-x"}', "[]"])
def test_notes_that_cannot_be_read_are_written_anew(client, text):
    now = timezone.now()
    rebuild_due(now)
    for name in (CURRENT, CHECKED):
        (root() / name).write_text(text)
    freshness.changed()
    assert client.get(PAGE).status_code == 200
    assert status(client, SQLITE) == 503
    assert rebuild_due(now) == 1
    assert status(client, SQLITE) == 200


@pytest.mark.parametrize("name", ["", "marks.txt", "idm.sqlite3", "idm-csv.zip"])
def test_what_was_lost_is_built_anew(client, name):
    now = timezone.now()
    lost = build(now).path(name)
    if name:
        lost.unlink()
    else:
        shutil.rmtree(lost)
    assert rebuild_due(now + ONWARD) == 1
    assert {status(client, url) for url in (PAGE, SQLITE, ZIPPED)} == {200}


def test_a_reader_who_has_the_file_is_told_so(client):
    build(timezone.now())
    for url, ending in ((SQLITE, "sqlite3"), (ZIPPED, "zip")):
        response = client.get(url)
        etag = response["ETag"]
        assert response["Content-Disposition"].endswith(f'.{ending}"')
        assert int(response["Content-Length"]) == len(b"".join(response.streaming_content))
        assert client.get(url, HTTP_IF_NONE_MATCH=etag).status_code == 304
        assert client.post(url).status_code == 405


def test_page_costs_the_same_at_1_and_3_rows(client, django_assert_num_queries):
    call = factories.call()
    for number in (1, 2):
        factories.submission(Status.ACCEPTED, of=call, recommendations=number)
        build(timezone.now())
        with django_assert_num_queries(12):
            client.get(PAGE)


def test_order_of_rows_does_not_tell_which_came_together(client):
    factories.submission(Status.ACCEPTED, recommendations=9, publication="anonymous")
    build(timezone.now())
    for name in ("recommendations", "recommendation_themes"):
        references = [row["reference"] for row in tables_of(client)[name]]
        assert references == sorted(references)


def test_docs_tell_each_table_as_the_code_does():
    docs = (Path(__file__).parents[2] / "docs/data.md").read_text()
    for table in TABLES:
        assert f"| `{table.name}` | {table.meaning} |" in docs
