"""Promise 9 through PgBouncer in transaction mode: one server connection serves everybody in turn,
and nobody is left anything of the one before."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from milepost.platform import children, scope
from milepost.sharing import visits
from milepost.workspaces.tokens import hash_of
from tests.database import PASSWORD, PORT, TestServer
from tests.plans.plans import Seller, a_plan, a_seller
from tests.platform.serving import free_port, wait_for
from tests.sharing.visitors import a_link

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        PGBOUNCER is None, reason="PgBouncer is not installed (Debian: apt-get install pgbouncer)"
    ),
]

# One server connection for each login, so that every client gets the one that another just had.
CONFIGURATION = """
[databases]
* = host={host} port={port} pool_size=1
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = plain
auth_file = {folder}/users.txt
pool_mode = transaction
ignore_startup_parameters = extra_float_digits
"""


@pytest.fixture
def pooler(postgres_server: TestServer) -> Iterator[int]:
    """The port of a PgBouncer before the tests' PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="milepost-pooler-"))
    listen = free_port()
    file = folder / "pgbouncer.ini"
    file.write_text(
        CONFIGURATION.format(host=postgres_server.sockets, port=PORT, listen=listen, folder=folder)
    )
    users = "".join(f'"{name}" "{PASSWORD}"\n' for name in ("milepost_app", "milepost_portal"))
    (folder / "users.txt").write_text(users)
    for path in (folder, file, folder / "users.txt"):
        path.chmod(0o755)
    root = os.geteuid() == 0  # which PgBouncer refuses to run as
    user = (children.person("postgres") or children.person("nobody")) if root else None
    process = subprocess.Popen(
        [str(PGBOUNCER), str(file)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=children.before_exec(user),
    )
    try:
        wait_for(lambda: process.poll() is not None or _answers(listen))
        assert process.poll() is None
        yield listen
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _answers(port: int) -> bool:
    try:
        through(port, "milepost_app").close()
    except psycopg.OperationalError:
        return False
    return True


def through(port: int, login: str) -> psycopg.Connection[Any]:
    """A client of the pooler, in autocommit and without prepared statements."""
    return psycopg.connect(
        host="127.0.0.1",
        port=port,
        user=login,
        password=PASSWORD,
        dbname=connection.settings_dict["NAME"],
        autocommit=True,
        prepare_threshold=None,
    )


@contextmanager
def selling(client: psycopg.Connection[Any], workspace_id: int) -> Iterator[Any]:
    """A transaction in a seller's scope, opened by the application's own statement."""
    with client.transaction(), client.cursor() as cursor:
        cursor.execute(scope._OPEN, (scope.SELLER, str(workspace_id), ""))
        yield cursor


@contextmanager
def buying(client: psycopg.Connection[Any], token: str) -> Iterator[Any]:
    """A transaction in a buyer's scope, opened by the application's own statements."""
    with client.transaction(), client.cursor() as cursor:
        cursor.execute(scope._OPEN_BUYER, (hash_of(token),))
        cursor.execute(visits._OPEN, ("", "", hash_of(token)))
        yield cursor


def plans_of(cursor: Any) -> list[int]:
    """The plans that can be read just now."""
    return [row[0] for row in cursor.execute("select id from plans_plan order by id").fetchall()]


@pytest.fixture
def two() -> tuple[tuple[Seller, int, str], tuple[Seller, int, str]]:
    """Two workspaces, each with a plan and a link to it."""

    def one(name: str) -> tuple[Seller, int, str]:
        seller = a_seller(name)
        plan_id = seller.keeps(a_plan())
        return seller, plan_id, a_link(seller.workspace_id, plan_id)[1]

    return one("Sam Whitfield"), one("Eve Other")


def test_two_workspaces_in_turn_on_one_connection_see_their_own_rows_alone(
    pooler: int, two: Any
) -> None:
    with through(pooler, "milepost_app") as first, through(pooler, "milepost_app") as second:
        pids = set()
        for _turn in range(20):
            for client, (seller, plan_id, _token) in zip((first, second), two, strict=True):
                with selling(client, seller.workspace_id) as cursor:
                    assert plans_of(cursor) == [plan_id]
                    pids.add(cursor.execute("select pg_backend_pid()").fetchone()[0])
        assert len(pids) == 1


def test_two_buyers_in_turn_on_one_connection_see_their_own_plan_alone(
    pooler: int, two: Any
) -> None:
    with through(pooler, "milepost_portal") as first, through(pooler, "milepost_portal") as second:
        for _turn in range(20):
            for client, (_seller, plan_id, token) in zip((first, second), two, strict=True):
                with buying(client, token) as cursor:
                    assert plans_of(cursor) == [plan_id]


def test_whoever_opens_no_scope_gets_nothing_of_the_one_before(pooler: int, two: Any) -> None:
    seller, _plan_id, token = two[0]
    with through(pooler, "milepost_app") as app, through(pooler, "milepost_portal") as portal:
        with selling(app, seller.workspace_id) as cursor:
            assert plans_of(cursor)
        with buying(portal, token) as cursor:
            assert plans_of(cursor)
    for login in ("milepost_app", "milepost_portal"):
        with through(pooler, login) as next_one:
            for statement in (
                "select title from plans_plan",
                "select notes from plans_planprivate",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    next_one.execute(statement)
            row = next_one.execute(
                "select current_user, coalesce(current_setting('milepost.workspace', true), ''),"
                " coalesce(current_setting('milepost.token', true), '')"
            ).fetchone()
            assert row == (login, "", "")


def test_a_failed_transaction_leaves_nothing_to_the_next_one(pooler: int, two: Any) -> None:
    seller = two[0][0]
    with through(pooler, "milepost_app") as app:
        with pytest.raises(psycopg.errors.DivisionByZero), selling(app, seller.workspace_id) as c:
            c.execute("select 1/0")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("select title from plans_plan")
