"""Who reads what was said: sellers their workspace's, buyers what is shared on steps they see.

What a comment is (whose, shared or internal, on which step) can be changed by nobody: the update
grants name the other columns. So no statement of the application makes an internal note shared.
"""

from __future__ import annotations

from django.db import migrations

from milepost.platform import walls
from milepost.platform.walls import BuyerPolicy, append_only, composite_foreign_key, tenant_table

KEYS = ("workspace_id", "plan_id")
IN_PLAN = (
    "plan_id = (select p.id from plans_plan p"
    f" where p.workspace_id = {walls.WORKSPACE} and p.id = {walls.PLAN})"
)
COMMENT = (
    "workspace_id plan_id id milestone visibility side name person text mentions at edited_at"
    " deleted_at"
)
FILE = (
    "workspace_id plan_id id milestone visibility side name person title url stored size sha256"
    " media_type state at deleted_at"
)
COMMENT_CHANGES = "text, mentions, edited_at, edited_by_name, deleted_at, deleted_by_name"
FILE_CHANGES = "state, deleted_at, deleted_by_name, gone_at"


def seen(table: str) -> str:
    """Shared, and on the plan itself or on a step that the buyer sees."""
    return (
        f"{IN_PLAN} and visibility = 'shared' and (milestone is null or exists (select 1"
        f" from plans_milestone m where m.workspace_id = {table}.workspace_id"
        f" and m.plan_id = {table}.plan_id and m.key = {table}.milestone))"
    )


class Migration(migrations.Migration):
    dependencies = [("conversation", "0001_tables")]

    operations = [
        *tenant_table(
            "conversation_comment",
            {"seller": f"select, insert, update ({COMMENT_CHANGES})", "worker": "select"},
            buyer=BuyerPolicy(seen("conversation_comment"), tuple(COMMENT.split())),
        ),
        *composite_foreign_key("conversation_comment", KEYS, "plans_plan", on_delete="restrict"),
        *tenant_table(
            "conversation_file",
            {
                "seller": f"select, insert, update ({FILE_CHANGES})",
                "worker": f"select, update ({FILE_CHANGES})",
            },
            # What is being checked, was held back or was removed is shown to its own author alone.
            buyer=BuyerPolicy(
                f"{seen('conversation_file')} and ((state = 'ready' and deleted_at is null)"
                f" or person = {walls.PERSON})",
                tuple(FILE.split()),
            ),
        ),
        *composite_foreign_key("conversation_file", KEYS, "plans_plan", on_delete="restrict"),
        *tenant_table("conversation_trail", {"seller": "select, insert", "worker": "select"}),
        *composite_foreign_key("conversation_trail", KEYS, "plans_plan", on_delete="restrict"),
        *composite_foreign_key(
            "conversation_trail",
            (*KEYS, "comment_id"),
            "conversation_comment",
            (*KEYS, "id"),
            on_delete="restrict",
        ),
        *composite_foreign_key(
            "conversation_trail",
            (*KEYS, "file_id"),
            "conversation_file",
            (*KEYS, "id"),
            on_delete="restrict",
        ),
        *append_only("conversation_trail"),
    ]
