"""Invented texts in six languages, their words as unevenly frequent as in real ones."""

from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Protocol

SIZE = 600
# Consonants and vowels; each ideograph is a syllable by itself.
LETTERS = {
    "en": ("b c d f g h l m n p r s st t th tr v w", "a e i o u ea ou"),
    "fr": ("b c ç d f g j l m n p qu r s t tr v", "a e é è i o u ou ai"),
    "es": ("b c d f g j l ll m n ñ p r s t v z", "a e i o u á é í ó ión"),
    "ar": ("ب ت ج ح د ر س ش ص ع ف ق ك ل م ن ه", "ا و ي ة أ"),
    "zh-hans": (
        "移 民 政 策 国 家 合 作 权 利 保 护 社 会 发 展 人 口 工 法 律 教 育 健 康 城 市",
        "的 和 在 与 应 当 是 有 为 提 供 支 持 加 强 实 施 信 息 平 等 参 机 制",
    ),
    "ru": ("б в г д ж з к л м н п р с ст т х ч ш", "а е и о у ы я ё"),
}


class Texts(Protocol):
    """What texts are made from."""

    def text(self, random: Random, length: int) -> str:
        """Return so many words in sentences."""

    def title(self, random: Random, length: int) -> str:
        """Return so many words without a full stop at their end."""


@dataclass(frozen=True)
class Vocabulary:
    """The words of one language, the most frequent first; `weights` are summed up."""

    language: str
    words: list[str]
    weights: list[float]

    def text(self, random: Random, length: int) -> str:
        """Return so many words in sentences of about twelve."""
        words = random.choices(self.words, cum_weights=self.weights, k=length)
        is_chinese = self.language == "zh-hans"
        for end in range(11, length, 12):
            words[end] += "。" if is_chinese else "."
        return ("" if is_chinese else " ").join(words).capitalize()

    def title(self, random: Random, length: int) -> str:
        """Return so many words without a full stop at their end."""
        return self.text(random, length).rstrip(".。")

    def word(self, rank: int) -> str:
        """Return the first word from that rank on with four letters or more."""
        return next(word for word in self.words[rank:] if len(word) >= 4)


def vocabulary(language: str) -> Vocabulary:
    """Return 600 words: short ones are frequent, the n-th about 1/n as often as the first."""
    random = Random(language)  # noqa: S311 - the same words in every run
    consonants, vowels = (letters.split() for letters in LETTERS[language])
    found: dict[str, None] = {}
    while len(found) < SIZE:
        syllables = 1 + len(found) * 4 // SIZE + random.randrange(2)
        parts = (random.choice(consonants) + random.choice(vowels) for _ in range(syllables))
        found["".join(parts)] = None
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(SIZE)))
    return Vocabulary(language, list(found), weights)


VOCABULARIES = {language: vocabulary(language) for language in LETTERS}
