"""Feeds as they are read in production: by the application's login, and by the portal's."""

from __future__ import annotations

import psycopg
import pytest

from milepost.plans import record_sql
from milepost.sharing import feeds
from milepost.sharing.models import Feed
from milepost.workspaces.tokens import hash_of
from tests.database import TestServer
from tests.plans.plans import a_plan, a_seller
from tests.sharing.visitors import a_link
from tests.walls.test_real_logins import login

pytestmark = pytest.mark.django_db(transaction=True)


def test_both_logins_reach_their_feeds_and_nothing_of_the_others(
    postgres_server: TestServer,
) -> None:
    sam = a_seller()
    plan_id = sam.keeps(a_plan())
    a_link(sam.workspace_id, plan_id)
    of_member, of_buyer = hash_of("m"), hash_of("b")
    whose = {"workspace_id": sam.workspace_id}
    Feed.objects.create(**whose, member_id=sam.member_id, token_hash=of_member, reach="mine")
    Feed.objects.create(**whose, plan_id=plan_id, person="maja", token_hash=of_buyer, reach="own")
    with login(postgres_server, "milepost_app") as app, app.transaction():
        row = app.execute(feeds._MEMBERS, (of_member,)).fetchone()
        assert row is not None and row[0] == sam.member_id
        assert app.execute("select count(*) from plans_plan").fetchone() == (1,)
    with login(postgres_server, "milepost_app") as app:
        with app.transaction():
            assert app.execute(feeds._MEMBERS, (of_buyer,)).fetchone() is None
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("select person from sharing_feed")
    with login(postgres_server, "milepost_portal") as portal, portal.transaction():
        portal.execute(
            "select set_config('role', 'milepost_buyer', true),"
            " set_config('milepost.token', %s, true)",
            (of_buyer,),
        )
        assert portal.execute("select id from plans_plan").fetchall() == []
        found = portal.execute(feeds._BUYERS, (of_buyer,)).fetchone()
        assert found is not None and found[1:4] == (plan_id, "maja", "own")
        assert portal.execute(feeds._BUYERS_AROUND).fetchone() is not None
        seen = portal.execute(record_sql.SEEN, (None, plan_id)).fetchone()
        assert seen is not None and "Step 1" in seen[-1]
        # A member's is not theirs to find, whatever they present.
        assert portal.execute(feeds._BUYERS, (of_member,)).fetchone() is None
