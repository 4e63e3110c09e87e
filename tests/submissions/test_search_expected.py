"""What a reader expects of 36 searches in six languages, written down from reading 330 texts.

The texts are samples made for this test. `hard` marks what a light stemmer may miss; those that it
does miss stand in MISSED, so that a better one is noticed. Beginnings of words are not ranked.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from submissions.models import Recommendation
from tests import factories
from tests.submissions.world import keys

FOLDER = Path(__file__).parent / "texts"
EXPECTED: list[dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text())
# Query -> what the stemmers miss of it.
MISSED = {
    "recruter": {"fr-04"},  # recruteurs: another stem
    "защита": {"ru-21"},  # защищать: the consonant changes
    "عاملات المنازل": {"ar-43"},  # لعاملات: the preposition without an article is kept
}


@pytest.fixture
def names(db: None) -> dict[int, str]:
    """The texts, published; key of each row -> its name in the files."""
    call = factories.call()
    found: dict[int, str] = {}
    for code, _name in settings.LANGUAGES:
        texts = json.loads((FOLDER / f"{code}.json").read_text())
        assert len(texts) == 55
        for start in range(0, len(texts), 11):
            some = texts[start : start + 11]
            measures = tuple(
                factories.measure(title=one["title"], text=one["text"]) for one in some
            )
            row = factories.submission(
                "accepted", of=call, measures=measures, language=code, organization="Q"
            )
            said = Recommendation.objects.filter(submission=row).order_by("number")
            found |= {one.pk: text["key"] for one, text in zip(said, some, strict=True)}
    return found


def test_every_search_finds_what_its_reader_expects(names: dict[int, str]):
    wrong = []
    for one in EXPECTED:
        found = [names[pk] for pk in keys(one["query"])]
        missed = MISSED.get(one["query"], set())
        if set(found) != set(one["expected"]) - missed:
            more, less = set(found) - set(one["expected"]), set(one["expected"]) - set(found)
            wrong.append(f"{one['query']}: too much {sorted(more)}, missed {sorted(less)}")
        elif one["first"] and "*" not in one["query"] and found[0] != one["first"]:
            wrong.append(f"{one['query']}: {found[0]} first, not {one['first']}")
    assert not wrong, "\n".join(wrong)


def test_there_are_enough_of_them_in_each_language():
    assert len(EXPECTED) >= 30
    assert {one["language"] for one in EXPECTED} == {code for code, _name in settings.LANGUAGES}
    assert len(MISSED) <= 5
