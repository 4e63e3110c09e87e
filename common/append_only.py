"""Rows that are written once: decisions and versions are evidence."""

from typing import Any, NoReturn

from django.db import models


class AppendOnlyError(TypeError):
    """A row that is evidence was to be changed or deleted."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Reads and creates, and refuses the rest."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: always raises AppendOnlyError."""
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed")

    def delete(self) -> NoReturn:
        """Refuse: always raises AppendOnlyError."""
        raise AppendOnlyError(f"{self.model.__name__} rows are never deleted")

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Insert rows; raises AppendOnlyError where they would be written over others."""
        if kwargs.get("update_conflicts"):
            raise AppendOnlyError(f"{self.model.__name__} rows are never changed")
        return super().bulk_create(*args, **kwargs)


class AppendOnly(models.Model):
    """A row that can be added but never changed or deleted through the ORM."""

    objects = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row; raises AppendOnlyError when it stands already."""
        if self.pk:
            raise AppendOnlyError(f"{type(self).__name__} rows are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: always raises AppendOnlyError."""
        raise AppendOnlyError(f"{type(self).__name__} rows are never deleted")
