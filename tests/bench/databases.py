"""The database in two sizes, so that both are measured in turn, minute by minute."""

from django.conf import settings
from django.db import connection


def use(name: str) -> int:
    """Go on with another database of the server; return the process that serves us there."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL's wrapper alone
    connection.settings_dict["NAME"] = name
    return serving()


def serving() -> int:
    """Return the process of the database that serves us."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def keep_one_connection() -> None:
    """Let all requests, one at a time, use one connection: so it is known which process to time."""
    settings.DATABASES["default"]["OPTIONS"]["pool"] |= {"max_size": 1, "max_lifetime": 86_400}


def own() -> str:
    """Return the name of the database in use."""
    return str(connection.settings_dict["NAME"])


def tidy() -> None:
    """Refresh statistics and visibility map, as autovacuum does in time."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def copy(name: str) -> None:
    """Copy the database in use, and go on with it under its own name."""
    here, quote = own(), connection.ops.quote_name
    use("postgres")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(here)}")
    use(here)
    tidy()


def version() -> str:
    """Return the version of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0]).split()[0]
