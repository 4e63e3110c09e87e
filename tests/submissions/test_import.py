"""The import of recommendations: what goes in, what is refused and how it says so."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from common.models import OutboxMail
from submissions import lifecycle
from submissions.imports import FIELDS
from submissions.models import Call, Recommendation, Submission, SubmissionVersion
from submissions.states import Status
from tests import factories

pytestmark = pytest.mark.django_db
HEADER = ["external_id", "organization", "category", "country", "text"]
ROW = ["a1", "Harbour Union (sample)", "trade_union", "KE", "Publish the fees of agencies."]
# Real rows for trials lie beside some checkouts; they are never part of this repository.
TRIAL_FILE = Path(__file__).parents[3] / "shared" / "data" / "upr_recommendations_migration.csv"
DOCS = Path(__file__).parents[2] / "docs"
TRIAL_MAPPING = DOCS / "examples" / "upr_mapping.toml"

Import = Callable[..., str]


@pytest.fixture
def call() -> Call:
    """A call with two themes."""
    return factories.call(slug="input", max_words=300)


@pytest.fixture
def run(call: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    """Import rows (lists, or bytes as they lie in the file), and return what was printed."""
    lead = factories.user("Unit lead", username="lead")

    def import_rows(*rows: list[str], header: list[str] = HEADER, **options: Any) -> str:
        file = tmp_path / "rows.csv"
        raw = options.pop("raw", None)
        if raw is not None:
            file.write_bytes(raw)
        else:
            with file.open("w", encoding="utf-8", newline="") as opened:
                csv.writer(opened).writerows([header, *rows])
        options = {"call": "input", "staff": lead.username, **options}
        call_command("import_recommendations", file, **options)
        return capsys.readouterr().out

    return import_rows


def refused(run: Import, *rows: list[str], **options: Any) -> str:
    """Import rows that are refused, and return the message."""
    with pytest.raises(CommandError) as refusal:
        run(*rows, **options)
    assert not Submission.objects.exists()
    return str(refusal.value)


# --- what goes in ----------------------------------------------------------------------------
def test_a_row_becomes_a_received_answer_entered_by_staff(run: Import, call: Call) -> None:
    assert "1 new, 0 stand already" in run(ROW)
    row = Submission.objects.get()
    assert (row.status, row.source, row.external_id) == (Status.RECEIVED, "import", "a1")
    assert (row.organization, row.category, row.country) == (ROW[1], "trade_union", "KE")
    assert (row.region, row.publication, row.language) == ("african", "named", "en")
    assert row.recommendations.get().text == ROW[4]
    decision = row.decisions.get()
    assert decision.by is not None
    assert (decision.verb, decision.by.username) == ("enter", "lead")
    assert not OutboxMail.objects.exists()


def test_every_field_arrives(run: Import, call: Call) -> None:
    theme = call.themes.last()
    assert theme is not None
    filled = {
        "external_id": "b2",
        "organization": "Ligue du port (exemple)",
        "acronym": "LP",
        "category": "Other",
        "category_other": "Faith-based",
        "country": "Sénégal",
        "on_behalf_of": "Nine associations (sample)",
        "co_sponsors": "One\nTwo",
        "contact_name": "Awa",
        "contact_email": "awa@example.org",
        "language": "fr",
        "publication": "anonymous",
        "consent_note": "Letter of 3 May",
        "title": "Un  guichet",
        "text": "Ouvrir un guichet.\r\nLe dire.",
        "themes": f"{theme.name}; {call.themes.first()}",
        "perspective": "Practical",
        "level": "Household and family",
        "phases": "after; before",
        "addressed_to": "Communes",
    }
    printed = run(list(filled.values()), header=list(filled))
    assert "1 have an address" in printed
    row = Submission.objects.get()
    rec = row.recommendations.get()
    same = {"acronym", "category_other", "on_behalf_of", "co_sponsors", "contact_name"}
    same |= {"contact_email", "language", "publication", "consent_note"}
    assert {name: getattr(row, name) for name in same} == {name: filled[name] for name in same}
    assert (row.category, row.country, row.interface_language) == ("other", "SN", "fr")
    assert (rec.title, rec.text) == ("Un guichet", "Ouvrir un guichet.\nLe dire.")
    assert (rec.perspective, rec.level) == ("practical", "household_family")
    assert [phase.value for phase in rec.phases] == ["before", "after"]
    assert set(rec.themes.all()) == set(call.themes.all())
    assert rec.addressed_to == "Communes"
    mail = OutboxMail.objects.get()
    assert (mail.notice, mail.language) == ("submissions.received", "fr")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("fr", "FR"),
        ("Côte d’Ivoire", "CI"),
        ("cote d'ivoire", "CI"),
        ("سويسرا", "CH"),
        ("中国", "CN"),
        ("Российская Федерация", "RU"),
        ("International", ""),
        ("", ""),
        ("Old Name", "CZ"),
    ],
)
def test_countries_are_known_by_code_name_and_alias(run: Import, name: str, code: str) -> None:
    run([*ROW[:3], name, ROW[4]], alias=["country:OLD name=CZ"])
    assert Submission.objects.get().country == code


def test_a_government_without_a_body_is_its_state(run: Import) -> None:
    run(["c3", "", "government", "Iran (Islamic Republic of)", "Do it."])
    assert Submission.objects.get().organization == "Iran (Islamic Republic of)"


def test_columns_constants_and_aliases_come_from_a_mapping_file(
    run: Import, tmp_path: Path
) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        'separator = "|"\n[columns]\nexternal_id = "No."\ncountry = "Whose"\n'
        '[constants]\ncategory = "government"\npublication = "counted"\n'
        '[aliases.country]\n"Swissland" = "CH"\n[aliases.phases]\n"on the way" = "during"\n'
    )
    printed = run(
        ["7", "Swissland", "Do it.", "On the way|after", "x"],
        header=["No.", "Whose", "Words", "phases", "spare"],
        mapping=mapping,
        map=["Words=text"],
    )
    assert "Not used: spare" in printed
    row = Submission.objects.get()
    assert (row.organization, row.publication) == ("Switzerland", "counted")
    assert [p.value for p in row.recommendations.get().phases] == ["during", "after"]


def test_semicolons_and_the_mark_of_spreadsheets_are_understood(run: Import) -> None:
    run(raw=("\ufeff" + ";".join(HEADER) + "\r\n" + ";".join(ROW) + "\r\n;;;;\r\n").encode())
    assert Submission.objects.get().external_id == "a1"


def test_another_encoding_can_be_named(run: Import) -> None:
    text = ",".join(HEADER) + "\na1,Église (exemple),academia,FR,Dire où.\n"
    run(raw=text.encode("cp1252"), encoding="cp1252")
    assert Submission.objects.get().organization == "Église (exemple)"
    run(raw=text.replace("a1", "a2").encode("utf-16"), encoding="utf-16")
    assert Submission.objects.count() == 2


def test_the_only_superuser_enters_by_default(run: Import) -> None:
    with pytest.raises(CommandError, match="Say who enters"):
        run(ROW, staff="")
    boss = factories.user("", is_superuser=True)
    run(ROW, staff="")
    assert Submission.objects.get().decisions.get().by == boss


# --- twice -----------------------------------------------------------------------------------
def state() -> list[Any]:
    """Return everything that an import could change."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Submission, SubmissionVersion, Recommendation, OutboxMail)
    ]


