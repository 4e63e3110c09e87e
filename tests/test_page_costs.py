"""What public pages cost: never more than a dozen queries, whatever is there and is not."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from dialogues.models import Dialogue, Milestone, Process
from submissions.models import Call, Recommendation, UnofficialTranslation
from submissions.states import Status
from tests import factories
from tests.browser import scene

pytestmark = pytest.mark.django_db
MOST = 12


@pytest.fixture(autouse=True)
def _no_files_of_others(settings: Settings, tmp_path: Path) -> None:
    """Begin without files of open data."""
    settings.MEDIA_ROOT = str(tmp_path)


def lines() -> list[tuple[int, str]]:
    """Return the queries and the address of each page, as the command prints them."""
    out = StringIO()
    call_command("page_costs", "--each", "40", stdout=out)
    rows = [line.split() for line in out.getvalue().splitlines()[1:]]
    return [(int(row[0]), row[3]) for row in rows]


def test_no_page_of_an_empty_portal_takes_more_than_a_dozen_queries():
    found = lines()
    assert {address for _number, address in found} >= {"/en/", "/en/recommendations/"}
    assert [one for one in found if one[0] > MOST] == []


def test_no_page_takes_more_than_a_dozen_queries_before_anything_came_of_it():
    said_in_another_language()
    found = lines()
    assert len(found) > 13
    assert [one for one in found if one[0] > MOST] == []


def said_in_another_language() -> None:
    """Let a recommendation be said in French, and translated, for a milestone of a process."""
    process = Process.objects.create(slug="compact", name="Compact", source="x")
    dialogue = factories.dialogue(process=process)
    workshop = factories.workshop(dialogue=dialogue, starts_on=timezone.localdate())
    milestone = Milestone.objects.create(
        process=process, kind="other", title="Adoption", starts_on=timezone.localdate(), source="x"
    )
    call = factories.call(dialogue=dialogue, workshop=workshop, milestone=milestone)
    for language in ("en", "fr"):
        factories.submission(Status.ACCEPTED, of=call, language=language, recommendations=2)
    row = Recommendation.objects.filter(language="fr")[0]
    UnofficialTranslation.objects.create(
        recommendation=row,
        language="en",
        title="In English",
        text="In English.",
        version_number=row.words_version,
        by=factories.user("Unit lead"),
        at=timezone.now(),
    )


def test_no_page_of_a_portal_with_everything_takes_more_than_a_dozen_queries():
    scene.load()
    scene.add_what_it_lacks()
    process = Process.objects.order_by("pk")[0]
    Dialogue.objects.filter(is_demonstration=True).update(process=process)
    Call.objects.filter(milestone=None).update(milestone=process.milestones.order_by("pk")[0])
    found = lines()
    kinds = ("dialogues/2017/geneva", "calls/", "recommendations/IDM", "stakeholders/", "outcomes/")
    for kind in (*kinds, "stocktaking/"):
        assert any(kind in address for _number, address in found), kind
    assert [one for one in found if one[0] > MOST] == []


def test_the_command_fails_where_a_page_takes_more():
    with pytest.raises(CommandError, match="more than 1 queries"):
        call_command("page_costs", "--most", "1", stdout=StringIO())


def test_the_dearest_stand_first():
    numbers = [number for number, _address in lines()]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) > 5
