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


def differences(all_asked: list[Asked]) -> Iterator[str]:
    """Yield each search whose total or facets are not those that are counted here."""
    vocabulary = Vocabulary(has_objectives=True)
    public = Recommendation.objects.public().select_related("submission__stakeholder")
    rows = [Row(row, vocabulary) for row in public.prefetch_related("themes", "objectives")]
    for asked in all_asked:
        query, results = understood(asked.query), search(asked.query, asked.filters)
        having = [
            row
            for row in rows
            if all(map(row.has, query.wanted))
            and not any(all(map(row.has, group)) for group in query.unwanted)
        ]
        if results.total != sum(row.passes(asked) for row in having):
            yield f"{asked}: {results.total}"
        for facet in results.facets:
            left = [row for row in having if row.passes(asked, leave_out=facet.name)]
            counts = Counter(code for row in left for code in row.values[facet.name])
            if {one.code: one.count for one in facet.choices if one.count} != counts:
                yield f"{asked}: {facet.name}"
