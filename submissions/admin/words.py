"""What a moderator adds to a step: notes, a reason, a date; one small form for each verb."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from datetime import timezone as fixed_zone
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from submissions.forms.fields import CleanText
from submissions.models import Call
from submissions.models.recommendations import Disposition
from submissions.states import DeclineReason, Verb

LONGEST_NOTE = 4_000
CHANGES_WITHIN = timedelta(days=10)
LATEST_CHANGES = timedelta(days=366)
DAY_ENDS_LAST = fixed_zone(timedelta(hours=-12))


def lines(label: Any, help_text: Any = "", *, required: bool = False) -> CleanText:
    """Return a field of several lines in any script; notes are what the Unit says."""
    area = forms.Textarea(attrs={"rows": 3, "dir": "auto", "class": "words"})
    return CleanText(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST_NOTE,
        widget=area,
    )


def to_stakeholder(*, required: bool = False) -> CleanText:
    """Return the field of the note that leaves by mail."""
    return lines(_("Note to the stakeholder"), required=required)


def internal(label: Any = None, *, required: bool = False) -> CleanText:
    """Return the field of a note that stays on the desk."""
    one = lines(label or _("Internal note"), _("Never leaves the desk."), required=required)
    one.widget.attrs["class"] = "words internal"
    return one


class Words(forms.Form):
    """Nothing to add."""

    use_required_attribute = False

    def __init__(self, *args: Any, call: Call | None = None, **kwargs: Any) -> None:
        """`call`: the one that it is about; None where there may be several."""
        super().__init__(*args, **kwargs)
        self.call = call

    def given(self, call: Call) -> dict[str, Any]:
        """Return what the verb takes by name."""
        return dict(self.cleaned_data)


class AcceptWords(Words):
    """Two notes, none needed."""

    note = to_stakeholder()
    internal_note = internal()


class DeclineWords(Words):
    """The reason, which the stakeholder is told, and notes."""

    reason = forms.ChoiceField(
        label=_("Reason, told to the stakeholder"),
        choices=[("", _("Choose")), *DeclineReason.choices],
    )
    note = to_stakeholder()
    internal_note = internal()


class ChangesWords(Words):
    """What should change, and by when."""

    note = lines(_("What should change"), _("The stakeholder is told."), required=True)
    due_on = forms.DateField(
        label=_("New version due on"),
        help_text=_("Until the end of this day in the call’s time zone."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the tenth day from today."""
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = self.today() + CHANGES_WITHIN

    def today(self) -> date:
        """Return the day that it is for the call; for several, where the day ends last.

        What is over for one of several is refused by the verb, for that one alone.
        """
        return timezone.localdate(timezone=self.call.zone if self.call else DAY_ENDS_LAST)

    def clean_due_on(self) -> Any:
        """Refuse a day that is over for the call, and one that nobody can mean."""
        day = self.cleaned_data["due_on"]
        if day < self.today():
            raise ValidationError(_("This day is over."))
        if day > self.today() + LATEST_CHANGES:
            raise ValidationError(_("Choose a day within a year."))
        return day

    def given(self, call: Call) -> dict[str, Any]:
        """Return the note and the last moment of the day in the call's zone."""
        end = datetime.combine(self.cleaned_data["due_on"], time(23, 59, 59), call.zone)
        return {"note": self.cleaned_data["note"], "due_at": end}


class ReopenWords(Words):
    """Why, for the stakeholder."""

    note = lines(_("Why"), _("The stakeholder is told."), required=True)


class VouchWords(Words):
    """How the Unit knows."""

    note = internal(_("How you know that it is theirs"), required=True)


class WithdrawWords(Words):
    """How the stakeholder asked."""

    note = internal(_("How the stakeholder asked for it"), required=True)


class EraseWords(Words):
    """How the contact person asked."""

    note = internal(_("How the request was made, without name and address"), required=True)


class SetAsideWords(Words):
    """Why, for the stakeholder."""

    reason = lines(_("Why"), _("The stakeholder is told."), required=True)


class DisposeWords(Words):
    """What became of it, and the public reason."""

    disposition = forms.ChoiceField(
        label=_("What became of it"), choices=[("", _("Choose")), *Disposition.choices]
    )
    reason = lines(_("Reason"), _("Public, and told to the stakeholder."), required=True)


@dataclass(frozen=True)
class Button:
    """How a verb is offered: its words on a button, its look, and what it asks for."""

    label: str | Promise
    words: type[Words] = Words
    look: str = ""
    hint: str | Promise = ""
    is_of_one: bool = field(default=False)


# In the order in which they are offered.
BUTTONS: dict[str, Button] = {
    Verb.START_REVIEW: Button(
        _("Start review"),
        hint=_("From now on the stakeholder cannot change the text unasked."),
    ),
    Verb.UNDO: Button(_("Undo the decision"), look="primary", hint=_("No mail has left yet.")),
    Verb.ACCEPT: Button(_("Accept"), AcceptWords, "primary"),
    Verb.REQUEST_CHANGES: Button(_("Ask for changes"), ChangesWords),
    Verb.DECLINE: Button(_("Decline"), DeclineWords, "danger"),
    Verb.TAKE_BACK: Button(
        _("Take the request back"), hint=_("The text is then read as it stands.")
    ),
    Verb.VOUCH: Button(
        _("Confirm for the stakeholder"),
        VouchWords,
        hint=_("Where the mail with the link did not arrive."),
    ),
    Verb.REOPEN: Button(_("Reopen"), ReopenWords),
    Verb.WITHDRAW: Button(_("Withdraw at the stakeholder’s request"), WithdrawWords, "danger"),
    Verb.ERASE_CONTACT: Button(
        _("Erase contact data"),
        EraseWords,
        "danger",
        hint=_(
            "This cannot be undone. Name and e-mail address are erased here and in kept drafts of "
            "this answer. Mails that have not left are cancelled, no more can be sent, and the "
            "private address of the answer ends. The words, their publication and the history "
            "stay. Answer the request from your own mailbox first."
        ),
    ),
    Verb.SET_ASIDE: Button(_("Set this one aside"), SetAsideWords, is_of_one=True),
    Verb.RESTORE: Button(_("Take in again"), is_of_one=True),
    Verb.WITHDRAW_ONE: Button(
        _("Withdraw this one"),
        WithdrawWords,
        hint=_("At the stakeholder’s request; the others are not affected."),
        is_of_one=True,
    ),
    Verb.DISPOSE: Button(_("Say what became of it"), DisposeWords, "primary", is_of_one=True),
}
