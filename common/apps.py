"""The floor that the other apps stand on."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Register the app."""

    name = "common"
