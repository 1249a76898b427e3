"""What the seller is told, who asked for no more reminders, and which addresses bounce: each
behind its wall, with no grant for a buyer at all."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

from milepost.platform.walls import composite_foreign_key, tenant_table

earlier = import_module("milepost.sharing.migrations.0002_walls")
ALL = "select, insert, update, delete"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0003_notices")]

    operations = [
        *tenant_table("sharing_notice", {"seller": ALL, "worker": ALL}),
        *composite_foreign_key("sharing_notice", earlier.KEYS, "plans_plan"),
        *composite_foreign_key(
            "sharing_notice", (*earlier.KEYS, "person"), "plans_person", (*earlier.KEYS, "key")
        ),
        *tenant_table("sharing_unsubscribe", {"seller": ALL, "worker": ALL}),
        *composite_foreign_key("sharing_unsubscribe", earlier.KEYS, "plans_plan"),
        *composite_foreign_key(
            "sharing_unsubscribe",
            (*earlier.KEYS, "person"),
            "plans_person",
            (*earlier.KEYS, "key"),
        ),
        *tenant_table("sharing_bounce", {"seller": ALL, "worker": ALL}),
        *composite_foreign_key(
            "sharing_bounce", ("workspace_id",), "workspaces_workspace", ("id",)
        ),
    ]
