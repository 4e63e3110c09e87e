"""The stocktaking paper: what it holds, that it agrees with the lists, and what leaves it."""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.append_only import AppendOnlyError
from common.canonical import canonical_json, digest
from dialogues.models import Dialogue, Milestone, Process
from outcomes import editing
from outcomes.models import Edition, Entry, StocktakingPaper, Trace
from outcomes.papers import editions
from submissions import lifecycle
from submissions.models import Call, Category, Recommendation, SubmissionVersion
from tests import factories
from tests.outcomes.written import cited, paper

pytestmark = pytest.mark.django_db
KINDS = ("edition", "print", "csv", "json", "frozen")


def frozen_paper(of: Call, **fields: Any) -> Edition:
    """Return the first edition of a published paper of the call's dialogue."""
    made = paper(of.dialogue, **fields)
    edition = editions.make(made)
    editions.publish(made)
    return edition


def address(edition: Edition, kind: str) -> str:
    return reverse(f"outcomes:paper-{kind}", args=[edition.paper.slug, edition.number])


def opened(client: Client, edition: Edition, kind: str = "edition") -> str:
    """Return what stands at an address of the edition."""
    response = client.get(address(edition, kind))
    assert response.status_code == 200
    return str(response.content.decode())


def everything(client: Client, edition: Edition) -> str:
    """Return all that readers can get of an edition."""
    return "\n".join(opened(client, edition, kind) for kind in KINDS)


