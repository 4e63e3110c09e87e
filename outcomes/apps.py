"""The app of what came of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutcomesConfig(AppConfig):
    """Outcome documents, their statements, and what each rests on."""

    name = "outcomes"
    verbose_name = _("Outcomes")
