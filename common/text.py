"""Text as people type it: refused, cleaned, counted and folded by one set of rules."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ALLOWED_CONTROLS = "\n\t"
# The characters that are words by themselves: Han, Hiragana, Katakana (with extensions).
IDEOGRAPH = re.compile(
    r"[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
SPACE = re.compile(r"\s+")
# What word processors leave in copied text, sign by sign: breaks of lines and pages, hyphens of
# their own, and signs of the fonts Symbol and Wingdings under private numbers.
FROM_WORD = str.maketrans(
    {
        **dict.fromkeys("\v\f\u2028\u2029", "\n"),
        "\x1e": "-",
        "\x1f": "\xad",
        **dict.fromkeys("\uf06c\uf06e\uf071\uf076\uf0a7\uf0a8\uf0b2\uf0b7\uf0d8\uf0fc", "•"),
        "\uf0df": "←",
        "\uf0e0": "→",
        "\uf0f3": "↔",
    }
)
# Hyphens that show only at the end of a line, and marks without width; joiners and marks of
# direction are part of the writing.
UNSEEN = str.maketrans("", "", "\xad\u200b\u2060\ufeff")
ARABIC_FORMS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": ""})


def validate_characters(value: str) -> None:
    """Refuse what is not text: NUL and other controls, lone surrogates, unreadable bytes.

    Raises ValidationError that names the first offending character and its place.
    """
    for place, char in enumerate(value, start=1):
        category = unicodedata.category(char)
        if (category == "Cc" and char not in "\n\r\t") or category == "Cs" or char == "\ufffd":
            raise ValidationError(
                _(
                    "Character %(place)s cannot be read (%(code)s). "
                    "Delete it, or copy the text again as plain text."
                ),
                code="characters",
                params={"place": place, "code": f"U+{ord(char):04X}"},
            )


def clean_text(value: str) -> str:
    """Return the text as it is kept: NFC, one kind of line end, no blanks at the ends.

    What word processors leave behind is mended: blanks that do not break and curly quotes are
    meant, and stay. What shows nothing at all, such as a mark of direction alone, is "".
    Raises ValidationError for what `validate_characters` refuses.
    """
    value = value.translate(FROM_WORD)
    validate_characters(value)  # before anything is taken out: it counts the places
    value = value.translate(UNSEEN)
    if all(unicodedata.category(char)[0] in "CZ" for char in value):
        return ""
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def lines(text: str) -> list[str]:
    """Return the lines that hold something, without blanks at their ends."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def count_words(text: str) -> int:
    """Return the number of words: runs between blanks that hold a letter or digit.

    Each ideograph counts as one word, so that a limit means the same in Chinese; the same rule
    and test vectors serve static/js/words.js.
    """
    ideographs = len(IDEOGRAPH.findall(text))
    rest = IDEOGRAPH.sub(" ", text)
    return ideographs + sum(1 for run in rest.split() if any(char.isalnum() for char in run))


def fold(text: str) -> str:
    """Return the text for comparing and searching: case, accents and Arabic forms levelled."""
    spread = unicodedata.normalize("NFKD", text).casefold().translate(ARABIC_FORMS)
    bare = "".join(char for char in spread if not unicodedata.combining(char))
    return SPACE.sub(" ", unicodedata.normalize("NFC", bare)).strip()
