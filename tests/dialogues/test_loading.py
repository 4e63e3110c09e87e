"""`load_dialogues`: complete, repeatable, respectful of what staff did since."""

from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command

from dialogues.loading import load
from dialogues.models import Appearance, Dialogue, Milestone, Session, Workshop
from dialogues.models.fact import Fact

pytestmark = pytest.mark.django_db


def run() -> str:
    """Run the command and return what it says."""
    out = StringIO()
    call_command("load_dialogues", stdout=out)
    return out.getvalue().strip()


def all_rows() -> dict[str, list[dict[str, Any]]]:
    """Return every row of the app by model."""
    models = apps.get_app_config("dialogues").get_models()
    return {model.__name__: list(model._default_manager.values()) for model in models}


def test_second_run_changes_nothing():
    assert run().startswith("Created: ")
    before = all_rows()
    assert run() == "Nothing to create."
    assert all_rows() == before


def test_every_fact_tells_its_source_and_every_dialogue_is_public():
    run()
    facts = list(apps.get_app_config("dialogues").get_models())
    assert all(issubclass(model, Fact) for model in facts)
    assert not [model for model in facts if model._default_manager.filter(source="").exists()]
    assert Dialogue.objects.public().count() == Dialogue.objects.count() == 21
    assert Workshop.objects.public().count() == Workshop.objects.count() == 37


def test_dialogue_of_2017_is_complete():
    run()
    new_york = Workshop.objects.get(dialogue__slug="2017", slug="new-york")
    panels = new_york.sessions.filter(kind="panel").order_by("number")
    assert [panel.number for panel in panels] == [1, 2, 3, 4, 5, 6]
    assert panels[0].title == "First panel (title not found)"
    geneva = Appearance.objects.filter(session__workshop__slug="geneva")
    assert geneva.count() == geneva.filter(is_announced=True).count() == 5
    kinds = list(Milestone.objects.values_list("kind", flat=True))
    assert kinds.count("thematic_session") == kinds.count("negotiation") == 6
    assert Milestone.objects.filter(workshop__isnull=False).count() == 2


def test_what_is_quoted_from_memory_is_marked():
    run()
    for model in (Dialogue, Workshop):
        doubtful = model.objects.filter(note__icontains="memory")
        assert doubtful.exists()
        assert not doubtful.filter(is_unverified=False).exists()


def test_changes_and_deletions_by_staff_stay():
    run()
    Workshop.objects.filter(slug="new-york").update(title="Changed", is_published=False)
    Session.objects.filter(kind="closing").delete()
    Milestone.objects.filter(kind="stocktaking").update(title="Changed")
    before = all_rows()
    assert run() == "Nothing to create."
    assert all_rows() == before


def test_missing_workshop_is_created_again_with_its_programme():
    run()
    geneva = Workshop.objects.get(dialogue__slug="2017", slug="geneva")
    geneva.documents.all().delete()
    geneva.delete()
    created, translated = run().splitlines()
    assert created == "Created: 5 Appearance, 4 Document, 2 Session, 1 Workshop."
    assert translated.startswith("Translations brought: ")


def test_row_against_the_rules_creates_nothing():
    workshop = {"number": 1, "slug": "w", "title": "W", "time_zone": "Mars/Olympus", "source": "-"}
    dialogue = {"year": 2017, "slug": "2017", "source": "-", "workshops": [workshop]}
    with pytest.raises(ValidationError, match="time_zone"):
        load({"dialogues": [dialogue]})
    assert not Dialogue.objects.exists()
