"""Making a database ready: its roles and logins, before anything migrates.

The same steps for the embedded server and for a PostgreSQL 16+ that DATABASE_URL names. Where
DATABASE_URL's user lacks a right, nothing is changed, and the message holds every statement that
an administrator has to run; passwords stand in it only as SCRAM verifiers.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import errors

from milepost.domain.errors import MilepostError
from milepost.platform import config, roles

OLDEST_VERSION = 16
_LOGINS = (roles.APP_LOGIN, roles.PORTAL_LOGIN)
_MISSING = """
select
  not pg_has_role(current_user, 'milepost_owner', 'set')
  or not pg_has_role('milepost_app', 'milepost_seller', 'set')
  or not pg_has_role('milepost_app', 'milepost_worker', 'set')
  or not pg_has_role('milepost_portal', 'milepost_buyer', 'set')
  or not has_database_privilege('milepost_app', current_database(), 'connect')
  or not has_database_privilege('milepost_portal', current_database(), 'connect')
  or not has_schema_privilege('milepost_owner', 'public', 'create')
  or not has_schema_privilege('milepost_seller', 'public', 'usage')
"""

Connection = psycopg.Connection[tuple[Any, ...]]


class DatabaseNotReady(MilepostError):
    """The database cannot be used as it is; the message says what would make it right."""


def prepare() -> None:
    """Make the database, the roles and the logins where they are missing."""
    config.make_secrets()
    owner = config.owner_login()
    if not config.has_own_database():
        _create_database(owner)
    with _connected(owner) as connection:
        _check_version(connection)
        _make_roles(connection, owner)
    _check_app_login(owner)


def has_workspace() -> bool:
    """Whether anybody has set this Milepost up."""
    with _connected(config.owner_login()) as connection:
        row = connection.execute("select exists (select from workspaces_workspace)").fetchone()
    return bool(row and row[0])


def _create_database(owner: config.Login) -> None:
    with psycopg.connect(**{**owner.libpq(), "dbname": "postgres"}, autocommit=True) as connection:
        query = "select 1 from pg_database where datname = %s"
        if connection.execute(query, [owner.database]).fetchone() is None:
            connection.execute(f"create database {roles.quoted(owner.database)} template template0")


def _connected(owner: config.Login) -> Connection:
    try:
        return psycopg.connect(**owner.libpq(), connect_timeout=10)
    except psycopg.OperationalError as error:
        raise DatabaseNotReady(
            f"DATABASE_URL cannot be reached: {_said(error)}. Check host, port, database, user and"
            " password, and that the server lets this machine in (pg_hba.conf)."
        ) from error


def _check_version(connection: Connection) -> None:
    version = connection.info.server_version // 10000
    if version < OLDEST_VERSION:
        raise DatabaseNotReady(
            f"DATABASE_URL is a PostgreSQL {version}; Milepost needs {OLDEST_VERSION} or newer."
        )


def _make_roles(connection: Connection, owner: config.Login) -> None:
    existing = _existing_roles(connection)
    wanted = {*roles.GROUPS, *_LOGINS}
    if wanted <= existing:
        row = connection.execute(_MISSING).fetchone()
        if row is not None and not row[0]:
            return
    secrets = config.kept_secrets()
    passwords = {
        roles.APP_LOGIN: secrets.app_password,
        roles.PORTAL_LOGIN: secrets.portal_password,
    }
    new = {login: password for login, password in passwords.items() if login not in existing}
    steps = roles.statements(owner.database, new, existing, connection.info.user)
    try:
        with connection.transaction():
            for step in steps:
                connection.execute(step)
    except (errors.InsufficientPrivilege, errors.InvalidGrantOperation) as error:
        raise DatabaseNotReady(
            f"The user {connection.info.user!r} of DATABASE_URL may not set up Milepost's roles"
            f" ({_said(error)}). Nothing was changed. An administrator has to run this in the"
            f" database {owner.database!r}, once:\n\n" + "".join(f"  {step};\n" for step in steps)
        ) from error


def _existing_roles(connection: Connection) -> set[str]:
    rows = connection.execute("select rolname from pg_roles where rolname like 'milepost%'")
    return {row[0] for row in rows}


def _check_app_login(owner: config.Login) -> None:
    login = config.app_login()
    try:
        psycopg.connect(**login.libpq(), connect_timeout=10).close()
    except psycopg.OperationalError as error:
        verifier = roles.scram_verifier(login.password)
        raise DatabaseNotReady(
            f"The login {login.user!r} cannot reach the database: {_said(error)}.\n"
            "If another Milepost uses the same server, give this one its password: copy its"
            " secrets.json into the data folder, or set MILEPOST_APP_PASSWORD. Otherwise an"
            f" administrator can give the login the password of this data folder:\n\n"
            f"  alter role {login.user} password '{verifier}';\n"
        ) from error


def _said(error: psycopg.Error) -> str:
    """PostgreSQL's own words on one line; libpq never puts a password into them."""
    text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return text.removeprefix("connection failed: ").rstrip(".")
