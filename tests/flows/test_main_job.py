"""The main job through addresses alone: answered, confirmed, decided, public, withdrawn."""

from datetime import timedelta

import pytest
from django.utils import timezone

from submissions.models import Call
from tests import factories
from tests.flows.answering import TEXT, TITLE, answer, confirm, found, title
from tests.flows.reader import Person, log_in, work
from tests.mails import link_in

pytestmark = pytest.mark.django_db
ARABIC_TITLE = "مكتب واحد لكل من يصل"
ARABIC_TEXT = (
    "ينبغي لمدن الوصول أن تفتح مكتبًا واحدًا يجد فيه المهاجرون الواصلون حديثًا الرعاية الصحية "
    "والسكن والمشورة القانونية بلغتهم، وأن تنشر كل سنة عدد الذين جاؤوا إليه وما الذي تغيّر."
)


@pytest.fixture
def call(settings) -> Call:
    """An open call, with decisions that are told at once, and a moderator who can log in."""
    settings.UNDO_HOLD_MINUTES = 0
    factories.user("Moderator", username="amira", password="a long password")
    return factories.call(title="What should cities do?")


def test_answer_is_confirmed_accepted_public_and_withdrawn(call):
    stakeholder, reader = Person(), Person()
    reference = answer(stakeholder, call)
    private = stakeholder.url.partition("?")[0]
    confirm(stakeholder, private)

    (copy,) = work()
    assert TEXT in copy.body
    assert reference in copy.subject
    assert found("zanzibarwise") == []

    moderator = log_in("amira")
    moderator.follow("/admin/submissions/submission/")
    moderator.follow(reference)
    moderator.send("Start review")
    moderator.send("Accept", note="We shall quote it.")
    assert found("zanzibarwise") == []

    review, accepted = work()
    assert "being read" in review.subject
    assert "accepted" in accepted.subject
    assert "We shall quote it." in accepted.body
    assert work() == []

    (url,) = found("zanzibarwise")
    assert url == f"/en/recommendations/{reference}-1/"
    reader.open("/en/recommendations/")
    reader.follow(TITLE)
    assert TEXT in reader.page.main
    assert "study.pdf" in reader.page.main
    assert "Awa Diop" not in reader.page.html
    reader.follow("Network of Harbour Cities")
    assert title(reader) == "Network of Harbour Cities"
    assert TITLE in reader.page.main
    reader.open(f"/en/calls/{call.slug}/")
    assert "1 public recommendation" in reader.page.main

    stakeholder.open(private)
    assert title(stakeholder) == "Accepted"
    stakeholder.follow("Withdraw the whole answer")
    assert found("zanzibarwise") == [url]
    stakeholder.send("Withdraw the whole answer")
    assert title(stakeholder) == "Withdrawn"

    assert found("zanzibarwise") == []
    gone = reader.open(url)
    assert reader.status == 410
    assert "no longer published" in gone.main
    assert TITLE not in gone.html
    reader.open("/en/stakeholders/network-of-harbour-cities/")
    assert reader.status == 404
    (message,) = work()
    assert "withdrawn" in message.subject


def test_change_is_asked_for_sent_and_accepted(call):
    stakeholder = Person()
    reference = answer(stakeholder, call)
    private = stakeholder.url.partition("?")[0]
    confirm(stakeholder, private)

    moderator = log_in("amira")
    moderator.open(f"/admin/submissions/submission/?q={reference}")
    moderator.follow(reference)
    moderator.send("Start review")
    due = (timezone.localdate() + timedelta(days=4)).isoformat()
    moderator.send("Ask for changes", note="Please say who pays.", due_on=due)

    Call.objects.update(closes_at=timezone.now() - timedelta(hours=1))
    message = work()[-1]
    assert "Please say who pays." in message.body
    stakeholder.open(private)
    assert title(stakeholder) == "Changes requested"
    assert "Please say who pays." in stakeholder.page.main
    stakeholder.open(link_in(message, "/correct/"))
    assert stakeholder.page.fields["recommendations-0-text"] == [TEXT]
    better = f"{TEXT} The state pays for it."
    stakeholder.send("send", recommendations__0__text=better, consent="on")
    assert title(stakeholder) == "Received"
    (copy,) = work()
    assert better in copy.body

    moderator.open(moderator.url)
    assert "What version 2 changed" in moderator.page.html
    moderator.send("Accept")
    work()
    reader = Person()
    reader.open(f"/en/recommendations/{reference}-1/")
    assert better in reader.page.main
    assert "study.pdf" in reader.page.main


def test_anonymous_answer_in_arabic_shows_its_category_alone(call):
    stakeholder = Person()
    reference = answer(
        stakeholder,
        call,
        "ar",
        organization="شبكة مدن الموانئ",
        language="ar",
        publication="anonymous",
        recommendations__0__title=ARABIC_TITLE,
        recommendations__0__text=ARABIC_TEXT,
    )
    private = stakeholder.url.partition("?")[0]
    (message,) = work()
    assert "/ar/submissions/" in link_in(message, "/confirm/")
    assert "شبكة" not in message.body
    stakeholder.open(link_in(message, "/confirm/"))
    stakeholder.send(stakeholder.page.all("button")[-1].text)
    (copy,) = work()
    assert ARABIC_TEXT in copy.body
    assert 'dir="rtl"' in copy.alternatives[0][0]

    moderator = log_in("amira")
    moderator.open(f"/admin/submissions/submission/?q={reference}")
    moderator.follow(reference)
    moderator.send("Accept")
    work()

    # Without hamza, with another form of the same letter, without the mark of doubling.
    (url,) = found("الصحيه", "ar")
    assert found("تغير", "ar") == [url]
    assert found("الموانئ", "ar") == []
    assert reference not in url
    reader = Person()
    reader.open(url)
    assert reader.status == 200
    assert reader.page.all("html")[0].attrs["dir"] == "rtl"
    assert ARABIC_TEXT in reader.page.main
    for secret in ("شبكة", "السنغال", "Senegal", "awa", "study.pdf", reference):
        assert secret not in reader.page.html
    reader.open("/ar/recommendations/")
    assert ARABIC_TITLE in reader.page.main
    assert "شبكة" not in reader.page.html
    stakeholder.open(private)
    assert url.partition("/recommendations/")[2] in stakeholder.page.html
