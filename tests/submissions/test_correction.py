"""The page of corrections: a new version where that is allowed, and no word lost elsewhere."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from submissions import lifecycle
from submissions.forms import traps
from submissions.models import Call, Draft, Submission
from tests import documents
from tests import factories as make
from tests.sheets import Page, Typed, Upload, assert_kept, filled, pairs, place, post, send

pytestmark = pytest.mark.django_db
PDF = Upload("annex.pdf", documents.PDF)
PNG = Upload("chart.png", documents.picture())


def correction(row: Submission, client: Client) -> tuple[str, Typed]:
    """Return the address of an answer's correction, and what its form holds."""
    url = reverse("submissions:submission-correct", args=[row.token])
    return url, Page(client.get(url)).fields


@pytest.fixture
def row(client: Client) -> Submission:
    """A received answer with two recommendations and a file."""
    call = make.call()
    send(client, call, filled(call, recommendations=2), PDF)
    made = Submission.objects.get()
    lifecycle.confirm(made)
    return made


def test_form_of_a_correction_holds_the_current_version(client: Client, row: Submission) -> None:
    _url, fields = correction(row, client)
    sent = filled(row.call, recommendations=2)
    changed = {"key", "contact_email", "consent", "recommendations-INITIAL_FORMS", traps.STAMP}
    for name, values in sent.items():
        if name not in changed and not name.endswith("-number"):
            assert fields[name] == values, name
    assert fields["recommendations-0-number"] == ["1"]
    assert fields["recommendations-1-number"] == ["2"]
    assert fields["seen_version"] == ["1"]
    assert "contact_email" not in fields
    assert "consent" not in fields


def test_correction_is_a_new_version_and_again_the_same(client: Client, row: Submission) -> None:
    url, fields = correction(row, client)
    fields |= {"consent": ["on"], "recommendations-1-title": ["A better title"]}
    assert place(post(client, url, pairs(fields, [PNG])))[1] == "corrected"
    assert place(post(client, url, pairs(fields, [PNG])))[1] == "same"
    assert place(post(client, url, pairs(fields)))[1] == "same"
    row.refresh_from_db()
    assert row.version == 2
    assert [one.title for one in row.recommendations.current()][1] == "A better title"
    assert [file.name for file in row.attachments.all()] == ["annex.pdf", "chart.png"]
    assert row.contact_email == "amina@example.org"
    assert not Draft.objects.exists()


def test_unchanged_correction_changes_nothing(client: Client, row: Submission) -> None:
    url, fields = correction(row, client)
    assert place(post(client, url, pairs(fields | {"consent": ["on"]})))[1] == "same"
    assert row.versions.count() == Submission.objects.get().version == 1
    assert [decision.verb for decision in row.decisions.all()] == ["receive", "confirm"]


def test_file_can_be_left_out_of_the_next_version(client: Client, row: Submission) -> None:
    url, fields = correction(row, client)
    drop = str(row.attachments.get().pk)
    fields |= {"consent": ["on"], "drop_file": [drop]}
    assert place(post(client, url, pairs(fields)))[1] == "corrected"
    assert not row.attachments.filter(removed_at=None).exists()


def test_correction_of_an_older_version_is_shown_again(client: Client, row: Submission) -> None:
    url, old = correction(row, client)
    _url, new = correction(row, client)
    new |= {"consent": ["on"], "acronym": ["NEW"]}
    assert place(post(client, url, pairs(new)))[1] == "corrected"
    old |= {"consent": ["on"], "acronym": ["OLD"]}
    response = post(client, url, pairs(old))
    page = Page(response)
    assert response.status_code == 409
    assert "A newer version was sent meanwhile" in page.summary[0][1]
    assert_kept(
        page, {name: values for name, values in old.items() if name != "csrfmiddlewaretoken"}
    )
    assert Submission.objects.get().acronym == "NEW"
    assert place(post(client, url, pairs(page.fields)))[1] == "corrected"
    assert Submission.objects.get().acronym == "OLD"


@pytest.mark.parametrize(("choice", "status"), [("named", 422), ("counted", 302)])
def test_correction_can_only_be_more_private(
    client: Client, row: Submission, choice: str, status: int
) -> None:
    url, fields = correction(row, client)
    fields |= {"consent": ["on"], "publication": [choice]}
    response = post(client, url, pairs(fields))
    assert response.status_code == status
    if status == 422:
        assert Page(response).error_at("publication") == "Choose from the list."
        assert "With our name" not in Page(response).main
    assert [one.kept_because for one in Draft.objects.all()] == ["unsent"] * (status == 422)


