"""What `check --deploy` says of settings that were left as they are for a trial."""

import pytest

from idmportal.checks import real_addresses, real_mail

REAL = {
    "MAIL_FOLDER": "",
    "MAIL_VIEWER": False,
    "UNIT_EMAIL": "unit@idm.example",
    "DEFAULT_FROM_EMAIL": "portal@idm.example",
    "ALLOWED_HOSTS": ["idm.example"],
}
LEFT = {
    "idm.W001": {"MAIL_FOLDER": "/var/mail"},
    "idm.W002": {"MAIL_VIEWER": True},
    "idm.W003": {"UNIT_EMAIL": "idm-unit@example.org"},
    "idm.W004": {"ALLOWED_HOSTS": ["127.0.0.1", "localhost"]},
}


def found(settings, **changes):
    for name, value in (REAL | changes).items():
        setattr(settings, name, value)
    return [one.id for one in (*real_mail(), *real_addresses())]


def test_real_settings_are_silent(settings):
    assert found(settings) == []


@pytest.mark.parametrize(("expected", "left"), LEFT.items())
def test_what_was_left_as_it_is_is_told(settings, expected, left):
    assert found(settings, **left) == [expected]
