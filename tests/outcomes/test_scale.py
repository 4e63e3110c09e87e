"""Many recommendations and a long document: every page asks the database as often as with few."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.canonical import canonical_json, digest
from common.references import new_reference
from outcomes import dispositions
from outcomes.models import OutcomeDocument, Trace
from outcomes.papers import editions
from submissions.models import Call, Recommendation, Submission, SubmissionVersion
from tests import factories
from tests.outcomes.written import document, paper

pytestmark = pytest.mark.django_db
FEW, MANY = (20, 4), (200, 40)


def grow(call: Call, answers: int) -> list[Recommendation]:
    """Add so many public answers of one recommendation each, with their versions."""
    now, slug = timezone.now(), call.themes.values_list("slug", flat=True)[0]
    start = Submission.objects.count()
    moments = ("first_seen_at", "submitted_at", "confirmed_at", "decided_at", "public_at")
    answer = {"category": "academia", "country": "MA", "language": "en"}
    rows = Submission.objects.bulk_create(
        Submission(
            call=call,
            reference=new_reference(2017),
            status="accepted",
            organization=f"Organization {number}",
            region="african",
            interface_language="en",
            publication="named",
            source="web",
            **answer,
            **dict.fromkeys(moments, now),
        )
        for number in range(start, start + answers)
    )
    said = Recommendation.objects.bulk_create(
        Recommendation(
            submission=row,
            number=1,
            reference=f"{row.reference}-1",
            title="A title",
            text=factories.WORDS,
            search_text="x",
            language="en",
            perspective="policy",
        )
        for row in rows
    )
    through: Any = Recommendation.themes.through
    theme = call.themes.all()[0]
    through.objects.bulk_create(through(recommendation=row, theme=theme) for row in said)
    measure = {"number": 0, "title": "A title", "text": factories.WORDS, "perspective": "policy"}
    content = canonical_json({**answer, "recommendations": [{**measure, "themes": [slug]}]})
    SubmissionVersion.objects.bulk_create(
        SubmissionVersion(
            submission=row, number=1, content=content, sha256=digest(content), created_at=now
        )
        for row in rows
    )
    return said


def cite(made: OutcomeDocument, said: list[Recommendation], number: int) -> None:
    """Add so many statements in sections of ten, each with five sources."""
    versions = dict(SubmissionVersion.objects.values_list("submission", "pk"))
    for place in range(1, number + 1):
        if place % 10 == 1:
            section = made.sections.create(number=place // 10 + 1, title="A section")
        one = section.statements.create(number=place, text="Cities should act.")
        Trace.objects.bulk_create(
            Trace(
                statement=one,
                recommendation=row,
                version_id=versions[row.submission_id],
                kind="reflects",
                quote="States and cities should agree",
            )
            for row in said[place % 15 : place % 15 + 5]
        )


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
