"""Every read of this app that has a name; `public()` is the one door for readers."""

from typing import Self

from django.db.models import F, Prefetch, Q, QuerySet

# The models import their querysets, so this module may name the models only when it is called.
from dialogues import models as tables


class DialogueQuerySet(QuerySet["tables.Dialogue"]):
    """Dialogues, newest first."""

    def public(self) -> Self:
        """Published dialogues."""
        return self.filter(is_published=True)

    def for_archive(self) -> Self:
        """With their public workshops as `workshops.all()`."""
        return self.prefetch_related(Prefetch("workshops", tables.Workshop.objects.public()))

    def for_page(self) -> Self:
        """With public workshops, documents and the milestones of the process they feed."""
        general_first = F("workshop__number").asc(nulls_first=True)
        documents = (
            tables.Document.objects.public()
            .select_related("workshop")
            .order_by(general_first, "kind", "title", "pk")
        )
        milestones = tables.Milestone.objects.public().select_related("workshop__dialogue")
        return (
            self.for_archive()
            .select_related("process")
            .prefetch_related(
                Prefetch("documents", documents),
                Prefetch("process__milestones", milestones),
            )
        )


class WorkshopQuerySet(QuerySet["tables.Workshop"]):
    """Workshops by number."""

    def public(self) -> Self:
        """Published workshops of published dialogues."""
        return self.filter(is_published=True, dialogue__is_published=True)

    def with_programme(self) -> Self:
        """With sessions, appearances and persons."""
        return self.prefetch_related("sessions__appearances__person")

    def for_page(self) -> Self:
        """With all that the workshop's page shows, the dialogue's other workshops included."""
        return (
            self.with_programme()
            .select_related("dialogue")
            .prefetch_related(
                Prefetch("dialogue__workshops", tables.Workshop.objects.public()),
                Prefetch("documents", tables.Document.objects.public()),
                "photos",
            )
        )


class SessionQuerySet(QuerySet["tables.Session"]):
    """Sessions in the order of the programme."""

    def public(self) -> Self:
        """Sessions of public workshops."""
        return self.filter(workshop__is_published=True, workshop__dialogue__is_published=True)


class DocumentQuerySet(QuerySet["tables.Document"]):
    """Documents by kind."""

    def public(self) -> Self:
        """Published documents whose dialogue, workshop and session are all public."""
        workshop = Q(workshop=None) | Q(
            workshop__is_published=True, workshop__dialogue__is_published=True
        )
        session = Q(session=None) | Q(
            session__workshop__is_published=True,
            session__workshop__dialogue__is_published=True,
        )
        return self.filter(workshop, session, is_published=True, dialogue__is_published=True)


class PhotoQuerySet(QuerySet["tables.Photo"]):
    """Photos in their order."""

    def public(self) -> Self:
        """Photos of public workshops."""
        return self.filter(workshop__is_published=True, workshop__dialogue__is_published=True)


class MilestoneQuerySet(QuerySet["tables.Milestone"]):
    """Milestones by date."""

    def public(self) -> Self:
        """All but those that stand for a workshop that is not public."""
        return self.filter(
            Q(workshop=None) | Q(workshop__is_published=True, workshop__dialogue__is_published=True)
        )
