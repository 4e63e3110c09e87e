"""Prepare what became of each recommendation, by a person or from the traces.

Every verb here locks the call, then the answer: a release that tells it comes before or after.
"""

from collections import defaultdict
from collections.abc import Collection

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from common.lists import enumerated
from common.states import VerbRefused
from outcomes.models import PreparedDisposition, Trace
from outcomes.models.traces import Kind
from outcomes.querysets import PREPARED, disposable
from submissions.models import Call, Recommendation, Submission
from submissions.models.recommendations import Disposition


@transaction.atomic
def prepare(
    recommendation: Recommendation, disposition: str, reason: str, by: User
) -> PreparedDisposition:
    """Keep what will be told of a recommendation; again changes it until it is told.

    Raises VerbRefused where nothing can be told of it, or it is told already.
    """
    if disposition not in Disposition.values:
        raise VerbRefused(_("Choose what became of it."))
    if not reason.strip():
        raise VerbRefused(_("Say why: the reason is public."))
    row = _locked(recommendation)
    if row is None:
        raise VerbRefused(_("It is not accepted beyond undo, or is set aside or withdrawn."))
    if row.disposition:
        raise VerbRefused(_("It is told already: correct it on its own page."))
    values = {
        "version": row.submission.version,
        "disposition": disposition,
        "reason": reason.strip(),
        "prepared_by": by,
        "prepared_at": timezone.now(),
        "release": None,
    }
    made, _new = PreparedDisposition.objects.update_or_create(recommendation=row, defaults=values)
    return made


@transaction.atomic
def drop(recommendation: Recommendation) -> None:
    """Take back what was prepared; raises VerbRefused where it is told already."""
    row = _locked(recommendation)
    if row is not None and row.disposition:
        raise VerbRefused(_("It is told already: correct it on its own page."))
    PreparedDisposition.objects.filter(recommendation=recommendation.pk, release=None).delete()


def _locked(recommendation: Recommendation) -> Recommendation | None:
    """Return the row as it is now, its call and its answer locked; None where nothing is told."""
    submission = Submission.objects.get(pk=recommendation.submission_id)
    lock(submission.call_id)
    Submission.objects.select_for_update().get(pk=submission.pk)
    rows = disposable(Recommendation.objects.filter(pk=recommendation.pk))
    row: Recommendation | None = rows.select_related("submission").first()
    return row


def lock(call: int) -> Call:
    """Lock a call, by its key, for what is prepared and released of it; answers still arrive."""
    row: Call = Call.objects.select_for_update(no_key=True).get(pk=call)
    return row


@transaction.atomic
def suggest(call: Call) -> int:
    """Prepare from the traces of public documents what nobody has prepared; return how many.

    What a person prepared stays, and a suggestion whose traces are gone goes. A recommendation
    that statements only contradict gets none. A fixed number of queries.
    """
    lock(call.pk)
    free = _free(call)
    answers = Submission.objects.select_for_update().filter(pk__in=set(free.values()))
    versions = dict(answers.values_list("pk", "version"))
    PreparedDisposition.objects.filter(
        recommendation__submission__call=call, prepared_by=None, release=None
    ).delete()
    # What was told before a reopening is history: the words of then are not kept for now.
    PreparedDisposition.objects.filter(recommendation__in=free.keys()).delete()
    made = [
        _suggested(row, versions[free[row]], traces)
        for row, traces in _supporting(call, free).items()
    ]
    PreparedDisposition.objects.bulk_create(made)
    return len(made)


def _free(call: Call) -> dict[int, int]:
    """Return what can be told of the call and nobody has told or prepared, with its answer."""
    rows = disposable(Recommendation.objects.filter(submission__call=call, disposition=""))
    by_person = PREPARED & Q(prepared__prepared_by__isnull=False)
    return dict(rows.exclude(by_person).values_list("pk", "submission"))


def _supporting(call: Call, among: Collection[int]) -> dict[int, list[Trace]]:
    """Return recommendation -> its public traces that agree, in the order of their statements."""
    traces = Trace.objects.public().filter(recommendation__submission__call=call)
    found: dict[int, list[Trace]] = defaultdict(list)
    related = traces.exclude(kind=Kind.DIVERGES).select_related("statement__section__document")
    for trace in related.order_by("statement__section__document", "statement__number"):
        if trace.recommendation_id in among:
            found[trace.recommendation_id].append(trace)
    return found


def _suggested(row: int, version: int, traces: list[Trace]) -> PreparedDisposition:
    """Return what follows from traces; the reason is in the language of the site's texts."""
    reflects = any(trace.kind == Kind.REFLECTS for trace in traces)
    with override(settings.LANGUAGE_CODE):
        where = "; ".join(
            ngettext(
                "“%(title)s”, statement %(numbers)s",
                "“%(title)s”, statements %(numbers)s",
                len(numbers),
            )
            % {"title": title, "numbers": enumerated(numbers)}
            for title, numbers in _by_document(traces).items()
        )
        text = _("Taken up in %(where)s.") if reflects else _("Taken up in part in %(where)s.")
    return PreparedDisposition(
        recommendation_id=row,
        version=version,
        disposition=Disposition.REFLECTED if reflects else Disposition.PARTLY,
        reason=text % {"where": where},
    )


def _by_document(traces: list[Trace]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for trace in traces:
        found[trace.statement.section.document.title].append(trace.statement.number)
    return found
