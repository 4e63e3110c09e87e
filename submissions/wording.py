"""What each step means, in words: for mails, the private page and the desk."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from submissions.states import Status, Verb

Words = str | Promise


@dataclass(frozen=True)
class StepWords:
    """A step told to the stakeholder: the mail's subject and what it means."""

    subject: Words
    meaning: Words


STEPS: dict[str, StepWords] = {
    Verb.RECEIVE: StepWords(
        _("Please confirm your answer"), _("It arrived. It counts once you confirm the address.")
    ),
    Verb.ENTER: StepWords(
        _("Your answer is entered"), _("The IDM Unit entered it on your behalf.")
    ),
    Verb.CONFIRM: StepWords(
        _("Your answer is confirmed"), _("It is confirmed. The IDM Unit reads it next.")
    ),
    Verb.VOUCH: StepWords(
        _("Your answer is confirmed"),
        _("The IDM Unit confirmed it for you. It is read next."),
    ),
    Verb.LAPSE: StepWords(
        _("Your answer has lapsed"),
        _(
            "Nobody confirmed it within 48 hours after the close of the call. "
            "If it is yours, write to the IDM Unit, which can confirm it for you."
        ),
    ),
    Verb.DISOWN: StepWords(
        _("The answer is set aside as not yours"),
        _("You told us that you did not send it. Nothing of it is published."),
    ),
    Verb.START_REVIEW: StepWords(
        _("Your answer is being read"),
        _("The IDM Unit began to read. The text stays as it is unless the Unit asks you."),
    ),
    Verb.REQUEST_CHANGES: StepWords(
        _("The IDM Unit asks for a change"),
        _("Please send a new version from your private page by the date given."),
    ),
    Verb.RESUBMIT: StepWords(
        _("Your new version arrived"), _("You sent the new version. The IDM Unit reads it next.")
    ),
    Verb.TAKE_BACK: StepWords(
        _("No change is needed any more"),
        _("The IDM Unit took its request back and reads your answer as it stands."),
    ),
    Verb.ACCEPT: StepWords(_("Your answer is accepted"), _("The IDM Unit accepted it.")),
    Verb.DECLINE: StepWords(_("Your answer is not accepted"), _("The IDM Unit did not accept it.")),
    Verb.UNDO: StepWords(
        _("Your answer is being read again"), _("A decision was taken back before it was told.")
    ),
    Verb.REOPEN: StepWords(
        _("Your answer is being read again"),
        _("The IDM Unit took its decision back and reads your answer again."),
    ),
    Verb.WITHDRAW: StepWords(
        _("Your answer is withdrawn"),
        _("It is withdrawn. Copies that others took before cannot be recalled."),
    ),
    Verb.CORRECT: StepWords(
        _("Your corrected version arrived"), _("You sent a corrected version.")
    ),
    Verb.SET_ASIDE: StepWords(
        _("One recommendation is set aside"),
        _("The IDM Unit left it out. The others are not affected."),
    ),
    Verb.RESTORE: StepWords(
        _("One recommendation is taken in again"), _("The IDM Unit took it in again.")
    ),
    Verb.WITHDRAW_ONE: StepWords(
        _("One recommendation is withdrawn"), _("It is withdrawn. The others are not affected.")
    ),
    Verb.CHANGE_PUBLICATION: StepWords(
        _("Your answer is published otherwise"),
        _(
            "The more private choice holds everywhere from now on, under new references. "
            "Copies that others took before cannot be recalled."
        ),
    ),
    Verb.PUBLISH: StepWords(_("Your answer is published"), _("It can be read by everybody.")),
    Verb.DISPOSE: StepWords(
        _("What became of your recommendation"), _("The IDM Unit says what became of it.")
    ),
    Verb.ERASE_CONTACT: StepWords(
        _("Your contact data are erased"),
        _("Name and e-mail address of the contact person were erased. No more mails are sent."),
    ),
}

# What the private page says at the top: where it stands, and whose turn it is.
STANDING: dict[str, Words] = {
    Status.UNCONFIRMED: _(
        "Your turn: open the mail that we sent and confirm. Until then it is not reviewed."
    ),
    Status.LAPSED: _(
        "Nobody confirmed this answer in time. If it is yours, write to the IDM Unit."
    ),
    Status.DISOWNED: _("The owner of the mailbox told us that they did not send this answer."),
    Status.RECEIVED: _("It waits to be read by the IDM Unit. Nothing for you to do."),
    Status.IN_REVIEW: _("The IDM Unit is reading it. Nothing for you to do."),
    Status.CHANGES_REQUESTED: _("Your turn: the IDM Unit asks for a new version."),
    Status.ACCEPTED: _("The IDM Unit accepted it. Nothing for you to do."),
    Status.DECLINED: _("The IDM Unit did not accept it. The reason stands below."),
    Status.WITHDRAWN: _("It is withdrawn and no longer published."),
}
