"""Private addresses: only ours open anything, only what they were made for, until revoked."""

import re

import pytest

from common.tokens import is_token_valid, make_token, new_public_id, public_id_of

PUBLIC_ID = "abcdefgh23456789"


def test_public_ids_are_long_and_random():
    made = {new_public_id() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch("[a-km-np-z2-9]{16}", one) for one in made)


def test_token_opens_what_it_was_made_for():
    token = make_token("submission", PUBLIC_ID, 1)
    assert public_id_of(token) == PUBLIC_ID
    assert is_token_valid(token, "submission", PUBLIC_ID, 1)
    assert make_token("submission", PUBLIC_ID, 1) == token


@pytest.mark.parametrize(
    ("purpose", "public_id", "version"),
    [
        ("draft", PUBLIC_ID, 1),
        ("submission", PUBLIC_ID, 2),
        ("submission", "abcdefgh23456788", 1),
        ("confirm a@example.org", PUBLIC_ID, 1),
        ("", PUBLIC_ID, 1),
    ],
)
def test_token_opens_nothing_else(purpose, public_id, version):
    assert not is_token_valid(make_token("submission", PUBLIC_ID, 1), purpose, public_id, version)


def test_every_character_of_a_token_counts():
    token = make_token("submission", PUBLIC_ID, 1)
    for place, char in enumerate(token):
        wrong = token[:place] + ("x" if char != "x" else "y") + token[place + 1 :]
        assert not is_token_valid(wrong, "submission", PUBLIC_ID, 1)
        assert not is_token_valid(token[:place], "submission", PUBLIC_ID, 1)
    assert not is_token_valid(f"{token}x", "submission", PUBLIC_ID, 1)


def test_token_of_another_key_opens_nothing(settings):
    token = make_token("submission", PUBLIC_ID, 1)
    settings.SECRET_KEY = "another"
    assert not is_token_valid(token, "submission", PUBLIC_ID, 1)
    settings.SECRET_KEY_FALLBACKS = ["tests"]
    assert is_token_valid(token, "submission", PUBLIC_ID, 1)


@pytest.mark.parametrize(
    "token",
    ["", "-", "x", PUBLIC_ID, f"{PUBLIC_ID}-", "é-é", f"{PUBLIC_ID}-\x00", "\x00-a", "a" * 9999],
)
def test_anything_else_opens_nothing(token):
    assert not is_token_valid(token, "submission", PUBLIC_ID, 1)


@pytest.mark.parametrize("token", ["\x00-a", "a\x00b-c", "ABC-d", "é-a", "a b-c", "' OR 1=1--"])
def test_what_is_no_public_id_never_reaches_the_database(token):
    assert public_id_of(token) == ""
