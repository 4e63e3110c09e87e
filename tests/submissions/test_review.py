"""Before sending: the whole answer as it is read and as it is published; nothing is taken yet."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from submissions import lifecycle
from submissions.models import Attachment, Call, Draft, Submission
from submissions.states import Status
from tests import documents
from tests import factories as make
from tests.sheets import WORDS, Page, Typed, Upload, address, filled, pairs, post, send

pytestmark = pytest.mark.django_db
PDF = Upload("annex.pdf", documents.PDF)


@pytest.fixture
def call() -> Call:
    """An open call with two themes that takes three files."""
    return make.call(max_recommendations=4)


def review(client: Client, call: Call, typed: Typed, *files: Upload) -> Page:
    return Page(send(client, call, typed, *files, do="review"))


def part(page: Page, identifier: str) -> str:
    """Return the text of the section with the heading."""
    node = page.with_id(identifier).parent
    assert node is not None
    return node.text


def test_nothing_is_taken_before_it_is_sent_and_then_all_of_it(client: Client, call: Call) -> None:
    typed = filled(call, recommendations=2)
    typed["recommendations-1-text"] = ['A "quoted" <b>line</b> &amp;\r\n\r\n' + WORDS]
    page = review(client, call, typed, PDF)
    assert page.status == 200
    assert page.buttons == ["send", "edit"]
    assert not Submission.objects.exists()
    assert {name: page.fields[name] for name in typed} == typed
    assert post(client, address(call), pairs(page.fields, do="send")).status_code == 302
    row = Submission.objects.get()
    assert row.idempotency_key == typed["key"][0]
    assert [file.name for file in row.attachments.all()] == ["annex.pdf"]
    assert row.recommendations.get(number=2).text == 'A "quoted" <b>line</b> &amp;\n\n' + WORDS
    assert Draft.objects.get().kept_because == "sent"


def test_change_shows_the_form_again_unjudged_with_all_that_was_typed(
    client: Client, call: Call
) -> None:
    page = review(client, call, filled(call, recommendations=2), PDF)
    form = Page(post(client, address(call), pairs(page.fields, do="edit")))
    assert form.status == 200
    assert not form.summary
    assert form.buttons[0] == "review"
    assert "annex.pdf" in form.main
    shown = {name: values for name, values in form.fields.items() if name in page.fields}
    own = {name: shown[name] for name in ("csrfmiddlewaretoken", "tab")}
    assert shown == {**page.fields, **own}


def test_the_unit_reads_everything(client: Client, call: Call) -> None:
    page = review(client, call, filled(call, recommendations=2), PDF)
    read = part(page, "read")
    for words in (
        *("Association Al Amal", "AAA", "Network of clinics", "Morocco", "Clinics of the coast"),
        *("First sponsor", "Amina Example", "amina@example.org", "Français", "annex.pdf"),
        *("Agree on referral path 1", f"{WORDS} (1)", "Cooperation", "Community"),
        *("Before", "Countries of transit 1", f"Words: {len(WORDS.split()) + 1} of 300 at most"),
    ):
        assert words in read, words


PRIVATE = ("Amina", "amina@")
OF_NAMED = ("Association Al Amal", "AAA", "Clinics of the coast", "First sponsor", "Morocco")


@pytest.mark.parametrize(
    ("publication", "shown", "hidden"),
    [
        ("named", (*OF_NAMED, "Network of clinics", "annex.pdf", WORDS), PRIVATE),
        (
            "anonymous",
            ("Anonymous: it chose", "Other", "Agree on referral path 1", WORDS),
            (*PRIVATE, *OF_NAMED, "Network of clinics", "annex.pdf", "African"),
        ),
        (
            "counted",
            ("one more in the total of the call",),
            (*PRIVATE, *OF_NAMED, "Network of clinics", "annex.pdf", WORDS, "Agree on"),
        ),
    ],
)
def test_readers_see_what_the_choice_of_publication_says(
    client: Client, call: Call, publication: str, shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    typed = filled(call, recommendations=2, publication=publication)
    published = part(review(client, call, typed, PDF), "published")
    assert [words for words in shown if words not in published] == []
    assert [words for words in hidden if words in published] == []


@pytest.mark.parametrize("publication", ["named", "anonymous"])
def test_the_public_page_then_shows_these_facts(
    client: Client, call: Call, publication: str
) -> None:
    page = review(client, call, filled(call, publication=publication))
    post(client, address(call), pairs(page.fields, do="send"))
    row = Submission.objects.get()
    make.walk(row, Status.ACCEPTED)
    lifecycle.publish(row)
    one = row.recommendations.get()
    public = Page(client.get(one.get_absolute_url()))
    facts = facts_of(public)
    foreseen = facts_of(page, "article")
    assert foreseen
    assert foreseen.items() <= facts.items()
    assert one.text in public.main


def facts_of(page: Page, around: str = "aside") -> dict[str, str]:
    """Return label -> content of the last list of facts in such an element."""
    (*_, outer) = page.all(around) if around == "article" else page.all(around)[:1]
    labels = [node.text for node in outer.walk() if node.tag == "dt"]
    return dict(zip(labels, [node.text for node in outer.walk() if node.tag == "dd"], strict=True))


def test_a_form_that_cannot_be_taken_is_shown_with_its_errors(client: Client, call: Call) -> None:
    page = review(client, call, filled(call, organization="", recommendations__0__text="Short."))
    assert page.status == 422
    assert [anchor for anchor, _message in page.summary] == [
        "id_organization",
        "id_recommendations-0-text",
    ]
    stale = review(client, call, filled(call, consent_version="0"))
    assert stale.status == 409


def test_a_late_answer_is_kept_only_when_it_is_sent(client: Client) -> None:
    call = make.call(closes_at=timezone.now() - timedelta(hours=1))
    page = review(client, call, filled(call))
    assert page.status == 200
    assert "This call is closed" in page.main
    assert Draft.objects.get().kept_because == "unsent"
    post(client, address(call), pairs(page.fields, do="send"))
    assert {row.kept_because for row in Draft.objects.all()} == {"late", "sent"}


def test_a_correction_is_checked_too(client: Client, call: Call) -> None:
    row = make.submission(of=call)
    url = reverse("submissions:submission-correct", args=[row.token])
    fields = Page(client.get(url)).fields | {"organization": ["New name"], "consent": ["on"]}
    page = Page(post(client, url, pairs(fields, [PDF], do="review")))
    assert "New name" in part(page, "published" if row.publication == "named" else "read")
    assert page.all("button")[-2].text == "Send the new version"
    row.refresh_from_db()
    assert row.organization != "New name"
    assert post(client, url, pairs(page.fields, do="send")).status_code == 302
    row.refresh_from_db()
    assert (row.organization, row.version) == ("New name", 2)
    assert Attachment.objects.get().submission == row


# --- what is public and says almost the same -------------------------------------------------


SAID = "Embassies should register domestic workers, and inspect recruitment agencies yearly."
FILLERS = (
    "Cities offer housing to families who arrive after a flood, and to those who wait.",
    "Schools accept pupils without papers in the middle of a term, and feed them well.",
    "Nurses visit pregnant women in camps every week, with an interpreter beside them.",
)


def say(call: Call, text: str, **fields: Any) -> Any:
    measures = (make.measure(title=text.split()[0], text=text),)
    return make.submission(
        Status.ACCEPTED, of=call, measures=measures, **fields
    ).recommendations.get()


def hinted(page: Page) -> list[str]:
    """Return the addresses that open beside the page."""
    return [node.attrs["href"] for node in page.all("a") if node.attrs.get("target") == "_blank"]


@pytest.fixture
def asked(call: Call) -> Call:
    """The call, with some public recommendations."""
    Call.objects.update(min_words=5)
    for text in FILLERS:
        say(call, text)
    return call


def typed_as(call: Call, *texts: str) -> Typed:
    typed = filled(call, recommendations=len(texts), language="en")
    for index, text in enumerate(texts):
        typed[f"recommendations-{index}-text"] = [text]
        typed[f"recommendations-{index}-title"] = [text.split()[0]]
    return typed


def test_almost_the_same_is_a_hint_and_similar_is_none(client: Client, asked: Call) -> None:
    same = say(asked, SAID, organization="Ocelot Union")
    say(asked, "Embassies should pay the way home of workers whom employers have left behind.")
    page = review(
        client,
        asked,
        typed_as(asked, "Ports should count the ships that pass them each day.", SAID),
    )
    assert hinted(page) == [same.get_absolute_url()]
    hint = part(page, "similar")
    assert "Recommendation 2: Embassies" in hint
    assert "Ocelot Union" in hint
    assert "you need not change anything" in hint
    nearly = SAID.replace("yearly", "each spring").replace("should", "must")
    assert hinted(review(client, asked, typed_as(asked, nearly))) == hinted(page)
    other = "Embassies should open on Sundays, so that workers without a day off can come."
    assert not hinted(review(client, asked, typed_as(asked, other)))


def test_only_what_readers_see_of_this_call_is_hinted_at(client: Client, asked: Call) -> None:
    say(make.call(), SAID)
    say(asked, SAID, publication="counted")
    make.submission(of=asked, measures=(make.measure(title="Embassies", text=SAID),))
    page = review(client, asked, typed_as(asked, SAID))
    assert not hinted(page)
    assert "almost the same" not in page.main
    anonymous = say(asked, SAID, publication="anonymous", organization="Ocelot Union")
    page = review(client, asked, typed_as(asked, SAID))
    assert hinted(page) == [anonymous.get_absolute_url()]
    assert "Anonymous" in part(page, "similar")
    assert "Ocelot" not in page.main


def test_the_page_costs_the_same_queries_with_one_and_with_three(
    client: Client, asked: Call, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        say(asked, SAID)
    for texts in ([SAID], [SAID, *FILLERS[:2]]):
        typed = typed_as(asked, *texts)
        review(client, asked, typed)
        with django_assert_num_queries(20):
            assert len(hinted(review(client, asked, typed))) >= len(texts)
