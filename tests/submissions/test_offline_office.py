"""Offline forms that were opened and saved in LibreOffice."""

from typing import Any

import pytest
from django.conf import settings

from tests import factories as make
from tests import office
from tests.offline import document, edited, held, read, told, typed_in, write

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.office,
    pytest.mark.skipif(office.find() is None, reason=office.MISSING),
]


@pytest.mark.parametrize("ways", [["docx"], ["odt", "docx"]], ids="-".join)
def test_every_language_comes_through_unharmed(ways: list[str]) -> None:
    call = make.call(max_recommendations=20)
    typed: Any = typed_in(call, 20)
    languages = [code for code, _name in settings.LANGUAGES]
    documents, before = {one: document(call, one, typed) for one in languages}, "docx"
    for way in ways:
        documents, before = office.saved_as(documents, before, way), way
    for language, data in documents.items():
        found = read(data, call)
        assert held(found.typed) == held(typed), language
        assert found.problems == [], language


def test_empty_form_that_was_saved_takes_what_is_typed_then() -> None:
    call = make.call()
    saved = office.saved_as({"form": document(call, "ar")}, "docx", "docx")["form"]
    edits = (write("A1", "وزارة"), write("A3", "x حكومة"), write("R2", "أ\nب", 1))
    found = read(edited(saved, *edits), call)
    initial, rows = held(found.typed)
    assert (initial["organization"], initial["category"]) == ("وزارة", "government")
    assert [one["text"] for one in rows] == ["أ\nب"]
    assert not any("Left out" in message for message in told(found))
