"""Who may do what: the roles with their permissions, and the permission that each verb needs."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction

from submissions.states import Verb

# What staff can do, and the permission for it. Other verbs are the stakeholder's or the clock's.
VERBS: dict[str, str] = {
    Verb.ENTER: "submissions.enter",
    Verb.VOUCH: "submissions.moderate",
    Verb.START_REVIEW: "submissions.moderate",
    Verb.REQUEST_CHANGES: "submissions.moderate",
    Verb.TAKE_BACK: "submissions.moderate",
    Verb.ACCEPT: "submissions.moderate",
    Verb.DECLINE: "submissions.moderate",
    Verb.UNDO: "submissions.moderate",
    Verb.REOPEN: "submissions.reopen",
    Verb.WITHDRAW: "submissions.moderate",
    Verb.SET_ASIDE: "submissions.moderate",
    Verb.RESTORE: "submissions.moderate",
    Verb.WITHDRAW_ONE: "submissions.moderate",
    Verb.DISPOSE: "submissions.dispose",
    Verb.ERASE_CONTACT: "submissions.erase_contact",
}
SEE_CONTACT = "submissions.see_contact"
SEE_INTERNAL = "submissions.see_internal"
SEND_AGAIN = "common.change_outboxmail"
TRANSLATE = "submissions.translate"

# Role -> permissions; * stands for any part of a name.
READING = (
    "dialogues.view_*",
    "submissions.view_call",
    "submissions.view_theme",
    "submissions.view_objective",
    "submissions.view_submission",
    "submissions.view_recommendation",
    "submissions.view_stakeholder",
    "submissions.view_translatable",
    "outcomes.view_*",
)
SORTING = (
    "submissions.change_recommendation",
    "submissions.dispose",
    TRANSLATE,
    "outcomes.add_outcomedocument",
    "outcomes.change_outcomedocument",
    "outcomes.add_stocktakingpaper",
    "outcomes.change_stocktakingpaper",
)
MODERATING = (
    "submissions.moderate",
    "submissions.enter",
    "submissions.see_contact",
    "submissions.see_internal",
    "submissions.view_draft",
    "submissions.change_recommendation",
    "submissions.change_stakeholder",
    TRANSLATE,
    "common.view_outboxmail",
    "common.change_outboxmail",
)
EDITING = (
    "dialogues.*",
    "submissions.*_call",
    "submissions.*_theme",
    "submissions.view_objective",
    # The words alone, without whose they are.
    "submissions.view_translatable",
    TRANSLATE,
)
ROLES: dict[str, tuple[str, ...]] = {
    "Unit lead": (
        *READING,
        *SORTING,
        *MODERATING,
        *EDITING,
        "submissions.reopen",
        "submissions.erase_contact",
        "outcomes.publish",
        "outcomes.release",
        "auth.view_user",
        "auth.view_group",
    ),
    "Moderator": (*READING, *MODERATING),
    "Rapporteur": (*READING, *SORTING),
    "Editor": EDITING,
    "Observer": READING,
}


def may(user: AbstractBaseUser, verb: str) -> bool:
    """Tell whether the member of staff may do the verb; False for verbs that are not staff's."""
    return verb in VERBS and has(user, VERBS[verb])


def require(user: AbstractBaseUser, verb: str) -> None:
    """Raise PermissionDenied unless the member of staff may do the verb."""
    if not may(user, verb):
        raise PermissionDenied


def has(user: AbstractBaseUser, permission: str) -> bool:
    """Tell whether the user has the permission, named "app.codename"."""
    return bool(getattr(user, "has_perm", lambda _name: False)(permission))


def role_of(user: AbstractBaseUser) -> str:
    """Return the user's roles in words, for the head of the desk; "" without any."""
    groups = getattr(user, "groups", None)
    return ", ".join(groups.order_by("name").values_list("name", flat=True)) if groups else ""


def grants(patterns: Iterable[str], name: str) -> bool:
    """Tell whether one of the patterns of a role stands for the permission "app.codename"."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


@transaction.atomic
def sync() -> None:
    """Make each role a group that has just the permissions of the table."""
    everything = {
        f"{row.content_type.app_label}.{row.codename}": row
        for row in Permission.objects.select_related("content_type")
    }
    for role, patterns in ROLES.items():
        group, _made = Group.objects.get_or_create(name=role)
        group.permissions.set(row for name, row in everything.items() if grants(patterns, name))
