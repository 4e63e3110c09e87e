"""Words and stems: what counts as the same word in each language."""

import unicodedata

import pytest

from common.stems import bare, stems, stems_in_any, tokens

# Language, words that are one to a search, words that are another.
SAME = [
    ("en", ["Protecting", "protection", "PROTECTED", "protects"], ["protest", "prospect"]),
    ("en", ["migrant", "migrants", "Migrants’"], ["migration"]),
    ("fr", ["réfugié", "réfugiés", "réfugiée"], ["refus"]),
    ("fr", ["protéger", "protégées", "Protégé"], ["protocole"]),
    ("es", ["migración", "MIGRACIONES"], ["migaja"]),
    ("es", ["derecho", "derechos"], ["derrota"]),
    ("ru", ["миграция", "миграции", "Миграцией"], ["мигрант"]),
    ("ru", ["защита", "защиты", "защиту"], ["защитник"]),
    ("ar", ["المهاجرين", "مهاجر", "مُهَاجِر"], ["هجوم"]),
    ("ar", ["الحماية", "حماية"], ["حمام"]),
]


@pytest.mark.parametrize(("language", "same", "other"), SAME)
def test_forms_of_a_word_share_a_stem(language, same, other):
    first = set(stems(next(tokens(same[0])).word, language))
    for word in same[1:]:
        assert first & set(stems(next(tokens(word)).word, language)), word
    for word in other:
        assert not first & set(stems(word, language)), word


@pytest.mark.parametrize(
    ("language", "written", "typed"),
    [
        ("fr", "réfugiés", "refugies"),
        ("fr", "éducation", "EDUCATION"),
        ("es", "migración", "migracion"),
        ("es", "niños", "ninos"),
        ("ru", "ещё", "еще"),
        ("ar", "أسرة", "اسره"),
        ("ar", "الأُسَر", "الاسر"),
        ("en", "naïve", "naive"),
        ("en", "ﬁnance", "finance"),
        ("en", "ＩＯＭ", "iom"),
        ("en", "co\u00adoperate", "cooperate"),
        ("zh-hans", "IOM", "iom"),
    ],
)
def test_a_word_is_found_without_its_accents(language, written, typed):
    for form in ("NFC", "NFD"):
        word = next(tokens(unicodedata.normalize(form, written))).word
        assert set(stems(word, language)) & stems_in_any(typed)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("— … !?", []),
        ("l’accueil d'urgence", ["l", "accueil", "d", "urgence"]),
        ("well-being, 2017", ["well", "being", "2017"]),
        ("a_b", ["a", "b"]),
        ("保护移民", ["保护", "护移", "移民"]),
        ("权", ["权"]),
        ("支持IOM的工作", ["支持", "iom", "的工", "工作"]),
        ("кафала́ 移民 visa", ["кафала", "移民", "visa"]),
    ],
)
def test_words_of_a_text(text, expected):
    found = list(tokens(text))
    assert [bare(token.word) for token in found] == expected
    assert all(text[token.start : token.end] == token.word for token in found)


def test_very_long_words_are_cut():
    assert len(bare("a" * 5_000)) == 100
    assert all(len(stem) <= 100 for stem in stems("ß" * 5_000, "en"))
