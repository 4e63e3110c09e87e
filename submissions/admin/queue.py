"""Where a submission stands in the list that a person came from: previous, next, "3 of 7"."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, QueryDict

FILTERS = "_changelist_filters"


@dataclass(frozen=True)
class Place:
    """A row's place in a list; `number` is 0 when it is not (or no longer) in it."""

    previous: int | None
    next: int | None
    number: int
    total: int


def filters_of(request: HttpRequest) -> str:
    """Return the filters of the list that the person came from, as a query string."""
    return request.GET.get(FILTERS, "")


def place(model_admin: ModelAdmin, request: HttpRequest, row: Model) -> Place | None:
    """Return the row's place in the filtered list, or None when the filters make no sense."""
    asked = copy(request)
    asked.method = "GET"
    filters = QueryDict(filters_of(request), mutable=True)
    filters.pop(PAGE_VAR, None)
    asked.GET = QueryDict(filters.urlencode())
    try:
        listed = model_admin.get_changelist_instance(asked)
        queryset = listed.get_queryset(asked)
    except IncorrectLookupParameters:
        return None
    ordering = [str(name) for name in listed.get_ordering(asked, queryset)]
    return place_in(queryset, ordering, row, total=listed.result_count)


def place_in(queryset: QuerySet[Any], ordering: list[str], row: Model, *, total: int) -> Place:
    """Return the row's place among the rows in this order; fields of the order are never null."""
    before, after = _beside(ordering, row, before=True), _beside(ordering, row, before=False)
    is_in = queryset.filter(pk=row.pk).exists()
    earlier = queryset.filter(before).order_by(*ordering).reverse()
    later = queryset.filter(after).order_by(*ordering)
    return Place(
        previous=earlier.values_list("pk", flat=True).first(),
        next=later.values_list("pk", flat=True).first(),
        number=earlier.count() + 1 if is_in else 0,
        total=total,
    )


def _beside(ordering: list[str], row: Model, *, before: bool) -> Q:
    beside, same = Q(pk__in=[]), Q()
    for name in ordering:
        field = name.lstrip("-")
        value = getattr(row, field)
        is_smaller = before != name.startswith("-")
        beside |= same & Q(**{f"{field}__{'lt' if is_smaller else 'gt'}": value})
        same &= Q(**{field: value})
    return beside
