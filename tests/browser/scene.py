"""All that pages can show: the demonstration, and what it has none of."""

import tempfile
from datetime import timedelta
from io import StringIO

from django.contrib.auth.models import User
from django.core import mail
from django.core.files.base import ContentFile
from django.core.mail.backends.filebased import EmailBackend
from django.core.management import call_command
from django.utils import timezone

from dialogues.models import Dialogue
from idmportal.opendata import building
from outcomes import demonstration as outcome
from outcomes import editing
from outcomes.models import OutcomeDocument, StocktakingPaper
from outcomes.papers import demonstration as paper
from outcomes.papers import editions
from submissions import demonstration, drafts, lifecycle, objectives, saving
from submissions.models import Attachment, Call, Draft, Recommendation, Submission
from tests import documents, factories, sheets
from tests.submissions.admin.pages import FILE

SLUG = "demonstration"


def load() -> None:
    """Make the demonstration and the dialogues, as a fresh portal has them."""
    call_command("sync_roles", verbosity=0)
    call_command("load_dialogues", stdout=StringIO())
    objectives.load()
    demonstration.load()
    outcome.load()
    paper.load()


def add_what_it_lacks() -> User:
    """Make what only some portals have; return the Unit lead who does it all."""
    lead = factories.user("Unit lead", username="lead", first_name="Noor", last_name="Haddad")
    lead.is_superuser = True
    lead.save()
    call = open_call()
    _add_drafts(call)
    _add_calls(call.dialogue)
    _add_outcomes(call.dialogue, lead)
    _retire_a_reference(lead)
    _leave_mails()
    building.build(timezone.now())
    return lead


def open_call() -> Call:
    """Return the demonstration's call that takes answers."""
    return Call.objects.get(slug="reducing-vulnerabilities")


def _add_drafts(call: Call) -> None:
    """Keep a late answer, one that conflicts, each with a file, and one that is not sent."""
    typed = sheets.filled(call, recommendations=2)
    for submission, because in ((None, "late"), (answer("in_review"), "conflict")):
        draft = Draft.objects.create(
            call=call,
            idempotency_key=because,
            kept_because=because,
            content=typed,
            submission=submission,
            first_seen_at=timezone.now(),
            language="en",
        )
        _add_file(draft=draft)
    window, now = saving.Window("a form of a scene"), timezone.now()
    unsent = saving.save(call, typed, window, first_seen_at=now, language="en").draft
    drafts.share(unsent, is_shared=True)
    for status in ("accepted", "received", "changes_requested"):
        _add_file(submission=answer(status))


def _add_file(**of: Draft | Submission) -> None:
    Attachment.objects.create(**of, **FILE, file=ContentFile(documents.PDF, "a.pdf"))


def answer(status: str) -> Submission:
    """Return the newest answer in the status; an accepted one is public under its name."""
    rows = Submission.objects.filter(status=status).order_by("-pk")
    if status == "accepted":
        rows = rows.filter(publication="named", public_at__isnull=False)
    row = rows.first()
    assert row is not None, status
    return row


def _add_calls(dialogue: Dialogue) -> None:
    """Add calls that are not open yet, that are not public, and that tell of nothing yet."""
    now = timezone.now()
    factories.call(slug="opens-soon", dialogue=dialogue, opens_at=now + timedelta(days=3))
    factories.call(slug="not-public", dialogue=dialogue, is_published=False)
    factories.call(slug="takes-files", dialogue=dialogue, max_files=2, max_recommendations=3)
    told = factories.call(
        slug="told-later", dialogue=dialogue, publish_from=now + timedelta(days=20)
    )
    factories.submission("accepted", of=told)


def _add_outcomes(dialogue: Dialogue, by: User) -> None:
    """Add a document that is being written, a paper of it, and a second public edition."""
    document = OutcomeDocument.objects.create(
        dialogue=dialogue, kind="report", slug="being-written", title="Report that is being written"
    )
    section = editing.add_section(document, "Cities")
    statement = editing.add_statement(section, "Cities should act together.")
    editing.add_statement(section, "We thank all who took part.", is_editorial=True)
    one = Recommendation.objects.public().filter(disposition="").order_by("pk")[0]
    editing.cite(statement, one, "reflects", " ".join(one.text.split()[:5]), note="As sent")
    editions.make(StocktakingPaper.objects.get())
    title = "Paper without edition"
    StocktakingPaper.objects.create(dialogue=dialogue, slug="without-edition", title=title)
    factories.theme(slug="unused-theme", name="A theme that nobody used")


def _retire_a_reference(by: User) -> None:
    """Let an answer that was public be withdrawn, and another become anonymous."""
    call = open_call()
    gone = factories.submission("accepted", of=call, organization="Harbour of yesterday")
    lifecycle.withdraw(gone, by=by, note="They asked by telephone.")
    moved = factories.submission("accepted", of=call, organization="Harbour without a name")
    lifecycle.change_publication(moved, "anonymous")


def _leave_mails() -> None:
    """Let the mails that are owed leave."""
    call_command("worker", "--once", stdout=StringIO())


def mailbox() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that holds some of the mails that left, as `make serve` keeps them."""
    folder = tempfile.TemporaryDirectory()
    for message in mail.outbox[:3]:
        EmailBackend(file_path=folder.name).send_messages([message])
    return folder
