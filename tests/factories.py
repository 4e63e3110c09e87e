"""Plain functions that make what a test needs; every stored word can be told apart."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.utils import timezone

from dialogues.models import Dialogue, Workshop
from submissions import lifecycle
from submissions.intake import Answer, Measure
from submissions.models import Call, Publication, Recommendation, Submission, Theme
from submissions.states import Status

counter = itertools.count(1)
WORDS = (
    "States and cities should agree on one referral path for migrants in situations of "
    "vulnerability, train those who meet them first and publish each year how many were helped."
)


def dialogue(**fields: Any) -> Dialogue:
    """Return a published dialogue of 2017."""
    number = next(counter)
    return Dialogue.objects.create(
        **{
            "year": 2017,
            "slug": f"dialogue-{number}",
            "theme": f"Theme of dialogue {number}",
            "is_published": True,
            **fields,
        }
    )


def workshop(**fields: Any) -> Workshop:
    """Return a published workshop in Geneva."""
    number = next(counter)
    fields.setdefault("dialogue", None)
    fields["dialogue"] = fields["dialogue"] or dialogue()
    return Workshop.objects.create(
        **{
            "number": number % 1000,
            "slug": f"workshop-{number}",
            "title": f"Workshop {number}",
            "city": "Geneva",
            "time_zone": "Europe/Zurich",
            "is_published": True,
            **fields,
        }
    )


def theme(**fields: Any) -> Theme:
    """Return a theme."""
    number = next(counter)
    return Theme.objects.create(**{"slug": f"theme-{number}", "name": f"Theme {number}", **fields})


def call(themes: int = 2, **fields: Any) -> Call:
    """Return an open, published call with `themes` themes, closing in ten days."""
    number, now = next(counter), timezone.now()
    fields["dialogue"] = fields.get("dialogue") or dialogue()
    row = Call.objects.create(
        **{
            "slug": f"call-{number}",
            "title": f"Call {number}",
            "brief": "What should be done?",
            "guiding_questions": "Who should act?\nHow would one know?",
            "opens_at": now - timedelta(days=10),
            "closes_at": now + timedelta(days=10),
            "consent_text": "We agree that the answer is published as chosen.",
            "is_published": True,
            **fields,
        }
    )
    row.themes.set([theme() for _ in range(themes)])
    return row


def measure(**fields: Any) -> Measure:
    """Return one filled-in recommendation."""
    number = next(counter)
    return Measure(**{"title": f"Measure {number}", "text": f"{WORDS} ({number})", **fields})


def answer(
    of: Call | None = None,
    *,
    recommendations: int = 1,
    measures: tuple[Measure, ...] = (),
    **fields: Any,
) -> Answer:
    """Return a filled-in answer of these measures, or of so many; `of` lends its first theme."""
    number = next(counter)
    slugs = tuple(of.themes.values_list("slug", flat=True)[:1]) if of else ()
    return Answer(
        **{
            "organization": f"Organization {number}",
            "category": "civil_society",
            "country": "MA",
            "language": "en",
            "publication": Publication.NAMED,
            "contact_name": f"Contact {number}",
            "contact_email": f"contact{number}@example.org",
            "recommendations": measures
            or tuple(measure(themes=slugs) for _ in range(recommendations)),
            **fields,
        }
    )


def sent(of: Call, **fields: Any) -> lifecycle.Sent:
    """Return a form as it was sent, now, with a key of its own."""
    fields.setdefault("answer", answer(of))
    return lifecycle.Sent(
        **{
            "typed": {"organization": [fields["answer"].organization]},
            "key": f"key-{next(counter)}",
            "first_seen_at": timezone.now(),
            "language": "en",
            **fields,
        }
    )


def user(role: str = "Moderator", **fields: Any) -> User:
    """Return a member of staff in the role; "" is a reader's account without any."""
    if not Group.objects.exists():
        call_command("sync_roles", verbosity=0)
    row = User.objects.create_user(
        fields.pop("username", f"user{next(counter)}"), is_staff=bool(role), **fields
    )
    if role:
        row.groups.add(Group.objects.get(name=role))
    return row


def submission(
    status: str = Status.UNCONFIRMED,
    *,
    of: Call | None = None,
    recommendations: int = 1,
    public: bool = True,
    by: User | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> Submission:
    """Return a submission that came to `status` by the verbs; accepted ones are published.

    `fields` go into the answer; `public=False` leaves an accepted one in its hold.
    """
    of = of or call()
    filled = answer(of, recommendations=recommendations, **fields)
    receipt = lifecycle.receive(of, sent(of, answer=filled), at=at)
    row = receipt.submission
    assert row is not None
    walk(row, status, by=by, at=at)
    if status == Status.ACCEPTED and public:
        lifecycle.publish(row, at=at)
    return row


def walk(
    row: Submission, status: str, *, by: User | None = None, at: datetime | None = None
) -> None:
    """Take an unconfirmed submission to `status` by the shortest way."""
    if status == Status.UNCONFIRMED:
        return None
    if status == Status.LAPSED:
        return lifecycle.lapse(row, at=at)
    if status == Status.DISOWNED:
        return lifecycle.disown(row, at=at)
    lifecycle.confirm(row, at=at)
    if status == Status.RECEIVED:
        return None
    if status == Status.WITHDRAWN:
        return lifecycle.withdraw(row, at=at)
    by = by or user()
    lifecycle.start_review(row, by=by, at=at)
    if status == Status.CHANGES_REQUESTED:
        due = (at or timezone.now()) + timedelta(days=5)
        lifecycle.request_changes(row, by=by, note="Please name who.", due_at=due, at=at)
    elif status == Status.ACCEPTED:
        lifecycle.accept(row, by=by, at=at)
    elif status == Status.DECLINED:
        lifecycle.decline(row, by=by, reason="off_topic", at=at)
    return None


def recommendation(**fields: Any) -> Recommendation:
    """Return the only recommendation of a published submission made with `fields`."""
    fields.setdefault("status", Status.ACCEPTED)
    row = submission(**fields).recommendations.first()
    assert row is not None
    return row
