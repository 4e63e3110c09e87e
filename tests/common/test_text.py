"""Text as people type it: what is refused, how it is kept, and what is the same."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError

from common.text import clean_text, fold, validate_characters

BAD = {
    "NUL": ("ab\x00c", 3, "U+0000"),
    "a bell": ("\x07", 1, "U+0007"),
    "escape": ("text\x1b[31m", 5, "U+001B"),
    "delete": ("ab\x7f", 3, "U+007F"),
    "a control of Latin-1": ("a\x85b", 2, "U+0085"),
    "a lone high surrogate": ("a\ud83d", 2, "U+D83D"),
    "a lone low surrogate": ("\ude42", 1, "U+DE42"),
    "bytes that could not be read": ("caf\ufffd", 4, "U+FFFD"),
    "a control behind what is taken out": ("a\xad\u200b\x01", 4, "U+0001"),
}


@pytest.mark.parametrize(("text", "place", "code"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("judge", [validate_characters, clean_text])
def test_what_is_no_text_is_refused_at_its_place(judge, text, place, code):
    with pytest.raises(ValidationError) as refusal:
        judge(text)
    (message,) = refusal.value.messages
    assert f"Character {place} " in message
    assert f"({code})" in message


def test_first_offending_character_is_named():
    with pytest.raises(ValidationError, match=r"Character 2 .*U\+0001"):
        validate_characters("a\x01b\x00")


@pytest.mark.parametrize(
    "text",
    [
        "tabs\tand\nlines\r\nand\rreturns",
        "مرحبا \u200f\u202b right-to-left marks \u202c",
        "zero\u200bwidth\u200djoiners \ufeff",
        "👩🏽‍⚕️ 🇲🇦 \U0010ffff",
        "e\u0301 combining",
        "<script>alert('HTML is text')</script>",
        "",
    ],
)
def test_any_text_is_let_through(text):
    validate_characters(text)
    assert clean_text(f"  {text}  ") == clean_text(text)


@pytest.mark.parametrize("text", ["\u200b", " \u2060\ufeff\n", "\u3000\u200f"])
def test_what_shows_nothing_is_nothing(text):
    assert clean_text(text) == ""


def test_text_is_kept_in_one_form():
    assert clean_text(" \r\n cafe\u0301\r\nof \rthe\n\nharbour \t") == "café\nof \nthe\n\nharbour"
    assert unicodedata.is_normalized("NFC", clean_text("A\u030a ﷺ \u1100\u1161"))


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        (
            "\uf0b7\tFirst\r\n\uf0a7\tSecond\x0bstill second\x0cThird",
            "•\tFirst\n•\tSecond\nstill second\nThird",
        ),
        ("One line\u2028another\u2029a paragraph", "One line\nanother\na paragraph"),
        ("co\xadopera\x1ftion, non\x1erefoulement", "cooperation, non-refoulement"),
        ("\ufeffwords\u200b and\u2060 words", "words and words"),
        ("visa \uf0e0 permit", "visa → permit"),
        (
            "« à\xa0: 10\u202f000 » “curly” – ‘quotes’…",
            "« à\xa0: 10\u202f000 » “curly” – ‘quotes’…",
        ),
        ("می\u200cخواهم \u200fabc 👩\u200d⚕️", "می\u200cخواهم \u200fabc 👩\u200d⚕️"),
    ],
)
def test_text_from_a_word_processor_is_mended_and_what_is_meant_stays(pasted, kept):
    assert clean_text(pasted) == kept
    assert clean_text(kept) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CÔTE D’IVOIRE", "cote d’ivoire"),
        ("Straße", "STRASSE"),
        ("ﬁnance", "finance"),
        ("الأُمَمُ المُتَّحِدَة", "الامم المتحده"),
        ("إلى", "الي"),
        ("حقـــوق", "حقوق"),
        ("ＩＯＭ　２０１７", "iom 2017"),
        ("Ёлка", "елка"),
        ("  two \n words ", "two words"),
    ],
)
def test_texts_that_readers_take_for_the_same_are_folded_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Mali", "Malí a"), ("移民", "移民们"), ("o", "ø")])
def test_different_texts_stay_different(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize("text", ["Çağrı İstanbul", "الأُمَمُ", "Straße ﬁ", "移民"])
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
