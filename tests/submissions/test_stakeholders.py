"""The page of a stakeholder: what it said under its name, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dialogues.models import Dialogue
from submissions import lifecycle
from submissions.models import Stakeholder
from submissions.stakeholders import merge
from submissions.states import Status
from tests import factories

pytestmark = pytest.mark.django_db


def address(stakeholder: Stakeholder) -> str:
    return f"/en/stakeholders/{stakeholder.slug}/"


def said(**fields: Any) -> Stakeholder:
    """Return the stakeholder of a new public answer of the Quetzal Institute."""
    row = factories.submission(
        Status.ACCEPTED, **{"organization": "Quetzal Institute", "country": "MA", **fields}
    )
    assert row.stakeholder is not None
    return row.stakeholder


def test_it_shows_what_was_said_in_all_dialogues_under_the_name(client: Client):
    stakeholder = said(of=factories.call(dialogue=factories.dialogue(year=2016, theme="Older")))
    said(of=factories.call(dialogue=factories.dialogue(year=2018, theme="Newer")))
    html = client.get(address(stakeholder)).content.decode()
    assert "2 recommendations under this name" in html
    assert html.index("Newer") < html.index("Older")
    assert "Morocco" in html


def test_it_shows_nothing_that_was_said_without_the_name(client: Client):
    stakeholder = said()
    hidden = factories.submission(
        Status.ACCEPTED, organization="Quetzal Institute", country="MA", publication="anonymous"
    )
    assert hidden.stakeholder == stakeholder
    html = client.get(address(stakeholder)).content.decode()
    assert "1 recommendation under this name" in html
    assert hidden.recommendations.get().reference not in html


def test_a_merged_one_leads_to_the_one_that_was_kept(client: Client):
    merged, kept = said(organization="Quetzal Inst."), said()
    merge(kept, [merged])
    response = client.get(address(merged))
    assert response.status_code == 301
    assert response["Location"] == address(kept)
    assert "2 recommendations" in client.get(address(kept)).content.decode()


def test_a_merged_one_leads_nowhere_when_nothing_is_public(client: Client):
    merged, kept = said(organization="Quetzal Inst.", publication="anonymous"), said()
    merge(kept, [merged])
    for row in kept.submissions.filter(publication="named"):
        lifecycle.withdraw(row)
    assert client.get(address(merged)).status_code == 404
    assert client.get(address(kept)).status_code == 404


def test_pages_of_a_stakeholder_with_much_to_say(client: Client):
    call = factories.call(max_recommendations=50)
    stakeholder = said(of=call, recommendations=25)
    html = client.get(address(stakeholder), {"page": "2"}).content.decode()
    assert html.count('class="card-result"') == 5
    assert client.get(address(stakeholder), {"page": "x"}).status_code == 200


def test_each_dialogue_is_named_with_its_number_and_leads_to_where_it_begins(client: Client):
    for year, number in ((2015, 3), (2016, 22), (2017, 1)):
        call = factories.call(dialogue=factories.dialogue(year=year), max_recommendations=50)
        stakeholder = said(of=call, recommendations=number)
    other = factories.call(dialogue=factories.dialogue(year=2018))
    said(of=other, publication="anonymous")
    slugs = {row.year: row for row in Dialogue.objects.all()}
    html = client.get(address(stakeholder)).content.decode()
    facts = html.partition("<h1")[2].partition("</header>")[0]
    assert f'<a href="?#{slugs[2017].slug}">2017</a> (1)' in facts
    assert f'<a href="?#{slugs[2016].slug}">2016</a> (22)' in facts
    assert f'<a href="?page=2#{slugs[2015].slug}">2015</a> (3)' in facts
    assert "2018" not in facts
    # The part of a dialogue that goes on over the page tells all of it.
    second = client.get(address(stakeholder), {"page": "2"}).content.decode()
    assert second.count('class="card-result"') == 6
    for page, own in ((html, (2017, 2016)), (second, (2016, 2015))):
        assert all(f'id="{slugs[year].slug}"' in page for year in own)
        assert "<p>22 recommendations</p>" in page


def test_a_stakeholder_of_one_dialogue_is_told_that_alone(client: Client):
    html = client.get(address(said(recommendations=2, of=factories.call()))).content.decode()
    assert "<dt>Dialogues</dt>" not in html


def test_a_stakeholder_is_no_sample_because_of_one_page_of_samples(client: Client):
    sample = factories.dialogue(is_demonstration=True, year=2019)
    stakeholder = said(
        of=factories.call(dialogue=sample, max_recommendations=50), recommendations=20
    )
    said(of=factories.call(dialogue=factories.dialogue(year=2016)))
    head = client.get(address(stakeholder)).content.decode().partition("<h1")[0]
    assert ">Sample<" not in head


def test_it_costs_the_same_at_1_and_3_rows(client: Client, django_assert_num_queries):
    for more in (1, 2):
        for _ in range(more):
            stakeholder = said(of=factories.call(themes=1))
        with django_assert_num_queries(8):
            client.get(address(stakeholder))


def test_a_stakeholder_of_samples_is_marked(client: Client):
    stakeholder = said(of=factories.call(dialogue=factories.dialogue(is_demonstration=True)))
    html = client.get(address(stakeholder)).content.decode()
    assert ">Sample<" in html
    assert "is a demonstration" in html


def test_the_address_tells_no_name_that_only_an_answer_without_it_gave(client: Client):
    stakeholder = said(organization="Ocelot Institute", publication="anonymous")
    stakeholder.name = "Quetzal Institute"  # as staff correct it
    stakeholder.save()
    same = said(organization="Quetzal Institute")
    assert same.pk == stakeholder.pk
    assert client.get(address(stakeholder)).status_code == 404
    assert "Quetzal" in client.get(address(same)).content.decode()
    assert "ocelot" not in address(same)


def test_what_only_an_answer_gave_that_is_anonymous_now_is_not_told(client: Client):
    said(organization="QUETZAL  Institute", acronym="Zzq")
    stakeholder = said()
    first = stakeholder.submissions.earliest("pk")
    assert "Zzq" in client.get(address(stakeholder)).content.decode()
    lifecycle.change_publication(first, "anonymous")
    html = client.get(address(stakeholder)).content.decode()
    assert "Quetzal Institute" in html
    assert "Zzq" not in html
    assert "QUETZAL" not in html


def test_a_new_version_without_the_name_is_forgotten_like_a_changed_choice(client: Client):
    by = factories.user("Unit lead")
    said(organization="QUETZAL  Institute", acronym="Zzq")
    stakeholder = said()
    row = stakeholder.submissions.earliest("pk")
    lifecycle.reopen(row, by=by, note="Once more")
    due = timezone.now() + timedelta(days=5)
    lifecycle.request_changes(row, by=by, note="Say who acts", due_at=due)
    private = factories.answer(
        row.call, publication="anonymous", organization="Quetzal", acronym="Other"
    )
    lifecycle.resubmit(row, private, files=[])
    html = client.get(address(stakeholder)).content.decode()
    assert "Quetzal Institute" in html
    assert "Zzq" not in html
    assert "QUETZAL" not in html
