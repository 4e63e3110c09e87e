"""Drafts: what was sent and could not be taken stays, exactly as typed, at its own address."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common import outbox
from common.models import OutboxMail
from submissions import drafts
from submissions.models import Attachment, Call, Draft, Submission
from submissions.models.drafts import KeptBecause
from tests import documents
from tests import factories as make
from tests.sheets import Page, Typed, Upload, address, filled, pairs, post, send

pytestmark = pytest.mark.django_db
PDF = Upload("annex.pdf", documents.PDF)


@pytest.fixture
def closed() -> Call:
    """A call that closed an hour ago."""
    return make.call(closes_at=timezone.now() - timedelta(hours=1))


def late(client: Client, call: Call, typed: Typed, *files: Upload) -> Draft:
    """Send what comes too late, and return the draft that the answer leads to."""
    response = send(client, call, typed, *files)
    assert response.status_code == 302
    draft = Draft.objects.exclude(kept_because__in=["unsent", "sent"]).latest("pk")
    assert response["Location"] == url_of(draft)
    return draft


def url_of(draft: Draft) -> str:
    """Return the draft's address."""
    return reverse("submissions:draft-detail", args=[draft.token])


def test_late_answer_is_kept_exactly_as_typed_and_the_unit_is_told(
    client: Client, closed: Call, settings: Any
) -> None:
    typed = filled(closed, recommendations=2, organization="  Café \t of\r\n the <b>port</b> ")
    draft = late(client, closed, typed, PDF)
    assert draft.content == typed
    assert (draft.call, draft.kept_because, draft.submission) == (closed, KeptBecause.LATE, None)
    assert draft.email == "amina@example.org"
    assert draft.first_seen_at > closed.closes_at
    assert not Submission.objects.exists()
    assert [file.name for file in draft.attachments.all()] == ["annex.pdf"]
    (row,) = OutboxMail.objects.all()
    assert row.notice == "submissions.draft_kept"
    outbox.send_due()
    assert mail.outbox[0].to == [settings.UNIT_EMAIL]
    assert closed.title in mail.outbox[0].body
    assert "Sent after the call had closed" in mail.outbox[0].subject
    assert f"/admin/submissions/draft/{draft.pk}/change/" in mail.outbox[0].body
    assert "Café" not in mail.outbox[0].body


