"""Who reads one of the six languages alone can go from a call to the receipt, and beyond."""

import pytest

from common import catalogues
from submissions.models import Call
from tests import factories
from tests.english import left_in
from tests.flows.answering import answer
from tests.flows.reader import Person, work
from tests.mails import link_in

pytestmark = pytest.mark.django_db


class Reader(Person):
    """A person who minds every English word of the interface."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.seen: list[str] = []

    def _shown(self, response):
        page = super()._shown(response)
        html = response.content.decode()
        direction = "rtl" if self.language == "ar" else "ltr"
        assert f'<html lang="{self.language}" dir="{direction}">' in html, self.url
        self.minds(html, self.url)
        return page

    def minds(self, html: str, where: str) -> None:
        """Refuse a page or mail in which English words of the interface are left."""
        self.seen.append(where)
        assert not (left := left_in(html, self.language)), f"{where}: {left}"

    def press_last(self) -> None:
        """Press the last button of the page."""
        self.send(self.page.all("button")[-1].text)

    def gets_mail(self) -> str:
        """Read the mail that leaves now, as text and HTML, and return its private link."""
        (message,) = work()
        self.minds(f"{message.subject} {message.body}", "mail")
        self.minds(str(message.alternatives[0][0]), "mail in HTML")
        return link_in(message, f"/{self.language}/")


@pytest.fixture
def call(settings) -> Call:
    """An open call whose own words are no words of the interface."""
    return factories.call(title="Wyth qworbs?", consent_text="Zyx wvu.", licence="Tsr qpo.")


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_from_the_home_page_to_the_receipt_and_to_withdrawal(call: Call, language: str):
    reader = Reader(language)
    reader.open(f"/{language}/")
    reader.open(f"/{language}/calls/{call.slug}/submit/")
    reader.send("send")  # empty: every error is told
    assert len(reader.page.summary) >= 6
    answer(reader, call, language)
    private = reader.url.partition("?")[0]
    reader.open(reader.gets_mail())
    reader.press_last()
    assert reader.url.startswith(private)
    reader.gets_mail()
    for end in ("publication/", "withdraw/"):
        reader.open(private)
        reader.follow(end)
    reader.press_last()
    reader.open(private)
    assert len(reader.seen) > 15


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_page_of_the_portal_itself(language: str):
    factories.recommendation()
    reader = Reader(language)
    for path in ("", "about/", "contact/", "privacy/", "accessibility/", "about/style/"):
        reader.open(f"/{language}/{path}")
    for path in ("dialogues/", "calls/", "recommendations/", "participation/", "outcomes/"):
        reader.open(f"/{language}/{path}")
    reader.open(f"/{language}/my-submissions/")
    reader.open(f"/{language}/recommendations/?q=nothing-holds-this&theme=none")
    reader.open(f"/{language}/no-such-page/")
    assert reader.status == 404
