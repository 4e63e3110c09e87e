"""A filled form, or a row of an import, becomes a submission and its version."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from itertools import zip_longest
from typing import Any

from common.canonical import canonical_json, digest
from common.countries import region_of
from common.text import fold
from submissions.models import (
    Attachment,
    Call,
    Recommendation,
    Source,
    Submission,
    SubmissionVersion,
    Theme,
)
from submissions.references import free_references, recommendation_references

# External ids that the desk gives to what it enters; an import may not take them.
FROM_DRAFT, FROM_DESK = "draft-", "desk-"


@dataclass(frozen=True)
class Measure:
    """One recommendation as it was filled in; `number` 0 is one that is new."""

    text: str
    title: str = ""
    number: int = 0
    themes: tuple[str, ...] = ()
    perspective: str = ""
    level: str = ""
    phases: tuple[str, ...] = ()
    addressed_to: str = ""


@dataclass(frozen=True)
class Answer:
    """What a stakeholder said: checked and clean, not yet kept."""

    organization: str
    category: str
    language: str
    publication: str
    recommendations: tuple[Measure, ...]
    acronym: str = ""
    category_other: str = ""
    country: str = ""
    on_behalf_of: str = ""
    co_sponsors: str = ""
    contact_name: str = field(default="", metadata={"private": True})
    contact_email: str = field(default="", metadata={"private": True})

    @property
    def fields(self) -> dict[str, str]:
        """The columns of a submission that come from the form."""
        return {key: value for key, value in asdict(self).items() if key != "recommendations"}


# What of a version says which translation was read: see Call.consent_shown.
CONSENT_SHOWN = "consent_shown"


def canonical(
    answer: Answer,
    files: Iterable[Attachment],
    consent_version: str,
    consent_shown: dict[str, str] | None = None,
) -> str:
    """Return what was sent as canonical JSON: sorted keys, no blanks, no contact.

    Files are named by their SHA-256; contact name and e-mail stay out, so that they can be
    erased without touching evidence.
    """
    content = asdict(answer)
    del content["contact_name"], content["contact_email"]
    content["consent_version"] = consent_version
    if consent_shown:
        content[CONSENT_SHOWN] = consent_shown
    content["files"] = [
        {"name": file.name, "sha256": file.sha256, "size": file.size}
        for file in sorted(files, key=lambda file: file.sha256)
    ]
    return canonical_json(content)


def said(content: str) -> dict[str, Any]:
    """Return what canonical JSON says, without the numbers that recommendations were given.

    A form that is sent first has none, the form of its correction has them. The translation of
    the consent that was read is no word of the stakeholder.
    """
    found: dict[str, Any] = json.loads(content)
    found.pop(CONSENT_SHOWN, None)
    for measure in found["recommendations"]:
        del measure["number"]
    return found


def numbered(answer: Answer, submission: Submission) -> Answer:
    """Return the answer with the numbers of the current recommendations, in their order.

    For a form that was filled before they had numbers: what it sends again stays the same ones.
    """
    numbers = list(submission.recommendations.current().values_list("number", flat=True))
    measures = [
        replace(measure, number=measure.number or number)
        for measure, number in zip_longest(answer.recommendations, numbers, fillvalue=0)
        if isinstance(measure, Measure)
    ]
    return replace(answer, recommendations=tuple(measures))


def build(
    call: Call,
    answer: Answer,
    *,
    status: str,
    source: str,
    first_seen_at: datetime,
    at: datetime,
    interface_language: str,
    files: Iterable[Attachment] = (),
    idempotency_key: str | None = None,
    external_id: str = "",
    consent_note: str = "",
    confirmed_at: datetime | None = None,
    suspicion: str = "",
) -> Submission:
    """Create submission, version 1, recommendations, and move the staged files to it.

    Must run in a transaction. Raises IntegrityError when the idempotency key or the external id
    stands already.
    """
    submission = Submission.objects.create(
        call=call,
        reference=free_references(call.dialogue.year)[0],
        status=status,
        source=source,
        region=region_of(answer.country),
        idempotency_key=idempotency_key,
        external_id=external_id,
        interface_language=interface_language,
        consent_version=call.consent_version,
        consent_at=at,
        consent_note=consent_note,
        first_seen_at=first_seen_at,
        submitted_at=at,
        confirmed_at=confirmed_at,
        suspicion=suspicion,
        **answer.fields,
    )
    # Who enters an answer on behalf of a stakeholder reads the original.
    shown = call.consent_shown(interface_language) if source == Source.WEB else {}
    _write_version(submission, answer, list(files), at, shown)
    return submission


def revise(
    submission: Submission,
    answer: Answer,
    files: list[Attachment],
    *,
    at: datetime,
    language: str = "",
) -> None:
    """Write a corrected answer as the next version; the caller checks that it may.

    `language`: that of the form; "" where there was none.

    Recommendations keep their numbers; one that is gone is withdrawn. A publication choice can
    only become more private here as well, and the address stays once it is confirmed.
    """
    fields = answer.fields
    if submission.confirmed_at is not None:
        fields.pop("contact_email")
    if fields.get("contact_email", submission.contact_email) != submission.contact_email:
        submission.token_version += 1  # the mailbox that was wrong keeps no way in
    for name, value in fields.items():
        setattr(submission, name, value)
    submission.region = region_of(answer.country)
    submission.version += 1
    submission.consent_version = submission.call.consent_version
    submission.consent_at = at
    more = ["region", "version", "token_version", "consent_version", "consent_at"]
    submission.save(update_fields=[*fields, *more])
    shown = submission.call.consent_shown(language) if language else {}
    _write_version(submission, answer, files, at, shown)


def _write_version(
    submission: Submission,
    answer: Answer,
    files: list[Attachment],
    at: datetime,
    consent_shown: dict[str, str],
) -> None:
    content = canonical(answer, files, submission.consent_version, consent_shown)
    SubmissionVersion.objects.create(
        submission=submission,
        number=submission.version,
        content=content,
        sha256=digest(content),
        created_at=at,
    )
    _write_files(submission, files, at)
    _write_recommendations(submission, answer, at)


def _write_files(submission: Submission, files: list[Attachment], at: datetime) -> None:
    if submission.version == 1 and not files:
        return
    kept = [file.pk for file in files]
    submission.attachments.filter(removed_at=None).exclude(pk__in=kept).update(removed_at=at)
    Attachment.objects.filter(pk__in=kept, submission=None).update(
        submission=submission, draft=None
    )


def _write_recommendations(submission: Submission, answer: Answer, at: datetime) -> None:
    slugs = {slug for measure in answer.recommendations for slug in measure.themes}
    found = Theme.objects.filter(slug__in=slugs).values_list("slug", "pk") if slugs else ()
    themes = dict(found)
    if submission.version == 1:
        _write_first_recommendations(submission, answer, themes)
        return
    rows = {row.number: row for row in submission.recommendations.all()}
    next_number = max(rows, default=0) + 1
    # One that was withdrawn meanwhile stays so: what is sent again comes in as a new one.
    stays: set[int] = set()
    current = {number: row for number, row in rows.items() if row.withdrawn_at is None}
    for measure in answer.recommendations:
        # Each number is taken once: a second one, or that of a withdrawn one, is a new one.
        row = current.pop(measure.number, None)
        if row is None:
            row = Recommendation(submission=submission, number=next_number)
            row.reference = recommendation_references(submission, [next_number])[0]
            next_number += 1
        stays.add(row.number)
        _fill(row, measure, answer.language, submission.version)
        row.save()
        row.themes.set([themes[slug] for slug in measure.themes])
    submission.recommendations.exclude(number__in=stays).filter(withdrawn_at=None).update(
        withdrawn_at=at
    )


def _write_first_recommendations(
    submission: Submission, answer: Answer, themes: dict[str, int]
) -> None:
    """Write all at once: a storm of answers, and an import of thousands, have first versions."""
    numbers = range(1, len(answer.recommendations) + 1)
    references = recommendation_references(submission, numbers)
    rows = [
        Recommendation(submission=submission, number=number, reference=reference)
        for number, reference in zip(numbers, references, strict=True)
    ]
    for row, measure in zip(rows, answer.recommendations, strict=True):
        _fill(row, measure, answer.language, submission.version)
    Recommendation.objects.bulk_create(rows)
    tie = Recommendation.themes.through
    tie.objects.bulk_create(
        tie(recommendation_id=row.pk, theme_id=themes[slug])
        for row, measure in zip(rows, answer.recommendations, strict=True)
        for slug in set(measure.themes)
    )


def _fill(row: Recommendation, measure: Measure, language: str, version: int) -> None:
    if (row.title, row.text, row.language) != (measure.title, measure.text, language):
        row.words_version = version
    row.title, row.text, row.language = measure.title, measure.text, language
    row.perspective, row.level = measure.perspective, measure.level
    row.addressed_to = measure.addressed_to
    row.is_before, row.is_during, row.is_after = (
        phase in measure.phases for phase in ("before", "during", "after")
    )
    row.search_text = fold(f"{measure.title} {measure.text}")
