"""The words of a search: taken from what was typed, and looked for in texts and in shown names."""

import re
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Lookup, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from common.references import normalise_reference
from common.text import fold
from submissions.models import Publication, Stakeholder
from submissions.querysets import RecommendationQuerySet

# More of them cost as much as reading the texts again.
MOST_KEYS = 10_000
QUOTED = re.compile(r'["“”„«»「」]([^"“”„«»「」]+)["“”„«»「」]')
EDGES = re.compile(r"^\W+|\W+$")


def terms(query: str) -> tuple[str, ...]:
    """Return what to look for, folded: phrases in quotation marks whole, then single words."""
    phrases = [fold(phrase) for phrase in QUOTED.findall(query)]
    words = fold(QUOTED.sub(" ", query)).split()
    bare = [EDGES.sub("", word) for word in words]
    found = [term for term in (*phrases, *bare) if term] or words
    return tuple(dict.fromkeys(found))


def condition(public: RecommendationQuerySet, looked_for: tuple[str, ...]) -> Q:
    """Return the condition that each term stands in the words, or in the name where it is shown.

    A reference alone, of a recommendation or of a named answer, finds what has it. Where few of
    the public rows hold the terms it names their keys: counts, themes and rows then read no text;
    all three would search it again.
    """
    if not looked_for:
        return Q()
    if reference := normalise_reference(" ".join(looked_for)):
        return Q(reference=reference) | Q(reference__startswith=f"{reference}-")
    words = _with_words(looked_for)
    keys = list(public.filter(words).order_by().values_list("pk", flat=True)[: MOST_KEYS + 1])
    return words if len(keys) > MOST_KEYS else _among("pk", keys)


def _with_words(looked_for: tuple[str, ...]) -> Q:
    found, named = Q(), Q(submission__publication=Publication.NAMED)
    for term, in_name in _in_names(looked_for).items():
        in_words = _holds("search_text", term)
        found &= in_words | (named & in_name) if in_name else in_words
    return found


def _in_names(looked_for: tuple[str, ...]) -> dict[str, Q]:
    """Return for each term the condition that the stakeholder's name holds it; Q() if none does.

    The names are few as a rule, and read once here; else each recommendation reads its own.
    """
    any_term = reduce(or_, (_holds("folded_name", term) for term in looked_for))
    rows = Stakeholder.objects.filter(any_term).order_by().values_list("pk", "folded_name")
    names = list(rows[: MOST_KEYS + 1])
    keys = {term: [pk for pk, name in names if term in name] for term in looked_for}
    if sum(map(len, keys.values())) > MOST_KEYS:
        return {term: _holds("submission__stakeholder__folded_name", term) for term in looked_for}
    return {
        term: _among("submission__stakeholder_id", found) if found else Q()
        for term, found in keys.items()
    }


def _holds(field: str, term: str) -> Q:
    """Return the condition that a text holds the term: LIKE costs more, and has special signs."""
    return Q(GreaterThan(StrIndex(F(field), Value(term)), 0))


class _Among(Lookup):
    """That a key is one of a list, which travels as one text: a thousand would each be parsed."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return SQLite's SQL."""
        key, parameters = self.process_lhs(compiler, connection)
        keys = "SELECT value FROM json_each(%s)"
        return f"{key} IN ({keys})", (*parameters, f"[{self.rhs}]")

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return PostgreSQL's SQL."""
        key, parameters = self.process_lhs(compiler, connection)
        return f"{key} = ANY(%s::bigint[])", (*parameters, f"{{{self.rhs}}}")


def _among(field: str, keys: Iterable[int]) -> Q:
    return Q(_Among(F(field), ",".join(map(str, keys))))
