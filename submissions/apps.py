"""What stakeholders say in answer to calls for input."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubmissionsConfig(AppConfig):
    """Register the app."""

    name = "submissions"
    verbose_name = _("Answers")
