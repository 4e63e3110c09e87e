"""The desk's pages for dialogues."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from dialogues.models import Document, Photo, Session, Workshop
from tests.dialogues.factories import (
    make_appearance,
    make_dialogue,
    make_document,
    make_milestone,
    make_photo,
    make_process,
    make_session,
    make_workshop,
)
from tests.dialogues.test_files import PDF, picture

pytestmark = pytest.mark.django_db
MODELS = ["dialogue", "workshop", "session", "person", "document", "process", "milestone"]


@pytest.fixture
def desk(client: Client) -> Client:
    """A client logged in as somebody who may do everything."""
    client.force_login(User.objects.create_superuser("unit", "unit@example.org", "secret"))
    return client


def formset(prefix: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an inline with new rows."""
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def workshop_data(**fields: Any) -> dict[str, Any]:
    """Return what the form of a workshop needs."""
    data = {"number": 1, "slug": "geneva", "title": "A title", "time_zone": "Europe/Zurich"}
    inlines = formset("sessions") | formset("documents") | formset("photos")
    return (
        data
        | {"starts_on": "2017-07-18", "ends_on": "2017-07-19", "source": "-"}
        | (inlines | fields)
    )


def add(desk: Client, model: str, **data: Any) -> list[str]:
    """Send the form of a new row; return the errors shown, none if it was saved."""
    response = desk.post(reverse(f"admin:dialogues_{model}_add"), data)
    if response.status_code == 302:
        return []
    form = response.context["adminform"].form
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    found = list(form.errors.values())
    for each in formsets:
        found += [error for row in each.errors for error in row.values()]
    return [message for errors in found for message in errors]


def test_every_list_search_and_form_opens(desk):
    process = make_process()
    dialogue = make_dialogue(process=process)
    workshop = make_workshop(dialogue)
    session = make_session(workshop)
    appearance = make_appearance(session)
    milestone = make_milestone(process, date(2017, 4, 6), workshop=workshop)
    document = make_document(dialogue, workshop=workshop)
    make_photo(workshop)
    rows = [dialogue, workshop, session, appearance.person, document, process, milestone]
    for model, row in zip(MODELS, rows, strict=True):
        base = f"admin:dialogues_{model}"
        urls = [reverse(f"{base}_changelist") + "?q=a", reverse(f"{base}_add")]
        urls.append(reverse(f"{base}_change", args=[row.pk]))
        assert [desk.get(url).status_code for url in urls] == [200, 200, 200]


def test_form_of_an_unknown_row_leads_back(desk):
    assert desk.get("/admin/dialogues/session/none/change/").status_code == 302


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ends_on": "2017-07-17"}, "The last day is before the first day."),
        ({"starts_on": ""}, "Give the first day too."),
        ({"time_zone": "Geneva"}, "is not a time zone"),
        ({"country": "XX"}, "Select a valid choice"),
        ({"source": ""}, "This field is required."),
        (formset("photos", {"caption": "C", "credit": "C", "source": "-", "order": 0}), ""),
    ],
)
def test_workshop_is_validated(desk, change, message):
    data = workshop_data(dialogue=make_dialogue().pk) | change
    errors = add(desk, "workshop", **data)
    assert message in " ".join(errors) if message else not errors


@pytest.mark.parametrize(
    ("alternative_text", "message"), [("", "An image needs its alternative text."), ("A room", "")]
)
def test_image_needs_its_alternative_text(desk, alternative_text, message):
    image = SimpleUploadedFile("a.png", picture(), "image/png")
    row = {"image": image, "alternative_text": alternative_text, "caption": "C", "credit": "C"}
    photos = formset("photos", row | {"source": "-", "order": 0})
    data = workshop_data(dialogue=make_dialogue().pk) | photos
    assert " ".join(add(desk, "workshop", **data)) == message
    assert Photo.objects.count() == (0 if message else 1)


def test_new_document_of_a_workshop_belongs_to_its_dialogue(desk):
    dialogue = make_dialogue()
    row = {"kind": "report", "title": "T", "url": "https://example.org/", "source": "-"}
    data = workshop_data(dialogue=dialogue.pk) | formset("documents", row)
    assert add(desk, "workshop", **data) == []
    document = Document.objects.get()
    assert (document.dialogue, document.workshop) == (dialogue, Workshop.objects.get())


@pytest.mark.parametrize(
    ("name", "content", "url", "message"),
    [
        ("a.pdf", PDF, "", ""),
        ("", b"", "https://example.org/", ""),
        ("", b"", "", "Give either a file or a link, not both."),
        ("a.pdf", PDF, "https://example.org/", "Give either a file or a link, not both."),
        ("a.pdf", b"<script>", "", "is not a PDF"),
    ],
)
def test_document_is_a_file_or_a_link(desk, name, content, url, message):
    data = {"dialogue": make_dialogue().pk, "kind": "report", "title": "T", "source": "-"}
    if name:
        data["file"] = SimpleUploadedFile(name, content)
    errors = " ".join(add(desk, "document", url=url, **data))
    assert message in errors if message else not errors


def test_document_keeps_to_its_dialogue_and_workshop(desk):
    dialogue, other = make_dialogue(), make_workshop()
    session = make_session(make_workshop(dialogue))
    data = {"dialogue": dialogue.pk, "kind": "report", "title": "T", "source": "-"}
    data["url"] = "https://example.org/"
    assert add(desk, "document", workshop=other.pk, **data) == [
        "The workshop is not part of the dialogue."
    ]
    assert add(desk, "document", session=session.pk, **data) == [
        "The session is not part of the workshop."
    ]


