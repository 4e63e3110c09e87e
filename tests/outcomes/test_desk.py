"""Outcome documents on the desk: written, ordered, cited and published, by whom it may be."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from outcomes import editing
from outcomes.models import OutcomeDocument, Section, Statement, Trace
from submissions import lifecycle
from tests import factories
from tests.outcomes.desk import act, numbers, opened, sources_url, write_url
from tests.outcomes.written import cited, document, statement

pytestmark = pytest.mark.django_db
MAY_WRITE = {"Unit lead": True, "Rapporteur": True, "Moderator": False, "Observer": False}
MAY_PUBLISH = {"Unit lead": True, "Rapporteur": False, "Moderator": False, "Observer": False}
MAY_SEE = {"Unit lead": 200, "Rapporteur": 200, "Moderator": 200, "Observer": 200, "Editor": 403}


def test_a_rapporteur_writes_a_document_from_its_head_to_a_source(client: Client):
    row = factories.recommendation()
    client.force_login(factories.user("Rapporteur"))
    head = {
        "dialogue": row.submission.call.dialogue.pk,
        "kind": "report",
        "title": "Report",
        "slug": "report",
        "introduction": "",
        "workshop": "",
    }
    response = client.post(reverse("admin:outcomes_outcomedocument_add"), head)
    made = OutcomeDocument.objects.get()
    assert response["Location"] == write_url(made)
    act(client, made, "add_section", title="Cities")
    section = made.sections.get()
    act(client, made, "add", section=section.pk, text="Cities should act.")
    one = Statement.objects.get()
    found = client.get(sources_url(one)).content.decode()
    assert row.reference in found
    quote = " ".join(row.text.split()[:4])
    cite = {"recommendation": row.pk, "kind": "partly", "quote": f"“{quote}”", "note": ""}
    response = client.post(sources_url(one) + "?unused=on", cite)
    assert response["Location"] == sources_url(one) + "?unused=on#find"
    trace = Trace.objects.get()
    assert (trace.kind, trace.quote, trace.version.number) == ("partly", quote, 1)
    client.post(sources_url(one), {"trace": trace.pk})
    assert not Trace.objects.exists()


@pytest.mark.parametrize(("role", "status"), MAY_SEE.items())
def test_who_sees_what_is_written(role, status):
    made = cited(factories.recommendation(), published=False)
    (one,) = Statement.objects.all()
    client = opened(role)
    for url in (write_url(made), sources_url(one)):
        assert client.get(url).status_code == status


@pytest.mark.parametrize(("role", "may"), MAY_WRITE.items())
def test_who_may_write_and_cite(role, may):
    row = factories.recommendation()
    made = document(row.submission.call.dialogue)
    one, client = statement(made), opened(role)
    assert ("add_section" in client.get(write_url(made)).content.decode()) == may
    acts: list[tuple[str, dict[str, Any]]] = [
        ("add_section", {"title": "New"}),
        ("rewrite", {"statement": one.pk, "text": "New"}),
    ]
    for do, data in acts:
        assert act(client, made, do, **data).status_code == (302 if may else 403)
    cite = {"recommendation": row.pk, "kind": "reflects", "quote": row.text[:20]}
    assert client.post(sources_url(one), cite).status_code == (302 if may else 403)
    assert Trace.objects.exists() == may
    assert made.sections.filter(title="New").exists() == may


@pytest.mark.parametrize(("role", "may"), MAY_PUBLISH.items())
def test_who_may_publish_and_take_back(role, may):
    made, client = cited(factories.recommendation(), published=False), opened(role)
    assert act(client, made, "publish").status_code == (302 if may else 403)
    assert OutcomeDocument.objects.get().is_published == may
    if not may:
        editing.publish(made)
    assert act(client, made, "take_back").status_code == (302 if may else 403)
    assert OutcomeDocument.objects.get().is_published == (not may)


def test_what_is_public_changes_only_after_it_is_taken_back():
    row = factories.recommendation()
    made, client = cited(row), opened("Unit lead")
    one, before = Statement.objects.get(), numbers(made)
    other = factories.recommendation(of=row.submission.call)
    acts: dict[str, dict[str, Any]] = {
        "add_section": {"title": "New"},
        "rename": {"section": one.section_id, "title": "New"},
        "add": {"section": one.section_id, "text": "New"},
        "rewrite": {"statement": one.pk, "text": "New"},
        "up": {"statement": one.pk},
        "place": {"moved": 1, "to": one.section_id, "place": 1},
        "section_down": {"section": one.section_id},
        "delete": {"statement": one.pk},
        "delete_section": {"section": one.section_id},
    }
    for do, data in acts.items():
        response = act(client, made, do, **data)
        assert response.status_code == 409, do
        assert "take it back" in response.content.decode()
    cite = {"recommendation": other.pk, "kind": "reflects", "quote": other.text[:20]}
    assert client.post(sources_url(one), cite).status_code == 409
    trace = one.traces.get()
    assert client.post(sources_url(one), {"trace": trace.pk}).status_code == 409
    correct = {"trace": trace.pk, "kind": "partly", "quote": trace.quote}
    assert client.post(sources_url(one), correct).status_code == 409
    assert numbers(made) == before
    assert Trace.objects.count() == 1


def test_publishing_names_the_statements_that_lack_a_source():
    made, client = document(factories.dialogue()), opened("Unit lead")
    statement(made, "One")
    statement(made, "Two", is_editorial=True)
    statement(made, "Three")
    response = act(client, made, "publish")
    assert response.status_code == 409
    assert "Statements 1, 3 have no source" in response.content.decode()


def test_statements_move_within_and_between_sections_and_numbers_run_through():
    made, client = document(factories.dialogue()), opened("Rapporteur")
    editing.add_section(made, "A")
    one, two = statement(made, "one"), statement(made, "two")
    editing.add_section(made, "B")
    three = statement(made, "three")
    act(client, made, "up", statement=two.pk)
    assert numbers(made) == [(1, "A", "two"), (2, "A", "one"), (3, "B", "three")]
    act(client, made, "down", statement=one.pk)
    assert numbers(made) == [(1, "A", "two"), (2, "B", "one"), (3, "B", "three")]
    act(client, made, "up", statement=one.pk)
    assert numbers(made) == [(1, "A", "two"), (2, "A", "one"), (3, "B", "three")]
    act(client, made, "down", statement=three.pk)
    act(client, made, "section_up", section=three.section_id)
    assert numbers(made) == [(1, "B", "three"), (2, "A", "two"), (3, "A", "one")]
    late = editing.add_statement(Section.objects.get(title="B"), "late")
    assert late.number == 2
    act(client, made, "delete", statement=three.pk)
    assert numbers(made) == [(1, "B", "late"), (2, "A", "two"), (3, "A", "one")]


def test_a_section_with_statements_stays():
    made, client = document(factories.dialogue()), opened("Rapporteur")
    one = statement(made)
    assert act(client, made, "delete_section", section=one.section_id).status_code == 409
    act(client, made, "delete", statement=one.pk)
    assert act(client, made, "delete_section", section=one.section_id).status_code == 302
    assert not made.sections.exists()


@pytest.mark.parametrize(
    ("quote", "message"),
    [
        ("words that it does not hold", "These words do not stand in the recommendation."),
        ("", "This field is required."),
        ("a\x00b", "cannot be read"),
    ],
)
def test_a_quotation_that_does_not_stand_is_refused_at_its_field_and_kept(quote, message):
    row = factories.recommendation()
    one, client = statement(document(row.submission.call.dialogue)), opened("Rapporteur")
    cite = {"recommendation": row.pk, "kind": "reflects", "quote": quote, "note": "Remember"}
    response = client.post(sources_url(one), cite)
    assert response.status_code == 422
    html = response.content.decode()
    assert message in html
    assert "Remember" in html
    assert not Trace.objects.exists()


def test_a_recommendation_stands_once_under_a_statement():
    row = factories.recommendation()
    cited(row, published=False)
    (one,) = Statement.objects.all()
    cite = {"recommendation": row.pk, "kind": "partly", "quote": row.text[:20]}
    response = opened("Rapporteur").post(sources_url(one), cite)
    assert response.status_code == 409
    assert "rests on this recommendation already" in response.content.decode()
    assert Trace.objects.count() == 1


@pytest.mark.parametrize("why", ["counted", "withdrawn", "aside", "held", "elsewhere", "declined"])
def test_what_cannot_be_cited_is_neither_found_nor_taken(why):
    by, call = factories.user(), factories.call()
    kinds: dict[str, dict[str, Any]] = {
        "counted": {"publication": "counted"},
        "held": {"public": False},
        "declined": {"status": "declined"},
        "elsewhere": {"of": factories.call()},
    }
    row = factories.recommendation(by=by, **{"of": call, **kinds.get(why, {})})
    if why == "withdrawn":
        lifecycle.withdraw(row.submission)
    if why == "aside":
        lifecycle.set_aside(row, by=by, reason="Twice")
    row.refresh_from_db()
    one, client = statement(document(call.dialogue)), opened("Rapporteur")
    assert row.reference not in client.get(sources_url(one)).content.decode()
    cite = {"recommendation": row.pk, "kind": "reflects", "quote": row.text[:20]}
    assert client.post(sources_url(one), cite).status_code == 409
    assert not Trace.objects.exists()


def test_what_is_not_cited_yet_comes_first_and_is_found_by_words_and_filters():
    call = factories.call()
    rows = [factories.recommendation(of=call, category="media") for _ in range(2)]
    made = cited(rows[0], published=False)
    one, client = statement(made, "Another"), opened("Rapporteur")
    html = client.get(sources_url(one)).content.decode()
    assert html.index(rows[1].reference) < html.index(rows[0].reference)
    cases = {
        "unused=on": [rows[1]],
        f"q={rows[0].reference}": [rows[0]],
        f"q={rows[1].title.split()[-1]}&category=media": [rows[1]],
        "category=government": [],
        f"call={call.pk}": rows,
        f"theme={call.themes.earliest('pk').pk}": rows,
    }
    for query, expected in cases.items():
        html = client.get(f"{sources_url(one)}?{query}").content.decode()
        found = [row for row in rows if f">{row.reference}<" in html]
        assert found == expected, query


def test_the_address_stays_once_readers_may_know_it():
    made, client = cited(factories.recommendation()), opened("Unit lead")
    url = reverse("admin:outcomes_outcomedocument_change", args=[made.pk])
    html = client.get(url).content.decode()
    assert 'name="title"' in html
    assert 'name="slug"' not in html
    assert 'name="dialogue"' not in html
