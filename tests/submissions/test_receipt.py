"""The receipt as PDF: complete, in six languages, for every reader, whatever was typed."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from common import outbox, typesetting
from submissions import lifecycle
from submissions.models import Attachment, Call, Submission
from submissions.receipts import receipt_of
from tests import factories as make
from tests.documents import words_of_pdf
from tests.sheets import Page

pytestmark = pytest.mark.django_db
ARABIC = "على الدول أن تعين وصيا لكل طفل يصل وحده"
CHINESE = "目的地国应当在七十二小时内为每个独自抵达的儿童指定监护人"
RUSSIAN = "Государствам следует назначать опекуна каждому ребенку"


def address(row: Submission, language: str = "en") -> str:
    """Return where the receipt of an answer is."""
    return f"/{language}/submissions/{row.token}/receipt.pdf"


def words(client: Client, row: Submission, language: str = "en") -> str:
    """Return the words of a receipt, in one line."""
    return " ".join(words_of_pdf(client.get(address(row, language)).content).split())


def two_moments() -> Call:
    """Return a call whose moments are told in Geneva."""
    return make.call(time_zone="Europe/Zurich")


def test_receipt_holds_the_whole_answer_and_when_it_arrived(client: Client) -> None:
    call = two_moments()
    theme = call.themes.all()[0]
    measure = make.measure(
        title="Guardians",
        themes=(theme.slug,),
        perspective="policy",
        level="community",
        phases=("before", "after"),
        addressed_to="Ministries of justice",
    )
    row = make.submission(
        of=call,
        organization="Kiribati Red Cross",
        acronym="KRC",
        category="other",
        category_other="Auxiliary",
        on_behalf_of="The federation",
        co_sponsors="Tuvalu Red Cross",
        measures=(measure, make.measure()),
    )
    seen_at = datetime(2017, 5, 3, 22, 30, 59, tzinfo=UTC)
    Submission.objects.update(first_seen_at=seen_at)
    Attachment.objects.create(
        submission=row, name="annex.pdf", size=2048, file="x", sha256="0123456789abcdef" * 4
    )
    response = client.get(address(row))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{row.reference}-v1.pdf"'
    assert "sandbox" in response["Content-Security-Policy"]
    told = words(client, row)
    expected = [
        *(row.reference, call.title, "Kiribati Red Cross", "KRC", "Auxiliary", "The federation"),
        *("Tuvalu Red Cross", "Morocco", "English", "Guardians", theme.name, "Policy"),
        *("Community", "Before; After", "Ministries of justice", f"{row.reference}-2"),
        "Thursday 4 May 2017, 00:30 (Zurich; Wednesday 3 May 2017, 22:30 UTC)",
        *("2017-05-03 22:30:59", "annex.pdf", "With our name"),
        *("You confirm by mail", "Until:", "No date is set."),
    ]
    assert [one for one in expected if one not in told] == []
    assert measure.text in told
    unbroken = told.replace(" ", "")
    assert "0123456789abcdef" * 4 in unbroken
    assert row.versions.get().sha256 in unbroken


def test_receipt_can_be_passed_on(client: Client) -> None:
    row = make.submission("received")
    told = words(client, row)
    for private in (row.contact_name, row.contact_email, row.token, row.secret, row.public_id):
        assert private not in told


def test_decision_in_its_hold_is_not_told(client: Client, settings: Any) -> None:
    settings.UNDO_HOLD_MINUTES = 30
    row = make.submission("declined")
    told = words(client, row)
    assert "In review" in told
    assert "Declined" not in told


def test_new_version_says_when_it_arrived_and_what_it_says(client: Client) -> None:
    row = make.submission("received")
    again = make.measure(number=1, text="In other words, " + make.WORDS)
    lifecycle.correct(row, make.answer(row.call, measures=(again,)), files=[])
    told = words(client, row)
    assert "This version arrived" in told
    assert again.text in told
    assert row.versions.get(number=2).sha256 in told.replace(" ", "")


@pytest.mark.parametrize(
    ("language", "said"),
    [("ar", ARABIC), ("zh-hans", CHINESE), ("ru", RUSSIAN), ("fr", "L’État désigne un tuteur.")],
)
def test_receipt_speaks_the_language_of_its_address_and_of_the_answer(
    client: Client, language: str, said: str
) -> None:
    row = make.submission(language=language, measures=(make.measure(text=said, title=said),))
    content = client.get(address(row, language)).content
    catalogue: Any = PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert catalogue["/Lang"] == {"zh-hans": "zh-CN"}.get(language, language)
    told = words_of_pdf(content)
    with translation.override(language):
        label = translation.gettext("Organization")
    # Of Arabic the order of words is the reader's affair.
    for word in [label, *said.split()]:
        assert word in told, word
    assert row.organization in told
    assert make.WORDS.split()[0] not in told


def test_receipt_is_made_for_who_has_it_read_aloud(client: Client) -> None:
    row = make.submission(recommendations=2)
    reader = PdfReader(io.BytesIO(client.get(address(row)).content))
    catalogue: Any = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == f"Receipt {row.reference}"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalogue["/Metadata"].get_data()


# --- what people type ------------------------------------------------------------------------

MARKUP = '#read("/etc/passwd") #import "@preview/cetz:0.3.1" = $x^2$ *bold* \\ @label <label> #sys'
HOSTILE = {
    "markup": (MARKUP, MARKUP),
    "endless": ("endless" * 3000, "endless" * 200),
    "lines": ("line\n\n\nanother\n" * 300, "another"),
    "emoji": ("A \U0001f600 and \u2764\ufe0f to all", "A [U+1F600] and"),
    "Hebrew": ("שלום to all", "[U+05E9][U+05DC][U+05D5][U+05DD] to all"),
    "private use": ("a list \uf0b7 of points", "a list [U+F0B7] of points"),
    "direction": ("left \u202e right \u2067 \u200f to all", "to all"),
    "marks": ("Za\u0335\u0336\u0337\u0338lgo to all", "lgo to all"),
    "tab": ("one\ttwo", "one two"),
    "far planes": ("\U0002a6b2\U00020bb7 and \U0001d538", "and"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_typed_is_text_and_nothing_is_a_box(client: Client, name: str) -> None:
    typed, shown = HOSTILE[name]
    row = make.submission(
        organization=typed[:200].replace("\n", " "), measures=(make.measure(title="T", text=typed),)
    )
    response = client.get(address(row))
    assert response.status_code == 200
    told = words_of_pdf(response.content)
    assert shown.replace(" ", "") in told.replace("\n", "").replace(" ", "")
    assert ("stand as their Unicode number" in " ".join(told.split())) == ("[U+" in told)
    assert "root:" not in told


def test_longest_answer_is_a_receipt_like_any_other(client: Client) -> None:
    text = " ".join([make.WORDS] * 75)  # some 2,000 words
    row = make.submission(measures=tuple(make.measure(text=text) for _ in range(50)))
    reader = PdfReader(io.BytesIO(client.get(address(row)).content))
    assert len(reader.pages) > 100
    assert "50. Measure" in "".join(page.extract_text() for page in reader.pages[-5:])


def test_word_without_an_end_is_broken_at_the_margin(client: Client) -> None:
    row = make.submission(measures=(make.measure(text="endless" * 3000),))
    assert len(PdfReader(io.BytesIO(client.get(address(row)).content)).pages) > 4


def heavy() -> Submission:
    """Return a confirmed answer whose receipt would take gigabytes: letters under many marks."""
    text = " ".join(["a" + "\u0301" * 20_000] * 10)
    return make.submission("received", measures=(make.measure(text=text),))


def test_what_cannot_be_made_is_told_and_the_page_and_the_mail_hold_the_copy(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "LONGEST_SECONDS", 1)  # it would not be done in eight either
    row = heavy()
    response = client.get(address(row))
    assert response.status_code == 503
    assert "No PDF at this moment" in Page(response).main
    assert "no-store" in response["Cache-Control"]
    outbox.send_due()
    message = mail.outbox[-1]
    assert row.recommendations.get().text in message.body
    assert message.attachments == []
    assert "enclosed" not in message.body


def test_only_so_many_are_made_at_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    row = make.submission()
    monkeypatch.setattr(typesetting, "LONGEST_WAIT_SECONDS", 0)
    with typesetting.AT_ONCE, typesetting.AT_ONCE:
        assert client.get(address(row)).status_code == 503
    assert client.get(address(row)).status_code == 200


# --- in the mail -----------------------------------------------------------------------------


def test_mail_with_the_copy_encloses_the_receipt_and_the_one_before_holds_no_word() -> None:
    row = make.submission()
    outbox.send_due()
    assert mail.outbox[0].attachments == []
    lifecycle.confirm(row)
    outbox.send_due()
    message = mail.outbox[1]
    [enclosed] = message.attachments
    assert enclosed.filename == f"{row.reference}-v1.pdf"
    assert enclosed.mimetype == "application/pdf"
    assert row.recommendations.get().text in " ".join(words_of_pdf(enclosed.content).split())
    assert "The receipt is enclosed as PDF" in message.body
    assert f"/en/submissions/{row.token}/receipt.pdf" in message.body


def test_enclosed_receipt_is_in_the_language_of_the_mail() -> None:
    row = make.submission()
    Submission.objects.update(interface_language="ru")
    row.refresh_from_db()
    lifecycle.confirm(row)
    outbox.send_due()
    enclosed = mail.outbox[-1].attachments[0]
    assert "Рекомендации" in words_of_pdf(enclosed.content)
    assert translation.get_language() == "en"
    assert "Рекомендации" not in words_of_pdf(receipt_of(row))


def test_page_holds_the_copy_too(client: Client) -> None:
    row = make.submission("received", recommendations=2)
    page = Page(client.get(f"/en/submissions/{row.token}/"))
    assert row.organization in page.main
    assert row.versions.get().sha256 in page.main
    assert f"{row.reference}-2" in page.main
    assert address(row) in page.html


def test_receipt_costs_the_same_queries_with_one_recommendation_and_with_three(
    client: Client, django_assert_num_queries: Any
) -> None:
    for number in (1, 3):
        row = make.submission("received", recommendations=number)
        with django_assert_num_queries(8):
            client.get(address(row))
