"""Nobody meets what is not theirs: every address is opened, and every private word looked for."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import translation

from submissions.models import Recommendation, Stakeholder, Submission
from tests import factories
from tests.visibility import scenes
from tests.visibility.addresses import (
    NOT_OPENED,
    Address,
    address,
    addresses,
    desk_addresses,
    patterns,
    samples,
)
from tests.visibility.walk import leaks, read, told, walk
from tests.visibility.words import Word
from tests.visibility.world import STATUSES, World

pytestmark = pytest.mark.django_db
LIST = "submissions:recommendation-list"
# A form lists every country in the language of its page.
PLACES = {"country", "region"}
# What the Unit wrote of each recommendation in other languages.
TRANSLATED = ("fr_", "ru_")


def is_worth_a_search(word: Word) -> bool:
    """Leave out phrases and references, and most fields of the many that were never accepted."""
    is_one_of_many = word.owner.startswith(tuple(set(STATUSES) - {"accepted"}))
    is_heart = word.field in ("title", "text", "organization", "contact_email")
    return word.text.startswith("qx") and (is_heart or not is_one_of_many)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Make the world once for this module."""
    with scenes.opened(django_db_blocker) as made:
        yield made


def test_every_address_has_samples():
    missing = {pattern.name for pattern in patterns()} - {*samples(), *NOT_OPENED}
    assert not missing, "add it to the table SAMPLES in tests/visibility/addresses.py"


@pytest.mark.parametrize("language", ["en", "ar", "fr", "ru"])
def test_readers_meet_nothing_private(client, world, language):
    seen, met = set(), []
    with translation.override(language):
        opened = list(addresses(world))
    for page in walk(client, opened):
        met += leaks(page, world.words)
        seen |= told(page, world.words)
    assert not met, "\n".join(met)
    # The words that are public are met: what is looked for would be found.
    public = [word for word in world.words if word.places and word.field not in PLACES]
    assert [str(word) for word in public if word not in seen] == []


def test_readers_find_nothing_private(client, world):
    wrong = []
    for word in filter(is_worth_a_search, world.words):
        asked = address(LIST, [], q=word.disguised)
        page = read(client, asked)
        wrong += leaks(page, world.words)
        found = page.response.context["results"].total
        if (found > 0) is not word.is_searchable:
            wrong.append(f"{asked.url} finds {found} for the {word}")
    assert not wrong, "\n".join(wrong)


def test_desk_is_closed_to_readers(client, world):
    for page in walk(client, desk_addresses(world)):
        is_door = page.address.name == "admin:login"
        assert page.response.status_code == (200 if is_door else 302), page.address.url
        assert leaks(page, world.words) == []


def test_filters_find_nobody_by_a_region_that_is_not_told(client, world):
    for query in ({"region": "asia_pacific"}, {"region": "asia_pacific", "q": factories.WORDS}):
        page = read(client, address(LIST, [], **query))
        assert page.response.context["results"].total == 0
    # Answers with and without a name come from here.
    african = read(client, address(LIST, [], region="african")).response.context["results"]
    assert {row.submission.publication for row in african.rows} == {"named"}
    assert african.total == Recommendation.objects.public().named().count() == len(african.rows)
    everybody = read(client, address(LIST, [])).response.context["results"]
    assert everybody.total == Recommendation.objects.public().count()


def test_who_has_spoken_tells_no_more_than_the_lists(client, world):
    page = read(client, address("submissions:participation", []))
    table = page.response.context["by_region"]
    hidden = [column.code for column in table.columns].index("asia_pacific")
    assert not any(row.cells[hidden].number for row in table.rows)
    for row in table.rows:
        for cell in (cell for cell in row.cells if cell.query):
            found = client.get(f"/en/recommendations/?{cell.query}").context["results"].total
            assert found == cell.number
    assert sum(row.total for row in table.rows) == Recommendation.objects.public().count()


@pytest.mark.parametrize(
    "key", ["accepted-anonymous", "merged-quiet", "closed-to-anonymous", "held-named"]
)
def test_name_that_is_not_told_is_no_address(client, world, key):
    name = world.submissions[key].organization
    assert Stakeholder.objects.filter(slug=name).exists()
    page = read(client, address("submissions:stakeholder-detail", [name]))
    assert page.response.status_code == 404


def own_pages(row: Submission) -> Iterator[Address]:
    """Yield every address that the private links of an answer open."""
    names = "detail receipt versions correct withdraw publication"
    for name in (f"submission-{one}" for one in names.split()):
        yield address(f"submissions:{name}", [row.token])
    for name in ("submission-confirm", "submission-disown"):
        yield address(f"submissions:{name}", [row.token, row.secret])
    for number in row.recommendations.values_list("number", flat=True):
        yield address("submissions:recommendation-withdraw", [row.token, number])
    for pk in row.attachments.values_list("pk", flat=True):
        yield address("submissions:submission-file", [row.token, pk])


