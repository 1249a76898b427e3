"""What people are told, behind its wall: no grant for a buyer, whose part of it is a mail."""

from __future__ import annotations

from django.db import migrations

from milepost.platform.walls import composite_foreign_key, tenant_table

ALL = "select, insert, update, delete"


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0004_messages"),
        ("plans", "0001_tables"),
        ("sharing", "0001_tables"),
    ]

    operations = [
        *tenant_table("messaging_message", {"seller": "select, insert, update", "worker": ALL}),
        *composite_foreign_key("messaging_message", ("workspace_id", "plan_id"), "plans_plan"),
        *composite_foreign_key(
            "messaging_message",
            ("workspace_id", "plan_id", "person"),
            "plans_person",
            ("workspace_id", "plan_id", "key"),
        ),
        *composite_foreign_key(
            "messaging_message", ("workspace_id", "member_id"), "workspaces_member"
        ),
    ]
