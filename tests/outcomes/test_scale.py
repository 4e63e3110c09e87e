"""Many recommendations and a long document: every page asks the database as often as with few."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from outcomes import dispositions
from outcomes.models import OutcomeDocument
from outcomes.papers import editions
from tests import factories
from tests.outcomes.many import cite, grow
from tests.outcomes.written import document, paper

pytestmark = pytest.mark.django_db
FEW, MANY = (20, 4), (200, 40)


def world(answers: int, statements: int) -> list[str]:
    """Return the addresses of all pages over so many rows, public and of the desk."""
    call = factories.call(themes=3)
    said = grow(call, answers)
    made, draft = document(call.dialogue), document(call.dialogue)
    for one in (made, draft):
        cite(one, said, statements)
    OutcomeDocument.objects.filter(pk=made.pk).update(
        is_published=True, published_at=timezone.now()
    )
    dispositions.suggest(call)
    papers = paper(call.dialogue, call=call)
    edition = editions.make(papers)
    editions.publish(papers)
    statement, desk = draft.sections.all()[0].statements.all()[0], "/admin/outcomes"
    base = f"{papers.get_absolute_url()}{edition.number}/"
    return [
        *("/en/", "/en/outcomes/", "/en/recommendations/", "/en/participation/"),
        *(call.get_absolute_url(), call.dialogue.get_absolute_url()),
        *(made.get_absolute_url(), said[0].get_absolute_url()),
        *(base + path for path in ("", "print/", "entries.csv", "edition.json", "frozen.json")),
        *(f"{desk}/outcomedocument/", f"{desk}/outcomedocument/{draft.pk}/write/"),
        f"{desk}/outcomedocument/{draft.pk}/statements/{statement.pk}/",
        *(f"{desk}/answerable/", f"{desk}/answerable/{said[0].pk}/change/"),
        f"{desk}/answerable/calls/{call.pk}/release/",
        *(f"{desk}/stocktakingpaper/", f"{desk}/stocktakingpaper/{papers.pk}/editions/"),
    ]


def asked(client: Client, url: str) -> int:
    """Return how often a page asks the database."""
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert client.get(url).status_code == 200, url
    return len(made)


def test_every_page_asks_as_often_with_many_rows_as_with_few():
    client = Client()
    client.force_login(factories.user("Unit lead"))
    few = {url: asked(client, url) for url in world(*FEW)}
    many = {url: asked(client, url) for url in world(*MANY)}
    pairs = zip(few.items(), many.items(), strict=True)
    assert [(small, large) for small, large in pairs if small[1] != large[1]] == []
