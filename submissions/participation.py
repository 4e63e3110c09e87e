"""Who has spoken: how many public recommendations, by category, theme and region."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, Count, F, Value, When

from submissions.index.keys import NOT_DISCLOSED
from submissions.models import Call, Publication, Recommendation, Submission


@dataclass
class Spoken:
    """Numbers of public recommendations of some calls.

    `themes` and `regions` are keyed by category and theme or region: None where there is no theme,
    NOT_DISCLOSED where there is no name. `asked`: the themes that the calls have asked about.
    `counted`: answers that are public as a number alone.
    """

    calls: Counter[int] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    themes: Counter[tuple[str, int | None]] = field(default_factory=Counter)
    regions: Counter[tuple[str, str]] = field(default_factory=Counter)
    asked: set[int] = field(default_factory=set)
    counted: int = 0

    @property
    def total(self) -> int:
        """How many recommendations there are, each counted once."""
        return self.calls.total()


def spoken(released: Collection[int], at: datetime) -> Spoken:
    """Count what was said in the calls, whose keys are among `Call.objects.released(at)`.

    Four queries, however many rows there are.
    """
    found = Spoken(asked=asked(released, at))
    public = Recommendation.objects.public(at, released=released)
    columns = ("submission__call", "submission__category", "shown_region")
    named = When(submission__publication=Publication.NAMED, then=F("submission__region"))
    shown = public.annotate(shown_region=Case(named, default=Value(NOT_DISCLOSED)))
    groups = shown.values_list(*columns).annotate(number=Count("pk"))
    for call, category, region, number in groups.order_by():
        found.calls[call] += number
        found.categories[category] += number
        found.regions[category, region] += number
    pairs = public.values_list("submission__category", "themes").annotate(number=Count("pk"))
    for category, theme, number in pairs.order_by():
        found.themes[category, theme] += number
    found.counted = Submission.objects.counted(at).filter(call__in=released).count()
    return found


def asked(calls: Collection[int], at: datetime) -> set[int]:
    """Return the themes of the calls that have opened: before that, silence says nothing."""
    pairs = Call.themes.through.objects.filter(call__in=calls, call__opens_at__lte=at)
    return set(pairs.values_list("theme", flat=True))
