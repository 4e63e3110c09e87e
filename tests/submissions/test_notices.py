"""The mails of every step: to whom, when, with which words, and with none before confirmation."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone, translation
from pytest_django import Settings

from common import outbox
from common.models import OutboxMail
from submissions import intake, lifecycle
from submissions.models import Attachment, Call, Submission
from submissions.states import DeclineReason, Status, Verb
from submissions.wording import STEPS
from tests import factories
from tests.mails import link_in

pytestmark = pytest.mark.django_db

CANARIES = {
    "organization": "canaryorganization",
    "acronym": "canaryacro",
    "category": "other",
    "category_other": "canarycategory",
    "on_behalf_of": "canarybehalf",
    "co_sponsors": "canarysponsors",
    "contact_name": "canaryperson",
    "contact_email": "canary@example.org",
}
MEASURES = ("canarytitle", "canarytext", "canaryaddressee")
NOTE = "Please say who acts."


def measure(**fields: Any) -> intake.Measure:
    """Return a recommendation in which every typed field is a canary."""
    typed = {"title": MEASURES[0], "text": MEASURES[1], "addressed_to": MEASURES[2]}
    return factories.measure(**{**typed, **fields})


def answer(*measures: intake.Measure, **fields: Any) -> intake.Answer:
    """Return an answer in which every typed word is a canary; two recommendations by default."""
    measures = measures or (measure(), measure())
    return replace(factories.answer(), **{**CANARIES, "recommendations": measures, **fields})


def submission(
    status: str = Status.UNCONFIRMED, *, of: Call | None = None, **options: Any
) -> Submission:
    """Return a submission of two recommendations in which every typed word is a canary."""
    of = of or factories.call()
    row = lifecycle.receive(of, factories.sent(of, answer=answer(**options))).submission
    assert row is not None
    factories.walk(row, status)
    return row


def last(row: Submission) -> OutboxMail:
    """Return the newest mail that is owed to the stakeholder of a submission."""
    owed = OutboxMail.objects.filter(ids__submission=row.pk, ids__has_key="decision")
    newest = owed.order_by("pk").last()
    assert newest is not None
    return newest


def rendered(row: OutboxMail) -> EmailMultiAlternatives:
    """Return the message of an owed mail."""
    message = outbox.render(row)
    assert message is not None
    return message


def whole(message: EmailMultiAlternatives) -> str:
    """Return everything that the reader of a mail may see, but for the address."""
    return f"{message.subject}\n{message.body}\n{html_of(message)}"


def html_of(message: EmailMultiAlternatives) -> str:
    """Return the HTML twin."""
    content, kind = message.alternatives[0]
    assert kind == "text/html"
    return str(content)


# --- every step that is told -----------------------------------------------------------------
Act = Callable[[Submission, User], object]


def of_first(row: Submission) -> Any:
    """Return the first recommendation, as the submission stands."""
    found = row.recommendations.get(number=1)
    found.submission = row
    return found


def new_version(row: Submission) -> intake.Answer:
    """Return what the submission says, with a new text."""
    return answer(measure(number=1, text="canarytext again"))


def told() -> datetime:
    """Return a moment at which every hold is over."""
    return timezone.now() + timedelta(hours=1)


def due() -> Any:
    """Return a moment to send changes by."""
    return timezone.now() + timedelta(days=9)


STEPS_TOLD: dict[str, tuple[str, Act]] = {
    Verb.CONFIRM: (Status.UNCONFIRMED, lambda s, _u: lifecycle.confirm(s)),
    Verb.VOUCH: (Status.UNCONFIRMED, lambda s, u: lifecycle.vouch(s, by=u, note="Called.")),
    Verb.LAPSE: (Status.UNCONFIRMED, lambda s, _u: lifecycle.lapse(s)),
    Verb.DISOWN: (Status.UNCONFIRMED, lambda s, _u: lifecycle.disown(s)),
    Verb.START_REVIEW: (Status.RECEIVED, lambda s, u: lifecycle.start_review(s, by=u)),
    Verb.REQUEST_CHANGES: (
        Status.IN_REVIEW,
        lambda s, u: lifecycle.request_changes(s, by=u, note=NOTE, due_at=due()),
    ),
    Verb.RESUBMIT: (
        Status.CHANGES_REQUESTED,
        lambda s, _u: lifecycle.resubmit(s, new_version(s), files=[]),
    ),
    Verb.TAKE_BACK: (Status.CHANGES_REQUESTED, lambda s, u: lifecycle.take_back(s, by=u)),
    Verb.ACCEPT: (Status.IN_REVIEW, lambda s, u: lifecycle.accept(s, by=u, note=NOTE)),
    Verb.DECLINE: (
        Status.IN_REVIEW,
        lambda s, u: lifecycle.decline(s, by=u, reason=DeclineReason.NO_MEASURE, note=NOTE),
    ),
    Verb.REOPEN: (Status.ACCEPTED, lambda s, u: lifecycle.reopen(s, by=u, note=NOTE, at=told())),
    Verb.WITHDRAW: (Status.IN_REVIEW, lambda s, _u: lifecycle.withdraw(s)),
    Verb.CORRECT: (
        Status.RECEIVED,
        lambda s, _u: lifecycle.correct(s, new_version(s), files=[]),
    ),
    Verb.SET_ASIDE: (
        Status.IN_REVIEW,
        lambda s, u: lifecycle.set_aside(of_first(s), by=u, reason=NOTE),
    ),
    Verb.WITHDRAW_ONE: (Status.ACCEPTED, lambda s, _u: lifecycle.withdraw_one(of_first(s))),
    Verb.CHANGE_PUBLICATION: (
        Status.ACCEPTED,
        lambda s, _u: lifecycle.change_publication(s, "anonymous"),
    ),
    Verb.DISPOSE: (
        Status.ACCEPTED,
        lambda s, u: lifecycle.dispose(
            of_first(s), by=u, disposition="partly", reason=NOTE, at=told()
        ),
    ),
}

# Restore needs one that is set aside; it and the two beginnings have tests of their own.
OTHERS = {Verb.RECEIVE, Verb.ENTER, Verb.RESTORE}
UNTOLD = {Verb.UNDO, Verb.PUBLISH, Verb.ERASE_CONTACT}
FULL_COPY = {Verb.CONFIRM, Verb.VOUCH, Verb.ENTER, Verb.RESUBMIT, Verb.CORRECT}
WITH_NOTE = {
    *(Verb.REQUEST_CHANGES, Verb.ACCEPT, Verb.DECLINE, Verb.REOPEN),
    *(Verb.SET_ASIDE, Verb.DISPOSE),
}
ABOUT_ONE = {Verb.SET_ASIDE, Verb.WITHDRAW_ONE, Verb.DISPOSE}


def test_every_verb_is_in_this_file() -> None:
    assert {*STEPS_TOLD} | OTHERS | UNTOLD == {*Verb}


@pytest.mark.parametrize("verb", STEPS_TOLD)
def test_a_step_is_told_to_its_stakeholder(verb: str) -> None:
    status, act = STEPS_TOLD[verb]
    row = submission(status)
    act(row, factories.user())
    told = last(row)
    message = rendered(told)
    assert row.decisions.get(pk=told.ids["decision"]).verb == verb
    assert told.notice == f"submissions.{'received' if verb in FULL_COPY else 'step'}"
    assert message.to == [CANARIES["contact_email"]]
    assert message.subject == f"{STEPS[verb].subject} {row.reference}"
    for twin in (str(message.body), html_of(message)):
        assert str(STEPS[verb].meaning) in twin
        assert row.call.title in twin
        assert (NOTE in twin) == (verb in WITH_NOTE)
        assert (of_first(row).reference in twin) == (verb in ABOUT_ONE | FULL_COPY)
        assert (MEASURES[1] in twin) == (verb in FULL_COPY)
        has_link = f"/submissions/{row.token}/" in twin
        assert has_link == (verb != Verb.DISOWN)


@pytest.mark.parametrize("verb", [*STEPS_TOLD, Verb.RESTORE])
def test_nothing_is_sent_without_an_address(verb: str) -> None:
    status, act = STEPS_TOLD[Verb.SET_ASIDE if verb == Verb.RESTORE else verb]
    row, user = submission(status), factories.user()
    OutboxMail.objects.all().delete()
    row.contact_email = ""
    row.save()
    act(row, user)
    if verb == Verb.RESTORE:
        lifecycle.restore(of_first(row), by=user)
    assert not OutboxMail.objects.filter(ids__has_key="decision").exists()


def test_a_mail_whose_address_was_erased_is_not_sent() -> None:
    row = submission(Status.RECEIVED)
    Submission.objects.update(contact_email="")
    assert outbox.render(last(row)) is None


def test_a_restored_recommendation_is_told() -> None:
    row, user = submission(Status.IN_REVIEW), factories.user()
    lifecycle.set_aside(of_first(row), by=user, reason=NOTE)
    lifecycle.restore(of_first(row), by=user)
    message = rendered(last(row))
    assert message.subject == f"One recommendation is taken in again {row.reference}"
    assert of_first(row).reference in str(message.body)


def test_an_answer_entered_on_behalf_is_told_in_full() -> None:
    call = factories.call()
    row = lifecycle.enter(call, answer(), by=factories.user(), language="fr", consent_note="Letter")
    told = last(row)
    assert (told.notice, told.language) == ("submissions.received", "fr")
    assert "canarytext" in whole(rendered(told))


# --- before confirmation ---------------------------------------------------------------------
BEFORE: dict[str, Act] = {
    Verb.RECEIVE: lambda _s, _u: None,
    Verb.CORRECT: lambda s, _u: lifecycle.correct(s, new_version(s), files=[]),
    Verb.LAPSE: lambda s, _u: lifecycle.lapse(s),
    Verb.DISOWN: lambda s, _u: lifecycle.disown(s),
    Verb.WITHDRAW: lambda s, _u: lifecycle.withdraw(s),
    Verb.WITHDRAW_ONE: lambda s, _u: lifecycle.withdraw_one(of_first(s)),
    Verb.CHANGE_PUBLICATION: lambda s, _u: lifecycle.change_publication(s, "anonymous"),
}


@pytest.mark.parametrize("verb", BEFORE)
def test_before_confirmation_no_mail_holds_a_word_that_was_typed(verb: str) -> None:
    row = submission()
    BEFORE[verb](row, factories.user())
    message = whole(rendered(last(row)))
    assert row.reference in message
    assert row.call.title in message
    assert "canary" not in message.lower()


def test_the_links_of_an_unconfirmed_address_hold_no_typed_word() -> None:
    row = submission()
    ids: dict[str, object] = {"submission": row.pk}
    message = rendered(outbox.put("submissions.links", ids, language="en"))
    assert "canary" not in whole(message).lower()
    assert link_in(message, "/submissions/").endswith(f"/submissions/{row.token}/")


@pytest.mark.parametrize("is_corrected", [False, True])
def test_the_mail_to_confirm_says_all_that_is_needed(is_corrected: bool) -> None:
    workshop = factories.workshop(city="Geneva", time_zone="Europe/Zurich")
    closes_at = timezone.now().replace(hour=16, minute=0) + timedelta(days=9)
    call = factories.call(dialogue=workshop.dialogue, workshop=workshop, closes_at=closes_at)
    row = submission(of=call)
    if is_corrected:
        lifecycle.correct(row, new_version(row), files=[])
    message = rendered(last(row))
    assert message.subject == f"Please confirm your answer {row.reference}"
    body = str(message.body)
    arrived = "Your corrected version has arrived." if is_corrected else "Your answer has arrived."
    assert arrived in body
    assert ("1 recommendation\n" if is_corrected else "2 recommendations\n") in body
    until = row.confirm_until
    assert until == closes_at + timedelta(hours=48)
    assert f"{until:%A} {until.day} {until:%B %Y}" in body
    assert "(Geneva; 16:00 UTC)" in body
    for twin in (body, html_of(message)):
        assert f"/confirm/{row.secret}/" in twin
        assert f"/disown/{row.secret}/" in twin
        assert f"/submissions/{row.token}/" in twin


def test_a_mail_to_confirm_is_pointless_once_that_is_done() -> None:
    row = submission()
    first = last(row)
    lifecycle.confirm(row)
    assert outbox.render(first) is None


# --- what single mails say -------------------------------------------------------------------
def test_the_full_copy_holds_every_field() -> None:
    call = factories.call()
    theme = call.themes.first()
    assert theme is not None
    first = measure(
        themes=(theme.slug,), perspective="policy", level="community", phases=("after",)
    )
    receipt = lifecycle.receive(call, factories.sent(call, answer=answer(first, measure())))
    row = receipt.submission
    assert row is not None
    for name, removed_at in (("annex.pdf", None), ("old.pdf", timezone.now())):
        Attachment.objects.create(
            submission=row, name=name, removed_at=removed_at, size=1, file="x", sha256="0" * 64
        )
    lifecycle.confirm(row)
    message = rendered(last(row))
    for twin in (str(message.body), html_of(message)):
        expected = {*CANARIES.values(), *MEASURES, theme.name} - {"other"}
        expected |= {"Morocco", "Policy", "Community", "After", "With our name", "annex.pdf"}
        assert {word for word in expected if word not in twin} == set()
        assert "old.pdf" not in twin
        assert f"{row.reference}-2" in twin
        assert "0" * 64 in twin
        assert row.versions.get().sha256 in twin
        assert "Each answer soon after it is accepted." in twin
        assert "You can still correct it" in twin
        assert f"/disown/{row.secret}/" in twin


def test_what_was_typed_is_escaped_in_html_and_plain_in_text() -> None:
    row = submission(organization="<b>A & B</b>", recommendations=(measure(text="1 < 2\n& 3"),))
    lifecycle.confirm(row)
    message = rendered(last(row))
    assert "<b>A & B</b>" in str(message.body)
    assert "1 < 2\n& 3" in str(message.body)
    assert "<bdi>&lt;b&gt;A &amp; B&lt;/b&gt;</bdi>" in html_of(message)
    assert "1 &lt; 2<br>&amp; 3" in html_of(message)


def test_a_request_for_changes_says_by_when_in_both_zones() -> None:
    row = submission(Status.IN_REVIEW)
    due_at = timezone.now().replace(hour=21, minute=0) + timedelta(days=9)
    lifecycle.request_changes(row, by=factories.user(), note=NOTE, due_at=due_at)
    message = rendered(last(row))
    for twin in (str(message.body), html_of(message)):
        assert "21:00 UTC)" in twin
        assert f"/submissions/{row.token}/correct/" in twin


def test_a_decline_gives_its_reason_in_words() -> None:
    row = submission(Status.IN_REVIEW)
    lifecycle.decline(
        row, by=factories.user(), reason="no_measure", note=NOTE, internal_note="canaryinternal"
    )
    message = rendered(last(row))
    assert "It does not say what should be done, and by whom." in str(message.body)
    assert "canaryinternal" not in whole(message)


@pytest.mark.parametrize(
    ("publication", "days", "words"),
    [
        ("named", None, "published with your name. This happens at once."),
        ("named", -1, "published with your name. This happens at once."),
        ("named", 5, "with your name. All answers to this call are published together: "),
        ("anonymous", None, "without your name: with your category alone. This happens at once."),
        ("counted", 5, "it is counted in the total of the call and not published."),
    ],
)
def test_an_acceptance_says_how_and_when_it_is_published(
    publication: str, days: int | None, words: str
) -> None:
    publish_from = None if days is None else timezone.now() + timedelta(days=days)
    call = factories.call(publish_from=publish_from)
    row = submission(Status.ACCEPTED, of=call, publication=publication)
    message = rendered(last(row))
    assert words in str(message.body)
    assert words in html_of(message)


def test_what_became_of_a_recommendation_is_told_in_words() -> None:
    row = submission(Status.ACCEPTED)
    user = factories.user()
    lifecycle.dispose(of_first(row), by=user, disposition="partly", reason=NOTE, at=told())
    assert "Partly reflected" in str(rendered(last(row)).body)


@pytest.mark.parametrize("is_demonstration", [True, False])
@pytest.mark.parametrize("notice", ["confirm", "received", "step", "links", "disowned"])
def test_a_demonstration_says_so(notice: str, is_demonstration: bool) -> None:
    call = factories.call(dialogue=factories.dialogue(is_demonstration=is_demonstration))
    row = submission(of=call)
    told = last(row)
    told.notice, told.recipient_key = f"submissions.{notice}", ""
    message = rendered(told)
    assert ("sample" in str(message.body)) == is_demonstration
    assert ("sample" in html_of(message)) == is_demonstration


def test_the_unit_is_told_of_what_it_must_look_at(settings: Settings) -> None:
    row = submission()
    lifecycle.disown(row)
    told = OutboxMail.objects.get(notice="submissions.disowned")
    message = rendered(told)
    assert message.to == [settings.UNIT_EMAIL]
    assert row.reference in message.subject
    assert f"/admin/submissions/submission/{row.pk}/change/" in str(message.body)
    assert row.call.title in html_of(message)


def test_a_kept_draft_is_told_to_the_unit(settings: Settings) -> None:
    call = factories.call(closes_at=timezone.now() - timedelta(days=1))
    receipt = lifecycle.receive(call, factories.sent(call))
    assert receipt.draft is not None
    message = rendered(OutboxMail.objects.get(notice="submissions.draft_kept"))
    assert message.to == [settings.UNIT_EMAIL]
    assert f"/admin/submissions/draft/{receipt.draft.pk}/change/" in str(message.body)


# --- form ------------------------------------------------------------------------------------
NOTICES = ["confirm", "received", "step", "links", "disowned"]


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
@pytest.mark.parametrize("notice", NOTICES)
def test_language_and_direction_are_the_stakeholders(notice: str, language: str) -> None:
    told = last(submission())
    told.notice, told.language, told.recipient_key = f"submissions.{notice}", language, ""
    with translation.override("ru"):
        message = rendered(told)
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in html_of(message)
    if notice in ("confirm", "received", "links"):
        assert f"/{language}/submissions/" in str(message.body)


@pytest.mark.parametrize("notice", NOTICES)
def test_the_twins_are_whole_and_plain(notice: str, settings: Settings) -> None:
    settings.BASE_URL = "https://idm.example.org"
    told = last(submission())
    told.notice, told.recipient_key = f"submissions.{notice}", ""
    message = rendered(told)
    assert message.subject == message.subject.strip()
    assert "\n\n\n" not in str(message.body)
    assert "&#" not in str(message.body)
    assert "&amp;" not in str(message.body)
    assert "http" not in str(message.body).replace("https://idm.example.org/", "")
    content = html_of(message)
    assert "http" not in content.replace("https://idm.example.org/", "")
    assert "<script" not in content
    assert "<img" not in content
    assert content.count("display:inline-block") == (0 if notice == "links" else 1)


def test_each_mail_has_both_twins() -> None:
    folder = Path(__file__).parents[2] / "templates" / "submissions" / "emails"
    names = {file.stem for file in folder.iterdir() if not file.name.startswith("_")}
    drafts = {"draft_address", "draft_reminder"}
    assert names == {"base", "confirm", "links", "received", "step", "unit", "waiting", *drafts}
    assert all((folder / f"{n}{end}").exists() for n in names for end in (".txt", ".html"))


# --- the outbox ------------------------------------------------------------------------------
def test_the_message_id_stays_the_same() -> None:
    told = last(submission())
    assert rendered(told).extra_headers["Message-ID"] == f"<{told.message_id}@example.org>"
    ids = {rendered(told).extra_headers["Message-ID"] for _ in range(2)}
    assert len(ids) == 1


def test_a_mail_that_failed_leaves_later_under_the_same_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = last(submission())
    tried: list[str] = []
    send = EmailMultiAlternatives.send

    def fail(message: EmailMultiAlternatives, *args: Any) -> int:
        tried.append(message.extra_headers["Message-ID"])
        raise ConnectionRefusedError("no mail server")

    monkeypatch.setattr(EmailMultiAlternatives, "send", fail)
    assert outbox.send_due() == 0
    told.refresh_from_db()
    assert (told.attempts, told.sent_at) == (1, None)
    assert "no mail server" in told.last_error
    assert told.due_at > timezone.now()
    monkeypatch.setattr(EmailMultiAlternatives, "send", send)
    assert outbox.send_due() == 0
    assert outbox.send_due(timezone.now() + timedelta(hours=1)) == 1
    assert [m.extra_headers["Message-ID"] for m in mail.outbox] == tried
    assert outbox.send_due(timezone.now() + timedelta(hours=2)) == 0


@pytest.mark.parametrize("verb", [Verb.ACCEPT, Verb.DECLINE])
def test_a_decision_is_told_when_the_hold_is_over(verb: str, settings: Settings) -> None:
    settings.UNDO_HOLD_MINUTES = 30
    status, act = STEPS_TOLD[verb]
    row = submission(status)
    act(row, factories.user())
    told = last(row)
    assert told.due_at == row.hold_until
    outbox.send_due()
    assert not any(m.subject == rendered(told).subject for m in mail.outbox)
    outbox.send_due(told.due_at)
    assert any(m.subject == rendered(told).subject for m in mail.outbox)


@pytest.mark.parametrize("verb", [Verb.ACCEPT, Verb.DECLINE])
def test_undo_cancels_the_mail_and_tells_nothing(verb: str, settings: Settings) -> None:
    settings.UNDO_HOLD_MINUTES = 30
    status, act = STEPS_TOLD[verb]
    row, user = submission(status), factories.user()
    act(row, user)
    told = last(row)
    lifecycle.undo(row, by=user)
    told.refresh_from_db()
    assert told.cancelled_at is not None
    assert last(row) == told
    outbox.send_due(timezone.now() + timedelta(hours=1))
    assert not any("accepted" in m.subject for m in mail.outbox)


def test_many_mails_from_one_line_are_slowed(settings: Settings) -> None:
    settings.MAILS_PER_HOUR_PER_ADDRESS = 2
    call: Call = factories.call()
    for number in range(3):
        sent = factories.sent(call, client="192.0.2.1")
        receipt = lifecycle.receive(call, sent)
        assert receipt.outcome == lifecycle.Outcome.CREATED, number
    assert outbox.send_due() == 2
