"""One submission on one page: everything that a decision rests on, as the person may see it."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from common.row_keys import row_key
from submissions import roles, versions
from submissions.admin import columns, queue, verbs
from submissions.admin.pages import staff, with_filters
from submissions.admin.verbs import Seen
from submissions.admin.words import BUTTONS, Words
from submissions.mail_domains import Known, Standing
from submissions.models import Recommendation, Submission

SAME_SHOWN = 10


def context_of(
    model_admin: Any, request: HttpRequest, submission: Submission, bound: "Bound | None" = None
) -> dict[str, Any]:
    """Return what the page of a submission shows; `bound` is a form that could not be done."""
    user, filters = staff(request), queue.filters_of(request)
    changelist = reverse("admin:submissions_submission_changelist")
    sent = list(submission.versions.all())
    asked = request.GET.get("version", "")
    number = row_key(asked) or submission.version
    decisions = submission.decisions.select_related("by", "recommendation").order_by("-at", "-pk")
    standing = Known.now().standing(submission)
    return {
        "title": f"{submission.reference} {submission.organization}",
        "submission": submission,
        "signs": columns.signs(submission, standing),
        "is_unverified": standing == Standing.UNVERIFIED,
        "seen": Seen.of(submission),
        "see_contact": roles.has(user, roles.SEE_CONTACT),
        "see_internal": roles.has(user, roles.SEE_INTERNAL),
        "recommendations": cards(submission, user, bound, filters),
        "files": submission.attachments.all(),
        "versions": sent,
        "consent_shown": versions.consent_shown(sent[-1]) if sent else [],
        "comparison": versions.changed_by(sent, number),
        "decisions": decisions,
        "same": same_organization(submission),
        "place": queue.place(model_admin, request, submission),
        "filters": filters,
        "list_url": f"{changelist}?{filters}" if filters else changelist,
        "panels": panels(submission, user, bound, filters),
        "kept": kept(submission, user, bound),
    }


class Bound:
    """A form that was sent and could not be done: shown again with all that was typed."""

    def __init__(self, verb: str, words: Words, recommendation: int | None = None) -> None:
        self.verb, self.words, self.recommendation = verb, words, recommendation

    @property
    def name(self) -> str:
        """What the ids of the form begin with."""
        return f"{self.verb}_{self.recommendation}" if self.recommendation else self.verb

    def is_for(self, verb: str, recommendation: int | None) -> bool:
        """Tell whether this is the form of a verb, of the recommendation with this key."""
        return (self.verb, self.recommendation) == (verb, recommendation)


def panel(
    verb: str,
    submission: Submission,
    bound: Bound | None,
    filters: str,
    recommendation: Recommendation | None = None,
) -> dict[str, Any]:
    """Return what the form of one verb shows."""
    button, key = BUTTONS[verb], recommendation.pk if recommendation else None
    is_bound = bound is not None and bound.is_for(verb, key)
    name = f"{verb}_{key}" if key else verb
    url = reverse("admin:submissions_submission_do", args=[submission.pk, verb])
    return {
        "verb": verb,
        "name": name,
        "button": button,
        "form": bound.words
        if bound and is_bound
        else button.words(auto_id=f"{name}_%s", call=submission.call),
        "is_open": is_bound,
        "url": with_filters(url, filters),
        "recommendation": recommendation,
    }


def panels(
    submission: Submission, user: User, bound: Bound | None, filters: str
) -> list[dict[str, Any]]:
    """Return the forms of the verbs that the person may do with the submission as it stands."""
    return [panel(verb, submission, bound, filters) for verb in verbs.offered(submission, user)]


def cards(
    submission: Submission, user: User, bound: Bound | None, filters: str
) -> list[dict[str, Any]]:
    """Return each recommendation with the forms of what the person may do with it."""
    rows = submission.recommendations.prefetch_related("themes", "translations")
    return [
        {
            "row": row,
            "translations": row.translations.all(),
            "panels": [
                panel(verb, submission, bound, filters, row)
                for verb in verbs.offered_for_one(_of(row, submission), user)
                if verb != "dispose"
            ],
        }
        for row in rows.order_by("number")
    ]


def _of(row: Recommendation, submission: Submission) -> Recommendation:
    row.submission = submission
    return row


def kept(submission: Submission, user: User, bound: Bound | None) -> Bound | None:
    """Return the form whose verb is no longer possible: its words are shown, to be copied."""
    if bound is None:
        return None
    if bound.recommendation is None:
        is_offered = bound.verb in verbs.offered(submission, user)
    else:
        row = submission.recommendations.filter(pk=bound.recommendation).first()
        is_offered = row is not None and bound.verb in verbs.offered_for_one(
            _of(row, submission), user
        )
    return None if is_offered else bound


def same_organization(submission: Submission) -> QuerySet[Submission]:
    """Return the newest other submissions of the same stakeholder, or under the same name."""
    same = Q(organization__iexact=submission.organization, country=submission.country)
    if submission.stakeholder_id:
        same |= Q(stakeholder=submission.stakeholder_id)
    others = Submission.objects.filter(same).exclude(pk=submission.pk)
    return others.select_related("call").order_by("-submitted_at")[:SAME_SHOWN]
