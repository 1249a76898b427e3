"""The database of the tests: a server of their own, a migrated template, a copy a worker."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from milepost.platform import roles
from milepost.platform.embedded_postgres import PORT, EmbeddedPostgres
from milepost.platform.migrating import give_sign_in_tables

PASSWORD = "only-for-tests"  # the server listens on a private socket and ends with the tests
TEST_LOGIN = "milepost_test"
TEMPLATE = "milepost_template"
# A crash loses the tests' data, which nobody wants: no disk has to be waited for.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "autovacuum": "off",
}
KEPT_TABLES = ("django_migrations", "django_content_type", "auth_permission")


class TestServer:
    """One embedded PostgreSQL, and how to reach it as superuser."""

    __test__ = False

    def __init__(self, sockets: Path, server: EmbeddedPostgres | None) -> None:
        self.sockets = sockets
        self._server = server

    @classmethod
    def started(cls) -> TestServer:
        """A new server in a folder that goes with it."""
        folder = Path(tempfile.mkdtemp(prefix="milepost-tests-"))
        folder.chmod(0o755)  # root's PostgreSQL runs as another user
        server = EmbeddedPostgres(folder, PASSWORD, settings=FAST)
        server.start()
        made = cls(server.sockets, server)
        with made.connect() as connection:
            existing: set[str] = set()
            passwords = {roles.APP_LOGIN: PASSWORD, roles.PORTAL_LOGIN: PASSWORD}
            for statement in roles.statements("postgres", passwords, existing, "postgres"):
                connection.execute(statement)
            members = ", ".join((*roles.GROUPS, roles.APP_LOGIN, roles.PORTAL_LOGIN))
            connection.execute(f"create role {TEST_LOGIN} login password '{PASSWORD}' noinherit")
            connection.execute(f"grant {members} to {TEST_LOGIN} with inherit false, set true")
        return made

    @classmethod
    def of_another_process(cls, sockets: Path) -> TestServer:
        """The server that the process which started the workers has."""
        return cls(sockets, None)

    def stop(self) -> None:
        """Stop it and take its folder away, where it is this process's own."""
        if self._server is not None:
            self._server.stop()
            shutil.rmtree(self._server.data, ignore_errors=True)
            shutil.rmtree(self._server.sockets, ignore_errors=True)

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A connection as superuser, in autocommit."""
        return psycopg.connect(
            host=str(self.sockets),
            port=PORT,
            user="postgres",
            password=PASSWORD,
            dbname=database,
            autocommit=True,
        )

    def url(self, login: str, database: str) -> str:
        """The address of a database for DATABASE_URL and its like."""
        return f"postgresql://{login}:{PASSWORD}@/{database}?host={self.sockets}"

    def create_database(self, name: str, template: str = "template1") -> None:
        """Make a database anew, with the rights that the roles need in it."""
        with self.connect() as connection:
            connection.execute(f"drop database if exists {name} with (force)")
            connection.execute(f"create database {name} template {template}")
        with self.connect(name) as connection:
            existing = {*roles.GROUPS, roles.APP_LOGIN, roles.PORTAL_LOGIN}
            for statement in roles.statements(name, {}, existing, "postgres"):
                connection.execute(statement)
            connection.execute(f"grant connect on database {name} to {TEST_LOGIN}")


def migrated_database(server: TestServer, name: str) -> None:
    """Make the database `name` from the migrated template, and point Django at it."""
    from django.core.management import call_command
    from django.db import connection

    with _alone(server):
        with server.connect() as superuser:
            query = "select 1 from pg_database where datname = %s"
            is_there = superuser.execute(query, [TEMPLATE]).fetchone()
        if not is_there:
            server.create_database(TEMPLATE)
            point_django_at(server, TEMPLATE)
            call_command("migrate", verbosity=0, interactive=False)
            give_sign_in_tables()
            connection.close()
        server.create_database(name, TEMPLATE)
    point_django_at(server, name)


def point_django_at(server: TestServer, database: str) -> None:
    """Have Django connect to this database as the tests' login, working as the owner."""
    from django.db import connections

    settings = connections.settings["default"]
    settings |= {
        "HOST": str(server.sockets),
        "PORT": PORT,
        "NAME": database,
        "USER": TEST_LOGIN,
        "PASSWORD": PASSWORD,
    }
    settings["OPTIONS"] |= {"pool": None, "assume_role": "milepost_owner"}
    settings["TEST"]["NAME"] = database
    connections["default"].settings_dict.update(settings)


def empty_all_tables(server: TestServer) -> None:
    """Empty what a transactional test has committed, append-only tables too."""
    from django.db import connection

    with server.connect(connection.settings_dict["NAME"]) as superuser:
        found = superuser.execute(
            "select string_agg(quote_ident(tablename), ', ') from pg_tables"
            " where schemaname = 'public' and tablename <> all(%s)",
            [list(KEPT_TABLES)],
        ).fetchone()
        if found and found[0]:
            superuser.execute("set session_replication_role = replica")
            _truncate(superuser, found[0])


_EMPTY = """
do $$
declare
  one record;
  has_rows boolean;
begin
  lock table {tables} in access exclusive mode;
  for one in select unnest(string_to_array('{tables}', ', ')) as name loop
    execute format('select exists (select 1 from %s)', one.name) into has_rows;
    if has_rows then
      execute format('delete from %s', one.name);
    end if;
  end loop;
  for one in select format('%I', c.relname) as name from pg_class c
    join pg_sequences s on s.sequencename = c.relname and s.schemaname = 'public'
    join pg_depend d on d.objid = c.oid and d.deptype in ('a', 'i')
    where c.relkind = 'S' and s.last_value is not null
      and quote_ident(d.refobjid::regclass::text) = any(string_to_array('{tables}', ', ')) loop
    perform setval(one.name::regclass, 1, false);
  end loop;
end $$"""


def _truncate(superuser: psycopg.Connection[Any], tables: str) -> None:
    """Empty the tables that hold anything, again where the last request of a closed browser was
    still under way. Deleting a few rows is ten times as quick as new files for every table."""
    for _ in range(4):
        try:
            superuser.execute(_EMPTY.format(tables=tables))
            return
        except psycopg.errors.DeadlockDetected:
            continue
    superuser.execute(_EMPTY.format(tables=tables))


@contextmanager
def _alone(server: TestServer) -> Iterator[None]:
    """One worker at a time: only the first one migrates."""
    handle = os.open(server.sockets / "tests.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
