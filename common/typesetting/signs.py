"""Which signs the fonts have: what they lack is spelt out by its number, never left as a box."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from pyroaring import BitMap

from common.text import IDEOGRAPH

# Packages of fonts: Latin, Greek, Cyrillic and Devanagari; Arabic; Chinese, Japanese and Korean.
FONTS = [
    Path(str(files("fontpkg_noto_sans"))) / "files",
    Path(str(files("fontpkg_amiri"))) / "files",
    Path(str(files("noto_cjk_sans_otc"))),
]
# Where a line may break that has no blank; the templates set it as a gap of no width.
GAP = "\u200b"
LONGEST_RUN = 40
LONG_RUN = re.compile(rf"(?:(?!{IDEOGRAPH.pattern})\S){{{LONGEST_RUN}}}(?=\S)")
# They choose between two forms of a sign and show nothing by themselves.
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# What Typst says of a text for which it finds no font.
UNDRAWN = re.compile(r"the text `\"(.+)\"` could not be displayed", re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


@cache
def known() -> BitMap:
    """Return the numbers of all signs that one of the fonts has."""
    found = BitMap([ord("\n"), ord(GAP)])
    for path in (path for folder in FONTS for path in folder.glob("*.[ot]t[fc]")):
        with TTFont(str(path), fontNumber=0, lazy=True) as font:  # those of a collection are alike
            found.update(font.getBestCmap())
    return found


class Speller:
    """Make data drawable: "[U+1F600]" for what no font has, and gaps in runs that fill a line."""

    def __init__(self, undrawn: set[str]) -> None:
        """Take further texts, signs that no font has together, that are spelt out too."""
        parts = sorted(undrawn, key=len, reverse=True)
        self._undrawn = re.compile("|".join(map(re.escape, parts))) if parts else None
        self.has_spelt = False

    def drawable(self, data: Any) -> Any:
        """Return the data with each text, at any depth, as the fonts can show it."""
        if isinstance(data, dict):
            return {key: self.drawable(value) for key, value in data.items()}
        if isinstance(data, list | tuple):
            return [self.drawable(one) for one in data]
        return self._text(data) if isinstance(data, str) else data

    def _text(self, text: str) -> str:
        text = SELECTORS.sub("", text.replace("\t", " "))
        if self._undrawn:
            text = self._undrawn.sub(lambda found: self._spelt(found[0]), text)
        missing = {sign for sign in set(text) if ord(sign) not in known()}
        if missing:
            text = "".join(self._spelt(sign) if sign in missing else sign for sign in text)
        return LONG_RUN.sub(lambda run: run[0] + GAP, text)

    def _spelt(self, text: str) -> str:
        self.has_spelt = True
        return "".join(f"[U+{ord(sign):04X}]" for sign in text)


def named_in(complaint: str) -> set[str]:
    """Return the text that Typst could not show, from what it says."""
    found = UNDRAWN.search(complaint)
    if not found:
        return set()
    return {ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])}
