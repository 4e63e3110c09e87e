"""What the mails of the steps hold: until an address is confirmed, no word that somebody typed."""

from dataclasses import fields, replace

import pytest
from django.core import mail
from django.utils import timezone

from common import outbox
from common.models import OutboxMail
from submissions import lifecycle
from submissions.models import Attachment, Submission
from tests import factories
from tests.mails import link_in
from tests.submissions.lifecycle.table import ACTS, TABLE, answer_of, in_status, moderator

pytestmark = pytest.mark.django_db
TYPED = {
    "organization": "Typed-organization",
    "acronym": "Typed-acronym",
    "category": "other",
    "category_other": "Typed-category",
    "country": "KI",
    "on_behalf_of": "Typed-behalf",
    "co_sponsors": "Typed-sponsors",
    "contact_name": "Typed-contact",
    "contact_email": "typed@example.org",
}
FROM_UNCONFIRMED = [verb for verb, allowed in TABLE.items() if "unconfirmed" in allowed]


def unconfirmed() -> Submission:
    """Return an answer with a word of its own in every field; its first mail still waits."""
    of = factories.call()
    measure = factories.measure(title="Typed-title", text="Typed-text", addressed_to="Typed-to")
    answer = replace(factories.answer(of), **TYPED, recommendations=(measure, measure))
    row = lifecycle.receive(of, factories.sent(of, answer=answer)).submission
    assert row is not None
    Attachment.objects.create(submission=row, name="Typed-file.pdf", size=1, sha256="a" * 64)
    return Submission.objects.get(pk=row.pk)


def sent() -> list[str]:
    """Send all that is owed; return each mail with its headers, text and HTML."""
    OutboxMail.objects.waiting().update(due_at=timezone.now())
    outbox.send_due()
    assert not OutboxMail.objects.exclude(last_error="").exists()
    letters, mail.outbox[:] = list(mail.outbox), []
    return [_whole(letter) for letter in letters if "typed@example.org" in letter.to]


def _whole(letter: mail.EmailMessage) -> str:
    assert isinstance(letter, mail.EmailMultiAlternatives)
    parts = [str(content) for content, _kind in letter.alternatives]
    return "\n".join([str(letter.subject), str(letter.extra_headers), str(letter.body), *parts])


def test_every_field_that_is_typed_has_its_word_here():
    known = {*TYPED, "language", "publication", "recommendations"}
    assert {field.name for field in fields(answer_of(unconfirmed()))} == known


def test_first_mail_holds_links_and_nothing_that_was_typed():
    row = unconfirmed()
    (letter,) = sent()
    assert row.reference in letter
    assert "typed" not in letter.lower().replace("typed@example.org", "")
    assert "Kiribati" not in letter


@pytest.mark.parametrize("verb", FROM_UNCONFIRMED)
def test_no_mail_before_confirmation_holds_what_was_typed(verb):
    row = unconfirmed()
    sent()
    if verb == "correct":
        answer = answer_of(row, acronym="Typed-again")
        lifecycle.correct(row, answer, files=[])
    else:
        ACTS[verb](row, moderator(), timezone.now())
    letters = sent()
    assert len(letters) == 1
    is_confirmed = Submission.objects.get().confirmed_at is not None
    assert is_confirmed is (verb in ("confirm", "vouch"))
    assert ("Typed-text" in letters[0]) is is_confirmed
    assert ("Typed-organization" in letters[0]) is is_confirmed
    if not is_confirmed:
        assert "typed" not in letters[0].lower().replace("typed@example.org", "")


def test_links_that_are_asked_for_hold_nothing_that_was_typed():
    row = unconfirmed()
    sent()
    outbox.put("submissions.links", {"submission": row.pk}, language="en")
    (letter,) = sent()
    assert row.token in letter
    assert "typed" not in letter.lower().replace("typed@example.org", "")


def test_mail_to_confirm_is_not_sent_when_it_is_confirmed_already():
    row = unconfirmed()
    lifecycle.vouch(row, by=moderator(), note="They rang.")
    letters = sent()
    assert len(letters) == 1
    assert "Typed-text" in letters[0]
    assert "/confirm/" not in letters[0]


def test_mail_of_a_private_note_does_not_exist():
    row = in_status("received", moderator(), contact_email="typed@example.org")
    sent()
    lifecycle.decline(
        row, by=moderator(), reason="off_topic", note="Told-note", internal_note="Secret-note"
    )
    (letter,) = sent()
    assert "Told-note" in letter
    assert "Secret-note" not in letter


def test_unit_is_told_without_contact_data():
    row = unconfirmed()
    sent()
    lifecycle.disown(row)
    OutboxMail.objects.update(due_at=timezone.now())
    outbox.send_due()
    to_unit = [_whole(letter) for letter in mail.outbox if "typed@example.org" not in letter.to]
    assert len(to_unit) == 1
    assert row.reference in to_unit[0]
    assert "typed" not in to_unit[0].lower()


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "zh-hans", "ru"])
def test_mail_is_in_the_language_of_the_form_and_leads_into_it(language):
    of = factories.call()
    lifecycle.receive(of, factories.sent(of, language=language))
    outbox.send_due()
    (letter,) = mail.outbox
    assert f"/{language}/submissions/" in link_in(letter, "/confirm/")
