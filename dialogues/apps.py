"""What IOM convenes: dialogues, workshops, programmes, documents and the process they feed."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DialoguesConfig(AppConfig):
    """Register the app."""

    name = "dialogues"
    verbose_name = _("Dialogues")
