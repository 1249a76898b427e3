"""Applying migrations as the owner, and refusing data that a newer Milepost has made."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import psycopg

from milepost.domain.errors import MilepostError
from milepost.platform import config, roles

_HAS_SIGN_IN = "select has_table_privilege('milepost_app', 'django_migrations', 'select')"


class NewerData(MilepostError):
    """The database holds migrations that this program does not know."""


def is_up_to_date() -> bool:
    """Whether all migrations are applied, and no others, without setting Django up (20 ms)."""
    on_disk = _names_on_disk()
    with psycopg.connect(**config.owner_login().libpq(), connect_timeout=10) as connection:
        try:
            rows = connection.execute("select app, name from django_migrations").fetchall()
            row = connection.execute(_HAS_SIGN_IN).fetchone()
        except psycopg.errors.UndefinedTable:
            return False
    labels = {label for label, _ in on_disk}
    return bool(row and row[0]) and {pair for pair in rows if pair[0] in labels} == on_disk


def _names_on_disk() -> set[tuple[str, str]]:
    from milepost.platform.settings import INSTALLED_APPS

    found = set()
    for app in INSTALLED_APPS:
        spec = find_spec(app)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            for file in Path(folder, "migrations").glob("[0-9]*.py"):
                found.add((app.rpartition(".")[2], file.stem))
    return found


def set_up_as_owner() -> None:
    """Set Django up in this process with the migrating login. Call it before anything of Django."""
    os.environ["MILEPOST_CONNECT_AS"] = "owner"
    os.environ["DJANGO_SETTINGS_MODULE"] = "milepost.platform.settings"
    import django

    django.setup()


def migrate() -> int:
    """Apply what is not applied yet; how many migrations that were."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    _refuse_newer(executor)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", verbosity=0, interactive=False)
    give_sign_in_tables()
    connection.close()
    return len(plan)


def give_sign_in_tables() -> None:
    """Give the libraries' sign-in tables to the application's login; as often as you like."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for statement in roles.sign_in_grants(connection.introspection.table_names(cursor)):
            cursor.execute(statement)


def _refuse_newer(executor: object) -> None:
    loader = executor.loader  # type: ignore[attr-defined]
    unknown = sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
        if not loader.replacements.get((app, name))
    )
    if unknown:
        raise NewerData(
            "A newer Milepost has worked with this data (it knows "
            f"{', '.join(unknown[:3])}{' and more' if len(unknown) > 3 else ''}). Start that"
            " version again, or choose another folder with MILEPOST_DATA. Nothing was changed."
        )
