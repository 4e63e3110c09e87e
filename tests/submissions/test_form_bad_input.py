"""Bad input: a clear message at its field, everything typed kept, and never a 500."""

from collections.abc import Iterator, Sequence

import pytest
from django.test import Client

from common.models import OutboxMail
from submissions.forms import traps
from submissions.models import Call, Submission
from tests import documents
from tests import factories as make
from tests.sheets import WORDS, Page, Upload, address, assert_kept, filled, pairs, post, send

pytestmark = pytest.mark.django_db
TWICE = "arrived twice, with different content"
REQUIRED = "This field is required."
LIST = "Choose from the list."
MEGABYTE = 1024 * 1024
COUNTS = ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")
REC = "recommendations-1-"
# The text fields with the most characters that each takes.
TEXTS = {
    "organization": 240,
    "acronym": 40,
    "category_other": 120,
    "on_behalf_of": 240,
    "co_sponsors": 2000,
    "contact_name": 160,
    f"{REC}title": 200,
    f"{REC}text": 20_000,
    f"{REC}addressed_to": 240,
}
MUST_BE_FILLED = ("organization", "contact_name", "contact_email", f"{REC}title", f"{REC}text")
MUST_BE_CHOSEN = {
    "category": REQUIRED,
    "country": REQUIRED,
    "language": REQUIRED,
    "publication": "Choose how the answer is published.",
    "consent": "Without your consent we may not take it.",
    f"{REC}themes": "Choose at least one.",
}
CHOICES = (
    "category",
    "country",
    "language",
    "publication",
    f"{REC}perspective",
    f"{REC}level",
    f"{REC}themes",
    f"{REC}phases",
)
NO_TEXT: dict[str, tuple[str | bytes, str]] = {
    "NUL": ("before\x00after", "Character 7 cannot be read (U+0000)"),
    "a bell": ("\x07", "(U+0007)"),
    "bytes of Latin-1": ("Côte d’Azur".encode("cp1252"), "Character 2 cannot be read (U+FFFD)"),
    "half a character": ("移民".encode()[:-1], "(U+FFFD)"),
    "a lone surrogate": (b"a\xed\xa0\x80b", "(U+FFFD)"),
}
NO_CHOICE = ("nonsense", "\x00", "<script>alert(1)</script>", "named\n", "０", "A" * 9_999)
NO_ADDRESS = (
    "amina",
    "amina@",
    "@example.org",
    "amina@example",
    "amina@example.org, b@example.org",
    "amina@example.org\nBcc: all@example.org",
    "amina example@example.org",
    "amina@exam\x00ple.org",
    "amina@exa<b>mple.org",
    "mailto:amina@example.org",
    "a" * 64 + "@" + ".".join(["b" * 60] * 5) + ".org",
)
NO_NUMBER_OF_WORDS = {
    "too few": ("Nineteen words are not enough. ", "5 words: add 15 more, at least."),
    "one too few": ("word " * 19, "19 words: add 1 more, at least."),
    "one too many": ("word " * 301, "301 words: shorten by 1."),
    "too many in Chinese": ("移" * 350, "350 words: shorten by 50."),
    "only marks": ("– … ! " * 30, "0 words: add 20 more"),
}


def cases() -> Iterator[tuple[str, Sequence[str | bytes], str]]:
    """Yield a field, what is sent in it, and what the message says."""
    for name, most in TEXTS.items():
        yield from ((name, [bad], message) for bad, message in NO_TEXT.values())
        yield name, [f"{WORDS} one", f"{WORDS} other"], TWICE
        if name != f"{REC}text":
            yield name, ["x" * (most + 1)], f"at most {most} characters (it has {most + 1})"
    for name in MUST_BE_FILLED:
        yield from ((name, [blank], REQUIRED) for blank in ("", " \t\r\n ", "\u3000\u00a0"))
        if name != "contact_email":
            yield name, ["\u200b\u2060"], REQUIRED
        yield name, [], REQUIRED
    for name, message in MUST_BE_CHOSEN.items():
        yield name, [], message
        if name != f"{REC}themes":
            yield name, [""], message
    for name in CHOICES:
        message = "Choose a country" if name == "country" else LIST
        null = "Null characters" if name == "country" else message
        yield from ((name, [bad], null if bad == "\x00" else message) for bad in NO_CHOICE)
    for name, two in {
        "category": ["media", "youth"],
        "country": ["MA", "FR"],
        "language": ["en", "fr"],
        "publication": ["named", "counted"],
        "contact_email": ["a@example.org", "b@example.org"],
        f"{REC}perspective": ["policy", "practical"],
        f"{REC}level": ["individual", "structural"],
    }.items():
        yield name, [*two], TWICE
    yield from (("contact_email", [bad], "e-mail address") for bad in NO_ADDRESS[:-1])
    yield "contact_email", [NO_ADDRESS[-1]], "at most 254 characters"
    yield from (("consent", [bad], MUST_BE_CHOSEN["consent"]) for bad in ("false", "False"))
    yield f"{REC}themes", ["theme-of-another-call"], LIST
    yield "category_other", [""], "Say which category, in your words."
    yield from ((f"{REC}text", [text], message) for text, message in NO_NUMBER_OF_WORDS.values())


CASES = list(cases())


@pytest.fixture
def call() -> Call:
    """An open call with two themes; a third theme belongs to another."""
    make.theme(slug="theme-of-another-call")
    return make.call()


