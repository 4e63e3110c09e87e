"""Outcome documents for machines; a sample is no fact."""

from django.conf import settings

from common.linked import Thing, thing
from dialogues.linked import in_short
from outcomes.models import OutcomeDocument


def of_document(document: OutcomeDocument) -> Thing:
    """Return a public document with the dialogue that it is of; {} for a sample."""
    if document.dialogue.is_demonstration:
        return {}
    assert document.published_at
    title = document.shown("title")
    return thing(
        "Report",
        name=str(title),
        inLanguage=title.language,
        genre=document.get_kind_display(),
        url=f"{settings.BASE_URL}{document.get_absolute_url()}",
        datePublished=document.published_at.date().isoformat(),
        about=in_short(document.dialogue),
    )
