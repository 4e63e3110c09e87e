"""Pages of the desk on which hours are those of a place of the row's own, not of the server."""

from typing import Any
from zoneinfo import available_timezones

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest
from django.utils import timezone


def typed_zone(request: HttpRequest, kept: str) -> str:
    """Return the time zone typed in the form that was sent; `kept` where there is none."""
    typed = request.POST.get("time_zone", "").strip()
    return typed if typed in available_timezones() else kept


class InOwnZone(admin.ModelAdmin):
    """A page of the desk whose form takes and shows moments in a zone of the row's own."""

    def zone_of(self, request: HttpRequest, kept: Any) -> str:
        """Return the zone typed in the form, else the one kept, or that of a new row.

        Where the row has no zone of its own: that of what it belongs to; "" if it is not known.
        """
        return typed_zone(request, (kept or self.model()).time_zone)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show and read the form in the row's zone, rendering included."""
        kept = self.get_object(request, unquote(object_id)) if object_id else None
        zone = self.zone_of(request, kept)
        known = zone if zone in available_timezones() else timezone.get_default_timezone_name()
        with timezone.override(known):
            response: Any = super().changeform_view(request, object_id, form_url, extra_context)
            return response.render() if hasattr(response, "render") else response
