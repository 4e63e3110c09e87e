"""The portal's addresses, those of the mailbox, and two that show its error pages."""

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path

from idmportal import mailbox
from idmportal.urls import urlpatterns as portal


def refused(request: HttpRequest) -> HttpResponse:
    """Be asked for what no browser asks."""
    raise SuspiciousOperation


def broken(request: HttpRequest) -> HttpResponse:
    """Break, so that the page for that is shown."""
    raise RuntimeError


urlpatterns = [
    *portal,
    path("mail/", mailbox.inbox, name="mailbox"),
    path("mail/<str:name>/", mailbox.letter, name="mailbox-letter"),
    path("refused/", refused, name="refused"),
    path("broken/", broken, name="broken"),
]