def test_hours_are_typed_and_shown_in_the_zone_of_the_workshop(desk):
    workshop = make_workshop()
    data = {"workshop": workshop.pk, "kind": "panel", "title": "T", "order": 0, "source": "-"}
    data |= {"starts_at_0": "2017-04-18", "starts_at_1": "10:00"} | formset("appearances")
    assert add(desk, "session", **data) == []
    session = Session.objects.get()
    assert session.starts_at == datetime(2017, 4, 18, 14, tzinfo=UTC)
    for model, row in (("session", session), ("workshop", workshop)):
        url = reverse(f"admin:dialogues_{model}_change", args=[row.pk])
        assert 'value="10:00:00"' in desk.get(url).content.decode()
    listed = desk.get(reverse("admin:dialogues_session_changelist")).content.decode()
    assert "Tuesday 18 April 2017, 10:00 (New York; 14:00 UTC)" in listed


def test_zone_that_is_changed_counts_for_the_hours_beside_it(desk):
    row = {"kind": "panel", "title": "T", "order": 0, "source": "-"}
    row |= {"starts_at_0": "2017-07-18", "starts_at_1": "10:00"}
    data = workshop_data(dialogue=make_dialogue().pk) | formset("sessions", row)
    assert add(desk, "workshop", **data) == []
    session = Session.objects.get()
    assert session.starts_at == datetime(2017, 7, 18, 8, tzinfo=UTC)
    kept = {"sessions-INITIAL_FORMS": 1, "sessions-0-id": session.pk}
    kept |= {"sessions-0-workshop": session.workshop_id}
    data |= kept | {"time_zone": "America/New_York"}
    url = reverse("admin:dialogues_workshop_change", args=[session.workshop_id])
    assert desk.post(url, data).status_code == 302
    session.refresh_from_db()
    assert session.starts_at == datetime(2017, 7, 18, 14, tzinfo=UTC)
    assert 'value="10:00:00"' in desk.get(url).content.decode()


@pytest.mark.parametrize("day", ["2017-03-12", "2017-11-05"], ids=["left out", "twice"])
@pytest.mark.parametrize("model", ["session", "workshop"])
def test_hour_that_the_zone_does_not_have_once_is_refused(desk, model, day):
    row = {"kind": "panel", "title": "T", "order": 0, "source": "-"}
    row |= {"starts_at_0": day, "starts_at_1": "01:30" if day > "2017-06" else "02:30"}
    if model == "session":
        data = row | {"workshop": make_workshop().pk} | formset("appearances")
    else:
        data = workshop_data(dialogue=make_dialogue().pk) | formset("sessions", row)
        data["time_zone"] = "America/New_York"
    (error,) = add(desk, model, **data)
    assert "in time zone America/New_York; it may be ambiguous or it may not exist" in error


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ends_at_0": "2017-04-18", "ends_at_1": "09:00"}, "The end is not after the start."),
        ({"held_on": "2017-04-19"}, "another day"),
        (
            {"starts_at_0": "", "starts_at_1": "", "ends_at_0": "2017-04-18", "ends_at_1": "09:00"},
            "Give the start too.",
        ),
    ],
)
def test_session_is_validated(desk, change, message):
    data = {"workshop": make_workshop().pk, "kind": "panel", "title": "T", "order": 0}
    data |= {"source": "-", "starts_at_0": "2017-04-18", "starts_at_1": "23:00"}
    errors = add(desk, "session", **(data | formset("appearances") | change))
    assert message in " ".join(errors)


def test_slug_of_another_page_is_refused(desk):
    data = {"year": 2017, "slug": "documents", "source": "-"} | formset("workshops")
    assert "taken by another page" in " ".join(add(desk, "dialogue", **data))


def fill(rows: int) -> dict[str, str]:
    """Create rows of every kind; return the addresses of lists, and of forms with inlines."""
    for _ in range(rows):
        process = make_process()
        workshop = make_workshop(make_dialogue(process=process))
        for _ in range(rows):
            make_workshop(workshop.dialogue)
            make_appearance(make_session(workshop))
            make_document(workshop.dialogue, workshop=workshop)
            make_photo(workshop)
            make_milestone(process, date(2017, 4, 6), workshop=workshop)
    urls = {model: reverse(f"admin:dialogues_{model}_changelist") for model in MODELS}
    forms = {"dialogue": workshop.dialogue, "workshop": workshop}
    for model, row in forms.items():
        urls[f"{model} form"] = reverse(f"admin:dialogues_{model}_change", args=[row.pk])
    return urls


@pytest.mark.parametrize("page", [*MODELS, "dialogue form", "workshop form"])
def test_number_of_queries_does_not_grow(desk, page, django_assert_max_num_queries):
    def queries(rows: int) -> int:
        url = fill(rows)[page]
        desk.get(url)  # content types are kept from the first page on
        with django_assert_max_num_queries(30) as captured:
            assert desk.get(url).status_code == 200
        return len(captured)

    assert queries(1) == queries(3)


BREAKS: dict[str, Callable[[], Any]] = {
    "workshop": lambda: make_workshop(ends_on=date(2017, 4, 1)),
    "milestone": lambda: make_milestone(make_process(), date(2017, 4, 2), ends_on=date(2017, 4, 1)),
    "document": lambda: make_document(make_dialogue(), url=""),
    "photo": lambda: make_photo(make_workshop(), image="photos/a.png", width=1, height=1),
}


@pytest.mark.parametrize("row", BREAKS)
def test_database_refuses_what_the_desk_refuses(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        BREAKS[row]()
