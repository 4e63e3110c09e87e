"""Outcome documents at the desk: their pages, and one act on them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from outcomes.models import OutcomeDocument, Statement
from tests import factories


def opened(role: str) -> Client:
    """Return a client of a new member of staff in the role."""
    client = Client()
    client.force_login(factories.user(role))
    return client


def write_url(made: OutcomeDocument) -> str:
    return reverse("admin:outcomes_outcomedocument_write", args=[made.pk])


def sources_url(one: Statement) -> str:
    keys = [one.section.document_id, one.pk]
    return reverse("admin:outcomes_outcomedocument_sources", args=keys)


def act(client: Client, made: OutcomeDocument, do: str, **data: Any) -> Any:
    """Do one thing on the page where a document is written."""
    return client.post(write_url(made), {"do": do, **data})


def numbers(made: OutcomeDocument) -> list[tuple[int, str, str]]:
    """Return number, section and text of every statement, in order."""
    rows = Statement.objects.filter(section__document=made).select_related("section")
    return [(one.number, one.section.title, one.text) for one in rows.order_by("number")]
