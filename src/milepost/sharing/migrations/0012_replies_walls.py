"""Answers by mail behind their wall: no grant for a buyer, who only ever writes mail.

The buyer's role may not name a mail in an action (`mail_id` is not among the columns that it may
write), and without a link of its own its policy refuses the row.
"""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

from milepost.platform.walls import composite_foreign_key, tenant_table

earlier = import_module("milepost.sharing.migrations.0002_walls")
ALL = {"seller": "select, insert, update, delete", "worker": "select, insert, update, delete"}


class Migration(migrations.Migration):
    dependencies = [("sharing", "0011_replies")]

    operations = [
        *tenant_table("sharing_replyaddress", ALL),
        *composite_foreign_key("sharing_replyaddress", earlier.KEYS, "plans_plan"),
        *composite_foreign_key(
            "sharing_replyaddress",
            (*earlier.KEYS, "person"),
            "plans_person",
            (*earlier.KEYS, "key"),
        ),
        *composite_foreign_key(
            "sharing_replyaddress", ("workspace_id", "member_id"), "workspaces_member"
        ),
        *tenant_table("sharing_receivedmail", ALL),
        *composite_foreign_key(
            "sharing_receivedmail",
            ("workspace_id", "token_hash"),
            "sharing_replyaddress",
            ("workspace_id", "token_hash"),
        ),
    ]
