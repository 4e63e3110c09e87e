"""Who sees what of what was said, as a table: in the list, by search, on its page."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from submissions import lifecycle
from submissions.models import Recommendation, Submission
from submissions.states import Status
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/en/recommendations/"


def make(status: str = Status.ACCEPTED, **fields: Any) -> Submission:
    """Return an answer of the Quetzal Institute with two recommendations."""
    return factories.submission(
        status, organization="Quetzal Institute", recommendations=2, **fields
    )


def made_public_then(step: Callable[[Submission], object], **fields: Any) -> Submission:
    row = make(**fields)
    step(row)
    return row


def first(row: Submission) -> Recommendation:
    return row.recommendations.select_related("submission__call").order_by("number")[0]


def set_aside(row: Submission) -> None:
    lifecycle.set_aside(first(row), by=factories.user(), reason="Said elsewhere.")


def set_aside_before_publication() -> Submission:
    row = make(Status.IN_REVIEW)
    set_aside(row)
    lifecycle.accept(row, by=factories.user())
    lifecycle.publish(row)
    return row


def withdrawn_one_before_publication() -> Submission:
    row = make(Status.IN_REVIEW)
    lifecycle.withdraw_one(first(row))
    lifecycle.accept(row, by=factories.user())
    lifecycle.publish(row)
    return row


def restored() -> Submission:
    row = made_public_then(set_aside)
    lifecycle.restore(first(row), by=factories.user())
    return row


def unpublish(row: Submission) -> None:
    row.call.is_published = False
    row.call.save()


def unpublish_dialogue(row: Submission) -> None:
    row.call.dialogue.is_published = False
    row.call.dialogue.save()


def reopen(row: Submission) -> None:
    lifecycle.reopen(row, by=factories.user("Unit lead"), note="A mistake.")


def in_call(**fields: Any) -> Submission:
    return make(of=factories.call(**fields))


def withdrawn_before_release() -> Submission:
    later = timezone.now() + timedelta(days=1)
    return made_public_then(lifecycle.withdraw, of=factories.call(publish_from=later))


TOMORROW, YESTERDAY = (timezone.now() + timedelta(days=days) for days in (1, -1))
# name -> how it comes about; in the list, found by its name, its page, its stakeholder's page
TABLE: dict[str, tuple[Callable[[], Submission], tuple[bool, bool, int, int]]] = {
    **{
        str(status): (partial(make, status), (False, False, 404, 404))
        for status in Status
        if status != Status.ACCEPTED
    },
    "named": (make, (True, True, 200, 200)),
    "anonymous": (lambda: make(publication="anonymous"), (True, False, 200, 404)),
    "counted": (lambda: make(publication="counted"), (False, False, 404, 404)),
    "in its hold": (lambda: make(public=False), (False, False, 404, 404)),
    "set aside": (lambda: made_public_then(set_aside), (False, False, 410, 200)),
    "set aside before": (set_aside_before_publication, (False, False, 404, 200)),
    "restored": (restored, (True, True, 200, 200)),
    "withdrawn": (lambda: made_public_then(lifecycle.withdraw), (False, False, 410, 404)),
    "one withdrawn": (
        lambda: made_public_then(lambda row: lifecycle.withdraw_one(first(row))),
        (False, False, 410, 200),
    ),
    "one withdrawn before": (withdrawn_one_before_publication, (False, False, 404, 200)),
    "reopened": (lambda: made_public_then(reopen), (False, False, 404, 404)),
    "call unpublished": (lambda: made_public_then(unpublish), (False, False, 404, 404)),
    "dialogue unpublished": (
        lambda: made_public_then(unpublish_dialogue),
        (False, False, 404, 404),
    ),
    "released tomorrow": (lambda: in_call(publish_from=TOMORROW), (False, False, 404, 404)),
    "released yesterday": (lambda: in_call(publish_from=YESTERDAY), (True, True, 200, 200)),
    "withdrawn before release": (withdrawn_before_release, (False, False, 404, 404)),
}


@pytest.mark.parametrize("case", TABLE)
def test_who_sees_what(client: Client, case: str):
    build, (listed, by_name, page, stakeholder) = TABLE[case]
    row = build()
    reference = first(row).reference
    assert (reference in client.get(LIST).content.decode()) == listed
    assert (reference in client.get(LIST, {"q": "quetzal"}).content.decode()) == by_name
    response = client.get(f"{LIST}{reference}/")
    assert response.status_code == page
    if page != 200:
        assert "Quetzal" not in response.content.decode()
        assert first(row).title not in response.content.decode()
    assert client.get("/en/stakeholders/quetzal-institute/").status_code == stakeholder
