"""Members' browsers behind their wall: whoever leaves takes theirs along."""

from __future__ import annotations

from django.db import migrations

from milepost.platform.walls import composite_foreign_key, tenant_table


class Migration(migrations.Migration):
    dependencies = [("messaging", "0013_push"), ("workspaces", "0001_tables")]

    operations = [
        *tenant_table(
            "messaging_pushsubscription",
            {"seller": "select, insert, delete", "worker": "select, delete"},
        ),
        *composite_foreign_key(
            "messaging_pushsubscription", ("workspace_id", "member_id"), "workspaces_member"
        ),
    ]
