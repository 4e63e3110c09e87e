"""What is done inside a portal of its own, in a process that may be killed meanwhile."""

import itertools
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from common.canonical import digest
from common.models import OutboxMail
from common.worker import run_steps
from submissions import lifecycle
from submissions.models import Attachment, Call, Draft, Submission
from tests import documents
from tests import factories as make
from tests.sheets import Typed, Upload, filled, send

PDF = Upload("annex.pdf", documents.PDF)
Facts = dict[str, Any]


def client() -> Client:
    """Return a browser on this machine."""
    return Client(SERVER_NAME="127.0.0.1")


def form() -> Typed:
    """Return a good answer to the call, which is made when there is none."""
    call = Call.objects.filter(slug="input").first() or make.call(slug="input")
    return filled(call, recommendations=2)


def submit(typed: Typed, with_file: bool = False) -> str:
    """Send a form and return where the answer leads to."""
    files = [PDF] if with_file else []
    response = send(client(), Call.objects.get(slug="input"), typed, *files)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def submit_again(typed: Typed) -> tuple[Facts, str, Facts]:
    """Send a form that may have arrived; return where it leads, and what stood and stands."""
    (key,) = typed["key"]
    return facts(key), submit(typed, with_file=True), facts(key)


def facts(key: str) -> Facts:
    """Return what stands under a key, and everything about it that is not whole."""
    rows = Submission.objects.filter(idempotency_key=key)
    found = [wrong for row in rows for wrong in flaws(row)]
    if rows.count() > 1:
        found.append("more than one submission")
    row = rows.first()
    return {
        "flaws": found,
        "path": f"/en/submissions/{row.token}/" if row else "",
        "reference": row.reference if row else "",
        "status": row.status if row else "",
        "version": row.version if row else 0,
        "files": row.attachments.count() if row else 0,
        "drafts": Draft.objects.exclude(kept_because__in=["unsent", "sent"]).count(),
    }


def facts_of(keys: list[str]) -> dict[str, Facts]:
    """Return the facts under each key."""
    return {key: facts(key) for key in keys}


def close_in(seconds: float) -> str:
    """Let the call close so many seconds from now; return the moment."""
    closes_at = timezone.now() + timedelta(seconds=seconds)
    Call.objects.filter(slug="input").update(closes_at=closes_at)
    return closes_at.isoformat()


def became(keys: list[str]) -> dict[str, Facts]:
    """Return what the form of each key became: a submission that is taken, or a late draft."""
    found = {}
    for key in keys:
        taken = Submission.objects.filter(idempotency_key=key)
        kept = Draft.objects.filter(idempotency_key__startswith=key)
        seen = [
            moment
            for rows in (taken, kept)
            for moment in rows.values_list("first_seen_at", flat=True)
        ]
        call = Call.objects.get(slug="input")
        found[key] = {
            "rows": len(seen),
            "is_taken": taken.exists(),
            "was_in_time": all(moment < call.closes_at for moment in seen),
        }
    return found


def submissions() -> int:
    """Return how many submissions there are."""
    return Submission.objects.count()


def flaws(row: Submission) -> list[str]:
    """Return what is missing of a submission, or too much."""
    decisions = list(row.decisions.order_by("pk"))
    versions = list(row.versions.order_by("number"))
    told = [d.pk for d in decisions if d.verb not in ("publish", "undo")]
    mails = OutboxMail.objects.filter(ids__submission=row.pk).order_by("pk")
    checks = {
        "no recommendations": row.recommendations.count() == 2,
        "versions": [v.number for v in versions] == list(range(1, row.version + 1)),
        "digest": all(v.sha256 == digest(v.content) for v in versions),
        "status without its decision": bool(decisions) and decisions[-1].after == row.status,
        "decisions twice": len({d.verb for d in decisions}) == len(decisions),
        "mails": sorted(mail.ids["decision"] for mail in mails) == told,
        "files without bytes": all(file.file.size for file in row.attachments.all()),
        "public": (row.public_at is not None) == any(d.verb == "publish" for d in decisions),
    }
    return [name for name, is_whole in checks.items() if not is_whole]


# --- verbs -----------------------------------------------------------------------------------


def received(key: str) -> None:
    """Bring a new submission to received."""
    submit(form() | {"key": [key]})
    lifecycle.confirm(Submission.objects.get(idempotency_key=key))


