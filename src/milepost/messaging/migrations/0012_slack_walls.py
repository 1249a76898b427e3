"""Slack, behind its wall: nothing of it for a buyer, and the sealed tokens for no page's listing."""

from __future__ import annotations

from django.db import migrations

from milepost.platform.walls import composite_foreign_key, tenant_table

ALL = "select, insert, update, delete"


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0011_slack"),
        ("plans", "0001_tables"),
    ]

    operations = [
        *tenant_table("messaging_slackconnection", {"seller": ALL, "worker": "select"}),
        *tenant_table("messaging_slackperson", {"seller": "select, delete", "worker": ALL}),
        *tenant_table("messaging_slackchannel", {"seller": ALL, "worker": "select, update"}),
        *tenant_table("messaging_slackpost", {"seller": "select, update, delete", "worker": ALL}),
        *composite_foreign_key(
            "messaging_slackconnection",
            ("workspace_id", "connected_by"),
            "workspaces_member",
            on_delete="set null (connected_by)",
        ),
        *composite_foreign_key(
            "messaging_slackperson", ("workspace_id", "member_id"), "workspaces_member"
        ),
        *composite_foreign_key("messaging_slackchannel", ("workspace_id", "plan_id"), "plans_plan"),
        *composite_foreign_key(
            "messaging_slackchannel",
            ("workspace_id", "set_by"),
            "workspaces_member",
            on_delete="set null (set_by)",
        ),
        *composite_foreign_key(
            "messaging_slackpost", ("workspace_id", "member_id"), "workspaces_member"
        ),
    ]
