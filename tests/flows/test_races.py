"""The same thing sent, made or done at once: it is there once, and nobody's words are lost."""

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common import outbox
from common.models import OutboxMail
from common.states import Conflict
from submissions import lifecycle, staging, stakeholders
from submissions.models import (
    Attachment,
    Decision,
    Draft,
    Stakeholder,
    Submission,
    SubmissionVersion,
)
from submissions.states import Status
from tests import documents
from tests import factories as make
from tests.flows.together import ROUNDS, at_once, fresh, refused
from tests.sheets import Page, Upload, filled, pairs, post, send

pytestmark = pytest.mark.django_db(transaction=True)
PDF = Upload("annex.pdf", documents.PDF)


@pytest.fixture(autouse=True, params=ROUNDS)
def _round(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def path_of(response: Any) -> str:
    """Return where a response leads to, without what was done."""
    assert response.status_code == 302
    return str(response["Location"]).partition("?")[0]


# --- the same form ---------------------------------------------------------------------------


@pytest.mark.parametrize("files", [[], [PDF]], ids=["plain", "with a file"])
def test_same_key_from_many_at_once_is_one_submission_with_equal_receipts(
    files: list[Upload],
) -> None:
    call = make.call()
    typed = filled(call, recommendations=2)
    responses = at_once(*[lambda: send(Client(), call, typed, *files)] * 6)
    assert len({path_of(response) for response in responses}) == 1
    outcomes = sorted(response["Location"].partition("=")[2] for response in responses)
    assert outcomes == ["created", *["same"] * 5]
    row = Submission.objects.get(call=call)
    assert row.version == 1
    assert row.recommendations.count() == 2
    assert [decision.verb for decision in row.decisions.all()] == ["receive"]
    assert OutboxMail.objects.filter(ids__submission=row.pk).count() == 1
    assert row.attachments.count() == Attachment.objects.filter(submission=row).count()
    assert row.attachments.count() == len(files)
    assert Attachment.objects.count() == len(files)
    assert not Draft.objects.exists()


def test_many_contents_under_one_key_are_all_kept_somewhere() -> None:
    call = make.call()
    typed = filled(call)
    titles = [f"Title of sending {number}" for number in range(4)]
    forms = [typed | {"recommendations-0-title": [title]} for title in titles]
    responses = at_once(*[lambda form=form: send(Client(), call, form) for form in forms])
    assert {response.status_code for response in responses} == {302}
    row = Submission.objects.get(call=call)
    versions = SubmissionVersion.objects.filter(submission=row)
    drafts = Draft.objects.filter(submission=row, kept_because="conflict")
    kept = [version.content for version in versions]
    kept += [str(draft.content) for draft in drafts]
    assert len(kept) == len(titles)
    assert all(any(title in content for content in kept) for title in titles)
    assert [version.number for version in versions] == list(range(1, row.version + 1))


def test_same_late_form_from_many_at_once_is_one_draft_and_one_mail() -> None:
    call = make.call(closes_at=timezone.now() - timedelta(hours=1))
    typed = filled(call)
    responses = at_once(*[lambda: send(Client(), call, typed, PDF)] * 5)
    assert len({path_of(response) for response in responses}) == 1
    draft = Draft.objects.get()
    assert draft.content == typed
    assert draft.attachments.count() == Attachment.objects.count() == 1
    assert OutboxMail.objects.count() == 1


def test_same_correction_sent_twice_at_once_is_one_version() -> None:
    row = make.submission("received")
    url = reverse("submissions:submission-correct", args=[row.token])
    fields = Page(Client().get(url)).fields | {"consent": ["on"], "acronym": ["NEW"]}
    responses = at_once(*[lambda: post(Client(), url, pairs(fields, [PDF]))] * 4)
    assert {path_of(response) for response in responses} == {
        reverse("submissions:submission-detail", args=[row.token])
    }
    assert fresh(row).version == row.versions.count() == 2
    assert row.attachments.count() == 1
    assert not Draft.objects.exists()


def test_two_corrections_at_once_keep_both_words() -> None:
    row = make.submission("received")
    url = reverse("submissions:submission-correct", args=[row.token])
    fields = Page(Client().get(url)).fields | {"consent": ["on"]}
    responses = at_once(
        *[
            lambda name=name: post(Client(), url, pairs(fields | {"acronym": [name]}))
            for name in ("ONE", "TWO")
        ]
    )
    kept = {fresh(row).acronym}
    kept |= {draft.content["acronym"][0] for draft in Draft.objects.filter(submission=row)}
    shown = [Page(response) for response in responses if response.status_code == 409]
    kept |= {page.fields["acronym"][0] for page in shown}
    assert kept == {"ONE", "TWO"}
    assert fresh(row).version == 2


def test_files_over_the_limit_at_once_stay_within_it() -> None:
    call = make.call(max_files=2)
    typed = filled(call)
    files = [Upload(f"{number}.pdf", documents.PDF + bytes([number])) for number in range(5)]
    at_once(*[lambda file=file: send(Client(), call, typed, file, do="upload") for file in files])
    assert len(staging.files_of(typed["key"][0])) == 2


# --- the worker ------------------------------------------------------------------------------


def test_many_workers_send_each_mail_once() -> None:
    rows = [make.submission() for _ in range(15)]
    sent = at_once(*[outbox.send_due] * 4)
    assert sum(sent) == len(mail.outbox) == 15
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        row.contact_email for row in rows
    )
    assert set(OutboxMail.objects.values_list("attempts", "leased_until")) == {(1, None)}
    assert not OutboxMail.objects.waiting().exists()


