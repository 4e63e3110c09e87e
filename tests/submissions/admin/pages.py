"""Ways through the desk that tests share."""

from typing import Any

from django.test import Client
from django.urls import reverse

from common.models import OutboxMail
from submissions import drafts, unofficial
from submissions.admin.verbs import Seen
from submissions.models import Decision, Draft, Objective, Recommendation, Submission
from submissions.states import Status
from tests import factories

CANARY = "Canary-Person"
CANARY_EMAIL = "canary@mailbox.example.org"
LIST = reverse("admin:submissions_submission_changelist")
FILE = {"name": "a.pdf", "content_type": "application/pdf", "size": 3, "sha256": "0" * 64}


def url(name: str, *args: Any) -> str:
    """Return the address of an admin page of the app."""
    return reverse(f"admin:submissions_{name}", args=args)


def page(submission: Submission) -> str:
    """Return the address of a submission's page."""
    return url("submission_change", submission.pk)


def seen(submission: Submission, **changes: str) -> dict[str, str]:
    """Return the hidden fields of a form on the page of a submission."""
    now = Seen.of(submission)
    fields = {
        "seen_status": str(now.status),
        "seen_version": str(now.version),
        "seen_standing": now.standing,
    }
    return {**fields, **changes}


def do(
    client: Client,
    verb: str,
    submission: Submission,
    one: Any = None,
    **data: Any,
) -> Any:
    """Send the form of a verb, as the page of the submission shows it now."""
    fields = {**seen(submission), **data}
    if one is not None:
        fields["recommendation"] = str(one.pk)
    return client.post(url("submission_do", submission.pk, verb), fields)


def one_of(submission: Submission, number: int = 1) -> Recommendation:
    """Return a recommendation of a submission by its number."""
    return submission.recommendations.get(number=number)


def last_of(submission: Submission) -> Decision:
    """Return the newest decision about a submission."""
    return submission.decisions.latest("at", "pk")


def texts(response: Any) -> str:
    """Return the page's messages and text, as it is read."""
    return str(response.content.decode())


def with_everything() -> dict[str, str]:
    """Make one row of each kind, contact data included, and return name -> address of the pages."""
    call = factories.call()
    submission = factories.submission(
        Status.ACCEPTED,
        of=call,
        contact_name=CANARY,
        contact_email=CANARY_EMAIL,
        organization="Visible organization",
    )
    typed = {"contact_name": [CANARY], "contact_email": [CANARY_EMAIL], "organization": ["Typed"]}
    sent = factories.sent(call)
    draft: Draft = drafts.keep(
        call,
        typed,
        because="late",
        key="k" * 20,
        first_seen_at=sent.first_seen_at,
        language="en",
    )
    objective = Objective.objects.get_or_create(
        number=23, defaults={"title": "Cooperation", "short": "Cooperation"}
    )[0]
    recommendation = submission.recommendations.get()
    mail = OutboxMail.objects.first()
    assert mail is not None
    stakeholder = submission.stakeholder
    assert stakeholder is not None
    by = factories.user("Editor")
    unofficial.write(
        recommendation, "fr", title="Titre", text="Texte.", version_number=1, seen="", by=by
    )
    return {
        "desk": reverse("admin:index"),
        "answers": reverse("admin:app_list", args=["submissions"]),
        "submissions": f"{LIST}?status=all",
        "submission": page(submission),
        "submission history": url("submission_history", submission.pk),
        "enter": url("submission_add"),
        "enter draft": f"{url('submission_add')}?draft={draft.pk}",
        "recommendations": url("recommendation_changelist"),
        "recommendation": url("recommendation_change", recommendation.pk),
        "recommendation history": url("recommendation_history", recommendation.pk),
        "translations": url("translatable_changelist"),
        "translation": url("translatable_into", recommendation.pk, "fr"),
        "translation history": url("translatable_history", recommendation.pk),
        "delete translation": url("translatable_remove", recommendation.pk, "fr"),
        "stakeholders": url("stakeholder_changelist"),
        "stakeholder": url("stakeholder_change", stakeholder.pk),
        "drafts": url("draft_changelist"),
        "draft": url("draft_change", draft.pk),
        "draft history": url("draft_history", draft.pk),
        "calls": url("call_changelist"),
        "call": url("call_change", call.pk),
        "add call": url("call_add"),
        "themes": url("theme_changelist"),
        "add theme": url("theme_add"),
        "objectives": url("objective_changelist"),
        "objective": url("objective_change", objective.pk),
        "mails": reverse("admin:common_outboxmail_changelist"),
        "mail": reverse("admin:common_outboxmail_change", args=[mail.pk]),
        "dialogues": reverse("admin:dialogues_dialogue_changelist"),
        "users": reverse("admin:auth_user_changelist"),
        "add user": reverse("admin:auth_user_add"),
    }
