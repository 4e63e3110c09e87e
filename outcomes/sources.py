"""What readers may know of the recommendations that statements rest on."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outcomes.models import Trace
from outcomes.models.traces import Kind
from outcomes.quoting import is_quoted
from submissions.gone import Gone, gone_among
from submissions.models import Recommendation

ORDER = [Kind.REFLECTS, Kind.PARTLY, Kind.DIVERGES]
GONE_WORDS = {
    Gone.RETIRED: _("Whoever sent it chose to be counted only."),
    Gone.WITHDRAWN: _("Withdrawn by whoever sent it."),
    Gone.SET_ASIDE: _("Set aside by the IDM Unit after this was written."),
}


@dataclass(frozen=True)
class Source:
    """One recommendation behind a statement, as readers may see it.

    `name` and `country` are "" for an anonymous one. `gone` says why a source that was public
    shows nothing any more: all else is "" then. `quote` is "" where the stakeholder has since
    changed the quoted words.
    """

    kind: str
    gone: Promise | str = ""
    quote: str = ""
    language: str = ""
    name: str = ""
    category: str = ""
    category_label: str = ""
    country: str = ""
    reference: str = ""
    url: str = ""
    key: int = 0

    @property
    def kind_label(self) -> str:
        """How the statement takes it up, in words."""
        return str(Kind(self.kind).label)


def sources_of(traces: QuerySet[Trace], at: datetime | None = None) -> dict[int, list[Source]]:
    """Return statement -> its sources: what agrees first, then by category and reference.

    What never was public, or is not any more for another reason than its stakeholder's or the
    Unit's choice, is left out. Three queries, however many traces there are.
    """
    at = at or timezone.now()
    rows = list(traces.select_related("recommendation__submission__call"))
    keys = {trace.recommendation_id for trace in rows}
    public = Recommendation.objects.public(at).filter(pk__in=keys)
    shown = public.select_related("submission__stakeholder").defer("search_text").in_bulk()
    left = [trace.recommendation for trace in rows if trace.recommendation_id not in shown]
    gone = gone_among(left, at)
    found: dict[int, list[Source]] = defaultdict(list)
    for trace in rows:
        if row := shown.get(trace.recommendation_id):
            found[trace.statement_id].append(_shown(trace, row))
        elif why := gone.get(trace.recommendation_id):
            found[trace.statement_id].append(Source(kind=trace.kind, gone=GONE_WORDS[why]))
    return {key: sorted(sources, key=_order) for key, sources in found.items()}


def shown_quote(trace: Trace, row: Recommendation) -> str:
    """Return the quoted words; "" where the stakeholder has since changed them."""
    return trace.quote if is_quoted(trace.quote, row.text) else ""


def _shown(trace: Trace, row: Recommendation) -> Source:
    submission = row.submission
    return Source(
        kind=trace.kind,
        quote=shown_quote(trace, row),
        language=row.language,
        name=submission.shown_name,
        category=submission.category,
        category_label=submission.get_category_display(),
        country=submission.shown_country,
        reference=row.reference,
        url=row.get_absolute_url(),
        key=row.pk,
    )


def _order(source: Source) -> tuple[bool, int, str, str]:
    if source.gone:  # the order would tell how the statement had taken it up
        return True, 0, str(source.gone), ""
    return False, ORDER.index(Kind(source.kind)), source.category_label, source.reference
