"""Calendars behind their walls.

A feed is shown to whoever presents its token, as a link is, and to the person whose it is; the
statement that finds a member's comes before any scope. The call and the misses are the seller's
alone: no grant for a buyer at all.
"""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

from milepost.platform import walls
from milepost.platform.walls import composite_foreign_key, tenant_table

earlier = import_module("milepost.sharing.migrations.0002_walls")
ALL = "select, insert, update, delete"
FEED = "workspace_id, id, plan_id, person, token_hash, reach, created_at, revoked_at"
# Neither tells of a member's; a revoked one is as one that never was.
OWN = f"workspace_id = {walls.WORKSPACE} and {earlier.MINE}"
SEEN = f"revoked_at is null and (token_hash = {walls.TOKEN} or ({OWN}))"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0008_calendars"), ("workspaces", "0002_looks")]

    operations = [
        *tenant_table("sharing_feed", {"seller": ALL, "worker": ALL}),
        *composite_foreign_key("sharing_feed", earlier.KEYS, "plans_plan"),
        *composite_foreign_key(
            "sharing_feed", (*earlier.KEYS, "person"), "plans_person", (*earlier.KEYS, "key")
        ),
        *composite_foreign_key("sharing_feed", ("workspace_id", "member_id"), "workspaces_member"),
        migrations.RunSQL(
            [
                f"grant select ({FEED}) on table sharing_feed to milepost_buyer",
                "create policy sharing_feed_buyer on sharing_feed for select to milepost_buyer"
                f" using ({SEEN})",
                "grant select (workspace_id, member_id, token_hash, reach, revoked_at)"
                " on table sharing_feed to milepost_app",
                "create policy sharing_feed_app on sharing_feed for select to milepost_app"
                " using (true)",
            ],
            [
                "drop policy sharing_feed_app on sharing_feed",
                "revoke all on table sharing_feed from milepost_app",
                "drop policy sharing_feed_buyer on sharing_feed",
                "revoke all on table sharing_feed from milepost_buyer",
            ],
        ),
        *earlier.of_person("sharing_call"),
        *earlier.of_person("sharing_misses"),
        *tenant_table("sharing_misseslook", {"worker": ALL}),
        *composite_foreign_key(
            "sharing_misseslook", ("workspace_id",), "workspaces_workspace", ("id",)
        ),
    ]
