"""Every mail to a stakeholder, in each of the six languages: words, moments, direction, layout."""

import inspect
from collections.abc import Callable
from datetime import timedelta
from html import escape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone, translation

from common import outbox
from common.models import OutboxMail
from common.moments import moment_in_words
from outcomes import dispositions, releases
from outcomes import notices as of_outcomes
from submissions import deadlines, lifecycle, saving
from submissions import notices as of_submissions
from submissions.models import Submission
from submissions.models.recommendations import Disposition
from submissions.states import DeclineReason, Status, Verb
from submissions.wording import STEPS
from tests import factories

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# What a mail must hold, told in the language that is active when it is asked for.
Words = Callable[[Submission], list[str]]
Make = Callable[[Submission], None]


def told(moment: Any, row: Submission) -> str:
    return deadlines.told(moment, row.call)


def dispose(row: Submission) -> None:
    one = row.recommendations.get()
    one.submission = row
    later = timezone.now() + timedelta(hours=1)
    by = factories.user()
    lifecycle.dispose(one, by=by, disposition="partly", reason="Half of it.", at=later)


def release(row: Submission) -> None:
    by = factories.user("Unit lead")
    one = row.recommendations.select_related("submission").get()
    dispositions.prepare(one, "partly", "Half of it.", by=by)
    later = timezone.now() + timedelta(hours=1)  # the hold for undo is over
    releases.release(row.call, by=by, at=later)
    releases.release_due(later)


def ask_for_changes(row: Submission) -> None:
    due_at = timezone.now() + timedelta(days=5)
    lifecycle.request_changes(row, by=factories.user(), note="Please say who.", due_at=due_at)


def decline(row: Submission) -> None:
    lifecycle.decline(row, by=factories.user(), reason="no_measure", note="Please say who.")


def links(row: Submission) -> None:
    outbox.put("submissions.links", {"submission": row.pk}, language=row.interface_language)


def waiting(row: Submission) -> None:
    ids: dict[str, object] = {
        "to": outbox.key_of(row.contact_email),
        "of": [{"submission": row.pk}],
    }
    outbox.put("submissions.waiting", ids, language=row.interface_language)


def draft_mail(notice: str) -> Make:
    """Return what owes a mail on a draft that names the contact of an answer."""

    def owe(row: Submission) -> None:
        typed = {"contact_email": [row.contact_email]}
        draft = saving.save(
            row.call,
            typed,
            saving.Window("d" * 20),
            first_seen_at=timezone.now(),
            language=row.interface_language,
        ).draft
        outbox.put(f"submissions.{notice}", {"draft": draft.pk}, language=row.interface_language)

    return owe


def closes(row: Submission) -> list[str]:
    return [told(row.call.closes_at, row)]


def step(verb: str) -> str:
    return str(STEPS[verb].meaning)


# Mail -> where the answer stands, what is done with it, and what the mail then holds.
MAILS: dict[str, tuple[str, Make, Words]] = {
    "confirm": (Status.UNCONFIRMED, lambda row: None, lambda row: [told(row.confirm_until, row)]),
    "received": (
        Status.UNCONFIRMED,
        lifecycle.confirm,
        lambda row: [
            step(Verb.CONFIRM),
            told(row.call.closes_at, row),
            row.get_publication_display(),
            row.category_label,
            row.country_label,
            row.get_language_display(),
        ],
    ),
    "links": (Status.RECEIVED, links, lambda row: [told(row.submitted_at, row)]),
    "waiting": (
        Status.UNCONFIRMED,
        waiting,
        lambda row: [told(row.submitted_at, row), row.get_status_display()],
    ),
    "draft_address": (Status.RECEIVED, draft_mail("draft_address"), closes),
    "draft_reminder": (Status.RECEIVED, draft_mail("draft_reminder"), closes),
    "start_review": (
        Status.RECEIVED,
        lambda row: lifecycle.start_review(row, by=factories.user()),
        lambda row: [step(Verb.START_REVIEW)],
    ),
    "request_changes": (
        Status.IN_REVIEW,
        ask_for_changes,
        lambda row: [step(Verb.REQUEST_CHANGES), told(row.changes_due_at, row)],
    ),
    "accept": (
        Status.IN_REVIEW,
        lambda row: lifecycle.accept(row, by=factories.user()),
        lambda row: [step(Verb.ACCEPT), told(row.call.publish_from, row)],
    ),
    "decline": (
        Status.IN_REVIEW,
        decline,
        lambda row: [step(Verb.DECLINE), str(DeclineReason.NO_MEASURE.label)],
    ),
    "change_publication": (
        Status.ACCEPTED,
        lambda row: lifecycle.change_publication(row, "anonymous"),
        lambda row: [step(Verb.CHANGE_PUBLICATION), row.get_publication_display()],
    ),
    "withdraw": (Status.RECEIVED, lifecycle.withdraw, lambda row: [step(Verb.WITHDRAW)]),
    "dispose": (
        Status.ACCEPTED,
        dispose,
        lambda row: [step(Verb.DISPOSE), str(Disposition.PARTLY.label)],
    ),
    "released": (Status.ACCEPTED, release, lambda row: [str(Disposition.PARTLY.label)]),
}


