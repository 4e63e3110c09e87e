"""The translations that come with the portal: complete where promised, and never in staff's way."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import QuerySet
from django.test import Client, override_settings

from common.translated import State, Translated, translated_models
from dialogues.models import Dialogue, Workshop
from outcomes.models import OutcomeDocument, Statement, StocktakingPaper
from submissions.models import Call, Objective, Theme
from tests.dialogues.test_translations import NOT_YET, UNOFFICIAL, says
from tests.submissions.test_translated_texts import page

FILES = sorted(Path(settings.BASE_DIR).glob("*/data/*translations.json"))
pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]


@pytest.fixture(scope="module", autouse=True)
def _loaded(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Load all that a new portal has, once for the tests of this file."""
    folder = tmp_path_factory.mktemp("prepared")
    with django_db_blocker.unblock(), override_settings(VAR_DIR=folder), transaction.atomic():
        call_command("prepare")
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    """Keep what a second run writes out of the first one's folder."""
    settings.VAR_DIR = tmp_path


def everything() -> list[Any]:
    rows: list[Any] = []
    for model in translated_models():
        found: QuerySet[Any] = QuerySet(model)
        rows += found
    return rows


def texts(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["texts"]
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_files_say_what_is_official_and_from_where(file):
    rows = texts(file)
    assert len({row["en"] for row in rows}) == len(rows)
    for row in rows:
        assert set(row) <= {"en", *LANGUAGES, "official", "source"}
        assert set(row.get("official", ())) <= set(row.get("source", {})) <= set(row)
        lines = {row[code].count("\n") for code in ("en", *LANGUAGES) if code in row}
        assert len(lines) == 1, row["en"]


def test_every_text_of_the_files_is_one_of_the_portal():
    said = {getattr(row, field) for row in everything() for field in row.translated_fields}
    for file in FILES:
        assert {row["en"] for row in texts(file)} <= said


# What is promised: model, rows, fields.
PROMISED: list[tuple[type[Translated], dict[str, Any], tuple[str, ...]]] = [
    (Theme, {}, ("name",)),
    (Call, {}, ("title", "brief", "guiding_questions", "consent_text", "licence")),
    (Dialogue, {"slug__in": ["2017", "demonstration"]}, ("theme", "summary")),
    (Workshop, {"dialogue__slug__in": ["2017", "demonstration"]}, ("title", "city")),
    (OutcomeDocument, {}, ("title", "introduction")),
    (Statement, {}, ("text",)),
    (StocktakingPaper, {}, ("title",)),
]


def test_what_is_promised_stands_in_every_language():
    for model, where, fields in PROMISED:
        rows: QuerySet[Any] = QuerySet(model).filter(**where)
        assert rows
        for row in rows:
            for field in fields:
                states = {row.state(field, language) for language in LANGUAGES}
                assert states == {State.CURRENT}, (row, field)


def test_official_titles_are_marked_and_ours_are_not():
    new_york = Workshop.objects.get(dialogue__slug="2017", slug="new-york")
    official = [code for code in LANGUAGES if new_york.kept(code, "title")["official"]]
    assert official == ["fr", "es"]
    assert "No. 27" in new_york.kept("fr", "title")["source"]
    geneva = Workshop.objects.get(dialogue__slug="2017", slug="geneva")
    assert not any(geneva.kept(code, "title")["official"] for code in LANGUAGES)
    short = Objective.objects.get(number=16)
    assert str(short.shown("short", "fr")) == "Intégration et cohésion sociale"
    assert short.kept("fr", "short")["official"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_open_call_to_its_form_nothing_is_left_in_english(client, language):
    call = Call.objects.get(slug="reducing-vulnerabilities")
    for url in (f"calls/{call.slug}/", f"calls/{call.slug}/submit/", "outcomes/"):
        html = page(client, f"/{language}/{url}")
        assert not says(html, NOT_YET, language)
        assert call.title not in html
    html = page(client, f"/{language}/calls/{call.slug}/")
    assert 'lang="en" dir="ltr"><p>I send' in html  # the original of the consent
    assert says(html, UNOFFICIAL, language)


def test_they_come_to_a_portal_that_was_loaded_before_and_only_once():
    for model in translated_models():
        QuerySet(model).update(translations={})
    before = len(everything())
    call_command("prepare")
    assert len(everything()) == before
    kept = {(type(row), row.pk): row.translations for row in everything()}
    assert kept[Theme, Theme.objects.earliest("pk").pk]["fr"]["name"]["text"]
    call_command("prepare")
    assert {(type(row), row.pk): row.translations for row in everything()} == kept


def test_what_staff_typed_took_away_or_changed_stays():
    typed, away, changed = Theme.objects.all()[:3]
    typed.translate("name", "fr", "Nos mots", is_official=True)
    typed.save()
    away.translate("name", "fr", "")
    away.save()
    changed.name, changed.translations = "Another subject", {}
    changed.save()
    call_command("prepare")
    for row in (typed, away, changed):
        row.refresh_from_db()
    assert typed.kept("fr", "name") == {
        "text": "Nos mots",
        "of": typed.kept("ar", "name")["of"],
        "official": True,
    }
    assert away.state("name", "fr") == State.MISSING
    assert changed.translations == {}


def test_rows_of_other_dialogues_are_left_alone():
    real = Dialogue.objects.create(year=2030, slug="2030", theme="Ours", source="a test")
    Workshop.objects.create(dialogue=real, slug="geneva", title="Ours", city="Geneva", source="a")
    call_command("prepare")
    assert not Workshop.objects.get(dialogue=real).translations


def test_each_of_the_commands_brings_its_own(capsys):
    for command in ("load_dialogues", "load_objectives", "load_demonstration"):
        call_command(command)
        capsys.readouterr()
        for model in translated_models():
            QuerySet(model).update(translations={})
        call_command(command)
        assert "Translations brought" in capsys.readouterr().out
        call_command(command)
        assert "Translations brought" not in capsys.readouterr().out


def test_pages_of_2017_name_it_in_french(client: Client):
    html = page(client, "/fr/dialogues/2017/")
    assert "Consacré à l’élaboration du pacte mondial" in html
    assert "Pacte mondial pour des migrations sûres, ordonnées et régulières" in html
    assert "Siège de l’Organisation des Nations Unies" in html
    assert "Genève" in html
