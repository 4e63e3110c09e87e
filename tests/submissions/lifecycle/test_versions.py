"""What was sent is kept as evidence: canonical, digested, without contact, never changed."""

import hashlib
import json

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from common.append_only import AppendOnlyError
from submissions import lifecycle
from submissions.models import Attachment, Decision, Submission, SubmissionVersion
from tests import factories
from tests.submissions.lifecycle.table import answer_of, everything, in_status, moderator

pytestmark = pytest.mark.django_db
EVIDENCE = [Decision, SubmissionVersion]


@pytest.fixture
def row() -> Submission:
    """A corrected and confirmed answer of two versions."""
    row = in_status(
        "received", moderator(), contact_name="Canary Person", contact_email="canary@x.org"
    )
    answer = answer_of(row, acronym="بحث", contact_name="Canary Second", publication="anonymous")
    lifecycle.correct(row, answer, files=[])
    return row


def test_version_is_canonical_json_with_its_digest(row):
    assert row.versions.count() == 2
    for version in row.versions.all():
        content = json.loads(version.content)
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert version.content == text
        assert version.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_version_says_what_was_sent(row):
    first, second = (json.loads(version.content) for version in row.versions.order_by("number"))
    assert first["organization"] == second["organization"] == row.organization
    assert (first["acronym"], second["acronym"]) == ("", "بحث")
    assert (first["publication"], second["publication"]) == ("named", "anonymous")
    texts = [one["text"] for one in second["recommendations"]]
    assert texts == list(row.recommendations.order_by("number").values_list("text", flat=True))
    assert first["consent_version"] == row.call.consent_version


def test_version_holds_no_contact(row):
    for version in row.versions.all():
        assert "contact" not in version.content
        assert "canary" not in version.content.lower()
        assert "x.org" not in version.content


def test_version_names_files_by_their_digest():
    of = factories.call()
    draft = _draft_of(of)
    file = Attachment.objects.create(
        draft=draft, name="a.pdf", content_type="application/pdf", size=3, sha256="ab" * 32
    )
    row = lifecycle.receive(of, factories.sent(of, files=(file,))).submission
    assert row is not None
    content = json.loads(row.versions.get().content)
    assert content["files"] == [{"name": "a.pdf", "sha256": "ab" * 32, "size": 3}]
    file.refresh_from_db()
    assert (file.submission, file.draft) == (row, None)


def _draft_of(of):
    return of.drafts.create(
        idempotency_key="k", kept_because="unsent", language="en", first_seen_at=timezone.now()
    )


def test_correction_leaves_the_first_version_as_it_was():
    row = in_status("received", moderator())
    first = SubmissionVersion.objects.values().get()
    lifecycle.correct(row, answer_of(row, acronym="NEW"), files=[])
    assert SubmissionVersion.objects.values().get(number=1) == first


@pytest.mark.parametrize("model", EVIDENCE)
def test_evidence_refuses_to_be_changed_or_deleted(row, model):
    before = everything()
    one = model.objects.first()
    assert one is not None
    with pytest.raises(AppendOnlyError):
        one.save()
    with pytest.raises(AppendOnlyError):
        one.save(update_fields=["version" if model is Decision else "content"])
    with pytest.raises(AppendOnlyError):
        one.delete()
    with pytest.raises(AppendOnlyError):
        model.objects.update(submission=None)
    with pytest.raises(AppendOnlyError):
        model.objects.filter(pk=one.pk).delete()
    with pytest.raises(AppendOnlyError), transaction.atomic():
        model.objects.bulk_update([one], ["submission"])
    assert everything() == before


@pytest.mark.parametrize("name", ["decisions", "versions"])
def test_evidence_refuses_through_its_submission_too(row, name):
    before = everything()
    with pytest.raises(AppendOnlyError):
        getattr(row, name).update(submission=None)
    with pytest.raises(AppendOnlyError):
        getattr(row, name).all().delete()
    assert everything() == before


def test_submission_with_evidence_cannot_be_deleted(row):
    before = everything()
    with pytest.raises(ProtectedError):
        row.delete()
    with pytest.raises(ProtectedError):
        Submission.objects.all().delete()
    assert everything() == before
