"""Every read of outcomes that has a name."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, F, Q

from submissions.models import Call, Publication, Recommendation
from submissions.querysets import RecommendationQuerySet
from submissions.states import Status

# Of a recommendation: something is prepared of its present words, and nothing is told.
PREPARED = Q(disposition="", prepared__version=F("submission__version"), prepared__release=None)


class OutcomeDocumentQuerySet(models.QuerySet[Any]):
    """Outcome documents by who may see them."""

    def public(self) -> OutcomeDocumentQuerySet:
        """Return documents that are published, of dialogues that are."""
        return self.filter(is_published=True, dialogue__is_published=True)

    def for_list(self) -> OutcomeDocumentQuerySet:
        """Return them with what their lines show, also `statement_count`, in one query."""
        rows = self.select_related("dialogue", "workshop")
        counted: OutcomeDocumentQuerySet = rows.annotate(
            statement_count=Count("sections__statements")
        )
        return counted


class StocktakingPaperQuerySet(models.QuerySet[Any]):
    """Stocktaking papers by who may see them."""

    def public(self) -> StocktakingPaperQuerySet:
        """Return papers that are published, of dialogues and calls that are."""
        shown = Q(call=None) | Q(call__is_published=True)
        rows = self.filter(shown, is_published=True, dialogue__is_published=True)
        return rows.select_related("dialogue")

    def carrying(self, call: Call) -> StocktakingPaperQuerySet:
        """Return those that carry what was said in a call."""
        return self.filter(Q(call=call) | Q(call=None, dialogue=call.dialogue_id))


class StatementQuerySet(models.QuerySet[Any]):
    """Statements by where they stand."""

    def with_sources(self) -> StatementQuerySet:
        """Return them in order, each with `source_count`, how many recommendations it rests on."""
        counted: StatementQuerySet = self.annotate(source_count=Count("traces"))
        return counted.order_by("number", "pk")

    def without_source(self) -> StatementQuerySet:
        """Return those that rest on nothing and are not marked as editorial."""
        return self.filter(is_editorial=False, traces=None)


class TraceQuerySet(models.QuerySet[Any]):
    """Traces by who may see them."""

    def public(self) -> TraceQuerySet:
        """Return the traces of public documents; whether their words may be seen is not asked."""
        return self.filter(
            statement__section__document__is_published=True,
            statement__section__document__dialogue__is_published=True,
        )


def disposable(rows: RecommendationQuerySet) -> RecommendationQuerySet:
    """Return those of which can be told what became of them: also what is counted only.

    Accepted beyond undo, neither set aside nor withdrawn.
    """
    return rows.filter(
        submission__status=Status.ACCEPTED,
        submission__public_at__isnull=False,
        set_aside_reason="",
        withdrawn_at=None,
    )


def citable(document: Any) -> RecommendationQuerySet:
    """Return the recommendations that a statement of the document may rest on.

    Those of its dialogue that are accepted beyond undo, neither set aside nor withdrawn; what is
    only counted is never quoted. `uses`: on how many traces of the document each stands.
    """
    used = Q(traces__statement__section__document=document)
    said = Recommendation.objects.filter(submission__call__dialogue=document.dialogue_id)
    shown = disposable(said).exclude(submission__publication=Publication.COUNTED)
    rows: RecommendationQuerySet = shown.annotate(uses=Count("traces", filter=used))
    return rows
