"""The admin under the portal's own site, the desk."""

from importlib import import_module

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Make `idmportal.desk.Desk` the admin site that every app registers with."""

    default_site = "idmportal.desk.Desk"

    def ready(self) -> None:
        """Register the checks for a deployment."""
        super().ready()
        import_module("idmportal.checks")
