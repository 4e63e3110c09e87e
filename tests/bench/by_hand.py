"""Totals and facets of searches counted row by row, to compare the index with."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from common.stems import Token, bare, stems, tokens
from submissions.asking import FACETS
from submissions.models import Recommendation
from submissions.search import search
from submissions.vocabulary import Vocabulary
from submissions.words import Beginning, Part, Phrase, Word, understood
from tests.bench.queries import Asked


class Row:
    """The words and values of one public recommendation."""

    def __init__(self, row: Any, vocabulary: Vocabulary) -> None:
        """Read it without the index."""
        answer = row.submission
        parts = [list(tokens(text)) for text in (row.title, row.text, answer.shown_name)]
        self.stems = {
            stem
            for token in (token for part in parts for token in part)
            for stem in ([token.word] if token.is_ideographs else stems(token.word, row.language))
        }
        self.parts = [[bare(token.word) for token in part] for part in parts]
        names: dict[str, dict[Any, str]] = {
            name: {key: code for code, key in vocabulary.keys[name].items()} for name in FACETS
        }
        found: dict[str, list[Any]] = {
            "theme": [theme.pk for theme in row.themes.all()],
            "objective": [one.pk for one in row.objectives.all()],
            "category": [answer.category],
            "region": [answer.region] if answer.publication == "named" else [],
            "call": [answer.call_id],
            "phase": [phase.value for phase in row.phases],
            "disposition": [row.disposition or "waiting"],
            **{name: [getattr(row, name)] for name in ("language", "perspective", "level")},
        }
        self.values = {name: {names[name][key] for key in found[name] if key} for name in FACETS}

    def has(self, part: Part) -> bool:
        """Tell whether it holds a part of a query."""
        words = {word for own in self.parts for word in own}
        if isinstance(part, Beginning):
            return any(word.startswith(part.prefix) for word in words)
        if isinstance(part, Word) and not _is_single(part.token):
            return not self.stems.isdisjoint(part.stems)
        if isinstance(part, Phrase) and len(part.tokens) > 1:
            wanted = [bare(token.word) for token in part.tokens]
            pairs = list(pairwise(wanted))
            own = {pair for one in self.parts for pair in pairwise(one)}
            return own.issuperset(pairs)
        return any(bare(part.token.word) in word for word in words)  # type: ignore[union-attr]  # one word

    def passes(self, asked: Asked, leave_out: str = "") -> bool:
        """Tell whether all filters but one let it through."""
        return all(
            self.values[name] & set(codes)
            for name, codes in asked.filters.items()
            if name != leave_out
        )


def _is_single(token: Token) -> bool:
    return token.is_ideographs and len(token.word) == 1


class Counts:
    """What is counted of one search: its total, and the values of each filter."""

    def __init__(self, asked: Asked) -> None:
        """Begin with nothing."""
        self.asked, self.query = asked, understood(asked.query)
        self.total = 0
        self.values: dict[str, Counter[str]] = {name: Counter() for name in FACETS}

    def count(self, row: Row) -> None:
        """Count a row, where the search finds it."""
        if not all(map(row.has, self.query.wanted)):
            return
        if any(all(map(row.has, group)) for group in self.query.unwanted):
            return
        self.total += row.passes(self.asked)
        for name, values in self.values.items():
            if row.passes(self.asked, leave_out=name):
                values.update(row.values[name])

    def differences(self) -> Iterator[str]:
        """Yield in words what the search tells otherwise."""
        results = search(self.asked.query, self.asked.filters)
        if results.total != self.total:
            yield f"{self.asked}: {results.total}"
        for facet in results.facets:
            told = {one.code: one.count for one in facet.choices if one.count}
            if told != self.values[facet.name]:
                yield f"{self.asked}: {facet.name}"


def differences(all_asked: list[Asked]) -> Iterator[str]:
    """Yield each search whose total or facets are not those that are counted here."""
    vocabulary = Vocabulary(has_objectives=True)
    public = Recommendation.objects.public().select_related("submission__stakeholder")
    rows = public.prefetch_related("themes", "objectives").order_by("pk")
    counts = [Counts(asked) for asked in all_asked]
    for row in rows.iterator(chunk_size=1000):
        read = Row(row, vocabulary)
        for one in counts:
            one.count(read)
    for one in counts:
        yield from one.differences()
