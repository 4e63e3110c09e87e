"""Nobody meets what is not theirs: every address is opened, and every private word looked for."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from submissions.models import Recommendation
from tests.visibility import world as worlds
from tests.visibility.addresses import NOT_OPENED, address, addresses, patterns, samples
from tests.visibility.walk import leaks, read, told, walk
from tests.visibility.words import Word
from tests.visibility.world import STATUSES, World

pytestmark = pytest.mark.django_db
LIST = "submissions:recommendation-list"


def is_worth_a_search(word: Word) -> bool:
    """Leave out phrases and references, and most fields of the many that were never accepted."""
    is_one_of_many = word.owner.startswith(tuple(set(STATUSES) - {"accepted"}))
    is_heart = word.field in ("title", "text", "organization", "contact_email")
    return word.text.startswith("qx") and (is_heart or not is_one_of_many)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Make the world once for this module."""
    with worlds.opened(django_db_blocker) as made:
        yield made


def test_every_address_has_samples():
    missing = {pattern.name for pattern in patterns()} - {*samples(), *NOT_OPENED}
    assert not missing, "add it to the table SAMPLES in tests/visibility/addresses.py"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_readers_meet_nothing_private(client, world, language):
    seen, met = set(), []
    with translation.override(language):
        opened = list(addresses(world, desk=False))
    for page in walk(client, opened):
        met += leaks(page, world.words)
        seen |= told(page, world.words)
    assert met == []
    # The words that are public are met: what is looked for would be found.
    assert [str(word) for word in world.words if word.places and word not in seen] == []


def test_readers_find_nothing_private(client, world):
    wrong = []
    for word in filter(is_worth_a_search, world.words):
        asked = address(LIST, [], q=word.disguised)
        page = read(client, asked)
        wrong += leaks(page, world.words)
        found = page.response.context["results"].total
        if (found > 0) is not word.is_searchable:
            wrong.append(f"{asked.url} finds {found} for the {word}")
    assert wrong == []


def test_desk_is_closed_to_readers(client, world):
    for page in walk(client, addresses(world, desk=True)):
        is_door = page.address.name == "admin:login"
        assert page.response.status_code == (200 if is_door else 302), page.address.url
        assert leaks(page, world.words) == []


def test_world_has_what_could_leak(world):
    assert Recommendation.objects.count() > 2 * Recommendation.objects.public().count()
    fields = {word.field for word in world.words}
    assert {"contact_name", "contact_email", "internal_note", "file_bytes", "typed"} <= fields
