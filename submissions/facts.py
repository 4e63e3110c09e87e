"""What was sent, fact by fact: the same on the private page, in the mail and in the PDF."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from common.marked import joined
from submissions import deadlines
from submissions.forms.answer import CONSEQUENCES
from submissions.models import Attachment, Publication, Recommendation, Submission

NAME, REFERENCE, TITLE = "name", "reference", "title"


@dataclass(frozen=True)
class Fact:
    """A label and what stands beside it.

    `kind`: "name" for what the stakeholder typed, "reference" for what is read from left to
    right, "title" for what may be in another language than the page; else "".
    """

    label: str
    value: object
    kind: str = ""


def arrival_of(submission: Submission) -> list[Fact]:
    """Return by what an answer is known, and when it arrived. One query."""
    call, seen = submission.call, submission.first_seen_at
    version = submission.versions.filter(number=submission.version).first()
    facts = [
        Fact(_("Reference"), submission.reference, REFERENCE),
        Fact(_("Call"), call.shown("title"), TITLE),
        Fact(_("Received"), deadlines.told(seen, call)),
        Fact(_("Received, to the second in UTC"), f"{seen.astimezone(UTC):%F %T}", REFERENCE),
    ]
    if version and version.number > 1:
        facts.append(Fact(_("Version"), version.number))
        facts.append(Fact(_("This version arrived"), deadlines.told(version.created_at, call)))
    if version:
        facts.append(Fact(_("SHA-256 of what is kept"), version.sha256, REFERENCE))
    return facts


def who_of(submission: Submission) -> list[Fact]:
    """Return who answers, but for the contact."""
    facts = [
        Fact(_("Organization"), submission.organization, NAME),
        Fact(_("Acronym"), submission.acronym, NAME),
        Fact(_("Category"), submission.category_label, NAME),
        Fact(_("Country"), submission.country_label),
        Fact(_("On behalf of"), submission.on_behalf_of, NAME),
        Fact(_("Co-sponsors"), submission.co_sponsors, NAME),
        Fact(_("Language of the recommendations"), submission.get_language_display()),
    ]
    return _filled(facts)


def contact_of(submission: Submission) -> list[Fact]:
    """Return whom the portal writes to: for the mail to that very address alone."""
    facts = [
        Fact(_("Contact person"), submission.contact_name, NAME),
        Fact(_("Contact e-mail"), submission.contact_email, NAME),
    ]
    return _filled(facts)


def publication_of(submission: Submission) -> list[Fact]:
    """Return how it is published, and what was agreed to."""
    call, agreed_at = submission.call, submission.consent_at
    facts = [
        Fact(_("How the answer is published"), submission.get_publication_display()),
        Fact(_("What that means"), CONSEQUENCES[Publication(submission.publication)]),
        Fact(_("Version of the consent text"), submission.consent_version, NAME),
        Fact(_("Consent given"), deadlines.told(agreed_at, call) if agreed_at else ""),
        Fact(_("How consent was given"), submission.consent_note, NAME),
    ]
    return _filled(facts)


def facts_of_one(row: Recommendation) -> list[Fact]:
    """Return what a recommendation says beside its words; its themes should be prefetched."""
    separator = _("; ")
    facts = [
        Fact(_("Reference"), row.reference, REFERENCE),
        Fact(_("Themes"), joined(separator, (theme.heading for theme in row.themes.all())), TITLE),
        Fact(_("Perspective"), row.get_perspective_display()),
        Fact(_("Level of vulnerability"), row.get_level_display()),
        Fact(_("Phases of migration"), joined(separator, (one.label for one in row.phases))),
        Fact(_("Addressed to"), row.addressed_to, NAME),
    ]
    return _filled(facts)


def facts_of_files(rows: Iterable[Attachment]) -> Iterator[list[Fact]]:
    """Yield for each file its name, its size and by what its bytes are known again."""
    for file in rows:
        yield [
            Fact(_("File"), file.name, NAME),
            Fact(_("Size"), filesizeformat(file.size)),
            Fact("SHA-256", file.sha256, REFERENCE),
        ]


def _filled(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if str(fact.value)]