def test_correction_that_came_too_late_is_kept(client: Client, row: Submission) -> None:
    url, fields = correction(row, client)
    lifecycle.start_review(row, by=make.user())
    fields |= {"consent": ["on"], "acronym": ["LATE"]}
    path, _done = place(post(client, url, pairs(fields, [PNG])))
    draft = Draft.objects.get(kept_because="conflict")
    assert path == reverse("submissions:draft-detail", args=[draft.token])
    assert draft.content["acronym"] == ["LATE"]
    assert [file.name for file in draft.attachments.all()] == ["chart.png"]
    assert row.attachments.filter(removed_at=None).count() == 1
    assert place(client.get(url))[0].startswith("/en/submissions/")


def test_version_that_was_asked_for_is_taken_after_the_close(
    client: Client, row: Submission
) -> None:
    due = timezone.now() + timedelta(days=3)
    lifecycle.request_changes(row, by=make.user(), note="Name who.", due_at=due)
    Call.objects.update(closes_at=timezone.now())
    url, fields = correction(row, client)
    fields |= {"consent": ["on"], "acronym": ["ASKED"]}
    assert place(post(client, url, pairs(fields)))[1] == "corrected"
    assert place(post(client, url, pairs(fields)))[1] == "same"
    row.refresh_from_db()
    assert (row.status, row.acronym, row.version) == ("received", "ASKED", 2)


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "closed"])
def test_form_of_a_version_that_was_asked_for_tells_what_and_until_when(
    client: Client, row: Submission, is_open: bool
) -> None:
    Call.objects.update(time_zone="Europe/Zurich")
    due = datetime(2031, 7, 18, 21, 59, 59, tzinfo=UTC)
    lifecycle.request_changes(row, by=make.user(), note="An older note.", due_at=due)
    lifecycle.take_back(row, by=make.user())
    lifecycle.request_changes(row, by=make.user(), note="Name who <b>acts</b>.", due_at=due)
    if not is_open:
        Call.objects.update(closes_at=timezone.now())
    url, fields = correction(row, client)
    for page in (Page(client.get(url)), Page(post(client, url, pairs(fields)))):
        panel = page.with_id("asked").parent
        assert panel is not None
        assert "Name who <b>acts</b>." in panel.text
        assert "New version due" in panel.text
        assert "Friday 18 July 2031, 23:59 (Zurich; 21:59 UTC)" in panel.text
        here = [node for node in panel.walk() if "data-reader-time" in node.attrs]
        assert 'datetime="2031-07-18T21:59:59Z"' in page.html
        assert len(here) == 1
        assert "An older note." not in page.main
        assert "Closed" not in page.main
        assert "days left to answer" not in page.main


def test_form_of_a_version_that_nobody_asked_for_tells_until_when_the_call_is_open(
    client: Client, row: Submission
) -> None:
    page = Page(client.get(reverse("submissions:submission-correct", args=[row.token])))
    assert "days left to answer" in page.main
    assert "asks for" not in page.main


def test_same_number_twice_makes_two_recommendations(client: Client, row: Submission) -> None:
    url, fields = correction(row, client)
    fields |= {"consent": ["on"], "recommendations-1-number": ["1"]}
    fields["recommendations-1-title"] = ["Not to be written over"]
    assert place(post(client, url, pairs(fields)))[1] == "corrected"
    assert [(one.number, one.title) for one in row.recommendations.current()] == [
        (1, "Agree on referral path 0"),
        (3, "Not to be written over"),
    ]


def test_bad_correction_is_told_at_its_field(client: Client, row: Submission) -> None:
    url, fields = correction(row, client)
    fields |= {"organization": ["\x00"], "consent": ["on"]}
    page = Page(post(client, url, pairs(fields)))
    assert page.status == 422
    assert "U+0000" in page.error_at("organization")
    assert_kept(page, {n: v for n, v in fields.items() if n != "csrfmiddlewaretoken"})
    assert row.versions.count() == 1


def test_correction_without_its_cookie_is_shown_again(client: Client, row: Submission) -> None:
    url, fields = correction(row, client)
    careful = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    fields |= {"acronym": ["NEW"], "consent": ["on"]}
    page = Page(post(careful, url, pairs(fields)))
    assert page.status == 403
    assert_kept(page, {n: v for n, v in fields.items() if n != "csrfmiddlewaretoken"})
    assert place(post(careful, url, pairs(page.fields)))[1] == "corrected"
