"""The desk: Django's admin with the portal's name, its six figures, and a tree that counts."""

from functools import partial
from importlib import import_module
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from idmportal import worklist
from submissions import roles

# The parts of the tree, in their order; an app that is not named comes last, under its own name.
PARTS: dict[str, str | Promise] = {
    "submissions": _("Answers"),
    "outcomes": _("Outcomes"),
    "dialogues": _("Dialogues"),
    "common": _("System"),
    "auth": _("Users and groups"),
    "axes": _("Log-ins"),
}


class Desk(AdminSite):
    """The admin site of the IDM Unit."""

    site_header = _("IDM desk")
    site_title = _("IDM desk")
    index_title = _("Desk")
    enable_nav_sidebar = True

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add to every page who is here in which role, and what waits."""
        context: dict[str, Any] = super().each_context(request)
        user = request.user
        if isinstance(user, User) and context["has_permission"]:
            context["desk_role"] = roles.role_of(user)
            context["desk_waiting"] = _figures().waiting(user)
            context["desk_translates"] = bool(worklist.kinds(user))
        return context

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Replace Django's "view on site", which leads to every row of every model."""
        route = "r/<int:content_type_id>/<int:object_id>/"
        mine = path(route, self.admin_view(self.view_on_site), name="view_on_site")
        others = [one for one in super().get_urls() if getattr(one, "name", "") != mine.name]
        return [mine, *self._translations(), *others]

    def _translations(self) -> list[URLPattern]:
        """Return the pages on which texts are translated."""
        # They are of the admin, as the figures are.
        everything = import_module("idmportal.translation_list")
        one = import_module("idmportal.translation_page")
        view = self.admin_view
        return [
            path("translations/", view(partial(everything.listed, self)), name="translations"),
            path(
                "translations/<str:kind>/<int:pk>/",
                view(partial(one.row, self)),
                name="translate",
            ),
        ]

    def view_on_site(
        self, request: HttpRequest, content_type_id: int, object_id: int
    ) -> HttpResponse:
        """Lead to the public page of a row that the person may view; its address tells a name."""
        model = get_object_or_404(ContentType, pk=content_type_id).model_class()
        registered = self._registry.get(model) if model else None
        if registered is None or not registered.has_view_permission(request):
            raise PermissionDenied
        return shortcut(request, content_type_id, object_id)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show the figures and what waits longest above the list of apps."""
        user = cast("User", request.user)
        found, longest = _figures().figures(user), _figures().longest(user)
        context = {"figures": found, "longest": longest, **(extra_context or {})}
        return super().index(request, context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the apps in the order of the work, under the names of the tree."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["name"] = PARTS.get(app["app_label"], app["name"])
        order = list(PARTS)
        return sorted(
            apps,
            key=lambda app: order.index(app["app_label"]) if app["app_label"] in order else 99,
        )


def _figures() -> Any:
    """Return the module of the figures; it is of the admin, which registers with this site."""
    return import_module("submissions.admin.figures")
