"""What the desk's pages have in common: who asks, what may be filtered, how a page is drawn."""

import re
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin import helpers
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import urlencode

from common.row_keys import row_key

# More digits than a database takes as a number.
TOO_LONG = re.compile(r"[0-9]{19}")


def staff(request: HttpRequest) -> User:
    """Return the member of staff who asks; the admin's own gate has let them in."""
    return cast("User", request.user)


class DeskAdmin(admin.ModelAdmin):
    """A model on the desk: nobody deletes it, and a list filters by what it offers only."""

    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse, superusers included."""
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Allow the offered filters only: any other would tell private columns bit by bit.

        Nor what breaks the query: a range of one, or more digits than a key has.
        """
        offered = {
            one.split("__")[0] if isinstance(one, str) else getattr(one, "parameter_name", "")
            for one in self.get_list_filter(request)
        }
        known = lookup.split("__")[0] in offered and not lookup.endswith(("regex", "range"))
        known = known and "\x00" not in str(value) and not TOO_LONG.search(str(value))
        return known and super().lookup_allowed(lookup, value, request)

    def view_on_site(self, obj: Any) -> str | None:
        """Lead to the row's public page where it has one and readers can see it."""
        public = getattr(type(obj).objects, "public", None)
        if public is None or not public().filter(pk=obj.pk).exists():
            return None
        address: str = obj.get_absolute_url()
        return address

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Do the chosen action; raises Http404 for chosen keys that no row can have."""
        chosen = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        if not all(map(row_key, chosen)):
            raise Http404
        return super().response_action(request, queryset, *args, **kwargs)

    def row(self, request: HttpRequest, pk: int) -> Any:
        """Return a row; raises PermissionDenied before Http404, so that neither tells of rows."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, str(pk))
        if row is None:
            raise Http404
        return row

    def page(
        self,
        request: HttpRequest,
        template: str,
        context: dict[str, Any],
        status: int = 200,
    ) -> HttpResponse:
        """Draw one of the desk's own pages of this model."""
        folder = f"admin/{self.opts.app_label}/{self.opts.model_name}"
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            f"{folder}/{template}.html",
            {**self.admin_site.each_context(request), "opts": self.opts, **context},
            status=status,
        )


class ReadOnly(DeskAdmin):
    """A model that the desk only shows."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


def with_filters(url: str, filters: str) -> str:
    """Return the address with the list's filters that a person came with."""
    return f"{url}?{urlencode({'_changelist_filters': filters})}" if filters else url