BAD = {
    "nothing": {"organization": [], "consent": [], "recommendations-0-text": [""]},
    "NUL": {"organization": ["a\x00b"], "recommendations-0-text": ["\x00"]},
    "no choice": {"category": ["nonsense"], "country": ["\x00"], "publication": ["x"]},
    "two values": {"organization": ["one", "other"], "recommendations-0-title": ["a", "b"]},
    "an address of 300": {"contact_email": ["a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".org"]},
    "no address": {"contact_email": ["nobody"]},
    "a number of none": {"recommendations-TOTAL_FORMS": ["x"]},
    "no number": {"recommendations-TOTAL_FORMS": []},
    "a long text": {"recommendations-0-text": ["word " * 50_000]},
    "fields of no form": {"x" * 300: ["\x00"], "\x01": ["y"]},
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_late_answer_is_kept_whether_or_not_it_could_have_been_taken(
    client: Client, closed: Call, bad: Typed
) -> None:
    typed = {name: values for name, values in (filled(closed) | bad).items() if values}
    draft = late(client, closed, typed)
    draft.refresh_from_db()
    assert draft.content == typed
    page = Page(client.get(url_of(draft)))
    assert page.status == 200
    for name in ("organization", "contact_name", "recommendations-0-title"):
        assert all(value in page.main for value in typed.get(name, [])[-1:])


def test_what_no_column_of_json_would_take_is_kept_too(closed: Call) -> None:
    typed = {"organization": ["\ud800 \x00 \ufffd"], "\udfff": ["a", ""]}
    now = timezone.now()
    draft = drafts.keep(
        closed, typed, because=KeptBecause.LATE, key="k", first_seen_at=now, language="en"
    )
    assert Draft.objects.get(pk=draft.pk).content == typed


def test_late_answer_with_a_bad_file_is_kept_without_the_file(client: Client, closed: Call) -> None:
    draft = late(client, closed, filled(closed), Upload("a.exe", b"MZ"), PDF)
    assert [file.name for file in draft.attachments.all()] == ["annex.pdf"]


def test_same_late_answer_again_is_the_same_draft(client: Client, closed: Call) -> None:
    typed = filled(closed)
    first = late(client, closed, typed, PDF)
    assert late(client, closed, typed, PDF) == first
    assert late(client, closed, typed) == first
    assert OutboxMail.objects.count() == 1
    assert first.attachments.count() == 1


def test_file_that_comes_with_the_same_late_answer_again_is_not_lost(
    client: Client, closed: Call
) -> None:
    typed = filled(closed)
    first = late(client, closed, typed)
    assert late(client, closed, typed, PDF) == first
    assert [file.name for file in first.attachments.all()] == ["annex.pdf"]


def test_other_late_answers_are_other_drafts(client: Client, closed: Call) -> None:
    typed = filled(closed)
    rows = {late(client, closed, typed | {"acronym": [name]}).pk for name in ("A", "B")}
    rows.add(late(client, closed, filled(closed)).pk)
    assert len(rows) == OutboxMail.objects.count() == 3


def test_late_form_can_still_be_changed_with_the_buttons(client: Client, closed: Call) -> None:
    page = Page(send(client, closed, filled(closed), do="add"))
    assert page.fields["recommendations-TOTAL_FORMS"] == ["2"]
    assert Draft.objects.get().kept_because == KeptBecause.UNSENT
    late(client, closed, page.fields)


# --- its page --------------------------------------------------------------------------------


def test_page_shows_everything_that_was_typed_and_why_it_is_kept(
    client: Client, closed: Call
) -> None:
    typed = filled(closed, recommendations=3)
    page = Page(client.get(url_of(late(client, closed, typed, PDF))))
    assert "It was sent after the call had closed." in page.main
    shown = ["Association Al Amal", "AAA", "Network of clinics", "Morocco", "Clinics of the coast"]
    shown += ["First sponsor Second sponsor", "Amina Example", "amina@example.org", "Français"]
    shown += ["Without our name", "Cooperation", "Community", "Before, After", "annex.pdf"]
    shown += [f"Agree on referral path {number}" for number in range(3)]
    shown += [f"Countries of transit {number}" for number in range(3)]
    shown += list(closed.themes.values_list("name", flat=True))
    assert not [words for words in shown if words not in page.main]


def test_page_is_silent_and_reading_changes_nothing(client: Client, closed: Call) -> None:
    draft = late(client, closed, filled(closed), PDF)
    before = Draft.objects.values().get(pk=draft.pk)
    for response in (client.get(url_of(draft)), client.head(url_of(draft))):
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store, private"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert client.post(url_of(draft)).status_code == 405
    assert Draft.objects.values().get(pk=draft.pk) == before


def test_html_in_a_draft_is_text(client: Client, closed: Call) -> None:
    evil = "<script>alert(1)</script>"
    typed = filled(closed, organization=evil, category=evil, country=evil, language=evil)
    typed |= {"recommendations-0-text": [evil], "recommendations-0-themes": [evil]}
    page = Page(client.get(url_of(late(client, closed, typed))))
    assert page.main.count(evil) == 6
    assert "<script>alert" not in page.html


def test_only_its_own_token_opens_a_draft(client: Client, closed: Call) -> None:
    draft = late(client, closed, filled(closed))
    other = make.submission()
    for wrong in (other.token, draft.public_id, draft.token[:-1], "\x00", "é", f"{draft.token}x"):
        url = reverse("submissions:draft-detail", args=[wrong])
        assert client.get(url).status_code == 404
    url = reverse("submissions:submission-detail", args=[draft.token])
    assert client.get(url).status_code == 404
    old = url_of(draft)
    Draft.objects.update(token_version=2)
    assert client.get(old).status_code == 404


def test_file_of_a_draft_is_for_who_has_its_address(client: Client, closed: Call) -> None:
    draft = late(client, closed, filled(closed), PDF)
    other = late(client, closed, filled(closed))
    (row,) = draft.attachments.all()
    mine = reverse("submissions:draft-file", args=[draft.token, row.pk])
    response: Any = client.get(mine)
    assert response.getvalue() == documents.PDF
    assert response["Content-Disposition"] == 'attachment; filename="annex.pdf"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    for token, pk in ((other.token, row.pk), (draft.token, 10**30), (draft.token, 0)):
        url = reverse("submissions:draft-file", args=[token, pk])
        assert client.get(url).status_code == 404


def test_draft_costs_the_same_queries_with_one_recommendation_and_with_three(
    client: Client, closed: Call, django_assert_num_queries: Any
) -> None:
    for number in (1, 3):
        draft = late(client, closed, filled(closed, recommendations=number))
        with django_assert_num_queries(5):
            assert client.get(url_of(draft)).status_code == 200


# --- how long --------------------------------------------------------------------------------


def test_drafts_are_erased_with_their_files_when_their_time_is_over(
    client: Client, closed: Call, settings: Any
) -> None:
    settings.DRAFT_KEEP_DAYS = 90
    old, young = (late(client, closed, filled(closed), PDF) for _ in range(2))
    send(client, closed, filled(closed), PDF, do="upload")
    long_ago = timezone.now() - timedelta(days=91)
    Draft.objects.exclude(pk=young.pk).update(updated_at=long_ago)
    gone = [row.file.path for row in Attachment.objects.exclude(draft=young)]
    assert drafts.erase_due() == len([old])
    assert drafts.erase_due() == 0  # what is not sent stays until its call has long been closed
    Call.objects.update(opens_at=long_ago - timedelta(days=1), closes_at=long_ago)
    assert drafts.erase_due() == 1
    assert list(Draft.objects.all()) == [young]
    storage = Attachment.objects.get().file.storage
    assert not any(storage.exists(path) for path in gone)
    assert storage.exists(str(young.attachments.get().file.name))
    assert client.get(url_of(young)).status_code == 200
    assert drafts.erase_due() == 0


def test_files_of_a_sent_answer_are_never_erased_with_drafts(client: Client) -> None:
    call = make.call()
    send(client, call, filled(call), PDF)
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=999))
    drafts.erase_due()
    assert Submission.objects.get().attachments.get().file.size == len(documents.PDF)


def test_erased_draft_owes_no_mail(client: Client, closed: Call) -> None:
    late(client, closed, filled(closed)).delete()
    outbox.send_due()
    assert mail.outbox == []
    assert not OutboxMail.objects.waiting().exists()


def test_files_alone_wait_in_a_draft_that_owes_no_mail(client: Client) -> None:
    call = make.call()
    post(client, address(call), pairs({"key": ["k" * 20]}, [PDF], do="upload"))
    draft = Draft.objects.get()
    assert draft.kept_because == KeptBecause.UNSENT
    assert draft.revision == 0
    assert not OutboxMail.objects.exists()


def test_the_draft_of_a_form_is_made_again_where_another_sending_took_it_away(
    closed: Call, monkeypatch: pytest.MonkeyPatch
):
    make, tries = Draft.objects.get_or_create, []

    def beaten(**wanted: Any) -> Any:
        tries.append(wanted)
        if len(tries) == 1:  # made by another sending, and gone when it is looked for
            raise IntegrityError
        return make(**wanted)

    monkeypatch.setattr(Draft.objects, "get_or_create", beaten)
    with transaction.atomic():
        draft = drafts.unsent(closed, "s" * 20, first_seen_at=timezone.now(), language="en")
    assert (draft.idempotency_key, len(tries)) == ("s" * 20, 2)
