"""Who opens the desk in these tests."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client

from tests import factories

SUPERUSER = "superuser"


@pytest.fixture
def login(db: None) -> Callable[..., Client]:
    """Return a client of a new member of staff in a role, a given user, or a superuser."""

    def login_as(who: str | User) -> Client:
        client = Client()
        if who == SUPERUSER:
            user = User.objects.create_superuser("root")
        else:
            user = who if isinstance(who, User) else factories.user(who)
        client.force_login(user)
        return client

    return login_as


@pytest.fixture
def pdf() -> ContentFile:
    """Return the beginning of a PDF as an uploaded file."""
    return ContentFile(b"%PDF", name="a.pdf")
