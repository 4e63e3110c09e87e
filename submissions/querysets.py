"""Every read that has a name; `public()` is the one door to what readers may see."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from common.references import normalise_reference
from common.text import fold
from submissions.states import AWAITING, TRANSLATABLE, Status

PUBLISHABLE = ("named", "anonymous")


def _released(at: datetime, call: str = "") -> Q:
    """Return the condition that the moment from which a call's answers are public has come."""
    return Q(**{f"{call}publish_from": None}) | Q(**{f"{call}publish_from__lte": at})


class CallQuerySet(models.QuerySet[Any]):
    """Calls by who may see them and when."""

    def public(self) -> CallQuerySet:
        """Return calls that are published, of dialogues that are."""
        return self.filter(is_published=True, dialogue__is_published=True)

    def released(self, at: datetime | None = None) -> CallQuerySet:
        """Return public calls whose accepted answers may be shown at the moment (default: now)."""
        return self.public().filter(_released(at or timezone.now()))

    def open(self, at: datetime | None = None) -> CallQuerySet:
        """Return calls that are open at the moment (default: now), first deadline first."""
        at = at or timezone.now()
        return self.filter(opens_at__lte=at, closes_at__gt=at).order_by("closes_at")


class SubmissionQuerySet(models.QuerySet[Any]):
    """Submissions by where they stand."""

    def awaiting(self) -> SubmissionQuerySet:
        """Return what waits for the IDM Unit, oldest first."""
        return self.filter(status__in=AWAITING).order_by("submitted_at")

    def overdue(self, at: datetime | None = None) -> SubmissionQuerySet:
        """Return requests for changes whose due moment has passed."""
        at = at or timezone.now()
        return self.filter(status=Status.CHANGES_REQUESTED, changes_due_at__lt=at)

    def counted(self, at: datetime | None = None) -> SubmissionQuerySet:
        """Return what is public as one number alone, at the moment (default: now)."""
        at = at or timezone.now()
        return self.filter(
            _released(at, "call__"),
            status=Status.ACCEPTED,
            publication="counted",
            public_at__lte=at,
            call__is_published=True,
            call__dialogue__is_published=True,
        )

    def due_for_publication(self, decided_before: datetime) -> SubmissionQuerySet:
        """Return accepted submissions whose hold for undo is over."""
        return self.filter(status=Status.ACCEPTED, public_at=None, decided_at__lte=decided_before)

    def agreed_to(self, consent_version: str) -> SubmissionQuerySet:
        """Return answers of which any version was sent under this version of the consent text."""
        said = f'"consent_version":{json.dumps(consent_version, ensure_ascii=False)}'
        ever = Q(consent_version=consent_version) | Q(versions__content__contains=said)
        return self.filter(ever).distinct()


class RecommendationQuerySet(models.QuerySet[Any]):
    """Recommendations by who may see them, and for which page."""

    def public(
        self, at: datetime | None = None, *, released: Iterable[int] | None = None
    ) -> RecommendationQuerySet:
        """Return what every reader may see at the moment (default: now): the one door.

        `released`: the keys of `Call.objects.released(at)` where a page has just read them; the
        database then need not look at call and dialogue again for each row.
        """
        at = at or timezone.now()
        visible = self.published().filter(submission__public_at__lte=at)
        if released is not None:
            return visible.filter(submission__call__in=list(released))
        return visible.filter(
            _released(at, "submission__call__"),
            submission__call__is_published=True,
            submission__call__dialogue__is_published=True,
        )

    def published(self) -> RecommendationQuerySet:
        """Return what is public wherever, and as soon as, its call is: what the index holds."""
        return self.filter(
            submission__status=Status.ACCEPTED,
            submission__publication__in=PUBLISHABLE,
            submission__public_at__isnull=False,
            set_aside_reason="",
            withdrawn_at=None,
        )

    def among(self, keys: Iterable[int]) -> RecommendationQuerySet:
        """Return those of the rows that have one of the keys, looking each of them up.

        A plain filter by keys leaves it to the database where to begin; without statistics SQLite
        begins with all accepted answers.
        """
        rows: RecommendationQuerySet = self.model.objects.filter(pk__in=list(keys))
        return rows.filter(Exists(self.filter(pk=OuterRef("pk"))))

    def found_by_staff(self, query: str) -> RecommendationQuerySet:
        """Return those of a reference, whole or of the answer, or with each word of the query.

        Accents and Arabic forms are levelled.
        """
        if reference := normalise_reference(query):
            return self.filter(reference__startswith=reference)
        rows = self
        for word in fold(query).split():
            rows = rows.filter(search_text__contains=word)
        return rows

    def current(self) -> RecommendationQuerySet:
        """Return what the stakeholder still stands by, in its order."""
        return self.filter(withdrawn_at=None).order_by("number")

    def named(self) -> RecommendationQuerySet:
        """Return those whose stakeholder may be shown."""
        return self.filter(submission__publication="named")

    def translatable(self) -> RecommendationQuerySet:
        """Return what readers see, or may see once it is accepted: worth a translation."""
        return self.filter(
            submission__status__in=TRANSLATABLE,
            submission__publication__in=PUBLISHABLE,
            set_aside_reason="",
            withdrawn_at=None,
        )

    def for_cards(self) -> RecommendationQuerySet:
        """Return rows with all that a result card shows, in a fixed number of queries."""
        return self.select_related(
            "submission",
            "submission__call",
            "submission__call__dialogue",
            "submission__stakeholder",
        ).prefetch_related("themes")


class TranslationQuerySet(models.QuerySet[Any]):
    """Unofficial translations by who may see them."""

    def in_other_words(self) -> TranslationQuerySet:
        """Leave out those into what is the language of the original by now."""
        return self.exclude(language=F("recommendation__language"))

    def of_words_that_stand(self) -> TranslationQuerySet:
        """Leave out those of earlier words: what a version changed may say what was taken back."""
        rows = self.in_other_words()
        return rows.filter(version_number__gte=F("recommendation__words_version"))

    def public(self, at: datetime | None = None) -> TranslationQuerySet:
        """Return those of public recommendations at the moment (default: now)."""
        recommendations: Any = apps.get_model("submissions", "Recommendation").objects
        shown = recommendations.public(at).filter(pk=OuterRef("recommendation"))
        return self.of_words_that_stand().filter(Exists(shown))


class StakeholderQuerySet(models.QuerySet[Any]):
    """Stakeholders by who may see them."""

    def public(self) -> StakeholderQuerySet:
        """Return those with a public recommendation under their name."""
        recommendations: Any = apps.get_model("submissions", "Recommendation").objects
        spoken = recommendations.public().named()
        return self.filter(Exists(spoken.filter(submission__stakeholder=OuterRef("pk"))))
