"""Texts in which words follow each other as in the portal's own, which are in six languages."""

from collections import defaultdict
from itertools import pairwise
from random import Random

from common.catalogues import read
from common.stems import tokens

# How often a word follows the one before it as it does in a text; else it comes as it is frequent.
FOLLOWS = 0.8


class Chain:
    """All words of the texts in one language, in their order."""

    def __init__(self, language: str) -> None:
        """Take them from the catalogue: English is what all catalogues translate."""
        is_chinese = language == "zh-hans"
        self.blank = "" if is_chinese else " "
        self.words: list[str] = []
        self.after: defaultdict[str, list[str]] = defaultdict(list)
        for text in _texts(language):
            found = [token.word[:1] if is_chinese else token.word for token in tokens(text)]
            self.words += found
            for word, following in pairwise(found):
                self.after[word].append(following)

    def text(self, random: Random, length: int) -> str:
        """Return so many words."""
        words: list[str] = []
        for _ in range(length):
            follows = self.after.get(words[-1]) if words and random.random() < FOLLOWS else None
            words.append(random.choice(follows or self.words))
        return self.blank.join(words)

    def title(self, random: Random, length: int) -> str:
        """Return so many words."""
        return self.text(random, length)


def _texts(language: str) -> list[str]:
    if language == "en":
        return [str(message.id) for message in read("fr") if message.id]
    return [str(message.string) for message in read(language) if message.id]
