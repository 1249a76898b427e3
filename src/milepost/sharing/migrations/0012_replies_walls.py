"""Answers by mail behind their wall: no grant for a buyer, who only ever writes mail.

The buyer's role may not name a mail in an action (`mail_id` is not among the columns that it may
write), and without a link of its own its policy refuses the row.
"""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

from milepost.platform.walls import composite_foreign_key, tenant_table

earlier = import_module("milepost.sharing.migrations.0002_walls")
ALL = "select, insert, update, delete"
# A letter of ours, and a mail that quotes one, hold the secret of a buyer's link: as with what the
# outbox holds, the seller's role writes them and cannot read them.
ADDRESS = "workspace_id, token_hash, plan_id, person, member_id, steps, subject, depth, undoes, at"
MAIL = (
    "workspace_id, id, token_hash, mail_key, message_id, sender, subject, via, checks, size, words,"
    " at, reading, settled_at, result, why, done, undo_hash, looked_at, looked_by"
)
SETTLED = "words, reading, settled_at, result, why, done, undo_hash, looked_at, looked_by"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0011_replies")]

    operations = [
        *tenant_table(
            "sharing_replyaddress", {"seller": f"insert, select ({ADDRESS})", "worker": ALL}
        ),
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
        *tenant_table(
            "sharing_receivedmail",
            {"seller": f"insert, select ({MAIL}), update ({SETTLED})", "worker": ALL},
        ),
        *composite_foreign_key(
            "sharing_receivedmail",
            ("workspace_id", "token_hash"),
            "sharing_replyaddress",
            ("workspace_id", "token_hash"),
        ),
    ]