def text_of(value: str | bytes) -> str:
    """Return a value as the server reads it."""
    return value.decode(errors="replace") if isinstance(value, bytes) else value


def assert_told_at(page: Page, name: str, message: str) -> None:
    """Assert that the message stands at the field alone, and that the summary leads there."""
    assert message in page.error_at(name)
    assert page.summary
    for anchor, told in page.summary:
        assert page.names_at(anchor) == {name}
        assert told.partition(": ")[2] in page.error_at(name)
    others = {control.attrs["name"] for control in page.controls} - {name}
    assert not [other for other in others if page.error_at(other)]


NAMES = [f"{name}: {str(values)[:30]} {len(str(values))}" for name, values, _message in CASES]


@pytest.mark.parametrize(("name", "values", "message"), CASES, ids=NAMES)
def test_message_stands_at_the_field_and_the_rest_is_kept(
    client: Client, call: Call, name: str, values: Sequence[str | bytes], message: str
) -> None:
    typed = filled(call, recommendations=2)
    fields = [(key, value) for key, value in pairs(typed) if key != name]
    file = ("files", Upload("annex.pdf", documents.PDF))
    response = post(client, address(call), [*fields, *((name, value) for value in values), file])
    page = Page(response)
    assert response.status_code == 422
    assert_told_at(page, name, message)
    assert_kept(page, typed, but=name)
    assert "annex.pdf" in page.main
    if name in TEXTS or name == "contact_email":
        shown = "".join(page.fields[name])
        sent = "".join(text_of(value) for value in values[-1:])
        assert shown == (sent if sent.strip() else shown)
        assert shown.strip() == sent.strip()
    elif name in (f"{REC}themes", f"{REC}phases"):
        assert name not in page.fields
    assert not Submission.objects.exists()
    assert not OutboxMail.objects.exists()


def test_every_field_of_the_form_is_in_the_table(client: Client, call: Call) -> None:
    names = {control.attrs["name"] for control in Page(client.get(address(call))).controls}
    tried = {name.replace("-1-", "-0-") for name, _values, _message in CASES}
    elsewhere = {"csrfmiddlewaretoken", "key", "consent_version", "consent_mark", "files"}
    elsewhere |= {"tab", "seen_revision", "count", "recommendations-0-mark"}
    elsewhere |= {traps.STAMP, traps.EMPTY}
    elsewhere |= {f"recommendations-{kind}_FORMS" for kind in COUNTS}
    assert names - tried == elsewhere | {"recommendations-0-number"}


@pytest.mark.parametrize(
    "name", ["organization", "co_sponsors", "contact_email", "category", "country", f"{REC}text"]
)
def test_a_megabyte_is_refused_at_its_field(client: Client, call: Call, name: str) -> None:
    text = "<b>word</b> "
    text = (text * (MEGABYTE // len(text) + 1))[: MEGABYTE - 1] + "."
    typed = filled(call, recommendations=2)
    response = send(client, call, {**typed, name: [text]})
    assert response.status_code == 422
    page = Page(response)
    assert page.error_at(name)
    assert all(len(told) < 200 for _anchor, told in page.summary)
    assert_kept(page, typed, but=name)
    if name in TEXTS:
        assert page.fields[name] == [text]
    assert "<b>word" not in page.html


def test_a_megabyte_everywhere_is_shown_again_without_delay(client: Client, call: Call) -> None:
    typed = filled(call, recommendations=2)
    names = [*TEXTS, "recommendations-0-text"]
    typed |= {name: ["word " * (MEGABYTE * 4 // 5 // len(names))] for name in names}
    response = send(client, call, typed)
    assert response.status_code == 422
    assert_kept(Page(response), typed)


def test_many_errors_stand_at_their_fields_in_the_order_of_the_page(
    client: Client, call: Call
) -> None:
    response = send(client, call, {"key": ["k" * 32]})
    page = Page(response)
    assert response.status_code == 422
    named = [name for anchor, _told in page.summary for name in page.names_at(anchor)]
    places = [[control.attrs["name"] for control in page.controls].index(name) for name in named]
    main = [place for place, name in zip(places, named, strict=True) if "-0-" not in name]
    assert main == sorted(main)
    assert {"organization", "recommendations-0-title", "recommendations-0-text"} <= set(named)
    assert all(page.error_at(name) for name in named)


def test_html_is_text(client: Client, call: Call) -> None:
    evil = "\"'><script>alert(1)</script></textarea><img src=x onerror=alert(1)>&amp;{{ 7|add:7 }}"
    typed = filled(call, recommendations=2)
    typed |= {name: [f"{evil} {WORDS}"[:160]] for name in TEXTS if name != "acronym"}
    typed |= {"category_other": [evil], f"{REC}title": [evil], f"{REC}text": [f"{evil} {WORDS}"]}
    typed["consent"] = []
    response = send(client, call, typed)
    page = Page(response)
    assert response.status_code == 422
    assert [anchor for anchor, _told in page.summary] == ["id_consent"]
    assert_kept(page, {name: values for name, values in typed.items() if values})
    assert "<script>alert" not in page.html
    assert "<img src=x" not in page.html
    response = send(client, call, {**typed, "consent": ["on"]})
    shown = Page(client.get(response["Location"]))
    assert evil in shown.main
    assert "<script>alert" not in shown.html
