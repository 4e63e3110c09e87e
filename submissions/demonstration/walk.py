"""The life of each sample answer, through the same verbs as real ones."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from django.contrib.auth.models import User

from dialogues.models import Session
from submissions import lifecycle
from submissions.demonstration.stage import DAY, Row, moment, working_days
from submissions.intake import Answer, Measure
from submissions.models import Call, Recommendation, Submission
from submissions.states import DeclineReason

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Staff:
    """Who decided: accounts that cannot log in."""

    moderator: User
    lead: User

    @classmethod
    def made(cls) -> "Staff":
        """Make the two accounts, or find them."""
        return cls(_sample_user("sample-moderator"), _sample_user("sample-unit-lead"))


def _sample_user(name: str) -> User:
    user, made = User.objects.get_or_create(username=name, defaults={"is_active": False})
    if made:
        user.set_unusable_password()
        user.save()
    return user


class Walk:
    """One submission on its way to where the data file wants it, a day or two at each step."""

    def __init__(self, call: Call, row: Row, staff: Staff, now: datetime, number: int) -> None:
        """`number` spreads the hours of arrival over the day."""
        self.call, self.row, self.staff, self.now, self.number = call, row, staff, now, number
        start = time(8 + number * 5 % 10, number * 17 % 60)
        self.at = moment(now, row["received_days"], start, call.zone)
        if row["received_days"] == -1:  # from another zone it may still be to come
            self.at = min(self.at, now - HOUR)

    def go(self) -> Submission:
        """Receive the answer and take it along its path; return the submission."""
        answer = self.answer()
        first = shortened(answer) if self.row["path"] == "resubmitted" else answer
        sent = lifecycle.Sent(
            answer=first,
            typed={},
            key=secrets.token_urlsafe(24),
            first_seen_at=self.at,
            language=answer.language,
        )
        receipt = lifecycle.receive(self.call, sent, at=self.at)
        if receipt.submission is None:
            raise ValueError(f"The call was not open on day {self.row['received_days']}.")
        self.submission = receipt.submission
        getattr(self, f"to_{self.row['path']}")()
        return self.submission

    def answer(self) -> Answer:
        """Return the answer as its row has it."""
        row = self.row
        measures = [
            Measure(**measure | {"themes": (*measure["themes"],), "phases": (*measure["phases"],)})
            for measure in row["recommendations"]
        ]
        names = ("on_behalf_of", "co_sponsors", "contact_name", "contact_email")
        return Answer(
            **row["stakeholder"],
            **{name: row[name] for name in (*names, "language", "publication")},
            recommendations=tuple(measures),
        )

    def later(self, step: timedelta) -> datetime:
        """Return the moment of the next step, which is never to come."""
        self.at = min(self.at + step, self.now)
        return self.at

    def at_desk(self) -> datetime:
        """Return the moment of the Unit's next step: on the next working day, by daylight."""
        day = working_days(self.at.astimezone(self.call.zone).date() + DAY)
        hour = time(9 + self.number * 3 % 8, self.number * 23 % 60)
        self.at = min(datetime.combine(day, hour, self.call.zone), self.now)
        return self.at

    def recommendation(self, number: int) -> Recommendation:
        """Return one of its recommendations, as the submission now stands."""
        found: Recommendation = self.submission.recommendations.get(number=number)
        found.submission = self.submission
        return found

    def to_unconfirmed(self) -> None:
        """Stay as it arrived."""

    def to_disowned(self) -> None:
        """Be disowned by the owner of the mailbox."""
        lifecycle.disown(self.submission, at=self.later(5 * HOUR))

    def to_lapsed(self) -> None:
        """Lapse, as nobody confirmed."""
        self.at = self.submission.confirm_until
        lifecycle.lapse(self.submission, at=self.later(HOUR))

    def to_received(self) -> None:
        """Be confirmed."""
        lifecycle.confirm(self.submission, at=self.later(timedelta(minutes=25)))

    def to_withdrawn(self) -> None:
        """Be withdrawn before anybody read it."""
        self.to_received()
        lifecycle.withdraw(self.submission, at=self.later(DAY))

    def to_in_review(self) -> None:
        """Be read."""
        self.to_received()
        lifecycle.start_review(self.submission, by=self.staff.moderator, at=self.at_desk())

    def to_changes_requested(self) -> None:
        """Be asked for a change."""
        self.to_in_review()
        lifecycle.request_changes(
            self.submission,
            by=self.staff.moderator,
            note=self.row["note"],
            due_at=moment(self.now, 7, time(18), self.call.zone),
            at=self.at_desk(),
        )

    def to_resubmitted(self) -> None:
        """Come again as the Unit asked."""
        self.to_changes_requested()
        answer = self.answer()
        lifecycle.resubmit(
            self.submission, numbered(answer), files=[], at=self.later(2 * DAY + 3 * HOUR)
        )

    def to_declined(self) -> None:
        """Be declined with its reason."""
        self.to_in_review()
        lifecycle.decline(
            self.submission,
            by=self.staff.moderator,
            reason=self.row.get("decline_reason", DeclineReason.NO_MEASURE),
            note=self.row["note"] if self.row["path"] == "declined" else "",
            at=self.at_desk(),
        )

    def to_reopened(self) -> None:
        """Be declined, and read again."""
        self.to_declined()
        self.later(2 * DAY)
        lifecycle.reopen(
            self.submission, by=self.staff.lead, note=self.row["note"], at=self.at_desk()
        )

    def to_accepted(self) -> None:
        """Be accepted and published, with what was set aside before or withdrawn after."""
        self.to_in_review()
        moderator = self.staff.moderator
        if aside := self.row.get("set_aside"):
            lifecycle.set_aside(
                self.recommendation(aside["number"]),
                by=moderator,
                reason=aside["reason"],
                at=self.at_desk(),
            )
        lifecycle.accept(self.submission, by=moderator, at=self.at_desk())
        lifecycle.publish(self.submission, at=self.later(HOUR / 2))
        if number := self.row.get("withdraw_one"):
            lifecycle.withdraw_one(self.recommendation(number), at=self.later(2 * DAY))
        for number, title in self.row.get("arose_from", {}).items():
            row = self.submission.recommendations.filter(number=number)
            workshops = Session.objects.filter(workshop__dialogue=self.call.dialogue_id)
            row.update(session=workshops.get(title=title))

    def to_accepted_then_withdrawn(self) -> None:
        """Be published, and withdrawn."""
        self.to_accepted()
        lifecycle.withdraw(self.submission, at=self.later(6 * DAY))


def shortened(answer: Answer) -> Answer:
    """Return the answer without the last two sentences of each text, which the Unit asks for."""
    measures = [replace(m, text=m.text.rsplit(". ", 2)[0] + ".") for m in answer.recommendations]
    return replace(answer, recommendations=tuple(measures))


def numbered(answer: Answer) -> Answer:
    """Return the answer with its recommendations known by their numbers: a new version of each."""
    measures = [replace(m, number=n) for n, m in enumerate(answer.recommendations, start=1)]
    return replace(answer, recommendations=tuple(measures))
