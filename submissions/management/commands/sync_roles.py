"""Make the roles of submissions/roles.py groups."""

from typing import Any

from django.core.management.base import BaseCommand

from submissions import roles


class Command(BaseCommand):
    """Give every role just the permissions of the table."""

    help = "Make each role a group with just its permissions; run it after every migrate."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the groups; members stay."""
        roles.sync()
        if options["verbosity"]:
            self.stdout.write(f"Roles: {', '.join(roles.ROLES)}.")
