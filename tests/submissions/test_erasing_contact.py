"""Contact data erased on request: nothing of it is left, and all that stays still works."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common import outbox
from common.models import OutboxMail
from common.states import VerbRefused
from submissions import drafts, lifecycle
from submissions.models import Call, Draft, Recommendation, Submission
from submissions.models.drafts import KeptBecause
from submissions.states import Status, Verb
from tests import factories as make
from tests.sheets import filled, place, send
from tests.submissions.admin.pages import LIST, do, last_of, page, texts, url

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Canary-Person", "canary@mailbox.example.org"
CONTACT = {"contact_name": NAME, "contact_email": EMAIL}
ERASABLE = ("lapsed", "disowned", "accepted", "declined", "withdrawn")
LINKS = "/en/my-submissions/"


@pytest.fixture
def lead() -> User:
    """A Unit lead."""
    return make.user("Unit lead")


@pytest.fixture
def desk(lead: User) -> Client:
    """The desk, opened by a Unit lead."""
    client = Client()
    client.force_login(lead)
    return client


def submission(status: str = "accepted", **fields: Any) -> Submission:
    """Return a submission of two recommendations with a contact that can be found again."""
    return make.submission(status, recommendations=2, **{**CONTACT, **fields})


def draft_of(call: Call, key: str, **fields: Any) -> Draft:
    """Keep an answer of the same contact."""
    typed = {name: [value] for name, value in CONTACT.items()} | {"organization": ["Typed name"]}
    return drafts.keep(
        call,
        typed,
        because=fields.pop("because", KeptBecause.CONFLICT),
        key=key,
        first_seen_at=timezone.now(),
        language="en",
        **fields,
    )


def erase(row: Submission, lead: User) -> Submission:
    """Erase, and return the submission as it is kept then."""
    lifecycle.erase_contact(Submission.objects.get(pk=row.pk), by=lead, note="By mail of 3 May.")
    return Submission.objects.get(pk=row.pk)


def places_of_contact() -> list[str]:
    """Return every table and column in which the name or the address stands."""
    return [
        f"{model._meta.label}.{column}"
        for model in apps.get_models()
        for row in model._base_manager.values()
        for column, value in row.items()
        if "canary" in str(value).lower()
    ]


def due_now() -> None:
    """Send all that is owed, whatever its moment."""
    OutboxMail.objects.waiting().update(due_at=timezone.now())
    outbox.send_due()


# --- what goes, and what stays
def test_button_erases_name_and_address_wherever_they_stand(desk: Client, lead: User) -> None:
    row = submission()
    Submission.objects.filter(pk=row.pk).update(idempotency_key="the-forms-key")
    draft_of(row.call, "the-forms-key", because=KeptBecause.LATE)
    draft_of(row.call, "a-corrections-key", submission=row)
    assert set(places_of_contact()) == {
        *(f"submissions.Submission.{name}" for name in CONTACT),
        *("submissions.Draft.content", "submissions.Draft.email"),
    }
    words = [list(row.versions.values()), list(row.recommendations.values())]
    response = do(desk, Verb.ERASE_CONTACT, row, note="By letter of 3 May.")
    assert response["Location"] == page(row)
    assert places_of_contact() == []
    assert [list(row.versions.values()), list(row.recommendations.values())] == words
    assert Recommendation.objects.public().filter(submission=row).count() == 2
    last = last_of(row)
    assert (last.verb, last.by, last.internal_note) == (
        "erase_contact",
        lead,
        "By letter of 3 May.",
    )
    assert (last.before, last.after, last.note) == ("accepted", "accepted", "")


def test_drafts_keep_their_words_and_the_day_of_their_end(lead: User) -> None:
    row = submission()
    draft, other = draft_of(row.call, "key", submission=row), draft_of(row.call, "another")
    erase(row, lead)
    kept = Draft.objects.get(pk=draft.pk)
    assert kept.content == {"organization": ["Typed name"]}
    assert kept.updated_at == draft.updated_at
    other.refresh_from_db()
    assert other.email == EMAIL, "nothing says that it belongs to this answer"


def test_other_answers_of_the_same_person_keep_their_contact(lead: User) -> None:
    row, other = submission(), submission()
    erase(row, lead)
    other.refresh_from_db()
    assert (other.contact_name, other.contact_email) == (NAME, EMAIL)


def test_private_addresses_end(client: Client, lead: User) -> None:
    row = submission()
    draft = draft_of(row.call, "key", submission=row)
    urls = [
        reverse("submissions:submission-detail", args=[row.token]),
        reverse("submissions:submission-withdraw", args=[row.token]),
        reverse("submissions:submission-confirm", args=[row.token, row.secret]),
        reverse("submissions:submission-disown", args=[row.token, row.secret]),
        reverse("submissions:draft-detail", args=[draft.token]),
    ]
    assert {client.get(one).status_code for one in urls} == {200, 302}
    fresh = erase(row, lead)
    assert {client.get(one).status_code for one in urls} == {404}
    assert {client.post(one).status_code for one in urls[1:-1]} == {404}
    told = texts(client.get(reverse("submissions:submission-detail", args=[fresh.token])))
    assert "Contact data erased" in told
    assert "By mail of 3 May." not in told


# --- mails
def test_mails_that_are_owed_do_not_leave(lead: User) -> None:
    row = submission("received")
    lifecycle.accept(row, by=lead)
    outbox.put("submissions.links", {"submission": row.pk}, language="en", recipient=EMAIL)
    erase(row, lead)
    assert not OutboxMail.objects.waiting().filter(ids__submission=row.pk).exists()
    due_now()
    assert mail.outbox == []


@pytest.mark.parametrize("notice", ["step", "links"])
def test_mail_that_a_worker_held_is_not_tried_for_ever(lead: User, notice: str) -> None:
    row = submission("received")
    lifecycle.accept(row, by=lead)
    if notice == "links":
        outbox.put("submissions.links", {"submission": row.pk}, language="en")
    owed = OutboxMail.objects.filter(notice=f"submissions.{notice}")
    owed.update(leased_until=timezone.now() + timedelta(minutes=2), attempts=3, last_error="slow")
    erase(row, lead)
    assert owed.waiting().exists()
    owed.update(leased_until=None)
    due_now()
    assert mail.outbox == []
    assert not OutboxMail.objects.waiting().exists()
    assert not owed.exclude(last_error="").exists()


def test_unit_is_still_told_of_a_disowned_answer(lead: User, settings: Any) -> None:
    row = submission("disowned")
    erase(row, lead)
    due_now()
    assert [one.to for one in mail.outbox] == [[settings.UNIT_EMAIL]]


def test_private_addresses_are_not_sent_again(client: Client, lead: User) -> None:
    row, other = submission(), submission()
    OutboxMail.objects.all().delete()
    fresh = erase(row, lead)
    client.post(LINKS, {"email": EMAIL})
    due_now()
    (message,) = mail.outbox
    assert other.token in message.body
    assert fresh.token not in message.body
    erase(other, lead)
    mail.outbox.clear()
    assert client.post(LINKS, {"email": EMAIL}).status_code == 200
    due_now()
    assert mail.outbox == []


# --- afterwards
Act = Callable[[Submission, User], Any]


def _whole_round(row: Submission, by: User) -> None:
    lifecycle.reopen(row, by=by, note="A mistake of ours.")
    due = timezone.now() + timedelta(days=3)
    lifecycle.request_changes(row, by=by, note="Who?", due_at=due)
    lifecycle.take_back(row, by=by)
    lifecycle.set_aside(_first(row), by=by, reason="Said already.")
    lifecycle.restore(_first(row), by=by)
    lifecycle.accept(row, by=by)
    lifecycle.undo(row, by=by)
    lifecycle.decline(row, by=by, reason="off_topic")


def _first(row: Submission) -> Recommendation:
    one: Recommendation = row.recommendations.get(number=1)
    one.submission = row
    return one


def _dispose(row: Submission, by: User) -> None:
    later = timezone.now() + timedelta(hours=1)
    lifecycle.dispose(_first(row), by=by, disposition="noted", reason="Kept.", at=later)


AFTERWARDS: dict[str, tuple[str, Act]] = {
    "reopened and decided again": ("accepted", _whole_round),
    "declined, the same": ("declined", _whole_round),
    "withdrawn": ("accepted", lambda row, by: lifecycle.withdraw(row, by=by, note="By letter.")),
    "one withdrawn": (
        "accepted",
        lambda row, by: lifecycle.withdraw_one(_first(row), by=by, note="By letter."),
    ),
    "disposed of": ("accepted", _dispose),
    "vouched for": ("lapsed", lambda row, by: lifecycle.vouch(row, by=by, note="They rang.")),
}


@pytest.mark.parametrize(("status", "act"), AFTERWARDS.values(), ids=AFTERWARDS)
def test_steps_are_taken_afterwards_and_tell_nobody(
    desk: Client, client: Client, lead: User, status: str, act: Act
) -> None:
    fresh = erase(submission(status, public=False), lead)
    act(fresh, lead)
    due_now()
    assert [one.to for one in mail.outbox] == []
    assert "None: nobody is written to." in texts(desk.get(page(fresh)))
    private = reverse("submissions:submission-detail", args=[fresh.token])
    assert client.get(private).status_code == 200
    assert places_of_contact() == []


def test_desk_finds_it_by_its_reference_and_no_longer_by_its_address(
    desk: Client, lead: User
) -> None:
    row = submission()
    assert row.reference in texts(desk.get(f"{LIST}?q={EMAIL}"))
    draft = draft_of(row.call, "key", submission=row)
    erase(row, lead)
    assert row.reference not in texts(desk.get(f"{LIST}?q={EMAIL}"))
    assert row.reference in texts(desk.get(f"{LIST}?q={row.reference}"))
    for address in (
        url("draft_changelist"),
        url("draft_change", draft.pk),
        f"{url('submission_add')}?draft={draft.pk}",
    ):
        response = desk.get(address)
        assert response.status_code == 200
        assert "canary" not in texts(response).lower()


@pytest.mark.parametrize("change", [{}, {"organization": ["Another name"]}], ids=["same", "other"])
@pytest.mark.parametrize("status", ["accepted", "lapsed and vouched for"])
def test_form_that_is_sent_again_neither_learns_the_new_address_nor_fills_the_contact(
    client: Client, lead: User, change: dict[str, list[str]], status: str
) -> None:
    call = make.call()
    typed = filled(call)
    send(client, call, typed)
    row = Submission.objects.get()
    make.walk(row, status.split()[0])
    fresh = erase(row, lead)
    if "vouched" in status:
        lifecycle.vouch(fresh, by=lead, note="They rang.")
    path, _done = place(send(client, call, typed | change))
    draft = Draft.objects.get(kept_because="conflict")
    assert path == reverse("submissions:draft-detail", args=[draft.token])
    assert fresh.token not in texts(client.get(path))
    fresh.refresh_from_db()
    assert (fresh.contact_name, fresh.contact_email, fresh.version) == ("", "", 1)


# --- when it is possible
@pytest.mark.parametrize("status", Status.values)
def test_button_is_offered_where_nothing_more_is_asked_of_the_stakeholder(
    desk: Client, status: str
) -> None:
    row = submission(status)
    html = texts(desk.get(page(row)))
    is_offered = url("submission_do", row.pk, Verb.ERASE_CONTACT) in html
    assert is_offered == (status in ERASABLE)
    assert ("This cannot be undone." in html) == is_offered


def test_without_contact_there_is_nothing_to_erase(desk: Client, lead: User) -> None:
    row = submission()
    erase(row, lead)
    assert url("submission_do", row.pk, Verb.ERASE_CONTACT) not in texts(desk.get(page(row)))
    response = do(desk, Verb.ERASE_CONTACT, row, note="Again.")
    assert response.status_code == 409
    assert "There is no contact data to erase." in texts(response)
    draft_of(row.call, "sent-again", submission=row)
    assert url("submission_do", row.pk, Verb.ERASE_CONTACT) in texts(desk.get(page(row)))
    assert do(desk, Verb.ERASE_CONTACT, row, note="Again.").status_code == 302
    assert places_of_contact() == []


@pytest.mark.parametrize("note", ["", " \n"])
def test_note_says_how_it_was_asked_for(desk: Client, lead: User, note: str) -> None:
    row = submission()
    response = do(desk, Verb.ERASE_CONTACT, row, note=note)
    assert response.status_code == 409
    assert "This field is required" in texts(response)
    with pytest.raises(VerbRefused, match="how the request was made"):
        lifecycle.erase_contact(row, by=lead, note=note)
    row.refresh_from_db()
    assert row.contact_email == EMAIL