@pytest.mark.parametrize("late", [0, 1])
def test_undo_while_the_mail_leaves_is_one_of_them(settings: Any, late: int) -> None:
    settings.UNDO_HOLD_MINUTES = 30
    by = make.user()
    row = make.submission("in_review", by=by)
    OutboxMail.objects.all().delete()
    mail.outbox.clear()
    hold_over = timezone.now() + timedelta(seconds=late)
    lifecycle.accept(row, by=by, at=hold_over - timedelta(minutes=30))
    mine = fresh(row)
    in_time = hold_over - timedelta(milliseconds=1)
    results = at_once(
        lambda: lifecycle.undo(mine, by=by, at=in_time),
        lambda: outbox.send_due(hold_over),
    )
    owed = OutboxMail.objects.get()
    after = fresh(row)
    if after.status == Status.ACCEPTED:
        assert isinstance(results[0], Conflict)
        assert "The mail has just left" in str(results[0])
        assert (owed.sent_at is not None, owed.cancelled_at) == (True, None)
        assert len(mail.outbox) == 1
    else:
        assert after.status == Status.IN_REVIEW
        assert (owed.sent_at, owed.cancelled_at is not None) == (None, True)
        assert mail.outbox == []


# --- what both make --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "made"),
    [("Harbour Union", "HARBOUR  UNION", 1), ("Harbour Union", "Harbour-Union", 2)],
    ids=["the same", "the same address"],
)
def test_two_accepted_at_once_make_each_stakeholder_once(one: str, other: str, made: int) -> None:
    people = [make.user() for _ in range(2)]
    rows = [make.submission("in_review", by=people[0], organization=name) for name in (one, other)]
    results = at_once(
        *[
            lambda row=row, by=by: lifecycle.accept(fresh(row), by=by)
            for row, by in zip(rows, people, strict=True)
        ]
    )
    assert refused(results) == []
    assert len({fresh(row).stakeholder_id for row in rows}) == made
    assert {fresh(row).status for row in rows} == {"accepted"}
    assert Stakeholder.objects.count() == made


def test_an_answer_accepted_during_a_merge_is_the_kept_stakeholders() -> None:
    by = make.user()
    keep = make.submission("accepted", by=by, organization="Harbour Union").stakeholder
    other = make.submission("accepted", by=by, organization="Harbor Union").stakeholder
    rows = [make.submission("in_review", by=by, organization="Harbor Union") for _ in range(3)]
    assert keep
    assert other
    results = at_once(
        *[lambda row=row: lifecycle.accept(fresh(row), by=by) for row in rows],
        lambda: stakeholders.merge(keep, [other]),
    )
    assert refused(results) == []
    assert {fresh(row).stakeholder_id for row in rows} == {keep.pk}


def test_two_imports_of_one_external_id_enter_it_once() -> None:
    by = make.user("Unit lead")
    call = make.call()
    answers = [make.answer(call) for _ in range(3)]
    results = at_once(
        *[
            lambda answer=answer: lifecycle.enter(call, answer, by=by, external_id="id")
            for answer in answers
        ]
    )
    assert sorted(type(one).__name__ for one in results) == [
        "IntegrityError",
        "IntegrityError",
        "Submission",
    ]
    assert Submission.objects.count() == Decision.objects.count() == 1
    assert SubmissionVersion.objects.count() == OutboxMail.objects.count() == 1


def test_two_runs_of_one_import_enter_each_row_once(tmp_path: Path) -> None:
    make.user("Unit lead", username="lead")
    make.call(slug="input")
    table = tmp_path / "rows.csv"
    header = ["external_id", "organization", "category", "country", "text"]
    rows = [[f"r{n}", f"Body {n}", "media", "KE", "Publish the fees."] for n in range(20)]
    with table.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([header, *rows])
    options = {"call": "input", "staff": "lead"}
    results = at_once(*[lambda: call_command("import_recommendations", table, **options)] * 2)
    assert len([one for one in refused(results) if not isinstance(one, CommandError)]) == 0
    assert Submission.objects.count() == Decision.objects.count() == len(rows)
    call_command("import_recommendations", table, **options)
    assert Submission.objects.count() == len(rows)
