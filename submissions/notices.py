"""The mails that a step sends; rendered when they leave, from ids that the outbox keeps."""

import logging
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.files import PDF
from common.outbox import Enclosed, Mail, key_of
from common.typesetting import NotTypeset
from submissions import drafts
from submissions.access import submissions_of
from submissions.ahead import ahead_of
from submissions.facts import (
    arrival_of,
    contact_of,
    facts_of_files,
    facts_of_one,
    publication_of,
    who_of,
)
from submissions.journey import journey_of
from submissions.models import Call, Decision, Draft, Submission
from submissions.models.drafts import KeptBecause
from submissions.receipts import file_name, receipt_of
from submissions.states import TRANSITIONS, Status, Verb
from submissions.wording import STEPS

log = logging.getLogger(__name__)
Ids = dict[str, Any]
MOST_ENCLOSED_BYTES = 5_000_000


def link(name: str, *args: str) -> str:
    """Return an absolute address, from BASE_URL and never from a request."""
    return f"{settings.BASE_URL}{reverse(f'submissions:{name}', args=args)}"


def _submission(ids: Ids) -> Submission:
    rows = Submission.objects.select_related("call__dialogue", "call__workshop")
    submission: Submission = rows.get(pk=ids["submission"])
    return submission


def _stakeholder_mail(submission: Submission, ids: Ids, template: str, **more: object) -> Mail:
    decision = Decision.objects.select_related("recommendation").get(pk=ids["decision"])
    return Mail(
        to=submission.contact_email,
        template=f"submissions/emails/{template}",
        context={
            "submission": submission,
            "call": submission.call,
            "decision": decision,
            "words": STEPS[decision.verb],
            "private_url": link("submission-detail", submission.token),
            "disown_url": disown_url(submission),
            **more,
        },
    )


def confirm(ids: Ids) -> Mail | None:
    """Ask the owner of the mailbox to confirm; holds no word that a stranger typed."""
    submission = _submission(ids)
    if submission.status != Status.UNCONFIRMED:
        return None
    url = link("submission-confirm", submission.token, submission.secret)
    return _stakeholder_mail(submission, ids, "confirm", confirm_url=url)


def received(ids: Ids) -> Mail | None:
    """Send the full copy to an address that is confirmed."""
    submission = _submission(ids)
    status = journey_of(submission).status
    rows = submission.recommendations.current().prefetch_related("themes")
    files = _receipt(submission)
    return replace(
        _stakeholder_mail(
            submission,
            ids,
            "received",
            arrival=arrival_of(submission),
            facts=[*who_of(submission), *contact_of(submission), *publication_of(submission)],
            files=list(facts_of_files(submission.attachments.filter(removed_at=None))),
            recommendations=[(row, facts_of_one(row)) for row in rows],
            ahead=ahead_of(submission, status),
            is_enclosed=bool(files),
            receipt_url=link("submission-receipt", submission.token),
        ),
        files=files,
    )


def _receipt(submission: Submission) -> tuple[Enclosed, ...]:
    """Return the receipt as PDF; nothing where it cannot be made or is too large for a mail."""
    try:
        made = receipt_of(submission)
    except NotTypeset as why:
        log.warning("no receipt of %s as PDF in its mail: %s", submission.reference, why)
        return ()
    if len(made) > MOST_ENCLOSED_BYTES:
        return ()
    return (Enclosed(file_name(submission), made, PDF),)


def step(ids: Ids) -> Mail | None:
    """Tell a step, with its reason and note, and what comes next."""
    return _stakeholder_mail(_submission(ids), ids, "step")


def waiting(ids: Ids) -> Mail | None:
    """List all that nobody has confirmed under one address, in place of a mail for each.

    Holds no word that a stranger typed. Whose address was changed meanwhile was told of there.
    """
    keys = [one["submission"] for one in ids["of"]]
    emails = Submission.objects.filter(pk__in=keys).values_list("contact_email", flat=True)
    email = next((email for email in emails if key_of(email) == ids["to"]), "")
    entries = [_entry(row) for row in submissions_of(email) if row.confirmed_at is None]
    return Mail(email, "submissions/emails/waiting", {"entries": entries}) if entries else None


def _entry(row: Submission) -> dict[str, object]:
    """Return what a mail that lists answers says of one; links for what can be done with it."""
    return {
        "submission": row,
        "private_url": link("submission-detail", row.token),
        "confirm_url": link("submission-confirm", row.token, row.secret)
        if row.status == Status.UNCONFIRMED
        else "",
        "disown_url": disown_url(row),
    }


def disown_url(submission: Submission) -> str:
    """Return the address at which it can be disowned; "" where that is no longer possible."""
    if submission.status not in TRANSITIONS[Verb.DISOWN].sources:
        return ""
    return link("submission-disown", submission.token, submission.secret)


def links(ids: Ids) -> Mail | None:
    """Send the private addresses of all answers that were sent under one address."""
    email = Submission.objects.values_list("contact_email", flat=True).get(pk=ids["submission"])
    if not email:  # erased meanwhile
        return None
    entries = [_entry(row) for row in submissions_of(email)]
    return Mail(email, "submissions/emails/links", {"entries": entries})


def draft_kept(ids: Ids) -> Mail | None:
    """Tell the Unit that an answer came too late or conflicts."""
    draft = Draft.objects.select_related("call__dialogue").filter(pk=ids["draft"]).first()
    if draft is None:
        return None
    admin = reverse("admin:submissions_draft_change", args=[draft.pk])
    return _unit_mail(
        draft.call,
        _("An answer is kept as a draft: %(why)s") % {"why": draft.get_kept_because_display()},
        [(_("First seen (UTC)"), f"{draft.first_seen_at:%d %B %Y, %H:%M:%S}")],
        f"{settings.BASE_URL}{admin}",
    )


def draft_address(ids: Ids) -> Mail | None:
    """Send the private address of an unsent draft; holds no word that was typed."""
    return _draft_mail(ids, "draft_address")


def draft_reminder(ids: Ids) -> Mail | None:
    """Remind of an unsent draft before its call closes; holds no word that was typed."""
    draft = drafts.with_call(Draft.objects.filter(pk=ids["draft"])).first()
    if draft is None or draft.call.closes_at <= timezone.now():
        return None
    return _draft_mail(ids, "draft_reminder")


def _draft_mail(ids: Ids, template: str) -> Mail | None:
    draft = drafts.with_call(Draft.objects.filter(pk=ids["draft"])).first()
    if draft is None or draft.kept_because != KeptBecause.UNSENT:
        return None
    context: dict[str, object] = {
        "call": draft.call,
        "draft_url": link("draft-detail", draft.token),
        "keep_days": settings.DRAFT_KEEP_DAYS,
    }
    return Mail(draft.email, f"submissions/emails/{template}", context)


def disowned(ids: Ids) -> Mail | None:
    """Tell the Unit that the owner of a mailbox did not send an answer."""
    submission = _submission(ids)
    admin = reverse("admin:submissions_submission_change", args=[submission.pk])
    return _unit_mail(
        submission.call,
        _("An answer was disowned: %(reference)s") % {"reference": submission.reference},
        [],
        f"{settings.BASE_URL}{admin}",
    )


def _unit_mail(call: Call, subject: str, facts: list[tuple[str, str]], url: str) -> Mail:
    facts = [(_("Call"), call.title), *facts]
    context: dict[str, object] = {"call": call, "subject": subject, "facts": facts, "url": url}
    return Mail(settings.UNIT_EMAIL, "submissions/emails/unit", context)