def confirm(key: str) -> None:
    """Press the button that the mail leads to."""
    row = Submission.objects.get(idempotency_key=key)
    path = f"/en/submissions/{row.token}/confirm/{row.secret}/"
    assert client().post(path).status_code == 302


def accept(key: str) -> None:
    """Accept as a moderator."""
    by = User.objects.first() or make.user()
    lifecycle.accept(Submission.objects.get(idempotency_key=key), by=by)


def withdraw(key: str) -> None:
    """Withdraw on the private page."""
    row = Submission.objects.get(idempotency_key=key)
    assert client().post(f"/en/submissions/{row.token}/withdraw/").status_code == 302


def correct(key: str) -> None:
    """Send the same form with other words."""
    typed = form() | {"key": [key], "acronym": ["NEW"]}
    assert submit(typed).endswith("corrected")


# --- the worker ------------------------------------------------------------------------------


def prepare_work(key: str) -> None:
    """Leave work of every kind: a mail, a publication, a lapse with its mail, a draft to erase."""
    make.counter = itertools.count(secrets.randbelow(10**9))  # each process counts anew
    received(key)
    OutboxMail.objects.filter(sent_at=None).update(sent_at=timezone.now())
    accept(key)
    long_ago = timezone.now() - timedelta(days=999)
    row = Submission.objects.get(idempotency_key=key)
    Submission.objects.filter(pk=row.pk).update(decided_at=long_ago)
    old = make.call(opens_at=long_ago, closes_at=long_ago + timedelta(days=1))
    moment = long_ago + timedelta(hours=1)
    lifecycle.receive(
        old,
        make.sent(old, first_seen_at=moment, answer=make.answer(old, recommendations=2)),
        at=moment,
    )
    OutboxMail.objects.filter(notice="submissions.confirm").update(sent_at=timezone.now())
    draft = Draft.objects.create(
        call=old, idempotency_key=key, kept_because="late", first_seen_at=long_ago, language="en"
    )
    Attachment.objects.create(
        draft=draft,
        file=ContentFile(documents.PDF, name="a.pdf"),
        name="a.pdf",
        content_type="application/pdf",
        size=len(documents.PDF),
    )
    Draft.objects.filter(pk=draft.pk).update(updated_at=long_ago)
    OutboxMail.objects.update(due_at=long_ago)


def work() -> int:
    """Do one round of the worker."""
    return run_steps()


def work_later(key: str) -> Facts:
    """Do rounds of the worker when the leases of dead ones are over; return what is left."""
    before = set(message_ids())
    OutboxMail.objects.update(leased_until=timezone.now())
    while run_steps():
        pass
    newest = Submission.objects.order_by("-pk")[:2]
    return {
        "status": Submission.objects.get(idempotency_key=key).status,
        "owed": OutboxMail.objects.waiting().count(),
        "unlapsed": Submission.objects.filter(
            status="unconfirmed", call__closes_at__lt=timezone.now()
        ).count(),
        "unpublished": Submission.objects.filter(status="accepted", public_at=None).count(),
        "drafts": Draft.objects.count(),
        "other ids": len(before - set(message_ids())),
        "flaws": [wrong for row in newest for wrong in flaws(row)],
    }


def free_leases() -> int:
    """Let the leases of dead workers run out now; return how many mails are owed."""
    OutboxMail.objects.update(leased_until=None)
    return OutboxMail.objects.waiting().count()


def owed() -> int:
    """Return how many mails wait."""
    return OutboxMail.objects.waiting().count()


def tried() -> int:
    """Return how many of them were tried in vain."""
    return OutboxMail.objects.waiting().filter(attempts__gt=0).count()


def owed_when_tried_now() -> int:
    """Let what waits be tried again now; return how many do."""
    now = timezone.now()
    OutboxMail.objects.waiting().filter(due_at__gt=now).update(due_at=now)
    return owed()


def is_public(key: str) -> bool:
    """Tell whether the submission under a key is published."""
    return Submission.objects.filter(idempotency_key=key).exclude(public_at=None).exists()


def message_ids() -> dict[str, str]:
    """Return the whole Message-ID of every mail of the outbox, and to whom it goes."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    return {f"<{mail.message_id}@{domain}>": mail.notice for mail in OutboxMail.objects.all()}
