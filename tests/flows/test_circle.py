"""The whole circle through addresses alone: from an answer to a sentence, a paper, and back."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from submissions.models import Call
from tests import factories
from tests.flows.answering import TEXT, answer, confirm, found, title
from tests.flows.reader import Person, log_in, work
from tests.mails import link_in

pytestmark = pytest.mark.django_db
QUOTE = "open one office in which newly arrived migrants find health care"
FIRST = "Cities should open one office for everybody who arrives."
SECOND = "Health care should be found at the place of arrival."


@pytest.fixture
def call(settings) -> Call:
    """A call with one public answer, decisions that are told at once, and staff."""
    settings.UNDO_HOLD_MINUTES = 0
    for role, name in (("Moderator", "amira"), ("Rapporteur", "rosa"), ("Unit lead", "lena")):
        factories.user(role, username=name, password="a long password")
    row = factories.call(title="What should cities do?")
    factories.recommendation(of=row, organization="Harbour Union", category="trade_union")
    work()
    return row


def write(call: Call, reference: str) -> str:
    """Write a document of two statements that cite the recommendation; return its address."""
    rapporteur = log_in("rosa")
    rapporteur.follow("/admin/outcomes/outcomedocument/")
    rapporteur.follow("/outcomedocument/add/")
    head: dict[str, Any] = {"kind": "report", "title": "What came of it", "slug": "what-came-of-it"}
    rapporteur.send("Save", dialogue=str(call.dialogue_id), **head)
    rapporteur.send("add_section", title="Arrival")
    for text in (FIRST, SECOND):
        rapporteur.send("add", text=text)
    writing = rapporteur.url.partition("#")[0]
    for number, kind in enumerate(("reflects", "partly")):
        rapporteur.open(writing)
        links = [one for one in rapporteur.page.all("a") if "/statements/" in one.attrs["href"]]
        rapporteur.open(f"{links[number].attrs['href']}?q={reference}-1")
        rapporteur.send("Cite these words", kind=kind, quote=QUOTE)
    rapporteur.open(writing)
    assert "Every statement has a source" in rapporteur.page.html
    lead = log_in("lena")
    lead.open(writing)
    lead.send("publish")
    return "/en/outcomes/what-came-of-it/"


def tell(call: Call) -> None:
    """Suggest what the statements say and release it."""
    rapporteur, lead = log_in("rosa"), log_in("lena")
    rapporteur.open("/admin/outcomes/answerable/")
    rapporteur.send("Suggest from the statements")
    assert "1 is suggested." in rapporteur.page.html
    lead.open("/admin/outcomes/answerable/")
    lead.follow("Release")
    lead.send("release")


def make_paper(call: Call) -> str:
    """Make a paper with its first edition and publish it; return where editions are made."""
    lead = log_in("lena")
    lead.follow("/admin/outcomes/stocktakingpaper/")
    lead.follow("/stocktakingpaper/add/")
    head: dict[str, Any] = {"title": "What was brought", "slug": "what-was-brought"}
    lead.send("Save", dialogue=str(call.dialogue_id), **head)
    lead.send("make")
    lead.send("publish")
    return lead.url


def checked() -> str:
    """Return what the check of all editions says; it fails where anything is wrong."""
    out = StringIO()
    call_command("stocktaking_paper", "--check", stdout=out)
    return out.getvalue()


def test_from_an_answer_to_the_sentence_the_paper_and_back(call):
    stakeholder, reader = Person(), Person()
    reference = answer(stakeholder, call)
    private = stakeholder.url.partition("?")[0]
    confirm(stakeholder, private)
    moderator = log_in("amira")
    moderator.open(f"/admin/submissions/submission/?q={reference}")
    moderator.follow(reference)
    moderator.send("Accept")
    work()
    (said,) = found("zanzibarwise")

    document = write(call, reference)
    reader.open(said)
    assert FIRST in reader.page.main
    assert SECOND in reader.page.main
    reader.follow("Statement 1 of")
    assert reader.url.startswith(document)
    assert QUOTE in reader.page.main
    assert "Reflects in part." in reader.page.main
    reader.follow(f"{reference}-1")
    assert reader.url == said

    tell(call)
    assert "Not yet told" in reader.open(said).main
    (message,) = work()
    assert message.to == ["awa@example.org"]
    assert "What became of your recommendations" in message.subject
    assert "Reflected" in message.body
    stakeholder.open(link_in(message, document))
    assert FIRST in stakeholder.page.main
    stakeholder.open(link_in(message, "/submissions/"))
    assert stakeholder.url == private
    assert "Reflected" in stakeholder.page.main
    stakeholder.follow("Statement 2 of")
    assert stakeholder.url.startswith(document)
    assert "Taken up in “What came of it”, statements 1, 2." in reader.open(said).main

    editions = make_paper(call)
    reader.open("/en/outcomes/")
    reader.follow("What was brought")
    assert "1 of 2 recommendations answered" in reader.page.main
    assert TEXT in reader.page.main
    assert QUOTE in reader.page.main
    reader.follow(f"{reference}-1")
    assert reader.url == said
    assert "made again the same; entries: 2" in checked()
    assert "since" not in checked()

    stakeholder.open(private)
    stakeholder.follow("Withdraw the whole answer")
    stakeholder.send("Withdraw the whole answer")
    assert title(stakeholder) == "Withdrawn"
    reader.open(document)
    assert QUOTE not in reader.page.html
    assert "Withdrawn by whoever sent it." in reader.page.main
    lead = log_in("lena")
    lead.open(editions)
    lead.send("make")
    reader.open("/en/stocktaking/what-was-brought/")
    assert "Edition 2" in reader.page.main
    assert "removed since" not in reader.page.main
    reader.open("/en/stocktaking/what-was-brought/1/")
    assert "1 entry has been removed since" in reader.page.main
    for page in (reader.page.html, reader.open("/en/stocktaking/what-was-brought/").html):
        assert "Network of Harbour Cities" not in page
        assert QUOTE not in page
    told = checked()
    assert "edition 1: made again the same; entries: 2" in told
    assert "edition 2: made again the same; entries: 1" in told
    assert "removed. Withdrawn by whoever sent it." in told
