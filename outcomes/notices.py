"""The mail that tells a stakeholder what became of each recommendation."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from common.outbox import Mail
from outcomes.models import Release
from outcomes.releases import prepared
from outcomes.templatetags.outcomes import resting_on
from submissions.models import Call, Recommendation, Submission
from submissions.notices import link
from submissions.querysets import RecommendationQuerySet
from submissions.states import Status


def released(ids: dict[str, Any]) -> Mail | None:
    """Tell all that one release says to one address; None where nobody is left to be told.

    What was withdrawn, reopened or erased since is left out.
    """
    release = Release.objects.select_related("call__dialogue").get(pk=ids["release"])
    answers = Submission.objects.filter(pk__in=ids["submissions"], status=Status.ACCEPTED)
    answers = answers.exclude(contact_email="").order_by("pk")
    told = Recommendation.objects.exclude(disposition="").filter(prepared__release=release)
    entries = [_entry(row, told) for row in answers]
    entries = [one for one in entries if one["recommendations"]]
    if not entries:
        return None
    context = {"call": release.call, "entries": entries}
    to = entries[0]["submission"].contact_email
    return Mail(to, "outcomes/emails/released", context)


def preview(call: Call, answers: list[Submission]) -> str:
    """Return the mail that these answers of one address would get now, as plain text.

    Without the private links, which are for the stakeholder alone.
    """
    with translation.override(answers[-1].interface_language):
        return _preview(call, answers)


def _preview(call: Call, answers: list[Submission]) -> str:
    entries = [{**_entry(row, prepared(call)), "private_url": "…"} for row in answers]
    for one in (one["row"] for entry in entries for one in entry["recommendations"]):
        one.disposition, one.disposition_reason = one.prepared.disposition, one.prepared.reason
    context = {"call": call, "entries": entries, "base_url": settings.BASE_URL}
    return render_to_string("outcomes/emails/released.txt", context).strip()


def _entry(submission: Submission, among: RecommendationQuerySet) -> dict[str, Any]:
    """Return an answer with those of its recommendations that are told."""
    rows = list(among.current().filter(submission=submission, set_aside_reason=""))
    resting = resting_on(rows)
    return {
        "submission": submission,
        "private_url": link("submission-detail", submission.token),
        "recommendations": [
            {"row": row, "statements": [_statement(one) for one in resting[row.pk]]} for row in rows
        ],
    }


def _statement(shown: dict[str, Any]) -> dict[str, str]:
    statement = shown["trace"].statement
    url = f"{settings.BASE_URL}{statement.get_absolute_url()}"
    return {"number": statement.number, "title": statement.section.document.heading, "url": url}
