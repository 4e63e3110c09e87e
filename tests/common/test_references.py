"""References that people read aloud: a slip of the tongue is caught, a look-alike forgiven."""

import re

import pytest

from common.references import (
    CROCKFORD,
    check_character,
    new_reference,
    normalise_reference,
)


def test_reference_names_the_year_and_reads_back_as_itself():
    for year, prefix in ((2017, "IDM17"), (2001, "IDM01"), (2100, "IDM00")):
        reference = new_reference(year)
        assert re.fullmatch(rf"{prefix}-[{CROCKFORD}]{{6}}", reference)
        assert normalise_reference(reference) == reference
        assert normalise_reference(f"{reference}-12") == f"{reference}-12"


def test_references_are_random():
    assert len({new_reference(2017) for _ in range(500)}) > 495


@pytest.mark.parametrize("body", ["7K3QX", "00000", "ZZZZZ", "A1B2C"])
def test_any_wrong_character_is_caught(body):
    right = body + check_character(body)
    for place in range(6):
        for char in CROCKFORD.replace(right[place], ""):
            wrong = f"{right[:place]}{char}{right[place + 1 :]}"
            assert normalise_reference(f"IDM17-{wrong}") == ""


def test_neighbours_that_are_swapped_are_caught():
    # Weights that differ by 2 modulo 32 miss only a swap of characters 16 apart.
    body = "7KAQX"
    right = body + check_character(body)
    for place in range(4):
        swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
        assert normalise_reference(f"IDM17-{swapped}") == ""


@pytest.mark.parametrize("typed", ["idm17-{}", " IDM17 - {} ", "Idm17-{}\n", "IDM 17-{}"])
def test_small_letters_and_blanks_are_forgiven(typed):
    reference = new_reference(2017)
    assert normalise_reference(typed.format(reference[6:].lower())) == reference


def test_look_alikes_are_forgiven():
    reference = f"IDM17-01101{check_character('01101')}"
    assert normalise_reference(f"idm17-oiL0l{reference[-1]}") == reference
    assert normalise_reference(f"IDM17-OI1oI{reference[-1]}-1") == f"{reference}-1"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "IDM17",
        "IDM17-",
        "IDM17-7K3QX",
        "IDM17-UUUUUU",
        "IDM17-000000-0",
        "IDM17-000000-01",
        "IDM17-000000-",
        "IDM17-000000-1-1",
        "IDM٢٧-000000",
        "XDM17-000000",
        "IDM17-0000\x0000",
        "IDM17-000000' OR 1=1",
        "IDM17-000000\u202e",
        "1" * 100_000,
    ],
)
def test_what_cannot_be_a_reference_is_none(typed):
    assert normalise_reference(typed) == ""
