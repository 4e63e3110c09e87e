"""The catalogues: complete, in the terms of the table, with the plurals of each language."""

from contextlib import nullcontext
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from django.utils.translation import ngettext

from common import catalogues, terms

# How a language counts: number -> the place of its form in the catalogue.
FORMS = {
    "fr": {0: 0, 1: 0, 2: 1, 100: 1},
    "es": {0: 1, 1: 0, 2: 1, 100: 1},
    "ar": {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5, 102: 5, 103: 3, 111: 4},
    "zh-hans": {0: 0, 1: 0, 2: 0, 100: 0},
    "ru": {0: 2, 1: 0, 2: 1, 5: 2, 11: 2, 21: 0, 22: 1, 100: 2, 111: 2},
}
ONE, MANY = "%(number)s source", "%(number)s sources"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_a_number_takes_the_form_of_its_language(language: str):
    message = catalogues.read(language).get(ONE)
    assert message is not None
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    with translation.override(language):
        assert {number: forms[place] for number, place in FORMS[language].items()} == {
            number: ngettext(ONE, MANY, number) for number in FORMS[language]
        }


def checked(
    monkeypatch: pytest.MonkeyPatch, folder: Path, change: tuple[str, str], is_wrong: bool = True
) -> str:
    """Return what the check says of the French catalogue after a change of its file."""
    text = catalogues.path_of("fr").read_text(encoding="utf-8")
    assert change[0] in text
    file = folder / "django.po"
    file.write_text(text.replace(*change, 1), encoding="utf-8")
    monkeypatch.setattr(catalogues, "path_of", lambda language: file)
    said = StringIO()
    with pytest.raises(CommandError) if is_wrong else nullcontext():
        call_command("catalogues", "check", "--language", "fr", stderr=said)
    return said.getvalue()


THEME = 'msgid "theme"\nmsgstr "thème"'
CHANGES = {
    "not translated: theme": (THEME, 'msgid "theme"\nmsgstr ""'),
    "fuzzy: theme": (THEME, f"#, fuzzy\n{THEME}"),
    "“theme” is “thème” in docs/terms.md: theme": (THEME, 'msgid "theme"\nmsgstr "sujet"'),
    "not in the catalogue: theme": (THEME, 'msgid "no such words"\nmsgstr "thème"'),
    "no longer in the code: no such words": (THEME, 'msgid "no such words"\nmsgstr "thème"'),
    "placeholders": ("%(reference)s", "%(name)s"),
    # A number may be said in words by the form of zero, one or two alone, and nothing but it.
    "placeholders ['%(number)s']: %(number)s recommendation is drawn": (
        "%(number)s recommandations sont représentées",
        "Des recommandations sont représentées",
    ),
    "placeholders ['%(language)s']: %(language)s: %(done)s of": (
        "%(language)s : %(done)s sur %(all)s textes",
        "%(done)s sur %(all)s textes",
    ),
    "placeholders ['%(all)s', '%(done)s']: %(language)s: %(done)s of": (
        '%(language)s : %(done)s sur %(all)s texte"',
        '%(language)s : le texte"',
    ),
    "“recommendation” is “recommandation” in docs/terms.md: ('%(number)s recommendation is drawn": (
        "%(number)s recommandation est représentée",
        "%(number)s chose est représentée",
    ),
}


@pytest.mark.parametrize("complaint", CHANGES)
def test_the_check_finds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, complaint: str):
    assert complaint in checked(monkeypatch, tmp_path, CHANGES[complaint])


def test_one_may_be_said_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    change = "%(number)s recommandation est représentée", "Une recommandation est représentée"
    said = checked(monkeypatch, tmp_path, change, is_wrong=False)
    assert said == ""


def test_there_are_at_least_sixty_terms():
    assert len(terms.terms()) >= 60
