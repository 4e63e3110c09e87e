"""The programme of a workshop: which recommendations arose from a session, public ones alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dialogues.models import Session, Workshop
from submissions import lifecycle
from submissions.models import Recommendation
from submissions.states import Status
from tests import factories
from tests.dialogues.factories import make_session

pytestmark = pytest.mark.django_db


def programme(client: Client, workshop: Workshop) -> str:
    """Return the HTML of the workshop's programme."""
    response = client.get(workshop.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode().partition('id="programme"')[2]


def arose(session: Session, status: str = Status.ACCEPTED, **fields: Any) -> Recommendation:
    """Return the only recommendation of a new answer, which arose from the session."""
    row = factories.submission(status, **fields)
    row.recommendations.update(session=session)
    return row.recommendations.select_related("submission__call").get()


def test_session_without_a_recommendation_says_nothing(client: Client):
    session = make_session(factories.workshop())
    assert "arose from this session" not in programme(client, session.workshop)


def test_session_lists_title_and_who_and_leads_to_the_page(client: Client):
    session = make_session(factories.workshop())
    row = arose(session, organization="Quetzal Institute", language="ar")
    html = programme(client, session.workshop)
    assert "1 recommendation arose from this session" in html
    link = f'<a href="{row.get_absolute_url()}" lang="ar" dir="auto">{row.title}</a>'
    assert link in html
    assert "<bdi>Quetzal Institute</bdi>, <bdi>Civil society organization</bdi></small>" in html


def test_each_session_has_its_own(client: Client):
    workshop = factories.workshop()
    first, second = (make_session(workshop, title=f"Panel of {n}", order=n) for n in (1, 2))
    other = make_session(factories.workshop())
    one, two = arose(first), arose(second)
    elsewhere = arose(other)
    html = programme(client, workshop)
    assert html.index("Panel of 1") < html.index(one.reference) < html.index("Panel of 2")
    assert html.index("Panel of 2") < html.index(two.reference)
    assert elsewhere.reference not in html


def test_an_anonymous_one_shows_its_category_alone(client: Client):
    session = make_session(factories.workshop())
    row = arose(
        session,
        publication="anonymous",
        organization="Quetzal Institute",
        category="other",
        category_other="words of its own",
    )
    html = programme(client, session.workshop)
    assert row.title in html
    assert "Anonymous, <bdi>Other</bdi></small>" in html
    for word in ("Quetzal", "Morocco", "words of its own", row.submission.reference):
        assert word not in html


def test_siblings_of_an_anonymous_answer_stand_in_the_order_of_their_own_references(
    client: Client,
):
    session = make_session(factories.workshop())
    row = factories.submission(Status.ACCEPTED, publication="anonymous", recommendations=5)
    row.recommendations.update(session=session)
    references = sorted(row.recommendations.values_list("reference", flat=True))
    html = programme(client, session.workshop)
    assert sorted(references, key=html.index) == references


def test_what_is_not_public_is_neither_listed_nor_counted(client: Client):
    session = make_session(factories.workshop())
    call = factories.call()
    rows = [arose(session, status, of=call) for status in (Status.RECEIVED, Status.DECLINED)]
    rows.append(arose(session, of=call, public=False))
    rows.append(arose(session, of=call, publication="counted"))
    rows.append(arose(session, of=factories.call(is_published=False)))
    tomorrow = timezone.now() + timedelta(days=1)
    rows.append(arose(session, of=factories.call(publish_from=tomorrow)))
    withdrawn, aside, alone = (arose(session, of=call) for _ in range(3))
    lifecycle.withdraw(withdrawn.submission)
    lifecycle.set_aside(aside, by=factories.user(), reason="Said twice.")
    html = programme(client, session.workshop)
    assert "1 recommendation arose from this session" in html
    assert alone.reference in html
    for row in (*rows, withdrawn, aside):
        assert row.title not in html


def test_it_costs_the_same_at_1_and_3_sessions(client: Client, django_assert_max_num_queries):
    workshop, costs = factories.workshop(), []
    for more in (1, 2):
        for _ in range(more):
            session = make_session(workshop)
            for _ in range(more):
                arose(session)
        with django_assert_max_num_queries(12) as captured:
            assert "arose from this session" in programme(client, workshop)
        costs.append(len(captured))
    assert costs[0] == costs[1]
