"""Any PostgreSQL 16+ by DATABASE_URL: its roles are made, or an administrator is told how."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from milepost.platform import config, database, roles
from milepost.platform.embedded_postgres import PORT, EmbeddedPostgres


@pytest.fixture
def foreign(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL of somebody else's."""
    server = EmbeddedPostgres(tmp_path / "foreign", "administrators", settings={"fsync": "off"})
    server.start()
    yield server
    server.stop()


@pytest.fixture
def connect_as(
    foreign: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[object]:
    """Make a user with these rights who owns the database, and point DATABASE_URL at it."""

    def connect_as(rights: str) -> None:
        with foreign.connect() as connection:
            connection.execute(f"create role hoster login password 'hosting' {rights}")
            connection.execute("create database plans owner hoster")
        url = f"postgresql://hoster:hosting@/plans?host={foreign.sockets}&port={PORT}"
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("MILEPOST_DATA", str(tmp_path / "data"))

    return connect_as


def _works_as_the_application() -> list[tuple[object, ...]]:
    with psycopg.connect(**config.app_login().libpq()) as connection:
        connection.execute("select set_config('role', 'milepost_seller', true)")
        return connection.execute("select current_user::text").fetchall()


def test_a_user_who_may_create_roles_gets_them_made_once(connect_as) -> None:
    connect_as("createrole")
    database.prepare()
    database.prepare()
    assert _works_as_the_application() == [("milepost_seller",)]


def test_one_who_may_not_is_told_every_statement_and_they_are_enough(
    connect_as, foreign: EmbeddedPostgres
) -> None:
    connect_as("nocreaterole")
    with pytest.raises(database.DatabaseNotReady) as refused:
        database.prepare()
    message = refused.value.message
    assert config.kept_secrets().app_password not in message
    with foreign.connect("plans") as administrator:
        for statement in re.findall(r"^  (.*;)$", message, re.MULTILINE):
            administrator.execute(statement)
    database.prepare()
    assert _works_as_the_application() == [("milepost_seller",)]


def test_another_milepost_on_the_same_server_keeps_its_password(
    connect_as, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    connect_as("createrole")
    database.prepare()
    monkeypatch.setenv("MILEPOST_DATA", str(tmp_path / "second"))
    with pytest.raises(database.DatabaseNotReady, match=r"secrets\.json.*MILEPOST_APP_PASSWORD"):
        database.prepare()
    monkeypatch.setenv("MILEPOST_DATA", str(tmp_path / "data"))
    assert _works_as_the_application() == [("milepost_seller",)]


def test_the_logins_can_become_what_they_need_and_no_more(connect_as) -> None:
    connect_as("createrole")
    database.prepare()
    with psycopg.connect(**config.portal_login().libpq(), autocommit=True) as portal:
        portal.execute("set role milepost_buyer")
        for role in ("milepost_seller", "milepost_worker", "milepost_owner", "milepost_app"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                portal.execute(f"set role {role}")
    with psycopg.connect(**config.app_login().libpq(), autocommit=True) as app:
        for role in ("milepost_buyer", "milepost_owner", "milepost_portal", "hoster"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(f"set role {role}")


def test_nobody_but_the_owner_may_execute_a_new_function(connect_as) -> None:
    connect_as("createrole")
    database.prepare()
    with psycopg.connect(**config.owner_login().libpq(), autocommit=True) as owner:
        owner.execute("set role milepost_owner")
        owner.execute(
            "create function public.peek() returns int language sql security definer return 42"
        )
    with (
        psycopg.connect(**config.app_login().libpq(), autocommit=True) as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        app.execute("select peek()")


def test_an_older_postgresql_is_refused(connect_as, monkeypatch: pytest.MonkeyPatch) -> None:
    connect_as("createrole")
    monkeypatch.setattr(database, "OLDEST_VERSION", 99)
    with pytest.raises(database.DatabaseNotReady, match="needs 99 or newer"):
        database.prepare()


@pytest.mark.parametrize(
    "url", ["mysql://a:b@host/db", "postgresql://a:hunter2@host", "postgresql://a:b@host:x/db"]
)
def test_an_address_that_cannot_be_read_is_explained_and_not_printed(url: str) -> None:
    with pytest.raises(config.ConfigurationError, match="DATABASE_URL") as refused:
        config.read_url("DATABASE_URL", url)
    assert "hunter2" not in refused.value.message


def test_a_verifier_opens_the_door_to_its_password_alone(foreign: EmbeddedPostgres) -> None:
    with foreign.connect() as connection:
        verifier = roles.scram_verifier("right ÿ")
        connection.execute(f"create role guest login password '{verifier}'")
    login = config.Login(str(foreign.sockets), PORT, "postgres", "guest", "right ÿ")
    psycopg.connect(**login.libpq()).close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**{**login.libpq(), "password": "wrong"})


def test_no_login_holds_others_up_for_long_or_makes_tables_of_its_own(connect_as) -> None:
    connect_as("createrole")
    database.prepare()
    for login in (config.app_login(), config.portal_login()):
        with psycopg.connect(**login.libpq(), autocommit=True) as connection:
            for setting in roles.LIMITS:
                row = connection.execute("select current_setting(%s)", [setting]).fetchone()
                assert row is not None and row[0] != "0", setting
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("create temporary table own (id int)")