def test_stakeholders_meet_their_own_answer_and_nothing_that_is_the_units(client, world):
    met: set[tuple[str, str]] = set()
    wrong = []
    for key, row in world.submissions.items():
        for page in walk(client, own_pages(row)):
            for word in told(page, world.words):
                met.add((row.status, word.field))
                if not is_own(word, key, row):
                    wrong.append(f"{page.address.url} of {key} tells the {word}")
    assert not wrong, "\n".join(wrong)
    for status in STATUSES:
        assert (status, "text") in met, "private pages were read"
    assert ("changes_requested", "note") in met
    assert ("received", "file_bytes") in met
    assert ("received", "contact_email") in met


def is_own(word: Word, key: str, row: Submission) -> bool:
    """Tell whether a stakeholder may meet the word on the private pages of its answer."""
    if word.field in PLACES:
        return True
    if word.field in ("internal_note", "external_id") or word.field.startswith(TRANSLATED):
        return False
    # Whoever waits for a decision in its hold does not learn it.
    if word.field == "note" and row.status in ("accepted", "declined"):
        return False
    is_of_call = key.startswith(word.owner) and word.field == "title"
    return word.owner == key or word.text == row.organization or is_of_call


def test_owner_of_a_draft_meets_that_draft_alone(client, world):
    for key, draft in world.drafts.items():
        pages = [address("submissions:draft-detail", [draft.token])]
        files = draft.attachments.values_list("pk", flat=True)
        pages += [address("submissions:draft-file", [draft.token, pk]) for pk in files]
        if shared := draft.share_token:
            pages += [address("submissions:draft-read", [draft.token])]
            pages += [address("submissions:draft-delete", [draft.token])]
            pages += [address("submissions:draft-shared", [shared])]
            pages += [address("submissions:draft-shared-file", [shared, pk]) for pk in files]
        met = {word for page in walk(client, pages) for word in told(page, world.words)}
        assert {word.owner for word in met if word.field not in PLACES} == {key}
        assert "file_bytes" in {word.field for word in met}


def test_files_are_opened_by_the_address_of_their_own_answer(client, world):
    mine, theirs = world.submissions["received-named"], world.submissions["in_review-named"]
    draft = world.drafts["draft-late"]
    for pk in (theirs.attachments.get().pk, draft.attachments.get().pk):
        page = read(client, address("submissions:submission-file", [mine.token, pk]))
        assert page.response.status_code == 404
    page = read(client, address("submissions:draft-file", [draft.token, mine.attachments.get().pk]))
    assert page.response.status_code == 404


# What an editor meets of answers, to translate it: their words, never whose they are.
TO_TRANSLATE = {"title", "text", "reference", "username", "fr_title", "fr_text"}
TO_TRANSLATE |= {"ru_title", "ru_text"}
# Role -> whether it meets answers that are not public, contacts, internal notes, kept drafts.
ROLES = {
    "Unit lead": (True, True, True, True),
    "Moderator": (True, True, True, True),
    "Rapporteur": (True, False, False, False),
    "Observer": (True, False, False, False),
    "Editor": (False, False, False, False),
    "": (False, False, False, False),
}
CONTACTS = {"contact_name", "contact_email"}
# What staff write themselves, whether it is published or not.
OWN_WORDS = {"workshop", "hidden-call", "hidden-dialogue"}


@pytest.mark.parametrize("role", ROLES)
def test_staff_meet_what_their_role_allows(client, world, role):
    client.force_login(staff(role))
    met: dict[str, str] = {}
    for page in walk(client, desk_addresses(world)):
        for word in told(page, world.words):
            name = f"draft {word.field}" if word.owner in world.drafts else word.field
            assert word.owner != "draft-unsent", page.address.url  # for its author alone
            if word.owner not in OWN_WORDS and word.field not in PLACES:
                met.setdefault(name, page.address.url)
    sees_answers, sees_contacts, sees_internal, sees_drafts = ROLES[role]
    assert ("organization" in met) is sees_answers, met.get("organization")
    assert ("text" in met) is (sees_answers or role == "Editor"), met.get("text")
    for name in CONTACTS:
        assert (name in met) is sees_contacts, met.get(name)
    assert ("internal_note" in met) is sees_internal, met.get("internal_note")
    for name in ("draft typed", "draft file_bytes"):
        assert (name in met) is sees_drafts, met.get(name)
    assert sees_answers or set(met) <= (TO_TRANSLATE if role == "Editor" else set())


def staff(role: str) -> User:
    """Return a member of staff in a role, or in none."""
    user = factories.user(role)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    return user


@pytest.mark.parametrize("role", ["Rapporteur", "Observer", "Moderator"])
def test_staff_find_what_their_role_allows(client, world, role):
    client.force_login(staff(role))
    for name in ("contact_email", "contact_name", "internal_note", "text"):
        word = next(
            one for one in world.words if one.owner == "received-named" and one.field == name
        )
        page = read(client, address("admin:submissions_submission_changelist", [], q=word.text))
        found = page.response.context["cl"].result_count
        assert found == (name == "text" or (name == "contact_email" and role == "Moderator")), name


def test_world_has_what_could_leak(world):
    assert Recommendation.objects.count() > 2 * Recommendation.objects.public().count()
    fields = {word.field for word in world.words}
    assert {"contact_name", "contact_email", "internal_note", "file_bytes", "typed"} <= fields
