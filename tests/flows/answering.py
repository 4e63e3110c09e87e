"""What stakeholders and readers do in several flows: answer, confirm, search."""

from submissions.models import Call
from tests.documents import PDF
from tests.flows.reader import Person, work
from tests.mails import link_in

TITLE = "One office for everybody who arrives"
TEXT = (
    "Cities of arrival should open one office in which newly arrived migrants find health care, "
    "housing and legal advice in their own language, and publish how many came zanzibarwise."
)


def answer(person: Person, call: Call, prefix: str = "en", **fields: str) -> str:
    """Find the call, answer it with a file, and return the reference that appears at once."""
    person.open(f"/{prefix}/calls/")
    person.follow(f"/calls/{call.slug}/")
    person.follow("/submit/")
    theme = person.choices("recommendations-0-themes")[0]
    typed = {
        "organization": "Network of Harbour Cities",
        "category": "local_authority",
        "country": "SN",
        "contact_name": "Awa Diop",
        "contact_email": "awa@example.org",
        "publication": "named",
        "consent": "on",
        "recommendations__0__title": TITLE,
        "recommendations__0__text": TEXT,
        **fields,
    }
    person.send("send", [("study.pdf", PDF)], **typed, recommendations__0__themes=theme)
    assert person.status == 200, person.page.summary
    assert "/submissions/" in person.url
    return reference_on(person)


def reference_on(person: Person) -> str:
    """Return the reference that stands on a private page."""
    return next(node.text for node in person.page.all("dd") if node.attrs.get("class") == "ref")


def title(person: Person) -> str:
    """Return the heading of the page."""
    return person.page.all("h1")[0].text


def confirm(person: Person, private: str) -> None:
    """Open the link of the mail, which changes nothing, and confirm with the button."""
    (message,) = work()
    assert message.to == ["awa@example.org"]
    for _time in range(2):
        Person().open(link_in(message, "/confirm/"))
    assert "awa@example.org" not in Person().open(private).html
    person.open(private)
    assert title(person) == "Received: please confirm"
    person.open(link_in(message, "/confirm/"))
    person.send(person.page.all("button")[-1].text)
    assert person.url.startswith(private)
    assert title(person) == "Received"


def found(words: str, language: str = "en") -> list[str]:
    """Return the addresses of the recommendations that a reader's search finds."""
    reader = Person()
    reader.open(f"/{language}/recommendations/?q={words}")
    headings = [node for node in reader.page.all("h3") if node.parent]
    links = [one.attrs["href"] for node in headings for one in node.walk() if one.tag == "a"]
    return [link for link in links if "/recommendations/IDM" in link]