def test_a_second_run_changes_nothing(run: Import) -> None:
    run(ROW, ["a2", *ROW[1:]])
    before = state()
    assert "0 new, 2 stand already" in run(ROW, ["a2", *ROW[1:]])
    assert state() == before


def test_only_what_is_new_is_entered(run: Import) -> None:
    run(ROW)
    assert "1 new, 1 stand already" in run(["a2", *ROW[1:]], ROW)
    assert Submission.objects.count() == 2


def test_a_row_that_differs_is_reported_and_not_overwritten(run: Import) -> None:
    run(ROW)
    before = state()
    printed = run(["a1", ROW[1], "academia", "KE", "Hide the fees."])
    reference = Submission.objects.get().reference
    assert f"row 2, id a1, {reference}: category, text" in printed
    assert state() == before


def test_what_was_decided_since_is_no_difference(run: Import) -> None:
    run(ROW)
    row = Submission.objects.get()
    lifecycle.accept(row, by=factories.user())
    lifecycle.change_publication(row, "anonymous")
    assert "differ" not in run(ROW)
    assert "say something else" not in run(ROW)


def test_the_same_id_may_stand_in_another_call(run: Import) -> None:
    run(ROW)
    factories.call(slug="other")
    run(ROW, call="other")
    assert Submission.objects.filter(external_id="a1").count() == 2


def test_a_dry_run_enters_nothing(run: Import) -> None:
    printed = run(ROW, dry_run=True)
    assert "1 new" in printed
    assert "Dry run" in printed
    assert not Submission.objects.exists()


