"""`load_objectives`: complete, repeatable, respectful of what stands."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from dialogues.models import Dialogue
from submissions import objectives
from submissions.models import Call, Objective, Submission
from tests import factories

pytestmark = pytest.mark.django_db


def run(command: str = "load_objectives") -> str:
    """Run a command and return what it says."""
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue().strip()


def test_second_run_changes_nothing() -> None:
    assert run() == "Objectives created: 23.\nTranslations brought: 47."
    before = list(Objective.objects.values())
    assert [row["number"] for row in before] == list(range(1, 24))
    assert all(row["title"] and row["short"] for row in before)
    assert run() == "Nothing to create."
    assert list(Objective.objects.values()) == before


def test_missing_ones_are_made_and_the_others_left_as_they_are() -> None:
    run()
    Objective.objects.filter(number=1).update(short="Figures")
    Objective.objects.filter(number=2).delete()
    assert run() == "Objectives created: 1.\nTranslations brought: 2."
    assert Objective.objects.get(number=1).short == "Figures"
    assert Objective.objects.filter(number=2).exists()


def test_real_deployment_gets_all_but_the_demonstration() -> None:
    for command in ("sync_roles", "load_dialogues", "load_objectives"):
        run(command)
    assert Group.objects.filter(name="Unit lead").exists()
    assert Dialogue.objects.filter(slug="2017").exists()
    assert Objective.objects.count() == 23
    assert not Dialogue.objects.filter(is_demonstration=True).exists()
    assert not Call.objects.exists()
    assert not Submission.objects.exists()


def test_the_desk_names_objectives_in_its_own_language(client):
    objectives.load()
    one = Objective.objects.get(number=7)
    one.translate("title", "fr", "Réduire les vulnérabilités")
    one.translate("short", "fr", "Vulnérabilités")
    one.save()
    row = factories.recommendation()
    client.force_login(factories.user("Unit lead"))
    client.post("/admin/language/", {"language": "fr", "next": "/admin/"})
    url = f"/admin/submissions/recommendation/{row.pk}/change/"
    html = client.get(url).content.decode()
    assert "7 Vulnérabilités" in html
    other = Objective.objects.get(number=8)
    assert f'8 <span lang="en" dir="ltr">{other.short}</span>' in html
    html = client.get("/admin/submissions/objective/").content.decode()
    assert "Réduire les vulnérabilités" in html
