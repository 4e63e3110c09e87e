"""The floor that the other apps stand on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    """Register the app."""

    name = "common"
    verbose_name = _("System")
