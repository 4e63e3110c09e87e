"""Fifty searches of every kind, over generated recommendations."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from random import Random

from submissions.asking import Filters
from submissions.models import Call, Theme
from tests.bench.chains import Chain


@dataclass(frozen=True)
class Asked:
    """Words, filters and order of one search; `page` 0 is the last one."""

    query: str = ""
    filters: Filters = field(default_factory=dict)
    sort: str = ""
    page: int = 1

    def __str__(self) -> str:
        parts = [self.query, *(f"{name}={'|'.join(found)}" for name, found in self.filters.items())]
        return " ".join([*parts, self.sort, "last page" if not self.page else ""]).strip() or "all"


def fifty(chains: dict[str, Chain]) -> list[Asked]:
    """Return the same fifty searches in every run."""
    ranked = {code: _ranked(chain) for code, chain in chains.items()}
    english, phrases = ranked["en"], _phrases(chains["en"])
    filters = _filters()
    words = [Asked(ranked[code][rank]) for code in ranked for rank in (3, 60, 600)]
    more = [Asked(f"{english[a]} {english[b]}") for a, b in ((5, 9), (20, 200), (40, 90), (2, 999))]
    more += [Asked(" ".join(english[at] for at in places)) for places in ((1, 8, 30), (3, 4, 5, 6))]
    more += [Asked(f'"{phrase}"') for phrase in phrases]
    more += [Asked(f"{english[20]} -{english[5]}"), Asked(f"-{english[2]}"), Asked("migr*")]
    more += [Asked(english[rank], next(filters)) for rank in (4, 10, 50, 300)]
    more += [Asked(filters=next(filters)) for _ in range(5)]
    orders = [Asked(sort=sort, page=page) for sort in ("newest", "oldest") for page in (1, 0)]
    orders += [Asked(sort="stakeholder", page=page) for page in (1, 0)]
    orders += [Asked(english[7], page=0), Asked(english[7], sort="stakeholder", page=0)]
    orders += [Asked(english[15], sort="oldest", page=0), Asked(english[30], sort="newest")]
    return [*words, *more, *orders, Asked("qqqqqq zzzz")]


def _ranked(chain: Chain) -> list[str]:
    counts = Counter(word.lower() for word in chain.words if len(word) > 2 or not chain.blank)
    return [word for word, _count in counts.most_common()]


def _phrases(chain: Chain) -> list[str]:
    """Return two phrases of two words and one of three, as they follow each other often."""
    found = []
    for length, number in ((2, 2), (3, 1)):
        runs = Counter(
            " ".join(chain.words[at : at + length]).lower() for at in range(len(chain.words) - 3)
        )
        found += [phrase for phrase, _count in runs.most_common(40)[10 : 10 + number]]
    return found


def _filters() -> "cycle[dict[str, tuple[str, ...]]]":
    random = Random(7)  # noqa: S311  (the same searches in every run)
    calls = list(Call.objects.order_by("pk").values_list("slug", flat=True))
    themes = list(Theme.objects.order_by("pk").values_list("slug", flat=True))
    return cycle(
        [
            {"theme": (themes[0],)},
            {"category": ("government", "academia"), "language": ("en",)},
            {"call": (random.choice(calls),), "region": ("african", "weog")},
            {"level": ("community",), "phase": ("before", "after")},
            {"disposition": ("noted",), "theme": tuple(themes[1:4]), "perspective": ("policy",)},
        ]
    )
