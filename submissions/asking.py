"""What a reader asks of the list of recommendations: from an address, and back into one."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from common.text import SPACE

# In the order of the page.
FACETS = (
    *("theme", "category", "region", "language", "call"),
    *("perspective", "level", "phase", "objective", "disposition"),
)
NEWEST, OLDEST, STAKEHOLDER = "newest", "oldest", "stakeholder"
# The order where there are words, unless another one is asked for; without words there is none.
RELEVANCE = "relevance"
SORTS = (NEWEST, OLDEST, STAKEHOLDER)
LONGEST_QUERY = 200
MOST_VALUES = 40
LAST_PAGE = 100_000

Filters = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Asked:
    """Words, filters (facet -> chosen values), order and page; `is_cut`: the words were more.

    `sort` is "" unless an order was asked for.
    """

    query: str = ""
    filters: Filters = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    is_cut: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order and the page was asked."""
        return bool(self.query or self.filters)

    @property
    def usual_sort(self) -> str:
        """The order that is meant where none is asked for; what has no words has no relevance."""
        return RELEVANCE if self.query else NEWEST

    def encoded(self, **changes: Any) -> str:
        """Return these wishes as the part of an address after "?"; defaults are left out."""
        asked = replace(self, **{"page": 1, **changes})
        pairs = [("q", asked.query)] if asked.query else []
        pairs += [(name, value) for name in FACETS for value in asked.filters.get(name, ())]
        if asked.sort and asked.sort != asked.usual_sort:
            pairs.append(("sort", asked.sort))
        if asked.page > 1:
            pairs.append(("page", str(asked.page)))
        return urlencode(pairs)

    def without(self, facet: str, value: str) -> str:
        """Return the wishes without one chosen value, encoded."""
        kept = tuple(chosen for chosen in self.filters[facet] if chosen != value)
        filters = {**self.filters, facet: kept}
        return self.encoded(filters={name: values for name, values in filters.items() if values})


def asked_for(parameters: QueryDict) -> Asked:
    """Return what the parameters of an address ask for; what cannot be meant is left out."""
    query = _readable(parameters.get("q", ""))
    filters = {name: _values(parameters.getlist(name)) for name in FACETS}
    sort = parameters.get("sort", "")
    return Asked(
        query=query[:LONGEST_QUERY].strip(),
        filters={name: values for name, values in filters.items() if values},
        sort=sort if sort in SORTS else "",
        page=page_number(parameters.get("page", "")),
        is_cut=len(query) > LONGEST_QUERY,
    )


def page_number(text: str) -> int:
    """Return the number of a page from an address: 1 for anything that is none."""
    if text.isdecimal() and len(text) <= len(str(LAST_PAGE)):
        return max(int(text), 1)
    return 1


def _values(values: list[str]) -> tuple[str, ...]:
    """Return each value once, without those that no facet can have."""
    short = (value for value in values if 0 < len(value) <= LONGEST_QUERY)
    return tuple(dict.fromkeys(short))[:MOST_VALUES]


def _readable(text: str) -> str:
    """Return the text without controls and surrogates, blanks as single spaces."""
    clean = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
    return SPACE.sub(" ", clean).strip()
