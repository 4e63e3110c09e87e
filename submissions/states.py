"""The whole life of a submission on one screen."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from common.states import Transition, by_verb


class Status(TextChoices):
    """Where a submission stands."""

    UNCONFIRMED = "unconfirmed", _("Unconfirmed")
    LAPSED = "lapsed", _("Lapsed")
    DISOWNED = "disowned", _("Disowned")
    RECEIVED = "received", _("Received")
    IN_REVIEW = "in_review", _("In review")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Verb(TextChoices):
    """What can be done with a submission; each is one function in lifecycle.py."""

    RECEIVE = "receive", _("Sent")
    ENTER = "enter", _("Entered by the IDM Unit")
    CONFIRM = "confirm", _("Confirmed")
    VOUCH = "vouch", _("Confirmed by the IDM Unit")
    LAPSE = "lapse", _("Lapsed without confirmation")
    DISOWN = "disown", _("Disowned by the owner of the mailbox")
    START_REVIEW = "start_review", _("Review started")
    REQUEST_CHANGES = "request_changes", _("Changes requested")
    RESUBMIT = "resubmit", _("New version sent as requested")
    TAKE_BACK = "take_back", _("Request for changes taken back")
    ACCEPT = "accept", _("Accepted")
    DECLINE = "decline", _("Declined")
    UNDO = "undo", _("Decision undone")
    REOPEN = "reopen", _("Reopened")
    WITHDRAW = "withdraw", _("Withdrawn")
    # without a change of status
    CORRECT = "correct", _("Corrected version sent")
    SET_ASIDE = "set_aside", _("Recommendation set aside")
    RESTORE = "restore", _("Recommendation restored")
    WITHDRAW_ONE = "withdraw_one", _("Recommendation withdrawn")
    CHANGE_PUBLICATION = "change_publication", _("Publication made more private")
    PUBLISH = "publish", _("Published")
    DISPOSE = "dispose", _("Told what became of it")
    ERASE_CONTACT = "erase_contact", _("Contact data erased")


class DeclineReason(TextChoices):
    """Why an answer is declined; the words go to the stakeholder."""

    OFF_TOPIC = "off_topic", _("It is not about the question of this call.")
    NO_MEASURE = "no_measure", _("It does not say what should be done, and by whom.")
    DUPLICATE = "duplicate", _("The same text was already received from the same stakeholder.")
    NOT_ORGANIZATION = "not_organization", _("It was not sent on behalf of an organization.")
    OFFENSIVE = "offensive", _("It attacks people or groups, or names private persons.")


S = Status
TRANSITIONS = by_verb(
    [
        Transition(Verb.CONFIRM, (S.UNCONFIRMED,), S.RECEIVED),
        Transition(Verb.VOUCH, (S.UNCONFIRMED, S.LAPSED), S.RECEIVED),
        Transition(Verb.LAPSE, (S.UNCONFIRMED,), S.LAPSED),
        Transition(Verb.DISOWN, (S.UNCONFIRMED, S.RECEIVED), S.DISOWNED),
        Transition(Verb.START_REVIEW, (S.RECEIVED,), S.IN_REVIEW),
        Transition(Verb.REQUEST_CHANGES, (S.RECEIVED, S.IN_REVIEW), S.CHANGES_REQUESTED),
        Transition(Verb.RESUBMIT, (S.CHANGES_REQUESTED,), S.RECEIVED),
        Transition(Verb.TAKE_BACK, (S.CHANGES_REQUESTED,), S.IN_REVIEW),
        Transition(Verb.ACCEPT, (S.RECEIVED, S.IN_REVIEW), S.ACCEPTED),
        Transition(Verb.DECLINE, (S.RECEIVED, S.IN_REVIEW), S.DECLINED),
        Transition(Verb.UNDO, (S.ACCEPTED, S.DECLINED), S.IN_REVIEW),
        Transition(Verb.REOPEN, (S.ACCEPTED, S.DECLINED), S.IN_REVIEW),
        Transition(
            Verb.WITHDRAW,
            (S.UNCONFIRMED, S.RECEIVED, S.IN_REVIEW, S.CHANGES_REQUESTED, S.ACCEPTED),
            S.WITHDRAWN,
        ),
    ]
)
STARTS = {Verb.RECEIVE: S.UNCONFIRMED, Verb.ENTER: S.RECEIVED}
# The states in which the stakeholder is known to have meant it.
CONFIRMED = (S.RECEIVED, S.IN_REVIEW, S.CHANGES_REQUESTED, S.ACCEPTED, S.DECLINED)
AWAITING = (S.RECEIVED, S.IN_REVIEW)
CORRECTABLE = (S.UNCONFIRMED, S.RECEIVED)
ENDED = (S.LAPSED, S.DISOWNED, S.DECLINED, S.WITHDRAWN)
# Where somebody reads it, and readers may one day.
TRANSLATABLE = (S.RECEIVED, S.IN_REVIEW, S.CHANGES_REQUESTED, S.ACCEPTED)
# Where nothing more is asked of the stakeholder, and no decision is to be told.
ERASABLE = (*ENDED, S.ACCEPTED)
