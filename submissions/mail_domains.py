"""Whether a contact writes from a mail domain that is known for the organization.

For staff alone. Who may not see contacts sees the mark, never a domain.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from common.text import fold, lines
from submissions.models import Stakeholder, Submission
from submissions.states import Status, Verb

DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
# Where anybody gets an address; the first stand under many countries.
FREE = re.compile(
    r"(?:aol|fastmail|gmail|gmx|googlemail|hotmail|icloud|laposte|mailinator|outlook|proton|"
    r"protonmail|rediffmail|rocketmail|tutanota|yahoo|yandex|ymail|zoho)\..+|"
    r"(?:126|163|foxmail|live|mail|me|msn|naver|qq|sina)\.com|(?:terra|uol)\.com\.br|"
    r"(?:free|live|orange|wanadoo)\.fr|(?:bk|inbox|list|mail|rambler)\.ru|pm\.me|ukr\.net|web\.de"
)


class Standing(TextChoices):
    """What staff are told of a contact's address."""

    KNOWN = "known", _("Known mail domain")
    UNVERIFIED = "unverified", _("Unverified mail domain")


def domain_of(email: str) -> str:
    """Return the domain of an address, or a domain itself, in the form in which two are equal."""
    domain = email.rpartition("@")[2].strip().rstrip(".").lower()
    try:
        return domain.encode("idna").decode()
    except UnicodeError:  # no name that a mail server could have
        return domain


def is_under(domain: str, known: Iterable[str]) -> bool:
    """Tell whether a domain is one of the known ones, or one below it."""
    return any(domain == one or domain.endswith(f".{one}") for one in known)


def is_free(domain: str) -> bool:
    """Tell whether anybody gets an address of the domain."""
    return FREE.fullmatch(domain) is not None


def clean_domains(text: str) -> str:
    """Return domains as they are kept, one a line, from what staff typed or pasted.

    Raises ValidationError for what is no domain, and for one of which anybody gets an address.
    """
    found = {domain_of(one) for one in re.split(r"[\s,;]+", text) if one}
    for domain in sorted(found):
        if not DOMAIN.fullmatch(domain):
            message = _("Write mail domains such as organization.org, one a line: %(domain)s")
        elif is_free(domain):
            message = _("Anybody gets an address there: %(domain)s")
        else:
            continue
        raise ValidationError(message, params={"domain": domain[:60]})
    return "\n".join(sorted(found))


def suggested(stakeholder: Stakeholder) -> list[str]:
    """Return domains not known yet from which its accepted answers were sent and confirmed.

    What somebody sent on its behalf tells nothing of its own domain.
    """
    accepted = stakeholder.submissions.filter(status=Status.ACCEPTED, on_behalf_of="")
    confirmed = accepted.filter(decisions__verb=Verb.CONFIRM).exclude(contact_email="")
    found = {domain_of(email) for email in confirmed.values_list("contact_email", flat=True)}
    known = lines(stakeholder.mail_domains)
    return sorted(one for one in found if not is_free(one) and not is_under(one, known))


@dataclass(frozen=True)
class Known:
    """The known domains of all stakeholders, by their keys and by their names, merged ones too."""

    by_key: dict[int, list[str]]
    by_name: dict[tuple[str, str], list[str]]

    @classmethod
    def now(cls) -> "Known":
        """Return what staff keep at this moment, in one query."""
        has_some = ~Q(mail_domains="") | Q(merged_into__mail_domains__gt="")
        columns = "pk", "folded_name", "country", "mail_domains", "merged_into__mail_domains"
        rows = list(Stakeholder.objects.filter(has_some).order_by().values_list(*columns))
        kept = [(row[:3], lines(row[3] if row[4] is None else row[4])) for row in rows]
        by_name = {(name, country): domains for (_pk, name, country), domains in kept}
        return cls({pk: domains for (pk, *_name), domains in kept}, by_name)

    def standing(self, submission: Submission) -> str:
        """Return the standing of a submission's address; "" where it has none.

        Before its stakeholder is chosen it is looked for by name, as in stakeholders.py.
        """
        if not submission.contact_email:
            return ""
        if submission.stakeholder_id:
            known = self.by_key.get(submission.stakeholder_id, [])
        else:
            name = fold(submission.on_behalf_of or submission.organization)[:300]
            known = self.by_name.get((name, submission.country), [])
        is_known = is_under(domain_of(submission.contact_email), known)
        return Standing.KNOWN if is_known else Standing.UNVERIFIED

    def keys_of(self, standing: str, submissions: QuerySet[Any]) -> list[int]:
        """Return the keys of the submissions of this standing: names are folded in Python."""
        told = ["pk", "stakeholder_id", "contact_email", "organization", "on_behalf_of", "country"]
        rows = submissions.order_by().values(*told)
        return [row["pk"] for row in rows if self.standing(Submission(**row)) == standing]
