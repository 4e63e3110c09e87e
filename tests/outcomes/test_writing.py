"""Writing goes on where it was: places, corrections, filters that stay."""

import pytest

from outcomes import editing
from outcomes.models import Statement, Trace
from tests import factories
from tests.outcomes.desk import act, numbers, opened, sources_url, write_url
from tests.outcomes.written import cited, document, statement

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("moved", "to", "place", "order"),
    [
        (1, "B", 2, "2A 1B 3B 4B"),
        (1, "B", 3, "2A 3B 1B 4B"),
        (1, "B", "", "2A 3B 4B 1B"),
        (1, "B", 1, "2A 1B 3B 4B"),
        (4, "A", 1, "4A 1A 2A 3B"),
        (4, "A", 99, "1A 2A 4A 3B"),
        (2, "C", "", "1A 3B 4B 2C"),
        (1, "A", 2, "2A 1A 3B 4B"),
    ],
)
def test_a_statement_goes_to_any_place_at_once(moved, to, place, order):
    made, client = document(factories.dialogue()), opened("Rapporteur")
    for title, texts in {"A": "12", "B": "34", "C": ""}.items():
        section = editing.add_section(made, title)
        for text in texts:
            editing.add_statement(section, text)
    goal = made.sections.get(title=to)
    act(client, made, "place", moved=moved, to=goal.pk, place=place)
    assert " ".join(text + section for _n, section, text in numbers(made)) == order
    assert [number for number, _section, _text in numbers(made)] == [1, 2, 3, 4]


@pytest.mark.parametrize("moved", ["7", "", "x", "9" * 30])
def test_a_number_that_no_statement_has_is_told_at_its_field(moved):
    made, client = document(factories.dialogue()), opened("Rapporteur")
    one, before = statement(made), numbers(made)
    response = act(client, made, "place", moved=moved, to=one.section_id, place=1)
    assert response.status_code == 422
    assert 'id="move_moved_error"' in response.content.decode()
    assert numbers(made) == before


def test_every_act_comes_back_at_what_is_used_next():
    made, client = document(factories.dialogue()), opened("Rapporteur")
    section = act(client, made, "add_section", title="A")["Location"]
    (one,) = made.sections.all()
    assert section.endswith(f"#add_{one.pk}_text")
    assert act(client, made, "add", section=one.pk, text="x")["Location"] == section
    html = client.get(write_url(made)).content.decode()
    assert f'id="add_{one.pk}_text"' in html
    for way in ("up", "down"):
        place = f"{way}-{Statement.objects.get().pk}"
        location = act(client, made, way, statement=Statement.objects.get().pk)["Location"]
        assert location.endswith(f"#{place}")
        assert f'id="{place}"' in html


def test_citing_goes_on_at_the_recommendation_that_follows():
    call = factories.call()
    rows = [factories.recommendation(of=call) for _ in range(2)]
    one, client = statement(document(call.dialogue)), opened("Rapporteur")
    html = client.get(sources_url(one)).content.decode()
    first, second = sorted(rows, key=lambda row: row.reference)
    assert f'name="following" value="{second.pk}"' in html
    cite = {"recommendation": first.pk, "kind": "reflects", "quote": first.text[:20]}
    response = client.post(sources_url(one) + "?q=path", {**cite, "following": second.pk})
    assert response["Location"] == f"{sources_url(one)}?q=path#row-{second.pk}"
    assert f'id="row-{second.pk}"' in client.get(sources_url(one)).content.decode()


def test_a_quotation_is_corrected_in_place():
    row = factories.recommendation()
    cited(row, published=False)
    (one,), client = Statement.objects.all(), opened("Rapporteur")
    trace = one.traces.get()
    new = {"trace": trace.pk, "kind": "diverges", "quote": row.text[:30], "note": "Better"}
    response = client.post(sources_url(one), {**new, "quote": "not its words"})
    assert response.status_code == 422
    assert "not its words" in response.content.decode()
    response = client.post(sources_url(one), new)
    assert response["Location"] == f"{sources_url(one)}#trace-{trace.pk}"
    kept = Trace.objects.get()
    assert (kept.pk, kept.kind, kept.note) == (trace.pk, "diverges", "Better")
    assert kept.quote == row.text[:30].strip()


@pytest.mark.parametrize(("role", "status"), [("Observer", 403), ("Rapporteur", 409)])
def test_a_quotation_of_a_public_document_stays(role, status):
    row = factories.recommendation()
    cited(row)
    (one,) = Statement.objects.all()
    new = {"trace": one.traces.get().pk, "kind": "diverges", "quote": row.text[:30]}
    assert opened(role).post(sources_url(one), new).status_code == status
    assert Trace.objects.get().kind == "reflects"


def test_what_was_taken_away_is_told_so_that_it_can_be_cited_again():
    row = factories.recommendation()
    cited(row, published=False)
    (one,), client = Statement.objects.all(), opened("Rapporteur")
    trace = one.traces.get()
    html = client.post(sources_url(one), {"trace": trace.pk}, follow=True).content.decode()
    assert trace.quote in html
    assert row.reference in html


def test_the_search_stays_with_the_next_statement_and_what_is_missing_is_a_link():
    call = factories.call()
    factories.recommendation(of=call)
    made, client = cited(factories.recommendation(of=call), published=False), opened("Rapporteur")
    bare = statement(made, "Bare")
    (first,) = Statement.objects.exclude(pk=bare.pk)
    html = client.get(f"{sources_url(first)}?q=path&page=1").content.decode()
    assert f'href="{sources_url(bare)}?q=path"' in html
    html = client.get(write_url(made)).content.decode()
    assert f'href="{sources_url(bare)}">2</a>' in html
    assert "1 of 2 recommendations that can be cited are not cited yet." in html
