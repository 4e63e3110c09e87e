"""Words are counted by one rule in Python and in the browser: the vectors of words.json."""

import json
import subprocess
from pathlib import Path

import playwright
import pytest

from common.text import count_words

VECTORS = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
SCRIPT = Path(__file__).parents[2] / "static" / "js" / "words.js"
# Playwright brings its own Node.js, so that no other need be installed.
NODE = Path(playwright.__file__).parent / "driver" / "node"
COUNT_ALL = """
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map((text) => countWords(text))));
"""


def counted_by_the_script(texts: list[str]) -> list[int]:
    """Return the number of words of each text, counted by static/js/words.js."""
    source = SCRIPT.read_text(encoding="utf-8") + COUNT_ALL
    command = [str(NODE), "--eval", source]
    printed = subprocess.check_output(command, input=json.dumps(texts), text=True)
    numbers: list[int] = json.loads(printed)
    return numbers


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["why"] for vector in VECTORS])
def test_words_are_counted(vector):
    assert count_words(vector["text"]) == vector["words"]


def test_browser_counts_the_same():
    found = counted_by_the_script([vector["text"] for vector in VECTORS])
    wrong = [
        (vector["why"], vector["words"], number)
        for vector, number in zip(VECTORS, found, strict=True)
        if vector["words"] != number
    ]
    assert not wrong


def test_browser_counts_every_kind_of_character_the_same():
    # Up to the end of the second plane: every script in use, and what browsers and Python disagree
    # about; characters that are newer than either side's Unicode are left out.
    texts = [
        f"a{char}b {char}"
        for char in map(chr, range(1, 0x20000))
        if not 0xD800 <= ord(char) <= 0xDFFF and char.isprintable() | char.isspace()
    ]
    assert counted_by_the_script(texts) == [count_words(text) for text in texts]
