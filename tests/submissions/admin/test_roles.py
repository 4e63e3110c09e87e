"""The table of roles: the docs, the code and the database say the same."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from submissions import lifecycle, roles
from submissions.admin.words import BUTTONS
from submissions.states import Verb
from tests import factories

DOC = Path(__file__).parents[3] / "docs/moderation.md"


def table() -> dict[str, list[str]]:
    """Return the rows of the documented table: what -> "yes" or "–" of each role."""
    part = DOC.read_text().partition("<!-- roles -->")[2].partition("<!-- /roles -->")[0]
    lines = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("|")]
    assert lines[0][1:] == list(roles.ROLES)
    return {re.findall("`(.+)`", line[0])[0]: line[1:] for line in lines[2:]}


@pytest.mark.parametrize(("what", "cells"), table().items(), ids=table())
def test_role_documented_as_in_code(what, cells):
    permission = roles.VERBS.get(what, what)
    granted = [roles.grants(patterns, permission) for patterns in roles.ROLES.values()]
    assert cells == ["yes" if is_granted else "–" for is_granted in granted]


def test_documented_table_has_every_verb_and_private_field():
    assert {*roles.VERBS, roles.SEE_CONTACT, roles.SEE_INTERNAL} <= set(table())


def test_documented_permissions_exist(db):
    existing = {
        f"{row.content_type.app_label}.{row.codename}"
        for row in Permission.objects.select_related("content_type")
    }
    assert {name for name in table() if "." in name} <= existing
    assert set(roles.VERBS.values()) <= existing


def test_every_verb_of_staff_is_a_function_with_a_button():
    assert all(callable(getattr(lifecycle, verb)) for verb in roles.VERBS)
    assert set(BUTTONS) == set(roles.VERBS) - {Verb.ENTER}


@pytest.mark.parametrize("role", roles.ROLES)
def test_sync_gives_just_the_permissions_of_the_table(db, role):
    group = Group.objects.create(name=role)
    group.permissions.add(Permission.objects.get(codename="delete_submission"))
    call_command("sync_roles", verbosity=0)
    given = {
        f"{row.content_type.app_label}.{row.codename}"
        for row in group.permissions.select_related("content_type")
    }
    assert given
    assert all(roles.grants(roles.ROLES[role], name) for name in given)


def test_sync_keeps_members_and_can_run_again(db, capsys):
    user = factories.user("Editor")
    call_command("sync_roles")
    assert "Editor" in capsys.readouterr().out
    assert roles.role_of(user) == "Editor"
    assert Group.objects.count() == len(roles.ROLES)


@pytest.mark.parametrize("role", roles.ROLES)
def test_nobody_may_rewrite_or_delete_answers(db, role):
    names = {name.partition(".")[2] for name in factories.user(role).get_all_permissions()}
    never = ("submission", "submissionversion", "decision", "recommendation", "attachment")
    deleting = {f"{verb}_{model}" for verb in ("add", "delete") for model in never}
    changing = {f"change_{model}" for model in never if model != "recommendation"}
    assert not names & (deleting | changing)


def test_verbs_of_stakeholders_are_nobodys_on_the_desk(db):
    superuser = User.objects.create_superuser("root")
    assert not roles.may(superuser, Verb.CONFIRM)
    with pytest.raises(PermissionDenied):
        roles.require(superuser, Verb.RECEIVE)