def test_contact_that_was_erased_does_not_come_back(run: Import) -> None:
    header, row = [*HEADER, "contact_name", "contact_email"], [*ROW, "Awa", "awa@example.org"]
    run(row, header=header)
    lead, answer = User.objects.get(username="lead"), Submission.objects.get()
    lifecycle.accept(answer, by=lead)
    lifecycle.erase_contact(answer, by=lead, note="By mail.")
    assert "0 new, 1 stand already" in run(row, header=header)
    answer.refresh_from_db()
    assert (answer.contact_name, answer.contact_email) == ("", "")
    assert not OutboxMail.objects.waiting().exists()


# --- what is refused, and how it says so -----------------------------------------------------
def changed(**cells: str) -> list[str]:
    """Return the good row with other cells."""
    return [cells.get(name, value) for name, value in zip(HEADER, ROW, strict=True)]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"external_id": ""}, "column external_id: It is empty."),
        ({"external_id": "x" * 81}, "column external_id: Ensure this value has at most 80"),
        ({"organization": ""}, "column organization: It is empty."),
        ({"organization": "x" * 241}, "column organization: Ensure this value has at most 240"),
        ({"category": "guild"}, "column category: “guild” is not known as category. Known are:"),
        ({"category": "other"}, "column category_other: Say which category"),
        ({"category": "government", "country": ""}, "column country: A government needs"),
        ({"country": "Syria"}, "column country: “Syria” is not known"),
        ({"country": "Bolivia"}, "Perhaps BO (Bolivia (Plurinational State of))?"),
        ({"country": "Bolivia"}, '--alias "country:Bolivia=BO"'),
        ({"text": ""}, "column text: It is empty."),
        ({"text": "word " * 312}, "column text: 312 words: shorten by 12."),
        ({"text": "x" * 20_001}, "column text: It has more than 20000 characters."),
        ({"text": "a\x00b"}, "column text: Character 2 cannot be read (U+0000)"),
        ({"text": "a\x1bb"}, "column text: Character 2 cannot be read (U+001B)"),
        ({"text": "a\ufffdb"}, "column text: Character 2 cannot be read (U+FFFD)"),
    ],
)
def test_a_cell_is_refused_by_row_and_column(
    run: Import, cells: dict[str, str], message: str
) -> None:
    told = refused(run, ["a0", *ROW[1:]], changed(**cells))
    assert message in told
    assert "row 3" in told


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("themes", "Nothing such", "“Nothing such” is not known as themes. Known are: theme-"),
        ("phases", "sideways", "Known are: before, during, after."),
        ("language", "de", "Known are: en, fr, es, ar, zh-hans, ru."),
        ("publication", "secret", "Known are: named, anonymous, counted."),
        ("contact_email", "nobody", "Enter a valid email address."),
        ("title", "x" * 201, "at most 200 characters"),
    ],
)
def test_a_further_field_is_refused(run: Import, field: str, value: str, message: str) -> None:
    assert message in refused(run, [*ROW, value], header=[*HEADER, field])


def test_lone_surrogates_and_wrong_encodings_are_found_in_their_cell(run: Import) -> None:
    start = ",".join(HEADER).encode() + b"\na1,X,academia,FR,"
    assert "row 2, column text: The byte 0xE9" in refused(run, raw=start + b"Dire o\xe9.\n")
    # U+D800 as some programs write it: three bytes that are no UTF-8.
    assert "row 2, column text: The byte 0xED" in refused(run, raw=start + b"\xed\xa0\x80.\n")
    assert "--encoding utf-16" in refused(run, raw=(start + b"x\n").decode().encode("utf-16"))


@pytest.mark.parametrize("external_id", ["draft-1", "desk-abc"])
def test_external_ids_of_the_desk_are_refused(run: Import, external_id: str) -> None:
    told = refused(run, changed(external_id=external_id))
    assert "column external_id: It begins as those of the desk do" in told


def test_all_errors_are_told_and_nothing_goes_in(run: Import, tmp_path: Path) -> None:
    errors = tmp_path / "errors.csv"
    bad = [changed(external_id=f"e{n}", country="Atlantis", text="=1\x00") for n in range(30)]
    told = refused(run, ROW, *bad, ROW, errors=errors)
    assert told.startswith("61 errors; nothing was entered.")
    assert "row 3, 4, 5 and 27 more, column country: “Atlantis” is not known" in told
    assert "row 33, column external_id: It stands already in row 2." in told
    with errors.open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.reader(file))
    assert listed[0] == ["row", "column", "value", "problem"]
    assert len(listed) == 62
    assert listed[1][:3] == ["3", "country", "Atlantis"]
    assert listed[2][2] == "'=1\x00"  # no formula when a spreadsheet opens it


