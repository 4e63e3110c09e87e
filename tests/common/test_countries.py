"""The countries of the United Nations: how many, by which names, in which groups."""

import json
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from common.countries import (
    REGIONS,
    codes_by_name,
    country_choices,
    country_name,
    is_country,
    region_of,
)
from common.text import fold

LANGUAGES = [code for code, _name in settings.LANGUAGES]
CODES = [code for code, _name in country_choices("en")]


def test_there_are_193_members_and_two_observers():
    assert len(CODES) == len(set(CODES)) == 195
    assert {"PS", "VA"} <= set(CODES)
    assert all(map(is_country, CODES))


@pytest.mark.parametrize("code", ["", "XK", "TW", "EH", "ma", "MAR", "international", "\x00", "ΜΑ"])
def test_anything_else_is_no_country(code):
    assert not is_country(code)
    assert country_name(code) == ""


def test_regional_groups_hold_as_many_as_the_un_counts():
    # The United States are counted with WEOG, whose meetings they attend as an observer.
    assert Counter(map(region_of, CODES)) == {
        "african": 54,
        "asia_pacific": 54,
        "eastern_european": 23,
        "grulac": 33,
        "weog": 29,
        "none": 2,
    }
    assert set(map(region_of, CODES)) | {region_of("")} == set(REGIONS)
    assert region_of("") == "international"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_a_name_in_every_language(language):
    names = dict(country_choices(language))
    assert set(names) == set(CODES)
    assert all(name and name == name.strip() for name in names.values())
    assert len(set(names.values())) == 195
    if language in ("ar", "ru", "zh-hans"):
        assert not [name for name in names.values() if name.isascii()]


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [
        ("en", "CI", "Côte d’Ivoire"),
        ("fr", "CH", "Suisse"),
        ("es", "MA", "Marruecos"),
        ("ru", "CH", "Швейцария"),
        ("ar", "MA", "المغرب"),
        ("zh-hans", "CH", "瑞士"),
    ],
)
def test_names_are_those_of_the_language(language, code, name):
    assert fold(country_name(code, language)).replace("'", "’") == fold(name)
    with translation.override(language):
        assert country_name(code) == country_name(code, language)


def test_list_stands_in_the_order_of_its_own_names():
    for language in ("en", "fr", "es"):
        names = [fold(name) for _code, name in country_choices(language)]
        assert names == sorted(names)
    english = [code for code, _name in country_choices("en")]
    assert english.index("CI") < english.index("HR") < english.index("CU")
    assert [code for code, _name in country_choices("fr")] != english


def test_a_country_is_found_by_its_name_in_any_language():
    found = codes_by_name()
    assert found[fold("SUISSE")] == found[fold("瑞士")] == found[fold("switzerland")] == "CH"
    assert set(found.values()) == set(CODES)


def test_every_country_is_found_by_its_code_and_english_name_in_the_form():
    names = json.loads(Path("static/js/countries.json").read_text(encoding="utf-8"))
    assert set(names) == {code for code, _name in country_choices("en")}
    for code, found in names.items():
        assert country_name(code, "en") in found, code
        assert len(set(found)) == len(found), code
    by_name = {one: code for code, found in names.items() for one in found}
    assert (by_name["USA"], by_name["Ivory Coast"], by_name["CIV"]) == ("US", "CI", "CI")
