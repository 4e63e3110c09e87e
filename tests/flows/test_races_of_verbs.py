"""Two verbs at once: one wins, the others are told, and nothing is half done."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.models import OutboxMail
from common.states import Conflict
from submissions import lifecycle
from submissions.models import Recommendation
from submissions.states import Status
from tests import factories as make
from tests.flows.together import ROUNDS, at_once, fresh, refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True, params=ROUNDS)
def _round(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def test_many_moderators_decide_at_once_and_one_wins() -> None:
    people = [make.user(username=f"moderator{number}") for number in range(4)]
    row = make.submission("in_review", by=people[0])
    OutboxMail.objects.all().delete()
    results = at_once(
        lambda: lifecycle.accept(fresh(row), by=people[0]),
        lambda: lifecycle.decline(fresh(row), by=people[1], reason="off_topic"),
        lambda: lifecycle.accept(fresh(row), by=people[2]),
        lambda: lifecycle.request_changes(
            fresh(row), by=people[3], note="Who?", due_at=timezone.now() + timedelta(days=1)
        ),
    )
    assert len(refused(results)) == 3
    decided = row.decisions.filter(verb__in=["accept", "decline", "request_changes"])
    assert decided.count() == 1
    assert fresh(row).status == decided.get().after
    assert OutboxMail.objects.get().ids["decision"] == decided.get().pk


def test_two_who_read_the_same_page_decide_at_once_and_the_slower_is_told_by_whom() -> None:
    people = [make.user(username=name) for name in ("first", "second")]
    row = make.submission("in_review", by=people[0])
    mine, theirs = fresh(row), fresh(row)
    results = at_once(
        lambda: lifecycle.accept(mine, by=people[0]),
        lambda: lifecycle.accept(theirs, by=people[1]),
    )
    (told,) = refused(results)
    assert isinstance(told, Conflict)
    winner = fresh(row).decided_by
    assert winner is not None
    assert str(told).startswith(f"{winner.username} was faster: “Accepted”")
    assert row.decisions.filter(verb="accept").count() == 1


def test_confirming_and_disowning_at_once_is_one_of_them() -> None:
    row = make.submission()
    mine, theirs = fresh(row), fresh(row)
    results = at_once(
        lambda: lifecycle.confirm(mine),
        lambda: lifecycle.disown(theirs),
    )
    assert len(refused(results)) == 1
    after = fresh(row)
    assert row.decisions.count() == 2
    assert (after.status, after.token_version) in (("received", 1), ("disowned", 2))
    assert (after.confirmed_at is not None) is (after.status == "received")


def test_confirm_pressed_twice_at_once_is_one_confirmation() -> None:
    row = make.submission()
    url = reverse("submissions:submission-confirm", args=[row.token, row.secret])
    responses = at_once(*[lambda: Client().post(url)] * 4)
    assert {response.status_code for response in responses} <= {302, 409}
    assert row.decisions.filter(verb="confirm").count() == 1
    mails = OutboxMail.objects.filter(ids__submission=row.pk, notice="submissions.received")
    assert mails.count() == 1


def test_withdrawing_while_it_is_accepted_and_published_leaves_nothing_public() -> None:
    by = make.user()
    row = make.submission("in_review", by=by)
    held = make.submission("accepted", by=by, public=False)
    page, desk, other = fresh(row), fresh(row), fresh(held)
    later = timezone.now() + timedelta(hours=1)
    at_once(
        lambda: lifecycle.withdraw(page),
        lambda: lifecycle.accept(desk, by=by),
        lambda: lifecycle.publish_due(later),
        lambda: lifecycle.withdraw(other),
        lambda: lifecycle.publish_due(later),
    )
    for one in (fresh(row), fresh(held)):
        ends = one.decisions.filter(verb__in=["withdraw", "accept"]).count()
        published = one.decisions.filter(verb="publish").count()
        assert published == (one.public_at is not None)
        if one.status == Status.WITHDRAWN:
            assert one.withdrawn_at is not None
        assert ends == (1 if one.pk == row.pk else 2)
    assert fresh(held).status == Status.WITHDRAWN
    seen = Recommendation.objects.public(later + timedelta(hours=1))
    assert not seen.filter(submission__status=Status.WITHDRAWN).exists()
    assert not seen.filter(submission=held).exists()


def test_more_private_and_published_at_once_is_never_shown_openly() -> None:
    by = make.user()
    later = timezone.now() + timedelta(hours=1)
    row = make.submission("accepted", by=by, public=False)
    old = row.recommendations.get().reference
    page = fresh(row)
    at_once(
        lambda: lifecycle.change_publication(page, "anonymous"),
        lambda: lifecycle.publish_due(later),
    )
    after = fresh(row)
    assert after.publication == "anonymous"
    assert after.public_at is not None
    assert row.recommendations.get().reference != old


def test_lapse_and_confirm_at_once_is_one_of_them() -> None:
    row = make.submission()
    moment = row.confirm_until + timedelta(seconds=1)
    page = fresh(row)
    at_once(
        lambda: lifecycle.confirm(page, at=row.confirm_until),
        lambda: lifecycle.lapse_due(moment),
    )
    assert fresh(row).status in ("received", "lapsed")
    assert row.decisions.exclude(verb="receive").count() == 1


def test_contact_erased_by_two_at_once_is_erased_once() -> None:
    people = [make.user("Unit lead", username=f"lead{number}") for number in range(2)]
    row = make.submission("accepted", by=people[0])
    mine, theirs = fresh(row), fresh(row)
    results = at_once(
        lambda: lifecycle.erase_contact(mine, by=people[0], note="By mail."),
        lambda: lifecycle.erase_contact(theirs, by=people[1], note="By mail."),
    )
    assert len(refused(results)) == 1
    after = fresh(row)
    assert (after.contact_email, after.token_version) == ("", row.token_version + 1)
    assert row.decisions.filter(verb="erase_contact").count() == 1
