"""What `check --deploy` finds in settings that were left as they are for a trial."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Found


@register(deploy=True)
def real_mail(**options: Any) -> list[CheckMessage]:
    """Warn where mails go nowhere, come from nobody, or lie open to every reader."""
    found: list[CheckMessage] = []
    if settings.MAIL_FOLDER:
        text = "EMAIL_URL is not set, or writes mails to files: nobody gets them."
        found.append(Found(text, hint="EMAIL_URL=smtp://user:password@host:port", id="idm.W001"))
    if settings.MAIL_VIEWER:
        found.append(Found("MAIL_VIEWER is on: everybody can read all mails.", id="idm.W002"))
    for name in ("UNIT_EMAIL", "DEFAULT_FROM_EMAIL"):
        if getattr(settings, name).endswith("@example.org"):
            hint = f"{name}: the address of those who run the portal."
            found.append(
                Found(f"{name} is not set: no answer reaches you.", hint=hint, id="idm.W003")
            )
    return found


@register(deploy=True)
def real_addresses(**options: Any) -> list[CheckMessage]:
    """Warn where the portal answers to this machine's name alone."""
    if set(settings.ALLOWED_HOSTS) <= {"127.0.0.1", "localhost"}:
        text = "ALLOWED_HOSTS is not set: the portal answers to this machine alone."
        return [Found(text, id="idm.W004")]
    return []