def sent(name: str, language: str) -> tuple[Submission, EmailMultiAlternatives]:
    """Make the answer of somebody who wrote in the language, and return it with its last mail."""
    status, act, _words = MAILS[name]
    call = factories.call(
        dialogue=factories.dialogue(is_demonstration=True),
        time_zone="Africa/Casablanca",
        publish_from=timezone.now() + timedelta(days=20),
    )
    filled = factories.sent(call, language=language, answer=factories.answer(call, language="en"))
    row = lifecycle.receive(call, filled).submission
    assert row is not None
    factories.walk(row, status)
    if status == Status.ACCEPTED:
        lifecycle.publish(row)
    if name != "confirm":
        OutboxMail.objects.all().delete()
    # Whoever does it, and the worker that sends it, speak another language.
    with translation.override("ru" if language != "ru" else "ar"):
        act(Submission.objects.get(pk=row.pk))
        outbox.send_due(timezone.now() + timedelta(hours=1))
    assert not OutboxMail.objects.exclude(last_error="").exists()
    (message,) = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    return Submission.objects.select_related("call").get(pk=row.pk), message


class Layout(HTMLParser):
    """Collect what a mail program needs to set a mail from the right or from the left."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element with its attributes."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, *tags: str) -> list[dict[str, str]]:
        """Return the attributes of all elements with one of these names."""
        return [attrs for tag, attrs in self.elements if tag in tags]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MAILS)
def test_mail_is_in_the_language_of_its_stakeholder(name, language):
    row, message = sent(name, language)
    assert message.to == [row.contact_email]
    html = str(message.alternatives[0][0])
    with translation.override(language):
        for words in MAILS[name][2](row):
            assert words in str(message.body), words
            assert escape(words) in html, words
    for twin in (str(message.body), html):
        assert f"/{language}/contact/" in twin
        for other in set(LANGUAGES) - {language}:
            assert f"/{other}/" not in twin.replace(f"/{language}/", "/")
    is_of_one = name not in ("links", "waiting", "released", "draft_address", "draft_reminder")
    reference = row.reference if is_of_one else ""
    assert message.subject.endswith(reference)
    assert message.subject != reference


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MAILS)
def test_mail_is_laid_out_in_the_direction_of_its_language(name, language):
    _row, message = sent(name, language)
    html = str(message.alternatives[0][0])
    layout = Layout(html)
    direction, start, end = (
        ("rtl", "right", "left") if language == "ar" else ("ltr", "left", "right")
    )
    for attrs in (*layout.all("html"), *layout.all("body")):
        assert (attrs["lang"], attrs["dir"]) == (language, direction)
    # The outermost table only sets the page in the middle; some programs drop all that is above.
    outer, page, *tables = layout.all("table")
    assert "dir" not in outer
    assert (page["lang"], page["dir"]) == (language, direction)
    assert {attrs["dir"] for attrs in tables} == {direction}
    cells = layout.all("td", "th")
    assert {attrs["align"] for attrs in cells if "align" in attrs} <= {start, "center"}
    assert all(attrs["align"] == start for attrs in layout.all("th"))
    styles = " ".join(attrs.get("style", "") for _tag, attrs in layout.elements)
    # Mail programs do not know logical sides.
    assert "-inline-" not in styles
    # A line at the start: that the call is a sample.
    assert f"border-{start}:5px" in html or name in ("links", "waiting")
    assert f"border-{end}:" not in html
    assert f"padding-{start}:12px" not in html


def test_every_mail_is_tried_here():
    """`step` is the mail of all verbs that stand above without one of their own."""
    found = set()
    for module in (of_submissions, of_outcomes):
        functions = inspect.getmembers(module, inspect.isfunction)
        found |= {
            name for name, one in functions if list(inspect.signature(one).parameters) == ["ids"]
        }
    to_the_unit = {"draft_kept", "disowned"}
    assert found - {"_submission"} == {*MAILS} - {*Verb} | {"confirm", "step"} | to_the_unit


@pytest.mark.parametrize("language", LANGUAGES)
def test_mail_to_the_unit_is_in_english_whoever_caused_it(language):
    call = factories.call(closes_at=timezone.now() - timedelta(days=1))
    with translation.override(language):
        lifecycle.receive(call, factories.sent(call, language=language))
        row = factories.submission(Status.RECEIVED)
        mail.outbox.clear()
        OutboxMail.objects.exclude(notice="submissions.draft_kept").delete()
        lifecycle.disown(row)
        OutboxMail.objects.filter(notice="submissions.step").delete()
        outbox.send_due()
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        assert message.to == [settings.UNIT_EMAIL]
        assert isinstance(message, EmailMultiAlternatives)
        html = str(message.alternatives[0][0])
        assert '<html lang="en" dir="ltr">' in html
        assert "/en/contact/" in html


@pytest.mark.parametrize("language", ["en", "ar"])
def test_moments_in_mails_are_those_of_the_language(language):
    row, message = sent("confirm", language)
    with translation.override(language):
        here = moment_in_words(row.confirm_until, row.call.zone)
    with translation.override("fr"):
        elsewhere = moment_in_words(row.confirm_until, row.call.zone)
    assert here != elsewhere
    assert here in str(message.body)
    assert elsewhere not in str(message.body)