def check(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    call_command("stocktaking_paper", "--check", *args)
    return capsys.readouterr().out


def test_it_holds_who_said_what_and_what_came_of_it(client: Client, settings: Any):
    settings.UNDO_HOLD_MINUTES = 0
    call = factories.call()
    row = factories.recommendation(of=call, organization="Quetzal Institute", category="academia")
    other = factories.recommendation(of=call, organization="Tapir Union", category="trade_union")
    cited(row, kind="partly")
    cited(other, kind="diverges")
    lifecycle.dispose(row, by=factories.user(), disposition="partly", reason="Half of it.")
    html = opened(client, frozen_paper(call))
    quote = " ".join(row.text.split()[:5])
    for words in ("Quetzal Institute", "Tapir Union", row.text, other.text, quote, "Half of it."):
        assert words in html
    assert "1 of 2 recommendations answered" in html
    assert f'href="{row.get_absolute_url()}"' in html
    divergences = html.partition('id="divergences"')[2].partition("<h2")[0]
    assert "Tapir Union" in divergences
    assert "Quetzal Institute" not in divergences


def test_what_is_frozen_has_the_digest_and_no_word_of_a_stakeholder(client: Client):
    row = factories.recommendation(organization="Quetzal Institute")
    cited(row)
    edition = frozen_paper(row.submission.call)
    text = opened(client, edition, "frozen")
    assert sha256(text.encode()).hexdigest() == edition.digest
    assert edition.digest in opened(client, edition)
    assert canonical_json(json.loads(text)) == text
    for words in ("Quetzal", row.title, "referral path", row.reference, "Canary"):
        assert words not in text
    assert json.loads(text)["outcomes"][0]["sections"][0]["statements"][0]["sources"] == [
        {"entry": 1, "kind": "reflects"}
    ]


def test_page_csv_and_json_say_the_same(client: Client):
    call = factories.call()
    rows = [
        factories.recommendation(of=call, organization="=Institute"),
        factories.recommendation(of=call, publication="anonymous"),
    ]
    edition = frozen_paper(call)
    table = list(csv.DictReader(StringIO(opened(client, edition, "csv").lstrip("\ufeff"))))
    said = json.loads(opened(client, edition, "json"))
    assert said["sha256"] == edition.digest
    assert said["frozen"] == json.loads(edition.frozen)
    references = {row.reference for row in rows}
    assert {one["reference"] for one in table} == references
    assert {one["reference"] for one in said["entries"]} == references
    assert {one["stakeholder"] for one in table} == {"'=Institute", ""}
    assert {one["stakeholder"] for one in said["entries"]} == {"=Institute", ""}
    assert all(f'id="entry-{one["entry"]}"' in opened(client, edition) for one in table)


def set_aside(row: Recommendation, by: User) -> None:
    lifecycle.set_aside(row, by=by, reason="Twice")


LEAVING: dict[str, Callable[[Recommendation, User], None]] = {
    "Withdrawn by whoever sent it.": lambda row, by: lifecycle.withdraw(row.submission),
    "Set aside by the IDM Unit after this was written.": set_aside,
    "Whoever sent it chose to be counted only.": lambda row, by: lifecycle.change_publication(
        row.submission, "counted"
    ),
    "Not public at present.": lambda row, by: lifecycle.reopen(row.submission, by=by, note="Why"),
}


@pytest.mark.parametrize("why", LEAVING)
def test_what_leaves_is_marked_in_the_old_edition_and_missing_in_a_new_one(
    client: Client, capsys: pytest.CaptureFixture[str], why: str
):
    call = factories.call()
    stays = factories.recommendation(of=call, measures=(factories.measure(title="It stays"),))
    row = factories.recommendation(
        of=call, organization="Quetzal Institute", measures=(factories.measure(title="It leaves"),)
    )
    cited(stays, row)
    edition = frozen_paper(call)
    assert "since" not in check(capsys, edition.paper.slug)
    LEAVING[why](row, factories.user("Unit lead"))
    number = edition.entries.get(recommendation=row).number
    html, found = opened(client, edition), everything(client, edition)
    assert "1 entry has been removed since:" in html
    assert f'<li><a href="#entry-{number}">{number}</a> {why}' in html
    for words in ("Quetzal", "It leaves", row.text, row.reference):
        assert words not in found
    sources = html.partition('id="statements"')[2].partition("<h2")[0]
    assert sources.count("<b>Reflects.</b>") == 1
    assert "1 entry has been removed since:" in opened(client, edition, "print")
    assert "It stays" in html
    told = check(capsys, edition.paper.slug)
    assert "made again the same; entries: 2" in told
    assert f"entry {number}: removed. {why}" in told
    assert Edition.objects.get().frozen == edition.frozen
    newer = editions.make(edition.paper)
    assert json.loads(newer.frozen)["figures"]["recommendations"] == 1
    assert "It stays" in client.get(edition.paper.get_absolute_url()).content.decode()
    assert "removed since" not in opened(client, newer)
    assert "There is a newer edition." in opened(client, edition)
    assert "There is a newer edition." not in opened(client, newer)


def test_a_more_private_choice_holds_in_editions_too(client: Client):
    row = factories.recommendation(organization="Quetzal Institute", country="TV")
    before = row.reference
    edition = frozen_paper(row.submission.call)
    assert "Quetzal Institute" in opened(client, edition)
    lifecycle.change_publication(row.submission, "anonymous")
    row.refresh_from_db()
    found = everything(client, edition)
    assert row.reference in found
    assert row.text in found
    for words in ("Quetzal", "Tuvalu", before):
        assert words not in found
    assert "removed since" not in found


def test_words_that_are_changed_are_those_of_today(
    client: Client, capsys: pytest.CaptureFixture[str]
):
    row = factories.recommendation()
    cited(row)
    edition, by, before = frozen_paper(row.submission.call), factories.user("Unit lead"), row.text
    lifecycle.reopen(row.submission, by=by, note="Which city?")
    lifecycle.request_changes(
        row.submission, by=by, note="Which?", due_at=timezone.now() + timedelta(days=2)
    )
    said = factories.measure(text=f"Flamingos: {factories.WORDS}", number=1)
    changed = factories.answer(measures=(said,), contact_email=row.submission.contact_email)
    lifecycle.resubmit(row.submission, changed, files=[])
    lifecycle.start_review(row.submission, by=by)
    lifecycle.accept(row.submission, by=by)
    lifecycle.publish(row.submission)
    html = opened(client, edition)
    assert "Flamingos" in html
    assert before not in html
    assert "Changed by the stakeholder since this edition" in html
    assert json.loads(opened(client, edition, "json"))["entries"][0]["state"] == "changed"
    told = check(capsys)
    assert "made again the same" in told
    assert "entry 1: its words are new" in told


def test_words_changed_without_a_name_are_not_marked(client: Client):
    row = factories.recommendation(publication="anonymous")
    edition = frozen_paper(row.submission.call)
    QuerySet(Recommendation).update(text="Flamingos came.")
    found = everything(client, edition)
    assert "Flamingos came." in found
    assert "Changed by the stakeholder" not in found
    assert '"state": "changed"' not in found


def test_numbers_agree_between_matrix_list_and_paper(client: Client):
    random = Random(7)  # noqa: S311 (no secret: the rows of a test)
    pick, call = random.choice, factories.call(themes=4)
    slugs = list(call.themes.values_list("slug", flat=True))
    for _number in range(30):
        themes = tuple(random.sample(slugs, random.randint(0, 3)))
        factories.submission(
            "accepted",
            of=call,
            category=pick(["academia", "government", "media"]),
            country=pick(["MA", "FR", "KE", ""]),
            publication=pick(["named", "named", "anonymous", "counted"]),
            measures=(factories.measure(themes=themes),),
        )
    figures = json.loads(frozen_paper(call).frozen)["figures"]
    page = client.get("/en/participation/", {"call": call.slug}).context
    codes, filled = {str(label): code for code, label in Category.choices}, []
    for facet in ("theme", "region"):
        paper_says = {(row, column): n for row, column, n in figures[f"by_{facet}"]}
        matrix = page[f"by_{facet}"]
        cells = [
            (codes[row.label], column.code, cell)
            for row in matrix.rows
            for column, cell in zip(matrix.columns, row.cells, strict=True)
        ]
        assert {(a, b): cell.number for a, b, cell in cells if cell.number} == paper_says
        filled += [(cell.query, cell.number) for _a, _b, cell in cells if cell.query]
    assert len(filled) >= 10
    for query, number in random.sample(filled, 10):
        found = client.get(f"/en/recommendations/?{query}").context["results"].total
        assert found == number
    assert (
        figures["recommendations"]
        == Recommendation.objects.public().count()
        == page["spoken"].total
    )


def test_what_was_sent_twice_in_one_answer_keeps_its_own_themes():
    call = factories.call(themes=2)
    slugs = list(call.themes.values_list("slug", flat=True))
    text = f"{factories.WORDS} Twice."
    twice = [factories.measure(title="Twice", text=text, themes=(slug,)) for slug in slugs]
    factories.submission("accepted", of=call, measures=tuple(twice))
    frozen = json.loads(frozen_paper(call).frozen)
    assert [len(one["perspectives"][0]["entries"]) for one in frozen["themes"]] == [1, 1]


def test_a_theme_that_was_renamed_since_it_was_named_keeps_its_place(client: Client, capsys: Any):
    call = factories.call(themes=1)
    factories.recommendation(of=call)
    edition = frozen_paper(call)
    call.themes.update(slug="other", name="Other")
    newer = editions.make(edition.paper)
    for one in (edition, newer):
        figures = opened(client, one).partition('id="spoken"')[2]
        assert 'class="step-1"' in figures
    assert "NOT" not in check(capsys)


def test_entries_without_a_name_stand_in_no_order_of_their_own():
    call = factories.call()
    rows = [factories.recommendation(of=call, publication="anonymous") for _number in range(6)]
    orders = {
        tuple(Entry.objects.filter(edition=one).values_list("recommendation", flat=True))
        for one in (frozen_paper(call) for _time in range(6))
    }
    # One in 720 to the fifth power that six editions agree.
    assert len(orders) > 1
    assert {key for order in orders for key in order} == {row.pk for row in rows}


def test_the_paper_of_a_call_carries_the_outcomes_of_its_workshop_and_of_the_dialogue():
    workshop = factories.workshop()
    dialogue = workshop.dialogue
    other = factories.workshop(dialogue=dialogue)
    call = factories.call(dialogue=dialogue, workshop=workshop)
    row = factories.recommendation(of=call)
    for title, of in (("Ours", workshop), ("Theirs", other), ("All", None)):
        made = cited(row)
        type(made).objects.filter(pk=made.pk).update(title=title, workshop=of)
    titles = [one["title"] for one in json.loads(frozen_paper(call, call=call).frozen)["outcomes"]]
    assert titles == ["Ours", "All"]


def test_a_reason_is_that_of_today_and_left_out_where_something_else_is_told(
    client: Client, capsys: Any, settings: Any
):
    settings.UNDO_HOLD_MINUTES = 0
    row, by = factories.recommendation(), factories.user("Rapporteur")
    lifecycle.dispose(row, by=by, disposition="noted", reason="First words.")
    edition = frozen_paper(row.submission.call)
    assert "First words." in opened(client, edition)
    lifecycle.dispose(row, by=by, disposition="noted", reason="Second words.")
    assert "Second words." in opened(client, edition)
    lifecycle.dispose(row, by=by, disposition="partly", reason="Third words.")
    found = everything(client, edition)
    for words in ("First words.", "Second words.", "Third words."):
        assert words not in found
    assert "entry 1: something else is told of what became of it" in check(capsys)


def test_answers_that_are_counted_only_are_one_number_for_a_call(client: Client):
    call = factories.call()
    factories.recommendation(of=call)
    factories.submission("accepted", of=call, publication="counted")
    edition = frozen_paper(call)
    frozen = json.loads(edition.frozen)
    assert frozen["calls"][0]["counted_only"] == 1
    assert frozen["figures"]["recommendations"] == 1
    assert edition.entries.count() == 1


def test_what_is_printed_says_that_it_is_a_sample_and_writes_addresses_out(
    client: Client, settings: Any
):
    row = factories.recommendation()
    Dialogue.objects.update(is_demonstration=True)
    edition = frozen_paper(row.submission.call)
    html = opened(client, edition, "print")
    assert "<b>Sample</b>" in html
    assert f'href="{settings.BASE_URL}{row.get_absolute_url()}"' in html


def test_the_thread_ends_at_the_meeting_while_it_is_still_to_come(client: Client):
    process = Process.objects.create(slug="p", name="P", source="x")
    today = timezone.localdate()
    meeting = Milestone.objects.create(
        process=process, kind="stocktaking", title="The meeting", starts_on=today, source="x"
    )
    edition = frozen_paper(factories.recommendation().submission.call, milestone=meeting)
    for day, is_ahead in ((today, True), (today - timedelta(days=1), False)):
        Milestone.objects.update(starts_on=day)
        thread = opened(client, edition).partition('class="thread"')[2].partition("</nav>")[0]
        assert ("The meeting" in thread) is is_ahead


def test_a_call_that_is_hidden_since_is_named_without_a_link(client: Client):
    call = factories.call(title="Quetzal call", time_zone="Asia/Tokyo")
    other = factories.call(dialogue=call.dialogue)
    for one in (call, other):
        factories.recommendation(of=one)
    edition = frozen_paper(call)
    assert f'href="{call.get_absolute_url()}"' in opened(client, edition)
    Call.objects.filter(pk=call.pk).update(is_published=False)
    html = opened(client, edition)
    assert "Quetzal call" in html
    assert call.get_absolute_url() not in html


def test_the_command_makes_lists_and_checks_one_edition(capsys: Any):
    made = paper(factories.recommendation().submission.call.dialogue)
    with pytest.raises(CommandError):
        call_command("stocktaking_paper", "--check")
    for wrong in (["--make"], ["nowhere"], [made.slug, "--make", "--edition", "1"]):
        with pytest.raises(CommandError):
            call_command("stocktaking_paper", *wrong)
    for number in (1, 2):
        call_command("stocktaking_paper", made.slug, "--make")
        assert (
            f"edition {number}: {made.editions.get(number=number).digest}"
            in capsys.readouterr().out
        )
    call_command("stocktaking_paper")
    assert capsys.readouterr().out.count("as of") == 2
    told = check(capsys, made.slug, "--edition", "2")
    assert "edition 2: made again the same" in told
    assert "edition 1" not in told


def test_what_changed_in_documents_since_is_named(capsys: Any):
    row = factories.recommendation()
    made, edition = cited(row), frozen_paper(row.submission.call)
    editing.take_back(made)
    assert f"outcome document {made.slug}: not public any more" in check(capsys)
    one = made.sections.get().statements.get()
    editing.rewrite(one, "Cities must act.", is_editorial=False)
    editing.add_statement(one.section, "More.", is_editorial=True)
    editing.publish(made)
    other = cited(row)
    told = check(capsys)
    for words in ("statement 1: changed", "1 new statements", f"document {other.slug}: new"):
        assert words in told
    editing.take_back(made)
    editing.delete_statement(one)
    editing.publish(made)
    assert "statement 1: not in the document any more" in check(capsys)
    assert edition.paper.slug in told


FORGED: dict[str, tuple[Any, dict[str, Any], str]] = {
    "a version": (SubmissionVersion, {"sha256": "0" * 64}, "the version is not what was sent"),
    "a quotation": (Entry, {"quotes": {"1": "not in it"}}, "quoted words do not stand"),
    "a disposition": (Entry, {"disposition": "reflected"}, "dispositions differ"),
    "an entry": (Entry, {"number": 5}, "the entries are not numbered from 1 on"),
    "the text": (Edition, {"frozen": "{"}, "the frozen text cannot be read"),
    "the number": (Edition, {"number": 7}, "edition differs"),
    "the moment": (Edition, {"as_of": timezone.now() - timedelta(days=1)}, "as_of differs"),
}


@pytest.mark.parametrize("what", FORGED)
def test_each_part_that_is_forged_is_found(what: str, capsys: Any):
    row = factories.recommendation()
    cited(row)
    frozen_paper(row.submission.call)
    model, values, words = FORGED[what]
    QuerySet(model).update(**values)
    with pytest.raises(CommandError):
        check(capsys)
    assert words in capsys.readouterr().out


def test_entries_that_are_exchanged_are_found(capsys: Any):
    call = factories.call()
    for _number in range(2):
        factories.recommendation(of=call)
    edition = frozen_paper(call)
    first, second = (one.version_id for one in edition.entries.all())
    for number, version in ((1, second), (2, first)):
        QuerySet(Entry).filter(number=number).update(version=version)
    with pytest.raises(CommandError):
        check(capsys)
    assert "entry 1: the version is of another answer" in capsys.readouterr().out


def test_words_that_were_changed_before_are_not_quoted_in_an_edition(capsys: Any):
    row = factories.recommendation()
    cited(row)
    QuerySet(Trace).update(quote="words of an earlier version")
    edition = frozen_paper(row.submission.call)
    assert edition.entries.get().quotes == {}
    assert "made again the same" in check(capsys)


def test_the_head_of_a_public_paper_is_the_unit_leads():
    edition = frozen_paper(factories.recommendation().submission.call)
    url = reverse("admin:outcomes_stocktakingpaper_change", args=[edition.paper_id])
    for role, title in (("Rapporteur", "What was brought"), ("Unit lead", "New")):
        client = Client()
        client.force_login(factories.user(role))
        client.post(url, {"title": "New", "introduction": "", "milestone": ""})
        assert StocktakingPaper.objects.get().title == title


def test_tampering_is_found(capsys: pytest.CaptureFixture[str]):
    edition = frozen_paper(factories.recommendation().submission.call)
    with pytest.raises(AppendOnlyError):
        edition.save()
    with pytest.raises(AppendOnlyError):
        Entry.objects.all().delete()
    other = edition.frozen.replace('"recommendations":1', '"recommendations":2')
    assert other != edition.frozen
    QuerySet(Edition).update(frozen=other)
    with pytest.raises(CommandError):
        check(capsys)
    assert "does not have the edition's digest" in capsys.readouterr().out
    QuerySet(Edition).update(digest=digest(other))
    with pytest.raises(CommandError):
        check(capsys)
    told = capsys.readouterr().out
    assert "wrong: figures (recommendations) differ" in told
    assert f"recommendations of the call {edition.paper.dialogue.calls.get().slug} differs" in told


def test_a_call_and_a_dialogue_have_papers_of_their_own(client: Client):
    first = factories.call()
    second = factories.call(dialogue=first.dialogue)
    one, two = (factories.recommendation(of=call) for call in (first, second))
    whole, part = frozen_paper(first), frozen_paper(first, call=first)
    assert one.text in opened(client, whole)
    assert two.text in opened(client, whole)
    assert one.text in opened(client, part)
    assert two.text not in everything(client, part)
    for call in (first, second):
        html = client.get(call.get_absolute_url()).content.decode()
        assert whole.paper.get_absolute_url() in html
        assert (part.paper.get_absolute_url() in html) is (call == first)
    for page in ("/en/outcomes/", first.dialogue.get_absolute_url()):
        html = client.get(page).content.decode()
        assert part.paper.get_absolute_url() in html


def test_nobody_sees_what_is_not_published(client: Client):
    call = factories.recommendation().submission.call
    made = paper(call.dialogue, call=call)
    edition = editions.make(made)
    for hidden in (made, call, call.dialogue):
        editions.publish(made)
        type(hidden).objects.filter(pk=hidden.pk).update(is_published=False)
        assert client.get(made.get_absolute_url()).status_code == 404
        assert {client.get(address(edition, kind)).status_code for kind in KINDS} == {404}
        type(hidden).objects.filter(pk=hidden.pk).update(is_published=True)
    assert client.get(made.get_absolute_url()).status_code == 200


def test_an_edition_reads_the_same_number_of_times_however_long(
    client: Client, django_assert_max_num_queries: Any
):
    counts = []
    for number in (1, 4):
        call = factories.call()
        rows = [factories.recommendation(of=call) for _number in range(number)]
        for row in rows:
            cited(row)
        edition = frozen_paper(call)
        with django_assert_max_num_queries(40) as made:
            opened(client, edition)
        counts.append(len(made))
    assert counts[0] == counts[1]


MAY = {
    "Unit lead": {"make", "make public", "publish", "take_back"},
    "Rapporteur": {"make"},
    "Moderator": set(),
    "Observer": set(),
}


@pytest.mark.parametrize("role", MAY)
def test_who_makes_and_who_publishes(role: str):
    client = Client()
    client.force_login(factories.user(role))
    made = paper(factories.recommendation().submission.call.dialogue)
    editions.make(made)
    url = reverse("admin:outcomes_stocktakingpaper_editions", args=[made.pk])
    assert client.get(url).status_code == 200
    preview = reverse("admin:outcomes_stocktakingpaper_preview", args=[made.pk, "1"])
    assert "Staff alone see this" in client.get(preview).content.decode()
    for do, is_published in (
        ("make", False),
        ("publish", False),
        ("make public", True),
        ("take_back", True),
    ):
        StocktakingPaper.objects.update(is_published=is_published)
        expected = 302 if do in MAY[role] else 403
        assert client.post(url, {"do": do.partition(" ")[0]}).status_code == expected, do
    assert made.editions.count() == 1 + len(MAY[role] & {"make", "make public"})


def test_there_is_nothing_to_freeze_or_publish_before_anything_is_public():
    client = Client()
    client.force_login(factories.user("Unit lead"))
    made = paper(factories.call().dialogue)
    url = reverse("admin:outcomes_stocktakingpaper_editions", args=[made.pk])
    for do, words in (("make", "No recommendation is public yet"), ("publish", "Make an edition")):
        response = client.post(url, {"do": do})
        assert response.status_code == 409
        assert words in response.content.decode()
    assert not StocktakingPaper.objects.public().exists()


def test_a_rapporteur_writes_its_head(client: Client):
    call = factories.recommendation().submission.call
    client.force_login(factories.user("Rapporteur"))
    head = {
        "dialogue": call.dialogue.pk,
        "call": call.pk,
        "milestone": "",
        "title": "What was brought",
        "slug": "what-was-brought",
        "introduction": "**Read** it.",
    }
    other = {**head, "call": factories.call().pk}
    page = client.post(reverse("admin:outcomes_stocktakingpaper_add"), other)
    assert "This call belongs to another dialogue." in page.content.decode()
    page = client.post(reverse("admin:outcomes_stocktakingpaper_add"), head)
    made = StocktakingPaper.objects.get()
    url = reverse("admin:outcomes_stocktakingpaper_editions", args=[made.pk])
    assert (page.status_code, page.url) == (302, url)  # type: ignore[attr-defined]  # a redirect
    client.post(url, {"do": "make"})
    change = reverse("admin:outcomes_stocktakingpaper_change", args=[made.pk])
    client.post(change, {**head, "slug": "other", "title": "Other"})
    made.refresh_from_db()
    assert (made.slug, made.title) == ("what-was-brought", "Other")
    assert json.loads(made.editions.get().frozen)["paper"]["title"] == "What was brought"
