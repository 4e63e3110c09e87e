"""One submission on one page: words, versions, history, neighbours; at a cost that stays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import urlencode

from submissions import lifecycle
from submissions.states import Status, Verb
from tests import factories
from tests.submissions.admin.pages import FILE, do, page, texts, url

TEXT = factories.WORDS


def two_versions(**changes):
    row = factories.submission(Status.RECEIVED, recommendations=2)
    kept = factories.measure(number=1, text=TEXT, title="Title 1")
    new = factories.measure(number=0, text=TEXT, title="A third one")
    answer = factories.answer(row.call, **{"organization": row.organization, **changes})
    lifecycle.correct(row, replace(answer, recommendations=(kept, new)), files=[])
    return row


def test_page_shows_words_in_their_language_and_direction(login):
    row = factories.submission(language="ar", organization="شبكة <b>")
    html = texts(login("Moderator").get(page(row)))
    assert "<bdi>شبكة &lt;b&gt;</bdi>" in html
    assert '<div class="words" lang="ar" dir="auto"><p>States and cities' in html


def test_versions_are_compared_word_by_word(login):
    row = two_versions(organization="Renamed <organization>")
    html = texts(login("Observer").get(page(row)))
    assert "What version 2 changed" in html
    assert "[added] </bdi>Renamed" in html
    assert "<organization>" not in html
    assert "A third one" in html
    assert "Left out" in html
    assert "New" in html


def test_older_version_can_be_asked_for(login):
    row = two_versions()
    client = login("Observer")
    assert "What version" not in texts(client.get(page(row), {"version": "1"}))
    assert "What version 2" in texts(client.get(page(row), {"version": "2"}))
    assert client.get(page(row), {"version": "x"}).status_code == 200


def test_history_shows_notes_and_internal_ones_by_role(login):
    row = factories.submission(Status.IN_REVIEW)
    do(login("Moderator"), Verb.ACCEPT, row, note="Thank you all.", internal_note="Between us.")
    moderator, observer = (texts(login(role).get(page(row))) for role in ("Moderator", "Observer"))
    assert "Thank you all." in moderator
    assert "Between us." in moderator
    assert "Thank you all." in observer
    assert "Between us." not in observer


def test_vouching_is_internal(login):
    row = factories.submission(Status.UNCONFIRMED)
    do(login("Moderator"), Verb.VOUCH, row, note="Rang their office.")
    assert "Rang their office." not in texts(login("Rapporteur").get(page(row)))


def test_same_organization_is_listed(login):
    row = factories.submission(organization="Same name")
    other = factories.submission(organization="same NAME")
    different = factories.submission()
    html = texts(login("Observer").get(page(row)))
    assert other.reference in html
    assert different.reference not in html


def test_neighbours_follow_the_filters_of_the_list(login):
    now = timezone.now()
    call, other = factories.call(), factories.call()
    rows = [
        factories.submission(Status.RECEIVED, of=of, at=now - timedelta(days=days))
        for days, of in ((4, call), (3, other), (2, call), (1, call))
    ]
    filters = {"_changelist_filters": urlencode({"call__id__exact": call.pk})}
    html = texts(login("Moderator").get(page(rows[2]), filters))
    assert "2 of 3" in html
    assert f'rel="prev" href="{page(rows[0])}?_changelist_filters=call__id__exact' in html
    assert f'rel="next" href="{page(rows[3])}?_changelist_filters=call__id__exact' in html
    assert f"?call__id__exact={call.pk}" in html


def test_neighbours_follow_the_order_of_the_list(login):
    rows = [
        factories.submission(Status.RECEIVED, organization=name) for name in ("Ant", "Bee", "Cat")
    ]
    # Column 2 is the organization (after the checkbox and the reference), descending.
    html = texts(login("Moderator").get(page(rows[1]), {"_changelist_filters": "o=-2"}))
    assert f'rel="prev" href="{page(rows[2])}' in html
    assert f'rel="next" href="{page(rows[0])}' in html


def test_decided_one_is_no_longer_in_the_queue_but_leads_on(login):
    rows = [factories.submission(Status.IN_REVIEW) for _ in range(3)]
    client = login("Moderator")
    do(client, Verb.ACCEPT, rows[1])
    html = texts(client.get(page(rows[1])))
    assert "2 in it" in html
    assert f'rel="next" href="{page(rows[2])}"' in html


@pytest.mark.parametrize("filters", ["o=99", "p=77", "call__id__exact=x", "status=nonsense"])
def test_filters_that_make_no_sense_do_no_harm(login, filters):
    row = factories.submission(Status.RECEIVED)
    response = login("Moderator").get(page(row), {"_changelist_filters": filters})
    assert response.status_code == 200


def test_verb_keeps_the_filters(login):
    row = factories.submission(Status.RECEIVED)
    client = login("Moderator")
    address = (
        f"{url('submission_do', row.pk, 'start_review')}?_changelist_filters=status%3Dreceived"
    )
    assert address in texts(client.get(page(row), {"_changelist_filters": "status=received"}))
    response = do(client, Verb.START_REVIEW, row)
    assert response["Location"] == page(row)


def test_page_costs_the_same_for_one_and_three(login, pdf):
    client = login("Moderator")
    counts = []
    for number in (1, 3):
        row = factories.submission(Status.IN_REVIEW, recommendations=number)
        for _ in range(number):
            row.attachments.create(file=pdf, **FILE)
            factories.submission(Status.IN_REVIEW, organization=row.organization)
        client.get(page(row))
        with CaptureQueriesContext(connection) as captured:
            client.get(page(row))
        counts.append(len(captured))
    assert counts[0] == counts[1]
