"""The wall as it stands in production: with the application's and the portal's own logins."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.database import PASSWORD, PORT, TestServer
from tests.plans.plans import Seller, a_plan, a_seller

pytestmark = pytest.mark.django_db(transaction=True)

_OPEN = (
    "select set_config('role', %s, true), set_config('milepost.workspace', %s, true),"
    " set_config('milepost.plan', %s, true)"
)


@pytest.fixture
def kept() -> tuple[Seller, int, Seller]:
    ours, theirs = a_seller(), a_seller("Eve Other")
    return ours, ours.keeps(a_plan()), theirs


def login(server: TestServer, name: str) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=str(server.sockets),
        port=PORT,
        user=name,
        password=PASSWORD,
        dbname=connection.settings_dict["NAME"],
    )


def test_the_applications_login_sees_a_workspace_only_inside_its_scope(
    postgres_server: TestServer, kept: tuple[Seller, int, Seller]
) -> None:
    ours, plan_id, theirs = kept
    with login(postgres_server, "milepost_app") as app:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
            app.execute("select title from plans_plan")
        for seller, expected in ((ours, [(plan_id,)]), (theirs, [])):
            with app.transaction():
                app.execute(_OPEN, ["milepost_seller", str(seller.workspace_id), ""])
                assert app.execute("select id from plans_plan").fetchall() == expected
        # The scope ended with its transaction: the same connection is shut out again.
        with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
            app.execute("select title from plans_plan")


@pytest.mark.parametrize("role", ["milepost_owner", "milepost_buyer", "postgres"])
def test_the_applications_login_becomes_neither_owner_nor_buyer(
    postgres_server: TestServer, role: str
) -> None:
    with (
        login(postgres_server, "milepost_app") as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        app.execute(f"set role {role}")


@pytest.mark.parametrize(
    "role", ["milepost_owner", "milepost_seller", "milepost_worker", "milepost_app", "postgres"]
)
def test_the_portals_login_becomes_nobody_but_the_buyer(
    postgres_server: TestServer, role: str
) -> None:
    with (
        login(postgres_server, "milepost_portal") as portal,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        portal.execute(f"set role {role}")


def test_the_portals_login_reads_the_shared_side_of_one_plan(
    postgres_server: TestServer, kept: tuple[Seller, int, Seller]
) -> None:
    ours, plan_id, _ = kept
    with login(postgres_server, "milepost_portal") as portal:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), portal.transaction():
            portal.execute("select id from plans_plan")
        with portal.transaction():
            portal.execute(_OPEN, ["milepost_buyer", str(ours.workspace_id), str(plan_id)])
            assert portal.execute("select id, buyer_life from plans_plan").fetchall() == [
                (plan_id, "shared")
            ]
            assert len(portal.execute("select key from plans_milestone").fetchall()) == 5
        portal.execute(_OPEN, ["milepost_buyer", str(ours.workspace_id), str(plan_id)])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            portal.execute("select * from plans_planprivate")
