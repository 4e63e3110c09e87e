"""Forms that a machine seems to have filled: taken all the same, told to staff, mailed later."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.utils import timezone

from common.models import OutboxMail
from submissions.forms import traps
from submissions.models import Call, Draft, Submission
from submissions.models.submissions import Suspicion
from tests import factories as make
from tests.sheets import Page, Typed, Upload, address, filled, pairs, place, post, send
from tests.submissions.admin.pages import LIST
from tests.submissions.admin.pages import page as desk_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(settings: Any) -> Call:
    """An open call; people need five seconds, as by default."""
    settings.QUICKEST_SECONDS = 5
    return make.call()


def stamped(call: Call, **ago: float) -> list[str]:
    """Return the stamp of a form that was shown so long ago."""
    return [traps.stamp(call, at=timezone.now() - timedelta(**ago))]


# What is posted over a good form -> why it looks like a machine's.
LOOKS: dict[str, tuple[Any, str]] = {
    "a person": (lambda c: {}, ""),
    "an hour": (lambda c: {traps.STAMP: stamped(c, hours=1)}, ""),
    "a form left open for days": (lambda c: {traps.STAMP: stamped(c, days=9)}, ""),
    "six seconds": (lambda c: {traps.STAMP: stamped(c, seconds=6)}, ""),
    "the hidden field, empty": (lambda c: {traps.EMPTY: [""]}, ""),
    "the hidden field, a blank": (lambda c: {traps.EMPTY: [" \t"]}, ""),
    "the hidden field, filled": (lambda c: {traps.EMPTY: ["x"]}, Suspicion.FILLED),
    "at once": (lambda c: {traps.STAMP: stamped(c)}, Suspicion.QUICK),
    "three seconds": (lambda c: {traps.STAMP: stamped(c, seconds=3)}, Suspicion.QUICK),
    "no stamp": (lambda c: {traps.STAMP: []}, Suspicion.UNSTAMPED),
    "an empty stamp": (lambda c: {traps.STAMP: [""]}, Suspicion.UNSTAMPED),
    "a made-up stamp": (lambda c: {traps.STAMP: ["1700000000:abc"]}, Suspicion.UNSTAMPED),
    "no text": (lambda c: {traps.STAMP: ["\x00\u0661:é"]}, Suspicion.UNSTAMPED),
    "that of another call": (
        lambda c: {traps.STAMP: stamped(make.call(), hours=1)},
        Suspicion.UNSTAMPED,
    ),
}


@pytest.mark.parametrize("name", LOOKS)
def test_form_is_taken_with_a_receipt_whatever_it_looks_like(
    client: Client, call: Call, name: str
) -> None:
    changes, suspicion = LOOKS[name]
    typed: Typed = {**filled(call), **changes(call)}
    where, done = place(send(client, call, typed))
    assert done == "created"
    row = Submission.objects.get()
    assert row.suspicion == suspicion
    assert row.reference in Page(client.get(where)).main
    version = row.versions.get().content
    assert not any(word in version for word in ("suspicion", traps.STAMP, traps.EMPTY))


@pytest.mark.parametrize("name", LOOKS)
def test_mail_of_what_looks_like_a_machine_leaves_later(
    client: Client, call: Call, name: str, settings: Any
) -> None:
    settings.SUSPICIOUS_MAIL_MINUTES = 20
    changes, suspicion = LOOKS[name]
    send(client, call, {**filled(call), **changes(call)})
    left = []
    for minutes in (0, 19, 2):
        OutboxMail.objects.update(due_at=F("due_at") - timedelta(minutes=minutes))
        call_command("worker", "--once")
        left.append(len(mail.outbox))
    assert left == ([0, 0, 1] if suspicion else [1, 1, 1])


def test_person_who_needs_several_tries_is_none_of_them(client: Client, call: Call) -> None:
    """The stamp of the first showing is carried on: the last button alone is pressed quickly."""
    first = Page(client.get(address(call))).fields
    shown_at = stamped(call, minutes=3)
    typed = {**filled(call), "key": first["key"], traps.STAMP: shown_at, "consent": []}
    page = Page(send(client, call, typed))
    assert page.status == 422
    assert page.fields[traps.STAMP] == shown_at
    for do in ("add", "remove-1", "upload"):
        page = Page(send(client, call, page.fields, do=do))
        assert page.fields[traps.STAMP] == shown_at, do
    send(client, call, {**page.fields, "consent": ["on"]}, Upload("a.txt", b"no"))
    assert place(send(client, call, {**page.fields, "consent": ["on"]}))[1] == "created"
    assert Submission.objects.get().suspicion == ""


def test_stamp_that_is_none_is_replaced_when_the_form_is_shown_again(
    client: Client, call: Call
) -> None:
    page = Page(send(client, call, {**filled(call), traps.STAMP: ["x"]}, do="add"))
    (stamp,) = page.fields[traps.STAMP]
    assert stamp != "x"
    assert traps.stamp(call, stamp) == stamp


def test_hidden_field_is_out_of_everybodys_way(client: Client, call: Call) -> None:
    """Not seen, not read out, not reached by Tab, not filled by the browser; never `display`."""
    page = Page(client.get(address(call)))
    (field,) = [one for one in page.controls if one.attrs["name"] == traps.EMPTY]
    assert field.attrs["tabindex"] == "-1"
    assert field.attrs["autocomplete"] == "off"
    assert field.parent is not None
    assert field.parent.attrs == {"class": "visually-hidden", "aria-hidden": "true"}
    assert field.parent.text == "Leave this empty"
    assert page.fields[traps.EMPTY] == [""]


def test_correction_has_no_traps(client: Client, call: Call) -> None:
    send(client, call, filled(call))
    row = Submission.objects.get()
    url = f"/en/submissions/{row.token}/correct/"
    typed = Page(client.get(url)).fields
    assert not {traps.STAMP, traps.EMPTY} & {*typed}
    fields = {**typed, "consent": ["on"], "recommendations-0-title": ["Another title"]}
    assert place(post(client, url, pairs(fields)))[1] == "corrected"
    row.refresh_from_db()
    assert (row.version, row.suspicion) == (2, "")


def test_late_form_is_kept_whatever_it_looks_like(client: Client, call: Call) -> None:
    typed = {**filled(call), traps.EMPTY: ["x"]}
    Call.objects.update(closes_at=timezone.now() - timedelta(days=1))
    assert "/drafts/" in send(client, call, typed)["Location"]
    assert Draft.objects.count() == 1


def test_staff_see_it_and_can_filter_by_it(
    client: Client, call: Call, admin_client: Client
) -> None:
    person, machine = filled(call), {**filled(call), traps.EMPTY: ["x"]}
    for typed in (person, machine):
        send(client, call, typed)
    good, bad = Submission.objects.order_by("pk")
    assert "Filled like a machine" not in admin_client.get(desk_page(good)).content.decode()
    html = admin_client.get(desk_page(bad)).content.decode()
    assert "Filled like a machine" in html
    assert "A field that people do not see was filled in" in html
    listed = admin_client.get(LIST, {"status": "all", "suspicion__exact": "filled"})
    assert [row.pk for row in listed.context["cl"].result_list] == [bad.pk]
