"""Translations at the same moment: of two writers one is told, and nothing is lost in silence."""

from functools import partial
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from common.states import Conflict
from submissions import unofficial
from submissions.models import Recommendation
from tests import factories
from tests.flows.together import ROUNDS, at_once, refused

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("turn", ROUNDS),
]


def writers(row: Recommendation, seen: str) -> list[Any]:
    """Return two acts that write at the same moment, having seen the same."""
    by = factories.user("Editor")
    words: dict[str, Any] = {"title": "Titre", "version_number": 1, "seen": seen, "by": by}
    return [partial(unofficial.write, row, "fr", text=text, **words) for text in ("Un.", "Deux.")]


@pytest.mark.parametrize("is_new", [True, False])
def test_of_two_writers_one_is_told(is_new: bool, turn: int) -> None:
    row = factories.recommendation()
    if not is_new:
        writers(row, "")[0]()
    seen = "" if is_new else row.translations.get().mark
    results = at_once(*writers(row, seen))
    (told,) = refused(results)
    assert isinstance(told, Conflict)
    (kept,) = [one for one in results if one is not told]
    assert row.translations.get().text == kept.text
    assert LogEntry.objects.count() == (1 if is_new else 2)


def test_deleting_and_writing_at_once_leave_one_of_both(turn: int) -> None:
    row = factories.recommendation()
    first, other = writers(row, "")
    made = first()
    by = factories.user("Editor")
    results = at_once(
        partial(unofficial.remove, made, seen=made.mark, by=by),
        partial(other.func, *other.args, **{**other.keywords, "seen": made.mark}),
    )
    assert len(refused(results)) == 1
    assert row.translations.count() == (1 if isinstance(results[0], Conflict) else 0)
    assert LogEntry.objects.count() == 2
