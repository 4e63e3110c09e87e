"""Unofficial translations are written, written over and taken out; what stood there is logged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.states import Conflict, VerbRefused
from submissions.models import Recommendation, Translatable, UnofficialTranslation

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def targets(language: str) -> list[str]:
    """Return the languages into which words in this one can be translated."""
    return [code for code in LANGUAGES if code != language]


@transaction.atomic
def write(
    row: Recommendation,
    language: str,
    *,
    title: str,
    text: str,
    version_number: int,
    seen: str,
    by: User,
    at: datetime | None = None,
) -> UnofficialTranslation:
    """Keep a translation of the words of a version; the one that stood there is logged.

    `seen`: the mark of the translation that the writer saw, "" for none. Raises Conflict when
    another stands by now, and VerbRefused where none is wanted.
    """
    if not Recommendation.objects.translatable().filter(pk=row.pk).exists():
        raise VerbRefused(_("It is withdrawn, set aside or not to be published: none is needed."))
    if language not in targets(row.language):
        raise VerbRefused(_("Choose a language that is not that of the original."))
    found = _standing(row, language)
    if seen != (found.mark if found else ""):
        raise Conflict(conflict_message(found))
    words = {"title": title, "text": text, "version_number": version_number, "by": by}
    words["at"] = at or timezone.now()
    if found is None:
        found = _added(row, language, words)
        message = _("Unofficial translation added: %(language)s.")
        _log(row, by, message % {"language": found.get_language_display()})
        return found
    was = {"was": _told(found)}
    _log(row, by, _("Unofficial translation written over: %(was)s") % was)
    words["revision"] = found.revision + 1
    same = UnofficialTranslation.objects.filter(pk=found.pk, revision=found.revision)
    if not same.update(**words):
        raise Conflict(conflict_message(_standing(row, language)))
    found.refresh_from_db()
    return found


@transaction.atomic
def remove(found: UnofficialTranslation, *, seen: str, by: User) -> None:
    """Take a translation out; it is logged. Raises Conflict when it is no longer the one seen."""
    same = UnofficialTranslation.objects.filter(pk=found.pk, revision=found.revision)
    if seen != found.mark or not same.delete()[0]:
        raise Conflict(conflict_message(_standing(found.recommendation, found.language)))
    was = {"was": _told(found)}
    _log(found.recommendation, by, _("Unofficial translation deleted: %(was)s") % was)


def conflict_message(found: UnofficialTranslation | None) -> str:
    """Return who was faster, in words."""
    if found is None:
        return _("Somebody has deleted this translation meanwhile. Save again to keep yours.")
    return _(
        "%(who)s has saved another text meanwhile, at %(time)s UTC: it is shown below, and yours "
        "is not saved yet. Save again to put yours in its place."
    ) % {"who": found.by.get_username(), "time": found.at.strftime("%H:%M")}


def _standing(row: Recommendation, language: str) -> UnofficialTranslation | None:
    found: UnofficialTranslation | None = (
        row.translations.filter(language=language).select_related("by").first()
    )
    return found


def _added(row: Recommendation, language: str, words: dict[str, Any]) -> UnofficialTranslation:
    try:
        with transaction.atomic():
            return UnofficialTranslation.objects.create(
                recommendation=row, language=language, **words
            )
    except IntegrityError:
        raise Conflict(conflict_message(_standing(row, language))) from None


def _told(found: UnofficialTranslation) -> str:
    """Return all of a translation as the log keeps it."""
    name, at = found.get_language_display(), f"{found.at:%Y-%m-%d %H:%M} UTC"
    head = f"{name}, {found.by.get_username()}, {at}, v{found.version_number}"
    return "\n\n".join(filter(None, [head, found.title, found.text]))


def _log(row: Model, by: User, message: str) -> None:
    """Note it in the admin's history of the recommendation, on the list of translations."""
    logged: Any = Translatable.objects.filter(pk=row.pk)
    LogEntry.objects.log_actions(by.pk, logged, CHANGE, change_message=message, single_object=True)


def in_language_of_page(rows: Iterable[Recommendation]) -> dict[int, UnofficialTranslation]:
    """Return key -> the translation into the active language, where that is another.

    Of rows that are public; in one query, and without any where all originals are in the active
    language.
    """
    language = get_language() or "en"
    keys = [row.pk for row in rows if row.language != language]
    if not keys:
        return {}
    found = UnofficialTranslation.objects.of_words_that_stand()
    found = found.filter(recommendation__in=keys, language=language)
    return {one.recommendation_id: one for one in found}
