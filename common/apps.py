"""The floor that the other apps stand on."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    """Register the app."""

    name = "common"
    verbose_name = _("System")

    def ready(self) -> None:
        """Watch what is written, on each connection."""
        from common import freshness

        connection_created.connect(freshness.watch, dispatch_uid="freshness")
