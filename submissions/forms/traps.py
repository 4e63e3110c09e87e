"""Two traps for machines: a field that people do not see, and the time from showing to sending.

Nothing is refused for them: what they find is kept with the answer, whose mails before the
address is confirmed leave later, and staff see it. Corrections have no traps: who sends one holds
a private address.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import QueryDict
from django.utils import timezone

from submissions.models import Call
from submissions.models.submissions import Suspicion

# The hidden inputs. Whatever shows the form again, or keeps it to be sent later, carries STAMP on:
# a new stamp just before the last button would make a person look quick.
STAMP = "shown_at"
# A name in which neither browsers nor password managers see anything that they could fill in.
EMPTY = "second_aspect"


def stamp(call: Call, carried: str = "", *, at: datetime | None = None) -> str:
    """Return the signed moment (default: now) at which the call's form was first shown.

    `carried`: the stamp of an earlier showing, given back as it is where it is one of ours.
    """
    if _moment(call, carried) is not None:
        return carried
    return _signer(call).sign(str(int((at or timezone.now()).timestamp())))


def suspicion(call: Call, posted: QueryDict, sent_at: datetime) -> str:
    """Return why a form looks as if a machine had filled it, "" where it does not.

    However old a stamp is, it is good: people leave forms open for days.
    """
    if posted.get(EMPTY, "").strip():
        return Suspicion.FILLED
    shown_at = _moment(call, posted.get(STAMP, ""))
    if shown_at is None:
        return Suspicion.UNSTAMPED
    quickest = timedelta(seconds=settings.QUICKEST_SECONDS)
    return Suspicion.QUICK if sent_at - shown_at < quickest else ""


def _moment(call: Call, said: str) -> datetime | None:
    """Return the moment of a stamp of ours, None for any other text."""
    try:
        seconds = int(_signer(call).unsign(said))
    except BadSignature:
        return None
    return datetime.fromtimestamp(seconds, tz=timezone.get_default_timezone())


def _signer(call: Call) -> Signer:
    return Signer(salt=f"form shown {call.pk}")
