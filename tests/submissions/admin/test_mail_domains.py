"""Unverified addresses: whom staff are told to look at twice, and what they may learn."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from submissions import lifecycle, mail_domains, stakeholders
from submissions.models import Stakeholder, Submission
from submissions.states import Status
from tests import factories
from tests.submissions.admin.pages import LIST, page, texts, url

pytestmark = pytest.mark.django_db
MARK = "Unverified mail domain"


def known(*domains: str, **fields: Any) -> Stakeholder:
    """Return a stakeholder with these mail domains."""
    row = factories.submission(Status.ACCEPTED, **fields).stakeholder
    assert row is not None
    row.mail_domains = "\n".join(domains)
    row.save()
    return row


@pytest.mark.parametrize(
    ("email", "domains", "is_known"),
    [
        ("a@ministry.gov.ma", ["ministry.gov.ma"], True),
        ("a@MINISTRY.Gov.Ma", ["ministry.gov.ma"], True),
        ("a@mail.rabat.ministry.gov.ma", ["other.org", "ministry.gov.ma"], True),
        ("a@bücher.example.org", ["xn--bcher-kva.example.org"], True),
        ("a@xn--bcher-kva.example.org", ["xn--bcher-kva.example.org"], True),
        ("a@ministry.gov.ma.example.org", ["ministry.gov.ma"], False),
        ("a@notministry.gov.ma", ["ministry.gov.ma"], False),
        ("a@gov.ma", ["ministry.gov.ma"], False),
        ("ministry.gov.ma@gmail.com", ["ministry.gov.ma"], False),
        ("a@ministry.gov.ma", [], False),
    ],
)
def test_domain_is_known_where_it_is_one_or_below_one(
    login: Any, email: str, domains: list[str], is_known: bool
) -> None:
    known(*domains, organization="The Ministry")
    row = factories.submission(Status.RECEIVED, organization="The Ministry", contact_email=email)
    for who in ("Moderator", "Observer"):
        client = login(who)
        assert (MARK not in texts(client.get(page(row)))) == is_known
        for value, is_in in (("known", is_known), ("unverified", not is_known)):
            listed = client.get(LIST, {"mail": value})
            assert [one.pk for one in listed.context["cl"].result_list] == [row.pk] * is_in
            assert ('<span class="tag tag-voice">' + MARK in texts(listed)) == (
                is_in and not is_known
            )


@pytest.mark.parametrize(
    ("fields", "is_known"),
    [
        ({"organization": "SOCIÉTÉ générale"}, True),
        ({"organization": "Société générale", "country": "FR"}, False),
        ({"organization": "Société"}, False),
        ({"organization": "Agency", "on_behalf_of": "Société Générale"}, True),
        ({"organization": "Société Générale", "on_behalf_of": "Agency"}, False),
        ({"organization": "Its old name"}, True),
    ],
)
def test_stakeholder_is_found_by_name_before_one_is_chosen(
    login: Any, fields: dict[str, Any], is_known: bool
) -> None:
    keep = known("example.org", organization="Société Générale")
    stakeholders.merge(keep, [known(organization="Its old name")])
    row = factories.submission(Status.RECEIVED, contact_email="a@example.org", **fields)
    assert row.stakeholder is None
    assert (MARK not in texts(login("Observer").get(page(row)))) == is_known


def test_answer_without_an_address_has_no_mark(login: Any) -> None:
    call = factories.call()
    filled = factories.answer(call, contact_email="", contact_name="")
    row = lifecycle.enter(call, filled, by=factories.user(), consent_note="Letter")
    client = login("Moderator")
    assert MARK not in texts(client.get(page(row)))
    for value in ("known", "unverified"):
        assert not client.get(LIST, {"mail": value}).context["cl"].result_list


def test_list_with_the_filter_costs_the_same_for_one_and_three(login: Any) -> None:
    client, counts = login("Moderator"), []
    for number in (1, 3):
        for _ in range(number):
            known("known.example.org")
            factories.submission(Status.RECEIVED)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST, {"mail": "unverified"})
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- what staff keep -------------------------------------------------------------------------


def save(client: Any, row: Stakeholder, **data: Any) -> Any:
    """Save the form of a stakeholder."""
    fields = {"name": row.name, "category": row.category, "country": row.country, **data}
    return client.post(url("stakeholder_change", row.pk), fields)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Example.ORG", "example.org"),
        ("a.org, b.org\n@c.org; someone@d.org ", "a.org\nb.org\nc.org\nd.org"),
        ("bücher.example.org", "xn--bcher-kva.example.org"),
        ("example.org\nEXAMPLE.org.", "example.org"),
        ("", ""),
        ("org", None),
        ("https://example.org/", None),
        ("-a.org", None),
        ("gmail.com", None),
        ("yahoo.co.uk", None),
        ("mail.ru", None),
        ("qq.com", None),
        ("x" * 70 + ".org", None),
    ],
)
def test_domains_are_kept_as_typed_one_a_line(login: Any, typed: str, kept: str | None) -> None:
    row = known("before.org")
    response = save(login("Moderator"), row, mail_domains=typed)
    assert response.status_code == (200 if kept is None else 302)
    row.refresh_from_db()
    assert row.mail_domains == ("before.org" if kept is None else kept)


def test_domains_of_accepted_confirmed_answers_are_suggested_and_added(login: Any) -> None:
    name: dict[str, Any] = {"organization": "The Ministry"}
    row = known("old.org", **name, contact_email="a@one.org")
    others: list[tuple[str, str, dict[str, Any]]] = [
        (Status.ACCEPTED, "b@sub.old.org", {}),
        (Status.ACCEPTED, "b@gmail.com", {}),
        (Status.ACCEPTED, "b@agency.org", {"organization": "Agency", "on_behalf_of": row.name}),
        (Status.DECLINED, "b@declined.org", {}),
        (Status.RECEIVED, "b@received.org", {}),
    ]
    for status, email, more in others:
        factories.submission(status, contact_email=email, **{**name, **more})
    entered = factories.answer(factories.call(), contact_email="b@entered.org", **name)
    by = factories.user()
    one = lifecycle.enter(factories.call(), entered, by=by, consent_note="Letter")
    lifecycle.accept(one, by=by)
    assert mail_domains.suggested(row) == ["one.org"]
    client = login("Moderator")
    html = texts(client.get(url("stakeholder_change", row.pk)))
    assert 'name="suggested" value="one.org"' in html
    assert save(client, row, mail_domains="old.org", suggested=["one.org"]).status_code == 302
    row.refresh_from_db()
    assert row.mail_domains == "old.org\none.org"
    assert 'name="suggested"' not in texts(client.get(url("stakeholder_change", row.pk)))
    assert "old.org" not in LogEntry.objects.get().change_message


def test_merged_stakeholders_bring_their_domains_along() -> None:
    keep, other = known("a.org", "b.org"), known("b.org", "c.org")
    stakeholders.merge(keep, [other])
    for row in (keep, other):
        row.refresh_from_db()
    assert keep.mail_domains == "a.org\nb.org\nc.org"
    assert other.mail_domains == ""


@pytest.mark.parametrize("role", ["Rapporteur", "Observer"])
def test_who_may_not_see_contacts_sees_the_mark_and_no_domain(login: Any, role: str) -> None:
    row = known("canary-known.org", contact_email="a@canary-mail.org")
    submission = Submission.objects.get()
    client = login(role)
    pages = (url("stakeholder_change", row.pk), page(submission), f"{LIST}?status=all")
    html = "".join(texts(client.get(address)) for address in pages)
    html += texts(client.get(url("stakeholder_changelist"), {"q": "canary-known"}))
    assert MARK in html
    assert "canary-mail" not in html
    assert "canary-known.org" not in html
    assert client.get(LIST, {"stakeholder__mail_domains__contains": "c"}).status_code == 400
    bad = client.get(url("stakeholder_changelist"), {"mail_domains__contains": "c"})
    assert bad.status_code == 400
    save(client, row, mail_domains="other.org")
    row.refresh_from_db()
    assert row.mail_domains == "canary-known.org"
