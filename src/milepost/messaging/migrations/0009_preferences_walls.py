"""How somebody wants to be told, behind its wall: a buyer reads what they chose themselves."""

from __future__ import annotations

from django.db import migrations

from milepost.platform.walls import PERSON, PLAN, BuyerPolicy, composite_foreign_key, tenant_table

ALL = "select, insert, update, delete"


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0008_preferences"),
        ("plans", "0001_tables"),
    ]

    operations = [
        *tenant_table(
            "messaging_preference",
            {"seller": ALL, "worker": ALL},
            buyer=BuyerPolicy(
                using=f"plan_id = {PLAN} and person = {PERSON}",
                columns=("workspace_id", "plan_id", "person", "mails", "muted_at", "snoozed_until"),
            ),
        ),
        *composite_foreign_key("messaging_preference", ("workspace_id", "plan_id"), "plans_plan"),
        *composite_foreign_key(
            "messaging_preference",
            ("workspace_id", "plan_id", "person"),
            "plans_person",
            ("workspace_id", "plan_id", "key"),
        ),
        *composite_foreign_key(
            "messaging_preference", ("workspace_id", "member_id"), "workspaces_member"
        ),
    ]
