"""The weave: what is drawn of a dialogue is what its lists hold."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dialogues.models import Dialogue, Milestone, Process
from submissions.models import Category, Recommendation
from submissions.states import Status
from tests import factories

pytestmark = pytest.mark.django_db


def drawn(client: Client, dialogue: Dialogue, name: str = "wide") -> dict[str, int]:
    """Return how many lines, ends and silent rows the drawing on the dialogue's page has."""
    html = client.get(dialogue.get_absolute_url()).content.decode()
    svg = html.partition(f'class="weave-{name}"')[2].partition("</svg>")[0]
    lines = re.search(r'class="weave-lines"[^>]* d="([^"]*)"', svg)
    return {
        "from the start": lines[1].count("M0 ") if lines else 0,
        "to the end": lines[1].count("H1440") if lines else 0,
        **{kind: svg.count(f'circle class="weave-{kind}"') for kind in ("stopped", "arriving")},
        **{kind: rows(svg, kind) for kind in ("waiting", "silent")},
    }


def rows(svg: str, kind: str) -> int:
    """Return how many dotted rows of the kind there are."""
    found = re.search(rf'class="weave-{kind}" d="([^"]*)"', svg)
    return found[1].count("M") if found else 0


def said(dialogue: Dialogue, disposition: str, closed: bool) -> Recommendation:
    """Return a public recommendation of the dialogue that met this fate."""
    now = timezone.now()
    call = factories.call(dialogue=dialogue, opens_at=now - timedelta(days=9))
    row = factories.submission(Status.ACCEPTED, of=call).recommendations.get()
    if closed:
        type(call).objects.filter(pk=call.pk).update(closes_at=now - timedelta(days=1))
    told = {"disposition": disposition, "disposition_reason": "Why", "disposed_at": now}
    Recommendation.objects.filter(pk=row.pk).update(**told if disposition else {"disposition": ""})
    return row


FATES = [
    ("reflected", True, {"to the end": 1}),
    ("partly", True, {"to the end": 1}),
    ("noted", True, {"to the end": 1}),
    ("not_taken_up", True, {"stopped": 1}),
    ("", True, {"waiting": 1}),
    ("", False, {"arriving": 1}),
    ("reflected", False, {"to the end": 1}),
]


@pytest.mark.parametrize(("disposition", "closed", "ends"), FATES)
def test_a_line_ends_as_its_recommendation_did(
    client: Client, disposition: str, closed: bool, ends: dict[str, int]
):
    row = said(factories.dialogue(), disposition, closed)
    shown = drawn(client, row.submission.call.dialogue)
    nothing = dict.fromkeys(("to the end", "stopped", "arriving", "waiting"), 0)
    silent = len(Category.values) - 2  # all but the one that spoke, and “other”
    assert shown == {**nothing, "from the start": 1, "silent": silent, **ends}


def test_only_what_readers_may_see_is_drawn(client: Client):
    dialogue = factories.dialogue()
    call = factories.call(dialogue=dialogue)
    hidden = [
        factories.submission(Status.RECEIVED, of=call, category="media"),
        factories.submission(Status.ACCEPTED, of=call, publication="counted", category="academia"),
    ]
    assert drawn(client, dialogue)["from the start"] == 0
    factories.submission(Status.ACCEPTED, of=call, publication="anonymous", category="government")
    shown = drawn(client, dialogue)
    assert shown["from the start"] == 1
    assert shown["silent"] == len(Category.values) - 2, hidden


def test_many_share_a_line_and_the_page_says_how_many(client: Client):
    dialogue = factories.dialogue()
    call = factories.call(dialogue=dialogue, max_recommendations=50)
    for _ in range(3):
        factories.submission(Status.ACCEPTED, of=call, recommendations=40)
    assert drawn(client, dialogue)["from the start"] == 40
    assert drawn(client, dialogue, "narrow")["from the start"] == 40
    html = client.get(dialogue.get_absolute_url()).content.decode()
    assert "120 recommendations are drawn here. A line stands for 3 of them" in html


def test_one_recommendation_is_told_in_the_singular(client: Client):
    dialogue = factories.dialogue()
    factories.submission(Status.ACCEPTED, of=factories.call(dialogue=dialogue))
    html = client.get(dialogue.get_absolute_url()).content.decode()
    assert "1 recommendation is drawn here. A line stands for one of them" in html
    assert "1 recommendations" not in html


def test_a_hidden_workshop_is_not_named(client: Client):
    dialogue = factories.dialogue()
    workshop = factories.workshop(dialogue=dialogue, city="Atlantis", is_published=False)
    call = factories.call(dialogue=dialogue, workshop=workshop, title="What should cities do?")
    factories.submission(Status.ACCEPTED, of=call)
    html = client.get(dialogue.get_absolute_url()).content.decode()
    assert "Atlantis" not in html
    assert "What should cities do?" in html


def test_lines_of_many_calls_go_forward_only(client: Client):
    dialogue = factories.dialogue()
    for _ in range(9):
        factories.submission(Status.ACCEPTED, of=factories.call(dialogue=dialogue))
    html = client.get(dialogue.get_absolute_url()).content.decode()
    svg = html.partition('class="weave-wide"')[2].partition("</svg>")[0]
    lines = re.findall(r"M0 [\d.]+H(\d+)C(\d+) [\d.]+ \d+ [\d.]+ (\d+) [\d.]+H(\d+)", svg)
    assert len(lines) == 9
    for line in lines:
        places = [0, *map(int, line), 1440]
        assert places == sorted(places), line


def test_a_milestone_of_a_hidden_workshop_is_not_named(client: Client):
    process = Process.objects.create(slug="gcm", name="Compact", source="x")
    dialogue = factories.dialogue(process=process)
    hidden = factories.workshop(dialogue=dialogue, is_published=False)
    today = timezone.localdate()
    milestone = Milestone.objects.create(
        process=process,
        kind="other",
        title="Qxsecret",
        starts_on=today,
        source="x",
        workshop=hidden,
    )
    call = factories.call(dialogue=dialogue, milestone=milestone)
    factories.submission(Status.ACCEPTED, of=call)
    for url in (dialogue.get_absolute_url(), call.get_absolute_url(), "/en/"):
        assert "Qxsecret" not in client.get(url).content.decode(), url