def test_errors_are_told_where_their_list_cannot_be_written(run: Import, tmp_path: Path) -> None:
    told = refused(run, changed(country="Atlantis"), errors=tmp_path / "nowhere" / "errors.csv")
    assert "column country: “Atlantis” is not known" in told
    assert "The list could not be written:" in told


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "The first row holds no names of columns."),
        (b"external_id,text,text\n1,a,b\n", "The column “text” stands twice"),
        (b"external_id,organization,category,text\n1,a\n", "The row has 2 cells, the header 4."),
        (b'external_id,category,text\n1,a,"b\n', "the quotation marks do not match"),
        (b"id,category\n1,a\n", "No column gives “external_id”: map one, or set a constant."),
        (b"id,category\n1,a\n", "The columns are: id, category"),
    ],
)
def test_a_table_that_is_none_is_refused(run: Import, raw: bytes, message: str) -> None:
    assert message in refused(run, raw=raw)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"call": "none"}, "There is no call “none”. The calls are: input"),
        ({"staff": "nobody"}, "There is no user “nobody”."),
        ({"staff": "reader"}, "“reader” may not enter answers"),
        ({"map": ["Words=text"]}, "There is no column “Words”."),
        ({"map": ["text=words"]}, "unknown field “words”"),
        ({"alias": ["land:x=y"]}, "unknown field “land”"),
        ({"encoding": "klingon"}, "unknown encoding: klingon"),
        ({"mapping": Path("none.toml")}, "none.toml"),
    ],
)
def test_options_are_refused_with_what_helps(
    run: Import, options: dict[str, Any], message: str
) -> None:
    factories.user("", username="reader")
    assert message in refused(run, ROW, **options)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[columns", "mapping.toml"),
        ("[colums]\na = 1", "unknown part “colums”"),
        ("[columns]\nwords = 'x'", "unknown field “words”"),
        ("[aliases.country]\nx = 3", "“[country]” must hold"),
        ("[constants]\ncategory = 3", "“[constants]” must hold lines"),
        ("aliases = 3", "“[aliases]” must hold"),
    ],
)
def test_a_mapping_file_is_refused(run: Import, tmp_path: Path, text: str, message: str) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(text)
    assert message in refused(run, ROW, mapping=mapping)


def test_a_missing_file_is_refused(call: Call) -> None:
    factories.user("Unit lead", username="lead")
    with pytest.raises(CommandError, match=r"none\.csv: No such file"):
        call_command("import_recommendations", Path("none.csv"), call="input", staff="lead")


def test_a_failure_half_way_leaves_nothing(run: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = lifecycle.enter

    def enter_but_fail(call: Call, *args: Any, **options: Any) -> Submission:
        if options["external_id"] == "a3":
            raise KeyboardInterrupt
        return whole(call, *args, **options)

    monkeypatch.setattr(lifecycle, "enter", enter_but_fail)
    with pytest.raises(KeyboardInterrupt):
        run(*[[f"a{number}", *ROW[1:]] for number in range(5)])
    assert not Submission.objects.exists()


def test_checking_costs_the_same_queries_for_one_row_and_many(
    run: Import, django_assert_max_num_queries: Any
) -> None:
    rows = [[f"a{number}", *ROW[1:]] for number in range(40)]
    run(*rows)
    with django_assert_max_num_queries(8):
        run(*rows)


def test_the_docs_name_every_field_and_option() -> None:
    text = (DOCS / "import.md").read_text()
    assert {field for field in FIELDS if f"`{field}`" not in text} == set()
    options = "call staff dry-run errors encoding language publication map alias mapping"
    assert [option for option in options.split() if f"--{option}" not in text] == []


if TRIAL_FILE.exists():

    def test_the_trial_file_goes_in_whole_and_once(
        call: Call, capsys: pytest.CaptureFixture[str]
    ) -> None:
        factories.user("Unit lead", username="lead")
        options: dict[str, Any] = {"call": "input", "staff": "lead", "mapping": TRIAL_MAPPING}
        call_command("import_recommendations", TRIAL_FILE, **options)
        assert "Entered: 3,702." in capsys.readouterr().out
        call_command("import_recommendations", TRIAL_FILE, **options)
        assert "0 new, 3,702 stand already" in capsys.readouterr().out
        assert Submission.objects.count() == 3702
